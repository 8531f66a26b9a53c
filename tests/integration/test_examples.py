"""The examples run as they stand, on a chain whose blocks come by themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ais.flows import rounds
from ais.records import Phase, Stage
from tests.integration import seated
from tests.integration.attestations.world import FAILING, attesting
from tests.integration.seated import PASSWORD, World, hosts

pytestmark = pytest.mark.chain

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    # Windows that a loaded machine cannot miss; rounds end early where everybody has acted.
    windows = {**seated.SHORT, "key_blocks": 300, "commit_blocks": 300, "reveal_blocks": 300}
    made = seated.build(tmp_path, seated.cast(8), windows=windows)
    made.chain.request("evm_setIntervalMining", 1)
    yield made
    made.close()


def example(world: World, script: str, name: str, *words: str) -> str:
    line = [sys.executable, str(EXAMPLES / script), str(world.home(name)), *words]
    environment = {**os.environ, "AIS_PASSWORD": PASSWORD}
    done = subprocess.run(
        line, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("script", ["member.py", "officer.py", "panelist.py"])
def test_an_example_without_its_words_tells_how_it_is_called(script: str) -> None:
    line = [sys.executable, str(EXAMPLES / script)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert f"python examples/{script} HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_member_shares_and_panelists_judge(world: World, tmp_path: Path) -> None:
    said = example(world, "member.py", "discloser", str(hosts(tmp_path, "example", 24)))
    assert "drawn: 3 panelists" in said
    party = world.party("discloser")
    (name,) = [record.submission_id for record in party.sync().submissions()]
    panel = [world.name_of(each) for each in rounds.look(party, name).panel]
    for each in panel:
        said = example(world, "panelist.py", each)
        assert "committed to valid" in said
        assert "ok  own slot" in said
    assert rounds.look(party, name).phase in (Phase.COMMITTING, Phase.REVEALING)
    rounds.wait_for_block(party, rounds.look(party, name).commit_by + 1)

    for each in panel:
        said = example(world, "panelist.py", each)
        assert "reveal" in said
    assert rounds.look(party, name).stage is Stage.REWARDED
    assert f"organisation {party.organisation} has earned" in said


def test_an_officer_looks_at_suppliers_and_the_network(tmp_path: Path) -> None:
    made = attesting(tmp_path, pairs_of=[("member0", "member1"), ("member2", "member1")])
    try:
        failing, silent = made.number("member0"), made.number("member2")
        made.state("member0", FAILING)
        made.posted("member0")
        said = example(made.world, "officer.py", "member1", str(tmp_path / "network.svg"))
    finally:
        made.close()
    assert f"supplier {failing} under tests-all-rules: failing" in said
    assert f"supplier {silent} under tests-all-rules: not-yet (awaited)" in said
    assert "0 of 2 can be relied on" in said
    assert "epoch 2: 2 posted, 1 failing, 0 contested, 0 missing" in said
    assert f"LOOK  supplier {failing}, tests-all-rules: unknown -> failing" in said
    assert (tmp_path / "network.svg").read_text().startswith("<svg")
