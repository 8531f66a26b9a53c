"""The main path by typing it: every command a process of its own, with its own home."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from ais.cli.main import COMMANDS, root
from tests.integration.sharing import bundle
from tests.support.pace import PATIENCE_SECONDS, until

pytestmark = pytest.mark.chain

PASSWORD = "correct horse battery staple"


@dataclass
class Shell:
    """Runs `ais` as a user would; the password comes from a file that the environment names."""

    folder: Path
    url: str = ""

    def run(self, home: str, *words: str, status: int = 0, **options: Any) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "ais", "--home", str(self.folder / home), *words],
            capture_output=True,
            text=True,
            env=self.environment(),
            cwd=self.folder,
            timeout=600,
            check=False,
            **options,
        )
        assert done.returncode == status, f"ais {' '.join(words)}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout if status in (0, 1) and done.stdout else done.stderr

    def json(self, home: str, *words: str, status: int = 0, **options: Any) -> Any:
        return json.loads(self.run(home, *words, "--json", status=status, **options))

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        password = self.folder / "password"
        return {**kept, "HOME": str(self.folder), "AIS_PASSWORD_FILE": str(password)}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "password").write_text(PASSWORD)
    (folder / "terms.txt").write_text("Do no harm.\n")
    made = Shell(folder)
    words = [
        "--home",
        str(folder),
        "--json",
        "network",
        "start",
        str(folder / "chain"),
        "--port",
        "0",
    ]
    chain = subprocess.Popen(
        [sys.executable, "-m", "ais", *words],
        stdout=subprocess.PIPE,
        text=True,
        env=made.environment(),
    )
    assert chain.stdout is not None
    made.url = json.loads(chain.stdout.readline())["url"]
    yield made
    chain.send_signal(signal.SIGINT)
    chain.communicate(timeout=PATIENCE_SECONDS)
    assert chain.returncode == 0


@pytest.fixture(scope="module")
def network(shell: Shell) -> Shell:
    """A deployed network with alice and bob, set up by commands alone."""
    phrases = ["--phrase-file"]
    shell.run(
        "governor", "init", *phrases, str(shell.folder / "governor.phrase"), "--role", "governor"
    )
    words = ["--rpc", shell.url, "--store", "store", "--terms", "terms.txt", "--short"]
    made = shell.json("governor", "network", "deploy", "network.json", *words)
    assert Path(made["file"]).name == "network.json"
    shell.json("governor", "network", "deploy", "network.json", *words)  # once more: the same
    for name, sectors, tier in (
        ("alice", "energy", "critical"),
        ("bob", "8,communications", "core"),
    ):
        phrase = str(shell.folder / f"{name}.phrase")
        made = shell.json(name, "init", "--network", "network.json", *phrases, phrase)
        accounts = made["accounts"]
        listed = [accounts["owner"], accounts["operator"], accounts["payout"]]
        words = ["--sectors", sectors, "--tier", tier]
        shell.run("governor", "membership", "admit", *listed, *words)
        shell.run("governor", "network", "mint", accounts["operator"], "100")
        shell.run(name, "join")
        shell.run(name, "pool", "dues")
    shell.run("governor", "membership", "start")
    return shell


def test_submit_list_fetch_audit_and_revoke(network: Shell) -> None:
    file = bundle(network.folder / "in", "campaign.json", count=3)
    checked = network.json("alice", "check", str(file))
    assert (checked["accepted"], checked["refused"]) == (3, [])
    words = ["--affected", "energy", "--value", "--dry-run"]
    plan = network.json("alice", "submit", str(file), *words)
    assert plan["dry_run"]
    assert [act["call"] for act in plan["acts"]] == ["Indicators.submitBatch", "Rewards.open"]
    assert plan["acts"][1]["spends"] == 15 * 10**6

    done = network.json("alice", "submit", str(file), "--affected", "energy")
    name = done["items"][0]["submission_id"]
    assert done["released_to"] == 1
    assert network.json("alice", "submit", str(file), "--affected", "energy")["resumed"]

    listed = network.json("bob", "list", "--readable")["submissions"]
    assert [row["submission_id"] for row in listed] == [name]
    got = network.json("bob", "fetch", name[:14])
    content = json.loads(Path(got["taken"][0]["file"]).read_text())
    assert len(content["objects"]) == 3
    network.run("bob", "receipt", name)

    trail = network.json("nobody", "--network", "network.json", "audit", name)
    assert [line["event"] for line in trail["lines"]] == [
        "Submitted",
        "ReadersReleased",
        "ReceiptPosted",
    ]
    ledger = network.run("nobody", "--network", "network.json", "audit", "--csv")
    assert ledger.startswith("block,time,contract,event")
    network.run("alice", "revoke", name)
    assert network.json("bob", "list")["submissions"][0]["state"] == "revoked"
    network.run("alice", "erase", name, "--yes")


def test_what_a_person_sees_is_plain_in_a_pipe(network: Shell) -> None:
    shown = network.run("alice", "status")
    assert "network" in shown
    assert "\x1b[" not in shown
    assert "critical" in network.run("governor", "membership", "list")
    assert network.run("alice", "keys", "show").count("sealing") == 1
    assert "Membership" in network.run("alice", "network", "info")


def test_standard_input_and_refusals_have_their_exit_status(network: Shell) -> None:
    done = network.json("alice", "submit", "-", input="typed-domain-991.net\n")
    assert done["items"][0]["objects"] == 1
    refused = network.json("alice", "submit", "-", status=1, input="8.8.8.8\n")
    assert refused["error"]["code"] == "benign-found"
    assert "--allow-benign" in refused["error"]["what_to_do"]
    text = network.run("bob", "fetch", "0x00112233", status=1)
    assert "error[submission-unknown]" in text
    network.run("bob", "fetch", status=2)
    network.run("alice", "submit", "-", "--readers", "moon", status=2, input="")
    network.run("alice", "nonsense", status=2)


def test_the_phrase_is_shown_to_nobody_by_accident(network: Shell) -> None:
    refused = network.json("new", "init", "--network", "network.json", status=1)
    assert refused["error"]["code"] == "phrase-not-shown"
    assert not (network.folder / "new" / "keystore.json").exists()


def test_a_home_is_restored_from_its_phrase_and_reads_on(network: Shell) -> None:
    file = bundle(network.folder / "in", "restored.json")
    name = network.json("alice", "submit", str(file))["items"][0]["submission_id"]
    phrase = str(network.folder / "bob.phrase")
    words = ["--phrase-file", phrase, "--network", "network.json"]
    network.run("bob2", "keys", "restore", *words)
    got = network.json("bob2", "fetch", "--all")
    assert name in [taken["submission_id"] for taken in got["taken"]]
    network.run("bob2", "keys", "backup", "bob-backup.json")
    words = ["--keystore", "bob-backup.json", "--network", "network.json"]
    assert network.json("bob3", "keys", "restore", *words)["accounts"]


def in_threes(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Each word with the two after it."""
    return zip(words, words[1:], words[2:], strict=False)


