"""`scripts/bench` measures on a real chain, and what it writes says which goals are met."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from bench import conclude
from benchmarks.groups import measured
from benchmarks.rows import Row
from toolchain import ROOT

FIELDS = ["name", "value", "unit", "peer", "peer_value", "goal", "met"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "scripts/bench"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=1_200)


@pytest.mark.chain
def test_a_submission_and_a_batch_item_keep_to_their_gas(tmp_path: Path) -> None:
    """The goals of gas are exact, so they hold on any machine, each beside EAS in the same run."""
    done = run("submission", "--json", str(tmp_path / "rows.json"))
    assert done.returncode == 0, done.stdout + done.stderr

    rows = json.loads((tmp_path / "rows.json").read_text())
    assert [list(row) for row in rows] == [FIELDS] * 3
    assert [row["met"] for row in rows] == [True, True, True]
    assert all(2 * row["value"] < row["peer_value"] for row in rows)
    assert 50_000 < rows[0]["value"] <= 110_000  # a whole transaction, on cold storage
    assert 190_000 < rows[0]["peer_value"] < 210_000  # what others measured for EAS


@pytest.mark.chain
def test_every_call_about_an_anonymous_group_is_measured_with_real_proofs() -> None:
    """A small group, filled as the large ones are; a post keeps to its gas, and others cost less.

    That nothing is left out, the benchmark says itself: else it raises.
    """
    found = {each.name: each for each in measured(16)}
    first = found.pop("Attestations.post first of an epoch of 16 members")
    later = found.pop("Attestations.post later in an epoch of 16 members")
    assert 300_000 < later.gas <= 410_000  # pairings alone are 181,000
    assert later.gas < first.gas <= 425_000
    assert all(each.floor < each.gas for each in (first, later, *found.values()))
    assert len(found) == 14


def test_help_teaches_and_an_unknown_name_is_refused() -> None:
    """Every benchmark is named in the help; a name that is none is a usage error."""
    told = run("--help")
    assert told.returncode == 0
    assert "submission" in told.stdout
    assert "Exit status" in told.stdout
    assert run("nothing").returncode == 2


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        (None, None),
        ("<= 100", True),
        ("<= 99", False),
        (">= 100", True),
        (">= 101", False),
        ("<= 2 x peer", True),
        ("<= 1.9 x peer", False),
    ],
)
def test_a_goal_is_met_or_missed_by_the_row_itself(goal: str | None, met: bool | None) -> None:
    """Negative control: a figure beyond its goal makes `met` false and the exit status 1."""
    row = Row("a", 100, "gas", "b", 50, goal)
    assert row.to_dict()["met"] is met
    assert list(row.to_dict()) == FIELDS
    assert conclude([row]) == (1 if met is False else 0)


def test_a_goal_that_cannot_be_read_is_no_goal_met() -> None:
    """A misspelt goal is an error, never a met one."""
    with pytest.raises((ValueError, KeyError)):
        assert Row("a", 1, "s", "b", 1, "<= 2 x others").met
