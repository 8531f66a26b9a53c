"""What all tests share: Ape starts its chain for its own tests and for no others."""

from __future__ import annotations

from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parent / "contracts"
LONGEST_ID = 100


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
