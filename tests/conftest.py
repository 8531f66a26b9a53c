"""What all tests share: Ape's chain for its own tests alone, the same examples everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SCENARIOS = Path(__file__).parent / "contracts"
LONGEST_ID = 100

# Properties take the same examples on every machine, and a slow one fails none, whatever the
# environment says. New examples are looked for by hand: pytest --hypothesis-profile=explore.
AT_ANY_SPEED = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, database=None
)
settings.register_profile("gate", AT_ANY_SPEED, derandomize=True)
settings.register_profile("explore", AT_ANY_SPEED, derandomize=False)
settings.load_profile("gate")


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
