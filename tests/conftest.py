"""What all tests share: Ape's chain for its own tests alone, the same examples everywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

SCENARIOS = Path(__file__).parent / "contracts"
LONGEST_ID = 100

# What is printed is compared as it stands in a pipe, whatever terminal the tests were started from.
for name in ("COLUMNS", "LINES", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
    os.environ.pop(name, None)

# Properties take the same examples on every machine, and a slow one fails none, whatever the
# environment says. New examples are looked for by hand: pytest --hypothesis-profile=explore.
AT_ANY_SPEED = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, database=None
)
settings.register_profile("gate", AT_ANY_SPEED, derandomize=True)
settings.register_profile("explore", AT_ANY_SPEED, derandomize=False)
settings.load_profile("gate")

# Hypothesis also draws numbers and texts that stand in those modules of ours that are loaded, which
# hangs on what a process ran before. The gate draws none.
NONE_OF_OURS = providers.Constants()
_of_what_is_loaded = providers._get_local_constants


def _constants_of_ours() -> providers.Constants:
    same = settings.default is not None and settings.default.derandomize  # of the running property
    return NONE_OF_OURS if same else _of_what_is_loaded()


providers._get_local_constants = _constants_of_ours


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a scenario among the tests, Ape's runner would start an Anvil for nothing."""
    runner = config.pluginmanager.get_plugin("ape-test")
    if runner is not None and not any(item.path.is_relative_to(SCENARIOS) for item in items):
        config.pluginmanager.unregister(runner)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long values are called by their length: ids stand in every report."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_ID:
        return f"{argname} of {len(val)}"
    return None
