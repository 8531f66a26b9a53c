"""Set-up ends with a reason where something could not be fetched, and goes on from there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import setup
import setup_steps

BINARY = "@foundry-rs/anvil-linux-amd64"
LOCK = {
    "packages": {
        "node_modules/solc": {},
        f"node_modules/{BINARY}": {"optional": True, "os": ["linux"], "cpu": ["x64"]},
        "node_modules/@foundry-rs/anvil-darwin": {"optional": True, "os": ["darwin"]},
    }
}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two locks and nothing else, on a machine that the lock has a package for."""
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text(json.dumps(LOCK))
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup_steps, "TOOLS", tmp_path / ".toolchain")
    monkeypatch.setattr(setup.platform, "system", lambda: "Linux")
    monkeypatch.setattr(setup.platform, "machine", lambda: "x86_64")
    return tmp_path


def test_a_package_that_npm_passed_over_is_named_and_fetched_the_next_time(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its exit status is 0 where an optional one cannot be fetched; the step is not done then."""
    fetched = [["solc"], ["solc", BINARY]]
    calls = []

    def npm(*_: object, **__: object) -> None:
        calls.append(1)
        for name in fetched[len(calls) - 1]:
            (checkout / "node_modules" / name).mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(setup, "run", npm)
    node = Path("/usr/bin/node")
    with pytest.raises(setup_steps.SetupError, match=f"could not fetch {BINARY}, .*start again"):
        setup._node_packages("client", node)
    setup._node_packages("client", node)
    setup._node_packages("client", node)
    assert len(calls) == 2
