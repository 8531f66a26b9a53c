"""A local chain lives in its folder: stopped and started again it goes on where it was."""

import os
import signal
from pathlib import Path

import pytest

from ais import errors
from ais.network import LocalChain

pytestmark = pytest.mark.chain


def _newest(chain: LocalChain) -> dict:
    return chain.request("eth_getBlockByNumber", "latest", False)


def test_no_account_is_unlocked_and_gas_costs_nothing(tmp_path: Path):
    with LocalChain.start(tmp_path) as chain:
        assert chain.request("eth_accounts") == []
        assert int(chain.request("eth_gasPrice"), 16) == 0


def test_a_stopped_chain_goes_on_where_it_was_and_its_clock_never_runs_back(tmp_path: Path):
    with LocalChain.start(tmp_path) as chain:
        genesis = chain.request("eth_getBlockByNumber", "0x0", False)["hash"]
        chain.mine(5, 2)
        chain.advance(30 * 86_400)
        before = _newest(chain)
    with LocalChain.start(tmp_path) as chain:
        assert chain.request("eth_getBlockByNumber", "0x0", False)["hash"] == genesis
        assert _newest(chain)["hash"] == before["hash"]
        chain.mine()
        assert int(_newest(chain)["timestamp"], 16) > int(before["timestamp"], 16)


def test_everything_it_writes_is_in_its_folder(tmp_path: Path):
    home = Path.home() / ".foundry"
    was_there = home.exists()
    with LocalChain.start(tmp_path / "chain") as chain:
        chain.mine(3)
    assert home.exists() == was_there
    assert {path.name for path in tmp_path.iterdir()} == {"chain"}


def test_a_chain_that_cannot_start_says_where_its_log_is(tmp_path: Path):
    with (
        LocalChain.start(tmp_path / "one", keep_state=False) as chain,
        pytest.raises(errors.NetworkStartFailed, match=r"anvil\.log"),
    ):
        LocalChain.start(tmp_path / "two", port=chain.port, keep_state=False)


def test_a_chain_that_was_killed_says_so(tmp_path: Path):
    with LocalChain.start(tmp_path, keep_state=False) as chain:
        os.kill(int((tmp_path / "anvil.pid").read_text()), signal.SIGKILL)
        chain.wait()
        with pytest.raises(errors.NetworkNotRunning):
            chain.mine()


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AIS_ANVIL", str(tmp_path / "nowhere"))
    with pytest.raises(errors.NetworkBinaryMissing, match="nowhere"):
        LocalChain.start(tmp_path)
