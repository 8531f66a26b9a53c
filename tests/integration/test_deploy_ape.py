"""Ape is a second way to the same deployer: its network's node and its account, our steps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ais.chain import Chain, Deployment
from ais.network import LocalChain, LocalOptions

pytestmark = pytest.mark.chain
ROOT = Path(__file__).resolve().parents[2]


def test_ape_deploys_the_network_that_the_client_accepts(tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("Do no harm.\n")
    with LocalChain.start(tmp_path / "chain", LocalOptions()) as chain:
        words = ["--network", f"ethereum:local:{chain.url}", "--short", "--terms", str(terms)]
        command = [sys.executable, "scripts/deploy.py", str(tmp_path / "network.json"), *words]
        data = {"APE_DATA_FOLDER": str(tmp_path / "ape")}
        for _ in range(2):  # the second time it is there already
            done = subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, **data},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr

        connection = Chain.connect(Deployment.load(tmp_path / "network.json"))
        assert connection.read(connection.contracts.membership.latest_terms()) == 1
        manager = connection.contracts.manager
        first = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"  # the account of Ape's test mnemonic
        holders = connection.read_all(*(manager.has_role(role, first) for role in (0, 1)))
        assert [held for held, _ in holders] == [True, True]  # deployer and governor in one
        assert connection.block_number() < 40