def test_no_secret_stands_in_any_argument_or_output(network: Shell) -> None:
    phrase = (network.folder / "alice.phrase").read_text().split()
    shown = network.run("alice", "keys", "show") + network.run("alice", "status")
    told = set(in_threes(re.findall("[a-z]+", shown.lower())))  # one or two may be English
    assert told.isdisjoint(in_threes(phrase))
    assert not set(in_threes(["so", *phrase[4:7]])).isdisjoint(in_threes(phrase))
    assert PASSWORD not in shown


def test_help_teaches_every_word() -> None:
    """Each verb says what it does, what becomes public where something does, and an example."""
    left = [root.get_command(None, word) for word in COMMANDS]  # type: ignore[arg-type]
    while left:
        verb = left.pop()
        assert verb is not None
        if isinstance(verb, click.Group):
            left += verb.commands.values()
            continue
        shown = CliRunner().invoke(verb, ["--help"]).output
        assert "--json" in shown, verb.name
        assert "Example" in shown, verb.name


def test_a_chain_told_to_end_while_it_starts_keeps_its_state(shell: Shell, tmp_path: Path) -> None:
    """Nothing is left running, and nothing is lost, whenever the signal comes."""
    words = ["--home", str(tmp_path), "network", "start", str(tmp_path / "chain"), "--port", "0"]
    starting = subprocess.Popen(
        [sys.executable, "-m", "ais", *words], stdout=subprocess.DEVNULL, env=shell.environment()
    )
    until((tmp_path / "chain" / "anvil.log").exists, pause=0.001)
    starting.send_signal(signal.SIGTERM)
    assert starting.wait(PATIENCE_SECONDS) == 0
    assert (tmp_path / "chain" / "state.json").exists()


def test_the_list_of_words_needs_no_chain_client(shell: Shell) -> None:
    assert "submit" in shell.run("nowhere", "--help")
