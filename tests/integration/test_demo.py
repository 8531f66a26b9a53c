"""The demo plays the main job to its end, and what it leaves behind can be gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ais.errors import NetworkStartFailed
from ais.network import LocalChain, LocalOptions
from tests.support.pace import PATIENCE_SECONDS, until

pytestmark = pytest.mark.chain

READS = "reads"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """One run of ``ais demo --keep``, as a process with an empty home folder."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "ais", "demo", "--act", "1", "--keep", str(folder), "--json"],
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=1_800,
    )
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []  # nothing outside its folder is changed
    return folder, json.loads(done.stdout)


def _tables(told: dict, title: str) -> list[list[dict]]:
    return [
        each["rows"]
        for scene in told["scenes"]
        for each in scene["told"]
        if each.get("table", "").startswith(title)
    ]


def test_everybody_reads_what_the_rules_allow_and_nothing_else(kept):
    first, after_embargo, later = _tables(kept[1], "Who opens what")
    reading = {row["member"]: {name for name in row if row[name] == READS} for row in first}
    assert reading == {
        "Rivermouth Water": {"spyware"},
        "Delta Gas": {"spyware"},
        "Harbor Bank": {"batch 1"},
        "Campus Net": set(),  # a wrong sector
        "Westwind Energy": set(),  # suspended before the release
        "Eastwind Energy": {"spyware"},  # suspended after it
        "Solar Latecomer": {"plain list"},  # a candidate reads its own alone
    }
    assert [row["plain list"] == READS for row in after_embargo] == [True, True, False]
    reading = {row["member"]: {name for name in row if row[name] == READS} for row in later}
    assert reading["Bluewater Utilities"] == {"spyware", "CSV list"}
    assert reading["Fjord Hydro"] == {"spyware"}  # stale terms: the old, not the new
    assert reading["Eastwind Energy"] == {"spyware"}


def test_a_refusal_to_read_says_why(kept):
    first, *_ = _tables(kept[1], "Who opens what")
    why = {row["member"]: row["spyware"] for row in first}
    assert "sectors" in why["Campus Net"]
    assert "suspended" in why["Westwind Energy"]
    assert "candidate" in why["Solar Latecomer"]
    later = _tables(kept[1], "Who opens what")[2]
    why = {row["member"]: row["CSV list"] for row in later}
    assert "terms in force" in why["Fjord Hydro"]
    assert "suspended" in why["Eastwind Energy"]


def test_ballots_differ_with_content_and_panelist_and_one_panelist_never_reveals(kept):
    ballots = _tables(kept[1], "Ballots on")
    cast = {
        (row["verdict"], row["severity"], row["scope"])
        for table in ballots
        for row in table[:-1]
        if row["verdict"] != "-"
    }
    assert len(cast) >= 4
    assert sum(row["verdict"] == "-" for table in ballots for row in table) == 1
    valued = kept[1]["finale"]["valued"]
    assert [each["absent"] is not None for each in valued].count(True) == 1
    assert all(each["stage"] == "rewarded" and each["reward"] > 0 for each in valued)
    assert all(each["submitter"] not in each["panel"] for each in valued)


def test_the_books_balance_to_the_last_unit(kept):
    money = kept[1]["finale"]["money"]
    made = money.pop("made by the local network")
    assert sum(money.values()) == made


def test_no_password_and_no_phrase_is_in_what_is_told(kept):
    folder, told = kept
    text = json.dumps(told)
    for path in (folder / "passwords").iterdir():
        assert path.read_text() not in text


def test_the_kept_network_goes_on_where_the_demo_ended(kept):
    folder, told = kept
    options = LocalOptions(port=told["finale"]["port"], keep_state=True)
    with _started(folder / "chain", options):
        found = _ais(folder, "bluewater", "list", "--readable")
        assert len(found["submissions"]) == 2
        fetched = _ais(folder, "bluewater", "fetch", "--all")
        assert {len(each["file"]) > 0 for each in fetched["taken"]} == {True}
        assert _ais(folder, "overseer", "audit")["lines"]


def test_a_demo_that_is_told_to_end_takes_its_chain_with_it(tmp_path: Path) -> None:
    """A time limit of whoever runs it leaves no process behind."""
    chain = tmp_path / "told" / "chain"
    command = [sys.executable, "-m", "ais", "demo", "--keep", str(chain.parent), "--json"]
    demo = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    until(lambda: demo.poll() is not None or _number(chain) is not None)
    number = _number(chain)
    demo.terminate()
    assert demo.wait(PATIENCE_SECONDS) == 128 + signal.SIGTERM
    assert not Path(f"/proc/{number}").exists()
    assert (chain / "state.json").exists()  # it was stopped in order


def _number(chain: Path) -> int | None:
    """The process of a local chain, once that is written down."""
    file = chain / "anvil.pid"
    text = file.read_text() if file.exists() else ""
    return int(text) if text.endswith("\n") else None


def _started(folder: Path, options: LocalOptions) -> LocalChain:
    """Its port was anybody's meanwhile: whoever has it now has it for some minutes at most."""
    deadline = time.monotonic() + 600
    while True:
        try:
            return LocalChain.start(folder, options)
        except NetworkStartFailed:
            assert time.monotonic() < deadline
            time.sleep(1)


def _ais(folder: Path, key: str, *words: str) -> dict:
    environment = {**os.environ, "AIS_PASSWORD_FILE": str(folder / "passwords" / key)}
    done = subprocess.run(
        [sys.executable, "-m", "ais", "--home", str(folder / "homes" / key), *words, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
