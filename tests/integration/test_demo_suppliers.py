"""The demo's second act: a supply chain attests, and what everybody sees is what was played."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One run of ``ais demo --act 2``, as a process with an empty home folder."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "ais", "demo", "--act", "2", "--json"],
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=1_800,
    )
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []  # nothing outside its folder is changed
    return dict(json.loads(done.stdout))


def _table(told: dict[str, Any], title: str) -> list[dict[str, Any]]:
    (found,) = [
        each["rows"]
        for scene in told["scenes"]
        for each in scene["told"]
        if each.get("table", "").startswith(title)
    ]
    return list(found)


def test_every_proof_is_made_and_every_member_posts_as_often_as_any_other(played):
    """24 proofs of possession, 48 posts, then 44: one member is silent, one was removed."""
    assert played["attested"]["proofs"] == 24 + 48 + 44
    assert played["attested"]["slots"] == 2
    assert played["finale"] is None


def test_each_customer_sees_its_own_suppliers_and_what_became_of_them(played):
    """Missing, contested, removed and stale are told apart from failing and compliant."""
    verdicts = {
        (row["customer"].split()[0], row["supplier"].split()[0]): row["verdict"]
        for row in _table(played, "Epoch 3")
    }
    assert verdicts == {
        ("Aurora", "Baltic"): "compliant",
        ("Aurora", "Cedar"): "compliant",
        ("Aurora", "Dunlin"): "failing",
        ("Aurora", "Ember"): "failing (stale)",
        ("Aurora", "Kestrel"): "compliant",
        ("Baltic", "Heron"): "removed",
        ("Cedar", "Falcon"): "missing",
        ("Cedar", "Kestrel"): "compliant",
        ("Dunlin", "Gannet"): "failing",
        ("Dunlin", "Ibis"): "contested",
        ("Ember", "Jackdaw"): "compliant",
    }


def test_the_network_counts_failing_contested_and_missing_without_names(played):
    """What everybody sees of the two epochs is what was played."""
    counts = {
        row["epoch"]: (row["posted"], row["failing"], row["contested"], row["missing"])
        for row in _table(played, "demo-all-rules")
    }
    assert counts[2] == (48, 4, 0, 0)
    assert counts[3] == (44, 4, 1, 1)


def test_an_outsider_sees_relays_and_one_size(played):
    """Senders are the relays' accounts; sizes do not tell one post from another."""
    rows = _table(played, "Five of")
    assert {(row["ciphertext"], row["calldata"]) for row in rows} == {(540, 1316)}
    assert len({row["sent by"] for row in rows}) <= 2
    assert len({row["one-time key"] for row in rows}) == len(rows)


def test_an_auditor_without_any_of_the_files_verifies_one_statement(played):
    """The last thing told is what the pack proves, and of whom."""
    said = [each["say"] for scene in played["scenes"] for each in scene["told"] if "say" in each]
    assert "Dunlin Software said in epoch 2 that it is not compliant" in said[-1]
