"""The agent: what falls due happens by itself, once, wherever it was killed before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ais.agent import Agent, Options
from ais.crypto import RootSecret
from ais.events import Paid
from ais.flows import balances, membership, requests, rounds
from ais.flows.due import Due, Kind, due
from ais.flows.opening import open_submission
from ais.flows.party import Party
from ais.records import Phase, Stage
from tests.integration import seated
from tests.integration.seated import MONEY, World, drawn, hosts, keyed, submit, voted
from tests.support.kills import killed_at, run, steps_of

pytestmark = pytest.mark.chain

EVERY_SO_MANY = 7  # steps of the longest run that are killed at; a campaign can take them all


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    members = seated.cast(12)
    members["late"] = ((9,), 1)
    made = seated.build(tmp_path_factory.mktemp("agent"), members)
    yield made
    made.close()


def kinds(found: list[Due], submission_id: bytes) -> list[Kind]:
    return [each.kind for each in found if each.submission_id == submission_id]


def acted(world: World, name: str, **options: object) -> list[Kind]:
    """What one look of an agent did; nothing of it may fail."""
    report = Agent(world.party(name), Options(**options)).once()  # type: ignore[arg-type]
    assert not report.failed, [step.error for step in report.steps]
    return [step.due.kind for step in report.steps]


class TestDuties:
    def test_a_submission_is_opened_drawn_keyed_revealed_and_settled_by_agents_alone(
        self, world: World, tmp_path: Path
    ) -> None:
        """People only judge."""
        name = submit(world, hosts(tmp_path, "agents"))
        assert acted(world, "discloser", value=True) == [Kind.OPEN]
        assert acted(world, "discloser", value=True) == []
        world.chain.mine(3)
        assert acted(world, "discloser") == [Kind.DRAW, Kind.PANEL_KEY]

        panel = rounds.look(world.party("discloser"), name).panel
        names = [world.name_of(each) for each in panel]
        assert kinds(due(world.party(names[0])), name) == [Kind.BALLOT]
        assert acted(world, names[0]) == []
        voted(world, name, [world.party(each) for each in names])
        for each in names:
            assert acted(world, each)[0] is Kind.REVEAL
        assert rounds.look(world.party("discloser"), name).stage is Stage.REWARDED

    def test_an_embargoed_release_is_made_when_the_embargo_ends(
        self, world: World, tmp_path: Path
    ) -> None:
        party = world.party("discloser")
        name = submit(world, hosts(tmp_path, "embargo"), embargo_seconds=600)
        assert Kind.READERS_RELEASE not in kinds(due(party), name)
        world.chain.advance(700)
        assert acted(world, "discloser") == [Kind.READERS_RELEASE]
        reader = world.party("seat1")
        reader.sync()
        assert open_submission(reader, name).objects

    def test_a_batch_under_embargo_gets_one_release(self, world: World, tmp_path: Path) -> None:
        party = world.party("discloser")
        files = [hosts(tmp_path, f"batch{n}") for n in range(3)]
        ids = seated.submit_batch(world, files, embargo_seconds=600)
        world.chain.advance(700)
        assert acted(world, "discloser") == [Kind.READERS_RELEASE]
        index = party.sync()
        assert len({index.releases(each)[0].slots_digest for each in ids}) == 1

    def test_requesters_get_the_key_only_where_that_is_wanted(
        self, world: World, tmp_path: Path
    ) -> None:
        registrar, late = world.party("registrar"), world.party("late")
        membership.change(registrar, "suspend", late.organisation)
        name = submit(world, hosts(tmp_path, "request"))
        membership.change(registrar, "reinstate", late.organisation)
        requests.request(late, name)
        assert acted(world, "discloser") == []
        assert acted(world, "discloser", grants=True) == [Kind.GRANT]
        assert acted(world, "discloser", grants=True) == []  # granted; the receipt is the asker's
        late.sync()
        assert open_submission(late, name).way.kind == "grant"

    def test_dues_are_paid_up_to_what_was_allowed(self, world: World) -> None:
        assert acted(world, "seat3", most_dues=MONEY["rewards"]["dues_floor"] - 1) == []
        assert acted(world, "seat3", most_dues=MONEY["rewards"]["dues_floor"]) == [Kind.DUES]
        assert balances.dues(world.party("seat3")).paid

    def test_a_keeper_does_what_anyone_may_do_for_everyone(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "keeper"))
        rounds.open_(world.party("discloser"), name)
        world.chain.mine(3)
        assert acted(world, "governor") == []
        assert acted(world, "governor", everyone=True) == [Kind.DRAW]
        world.chain.mine(seated.SHORT["key_blocks"] + 1)
        assert acted(world, "governor", everyone=True) == [Kind.SETTLE]

    def test_epochs_are_closed_and_everybody_is_paid(self, world: World) -> None:
        governor = world.party("governor")
        end = governor.read(
            governor.membership.epoch_start(governor.read(governor.membership.epoch()) + 1)
        )
        world.chain.advance(end + 61 - governor.now())
        done = acted(world, "governor", everyone=True)
        assert done.count(Kind.CLOSE) >= 1
        assert done.count(Kind.PAY) == len(governor.sync().claimants())
        assert acted(world, "governor", everyone=True) == []
        assert all(not governor.index.claims(each) for each in governor.index.claimants())

    def test_two_agents_of_one_home_do_nothing_twice(self, world: World, tmp_path: Path) -> None:
        name = submit(world, hosts(tmp_path, "pair"))
        rounds.open_(world.party("discloser"), name)
        world.chain.mine(3)
        with world.open("discloser") as other:
            first = Agent(world.party("discloser")).once()
            second = Agent(other).once()
        assert not first.failed
        assert second.steps == ()


# ---- kills -----------------------------------------------------------------------------------


@dataclass
class Args:
    """What a process of ``ais run --once`` is started with."""

    home: Path
    root: RootSecret
    options: Options


def look_once(args: Args) -> None:
    """What ``ais run --once`` does."""
    with Party.open(args.home, root=args.root) as party:
        report = Agent(party, args.options).once()
        assert not report.failed, [step.error for step in report.steps]


def test_an_agent_killed_anywhere_does_everything_once_when_it_runs_again(
    world: World, tmp_path: Path
) -> None:
    """A draw with the key's release; and a reveal with settling: SIGKILL, then a new process."""
    waiting = submit(world, hosts(tmp_path, "kill-draw"))
    rounds.open_(world.party("discloser"), waiting)
    ready = submit(world, hosts(tmp_path, "kill-settle"))
    panelists = keyed(world, ready)
    voted(world, ready, panelists)
    for party in panelists:
        seated.ballots.reveal(party, ready)
    assert rounds.look(panelists[0], waiting).phase is Phase.SCHEDULED

    def fresh(number: int) -> Args:
        home = tmp_path / f"home{number}"
        shutil.copytree(world.home("discloser"), home)
        return Args(home, world.roots["discloser"], Options())

    snapshot = world.chain.request("evm_snapshot")
    steps = steps_of(look_once, fresh(0))
    for number, step in enumerate(steps[::EVERY_SO_MANY], start=1):
        world.chain.request("evm_revert", snapshot)
        snapshot = world.chain.request("evm_snapshot")
        args = fresh(number)
        nonce = _nonce(world)
        killed_at(step, look_once, args)
        run(look_once, args)
        party = world.party("discloser")
        assert rounds.look(party, waiting).phase is Phase.COMMITTING, step
        assert rounds.look(party, ready).stage is Stage.REWARDED, step
        assert _nonce(world) == nonce + 3, step  # draw, key, settle
        trail = party.sync().trail(ready)
        assert sum(isinstance(entry.event, seated.Settled) for entry in trail) == 1, step
        assert not any(isinstance(entry.event, Paid) for entry in trail), step


def _nonce(world: World) -> int:
    party = world.party("discloser")
    account = party.keys.address("operator")
    return int(party.connection.ask("eth_getTransactionCount", account, "latest"), 16)


def test_drawn_twice_by_two_parties_at_once_is_drawn_once(world: World, tmp_path: Path) -> None:
    name = submit(world, hosts(tmp_path, "race"))
    seen = drawn(world, name)
    assert rounds.draw(world.party("governor"), name).panel == seen.panel
