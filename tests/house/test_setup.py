"""Set-up tries again what could not be fetched, ends with a reason, and goes on from there."""

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
    monkeypatch.setattr(setup_steps, "PAUSES", (0, 0))
    monkeypatch.setattr(setup.platform, "system", lambda: "Linux")
    monkeypatch.setattr(setup.platform, "machine", lambda: "x86_64")
    return tmp_path


def test_a_package_that_npm_passed_over_is_named_and_fetched_the_next_time(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its exit status is 0 where an optional one cannot be fetched; the step is not done then."""
    calls = npm(checkout, monkeypatch, [["solc"], ["solc"], ["solc"], ["solc", BINARY]])
    node = Path("/usr/bin/node")
    with pytest.raises(setup_steps.SetupError, match=f"could not fetch {BINARY}, .*start again"):
        setup._node_packages("client", node)
    assert len(calls) == 3
    setup._node_packages("client", node)
    setup._node_packages("client", node)
    assert len(calls) == 4


def test_a_download_that_fails_once_is_tried_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = npm(checkout, monkeypatch, [["solc"], ["solc", BINARY]])
    setup._node_packages("client", Path("/usr/bin/node"))
    assert len(calls) == 2


def test_what_fails_every_time_ends_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup_steps, "PAUSES", (0, 0))
    with pytest.raises(setup_steps.SetupError, match="exit status 7"):
        setup_steps.fetch(lambda: setup_steps.run(["sh", "-c", "exit 7"], "get it"))
    assert capfd.readouterr().err.count("Trying again") == 2


def npm(folder: Path, monkeypatch: pytest.MonkeyPatch, fetched: list[list[str]]) -> list[int]:
    """An npm that gets these packages, call by call; a list that grows with each."""
    calls: list[int] = []

    def run(*_: object, **__: object) -> None:
        calls.append(1)
        for name in fetched[len(calls) - 1]:
            (folder / "node_modules" / name).mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(setup, "run", run)
    return calls
