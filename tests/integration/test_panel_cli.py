"""`ais panel`, `ais pool` and `ais run` as they are typed, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ais.flows import rounds
from ais.records import Phase, Stage
from tests.integration import seated
from tests.integration.seated import MONEY, PASSWORD, World, hosts, keyed, submit
from tests.integration.typed import Typed
from tests.support.pace import PATIENCE_SECONDS, until

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = seated.build(tmp_path_factory.mktemp("cli"), seated.cast(12))
    yield made
    made.close()


def command(world: World, name: str, *words: str) -> tuple[list[str], dict[str, str]]:
    line = [sys.executable, "-m", "ais", "--home", str(world.home(name)), *words]
    return line, {**os.environ, "AIS_PASSWORD": PASSWORD}


def ais(world: World, name: str, *words: str, status: int = 0) -> str:
    line, environment = command(world, name, *words)
    done = subprocess.run(
        line, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == status, done.stderr + done.stdout
    assert PASSWORD not in done.stdout + done.stderr
    return done.stdout if status == 0 else done.stderr


def answer(world: World, name: str, *words: str) -> Any:
    return json.loads(ais(world, name, *words, "--json"))


def test_a_panelist_works_from_the_command_line(world: World, tmp_path: Path) -> None:
    """Assigned, open, appraise, commit with a change, reveal by the agent, all of it as JSON."""
    name = submit(world, hosts(tmp_path, "line"))
    panelist = world.name_of(keyed(world, name)[0].organisation)
    text = "0x" + name.hex()
    (assignment,) = answer(world, panelist, "panel", "assigned")
    assert assignment["submission_id"] == text
    assert assignment["next_step"] == "appraise and commit"

    bundle = json.loads(ais(world, panelist, "panel", "open", text[:14]))
    assert len(bundle["objects"]) == 6
    found = answer(world, panelist, "panel", "appraise", text)
    assert found["ballot"]["verdict"] == "valid"
    assert set(found["reasons"]) == {"verdict", "sector", "severity", "scope"}
    change = ("--severity", "component", "--sector", "none")
    planned = answer(world, panelist, "panel", "commit", text, *change, "--dry-run")
    assert planned["act"]["transaction"] is None
    refused = ais(world, panelist, "panel", "commit", text, "--json", status=2)
    assert "--yes" in refused
    voted = answer(world, panelist, "panel", "commit", text, *change, "--yes")
    assert (voted["ballot"]["severity_bps"], voted["ballot"]["sector"]) == (5_000, 0)

    world.chain.mine(seated.SHORT["commit_blocks"] + 1)
    report = answer(world, panelist, "run", "--once")
    assert [step["due"]["kind"] for step in report["steps"]] == ["reveal", "settle"]
    error = json.loads(ais(world, panelist, "panel", "reveal", text, "--json", status=1))
    assert error["error"]["code"] == "nothing-to-reveal"


def test_a_person_sees_reasons_and_is_asked_before_the_ballot_is_final(
    world: World, tmp_path: Path
) -> None:
    name = submit(world, hosts(tmp_path, "asked"))
    panelist = world.name_of(keyed(world, name)[0].organisation)
    line, environment = command(world, panelist, "panel", "commit", name.hex())
    done = subprocess.run(
        line,
        env=environment,
        capture_output=True,
        text=True,
        input="n\n",
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 130
    assert "access point" in done.stdout
    assert rounds.look(world.party("discloser"), name).committed == 0


def test_money_is_shown_and_moved(world: World) -> None:
    balance = answer(world, "seat0", "pool", "balance")
    assert balance["held"] == balance["free"] + balance["reserved"] + balance["bonds"]
    assert "Pool" in ais(world, "seat0", "pool", "balance")
    planned = answer(world, "seat0", "pool", "fund", "2.5", "--dry-run")
    assert planned["acts"][0]["spends"] == 2_500_000
    answer(world, "seat0", "pool", "fund", "2.5")
    assert answer(world, "seat0", "pool", "balance")["free"] == balance["free"] + 2_500_000
    table = ais(world, "seat0", "pool", "price", "financial services")
    assert "Financial Services (critical)" in table
    price = answer(world, "seat0", "pool", "price")
    assert price["prices"]["root"]["cross-sector"] == MONEY["pricing"]["base"]
    assert (
        answer(world, "seat0", "pool", "configure")["pricing"]["base"] == MONEY["pricing"]["base"]
    )
    error = json.loads(ais(world, "seat0", "pool", "pay", "--json", status=1))
    assert error["error"]["code"] == "nothing-to-do"


def test_the_agent_runs_until_it_is_told_to_stop(world: World, tmp_path: Path) -> None:
    """A real process that is killed on the way, and one after it that ends by a signal."""
    name = submit(world, hosts(tmp_path, "runs"))
    words = ("run", "--poll", "0.2", "--value", "--json")
    line, environment = command(world, "discloser", *words)
    for number in (signal.SIGKILL, signal.SIGTERM):
        process = subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True)
        wanted = Phase.SCHEDULED if number == signal.SIGKILL else Phase.COMMITTING  # key released
        until(lambda: rounds.look(world.party("discloser"), name).phase is wanted)  # noqa: B023
        assert process.poll() is None
        process.send_signal(number)
        told, _ = process.communicate(timeout=PATIENCE_SECONDS)
        world.chain.mine(3)
        assert all(json.loads(each)["error"] is None for each in told.splitlines())
    assert process.returncode == 0
    assert rounds.look(world.party("discloser"), name).phase is Phase.COMMITTING


def test_revoking_what_is_valued_tells_its_cost_and_asks(world: World, tmp_path: Path) -> None:
    name = submit(world, hosts(tmp_path, "revoked"))
    rounds.open_(world.party("discloser"), name)
    text = "0x" + name.hex()
    costs = "(round 1): 5.00 AIST of its bond of 15.00 AIST are forfeited."
    assert costs in ais(world, "discloser", "revoke", text, "--dry-run")
    assert costs in ais(world, "discloser", "revoke", text, "--json", status=2)
    assert f"{costs} Withdraw" in ais(world, "discloser", "revoke", text, status=130)
    assert rounds.look(world.party("discloser"), name).stage is Stage.OPEN
    done = answer(world, "discloser", "revoke", text, "--yes")
    assert done["cost"]["forfeited"] == 5 * MONEY["rewards"]["stipend"]
    typed, own = Typed(world), world.party("discloser").organisation
    typed.json("seat0", "pool", "settle", text)
    before = typed.json("discloser", "pool", "balance")
    assert before["bonds_to_withdraw"] > 0
    typed.json("seat0", "pool", "withdraw", "--organisation", own)  # anyone may
    after = typed.json("seat0", "pool", "balance", "--organisation", own)
    assert after["payout_holds"] - before["payout_holds"] == before["bonds_to_withdraw"]
    assert typed.code("discloser", "pool", "withdraw") == "nothing-to-do"
