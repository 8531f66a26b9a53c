"""A local chain lives in its folder: stopped and started again it goes on where it was."""

import os
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ais import errors
from ais.network import LocalChain, LocalOptions
from tests.support.opened import children

KEPT = LocalOptions(keep_state=True)

pytestmark = pytest.mark.chain


def _newest(chain: LocalChain) -> dict:
    return chain.request("eth_getBlockByNumber", "latest", False)


def test_no_account_is_unlocked_and_gas_costs_nothing(tmp_path: Path):
    with LocalChain.start(tmp_path) as chain:
        assert chain.request("eth_accounts") == []
        assert int(chain.request("eth_gasPrice"), 16) == 0


def test_a_stopped_chain_goes_on_where_it_was_and_its_clock_never_runs_back(tmp_path: Path):
    with LocalChain.start(tmp_path, KEPT) as chain:
        genesis = chain.request("eth_getBlockByNumber", "0x0", False)["hash"]
        chain.mine(5, seconds_apart=2)
        chain.advance(30 * 86_400)
        before = _newest(chain)
    with LocalChain.start(tmp_path, KEPT) as chain:
        assert chain.request("eth_getBlockByNumber", "0x0", False)["hash"] == genesis
        assert _newest(chain)["hash"] == before["hash"]
        chain.mine()
        assert int(_newest(chain)["timestamp"], 16) > int(before["timestamp"], 16)


def test_a_chain_has_one_first_block_however_often_it_is_started(tmp_path: Path):
    """Clients pin it: with another one, every home of the network is locked out."""
    seen = []
    for start in range(6):
        with LocalChain.start(tmp_path, KEPT) as chain:
            seen.append(chain.request("eth_getBlockByNumber", "0x0", False)["hash"])
            assert int(_newest(chain)["number"], 16) == start
            chain.advance(1_000)
            time.sleep(1)  # the machine's clock is another at the next start
    assert len(set(seen)) == 1


def test_a_chain_that_is_started_again_follows_the_clock_of_the_machine(tmp_path: Path):
    for _ in range(2):
        with LocalChain.start(tmp_path, KEPT) as chain:
            chain.mine()
            assert abs(int(_newest(chain)["timestamp"], 16) - time.time()) < 60
            time.sleep(1)


def test_everything_it_writes_is_in_its_folder(tmp_path: Path):
    home = Path.home() / ".foundry"
    was_there = home.exists()
    with LocalChain.start(tmp_path / "chain") as chain:
        chain.mine(3)
    assert home.exists() == was_there
    assert {path.name for path in tmp_path.iterdir()} == {"chain"}


def test_a_port_that_is_taken_is_named(tmp_path: Path):
    with (
        LocalChain.start(tmp_path / "one") as chain,
        pytest.raises(errors.NetworkStartFailed, match="taken"),
    ):
        LocalChain.start(tmp_path / "two", LocalOptions(port=chain.port))


def test_nobody_comes_between_it_and_a_free_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whatever port it was to be started with, somebody else has it at that moment."""
    start, others = subprocess.Popen, ExitStack()

    def late(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        if port := int(command[command.index("--port") + 1]):
            others.enter_context(socket.create_server(("127.0.0.1", port)))
        return start(command, **options)

    monkeypatch.setattr(subprocess, "Popen", late)
    with others, LocalChain.start(tmp_path) as chain:
        chain.mine()
        assert int(_newest(chain)["number"], 16) == 1


def test_a_chain_that_was_killed_says_so(tmp_path: Path):
    with LocalChain.start(tmp_path) as chain:
        os.kill(int((tmp_path / "anvil.pid").read_text()), signal.SIGKILL)
        chain.process.wait()
        with pytest.raises(errors.NetworkNotRunning):
            chain.mine()


def test_a_chain_that_is_not_handed_over_does_not_run_on(tmp_path: Path):
    """Whatever fails after its process was started; here its number cannot be written."""
    (tmp_path / "anvil.pid").mkdir()
    before = children()
    with pytest.raises(IsADirectoryError):
        LocalChain.start(tmp_path)
    assert children() == before


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(errors.NetworkBinaryMissing, match="AIS_ANVIL"):
        LocalChain.start(tmp_path)
