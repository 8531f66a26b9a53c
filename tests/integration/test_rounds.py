"""Rounds: every wait ends, by calls that anyone may make, and everybody gets what is due to him."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ais.errors import (
    RewardsNotOpenable,
    RewardsNotSubmitter,
    TokenRefused,
    ValuationNotDue,
    WaitTimeout,
)
from ais.flows import retire, rounds
from ais.flows.ballots import commit, reveal
from ais.records import Phase, Result, Stage
from ais.types import Ballot, Verdict
from tests.integration import seated
from tests.integration.seated import (
    MONEY,
    SHORT,
    World,
    drawn,
    hosts,
    keyed,
    settled,
    submit,
    voted,
)

pytestmark = pytest.mark.chain

BOND = MONEY["rewards"]["submission_bond"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    members = seated.cast(12)
    members["poor"] = ((8,), 1)
    made = seated.build(tmp_path_factory.mktemp("rounds"), members)
    yield made
    made.close()


class TestOpen:
    def test_it_locks_the_bond_by_an_allowance_that_leaves_nothing(
        self, world: World, tmp_path: Path
    ) -> None:
        party = world.party("discloser")
        name = submit(world, hosts(tmp_path, "bond"))
        before = party.read(party.pool.bonds())
        opened = rounds.open_(party, name)
        assert (opened.stage, opened.phase, opened.round) == (Stage.OPEN, Phase.SCHEDULED, 1)
        assert opened.acts[0].spends == BOND
        account, pool = party.keys.address("operator"), party.pool.address
        assert party.read(party.pool.bonds()) == before + BOND
        assert party.read(party.token.allowance(account, pool)) == 0

    def test_opening_again_does_nothing(self, world: World, tmp_path: Path) -> None:
        party = world.party("discloser")
        name = submit(world, hosts(tmp_path, "again"))
        rounds.open_(party, name)
        nonce = party.sender.next_nonce(party.keys.address("operator"))
        assert rounds.open_(party, name).acts == ()
        assert party.sender.next_nonce(party.keys.address("operator")) == nonce

    def test_a_dry_run_tells_the_bond_and_locks_nothing(self, world: World, tmp_path: Path) -> None:
        party = world.party("discloser")
        name = submit(world, hosts(tmp_path, "dry"))
        planned = rounds.open_(party, name, dry_run=True)
        assert [(act.spends, act.transaction) for act in planned.acts] == [(BOND, None)]
        assert planned.stage is Stage.OPENABLE

    def test_what_declines_or_is_another_s_is_not_opened(
        self, world: World, tmp_path: Path
    ) -> None:
        declined = submit(world, hosts(tmp_path, "declined"), valued=False)
        with pytest.raises(RewardsNotOpenable):
            rounds.open_(world.party("discloser"), declined)
        other = submit(world, hosts(tmp_path, "other"))
        with pytest.raises(RewardsNotSubmitter):
            rounds.open_(world.party("seat0"), other)

    def test_without_the_money_it_says_so(self, world: World, tmp_path: Path) -> None:
        poor = world.party("poor")
        mine, bin_ = poor.keys.address("operator"), world.party("seat0").keys.address("owner")
        poor.transact(poor.token.transfer(bin_, poor.read(poor.token.balance_of(mine))))
        name = submit(world, hosts(tmp_path, "poor"), "poor")
        with pytest.raises(TokenRefused):
            rounds.open_(poor, name)

    def test_an_embargoed_one_has_to_wait(self, world: World, tmp_path: Path) -> None:
        name = submit(world, hosts(tmp_path, "embargo"), embargo_seconds=3_000)
        with pytest.raises(RewardsNotOpenable):
            rounds.open_(world.party("discloser"), name)


class TestDraw:
    def test_it_waits_for_the_block_of_the_seed(self, world: World, tmp_path: Path) -> None:
        party = world.party("discloser")
        name = submit(world, hosts(tmp_path, "seed"))
        rounds.open_(party, name)
        with pytest.raises(WaitTimeout):
            rounds.draw(party, name, wait_seconds=0.3)
        world.chain.mine(3)
        seen = rounds.draw(world.party("governor"), name)  # anyone may
        assert (seen.phase, len(seen.panel)) == (Phase.KEYING, 5)
        assert party.organisation not in seen.panel
        assert rounds.draw(party, name).acts == ()

    def test_open_draw_and_key_in_one_go(self, world: World, tmp_path: Path) -> None:
        """On a chain whose blocks come by themselves nothing else is needed.

        Three seconds apart: no machine takes a minute from the draw to the key.
        """
        world.chain.request("evm_setIntervalMining", 3)
        try:
            files = [hosts(tmp_path, f"go{n}") for n in range(2)]
            ids = seated.submit_batch(world, files)
            both = rounds.value_all(world.party("discloser"), ids)
        finally:
            world.chain.request("evm_setIntervalMining", 0)
            world.chain.request("evm_setAutomine", True)
        for seen in both:
            assert seen.phase is Phase.COMMITTING
            assert [act.call for act in seen.acts] == ["Valuation.draw", "Valuation.releaseKey"]


class TestEnds:
    def test_one_who_never_reveals_pays_and_holds_up_nobody(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "noshow"))
        panelists = keyed(world, name)
        voted(world, name, panelists)
        absent = panelists[2]
        before = absent.read(absent.seats.bond_of(absent.organisation))
        told = settled(world, name, panelists[:2] + panelists[3:])
        assert (told.result, told.bond_returned) == (Result.VALID, BOND)
        after = absent.read(absent.seats.bond_of(absent.organisation))
        assert before - after == MONEY["seats"]["no_show_penalty"]

    def test_a_key_that_never_came_costs_the_bond_and_no_panelist_anything(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "nokey"))
        seen = drawn(world, name)
        bonds = [_seat_bond(world, each) for each in seen.panel]
        with pytest.raises(ValuationNotDue):
            rounds.settle(world.party("governor"), name)
        world.chain.mine(SHORT["key_blocks"] + 1)
        told = settled(world, name, [])
        assert (told.result, told.bond_forfeited) == (Result.KEY_MISSED, BOND)
        assert [_seat_bond(world, each) for each in seen.panel] == bonds

    def test_without_a_quorum_there_is_another_round_with_a_new_panel_and_key(
        self, world: World, tmp_path: Path
    ) -> None:
        seated.top_up(world)
        name = submit(world, hosts(tmp_path, "quorum"))
        panelists = keyed(world, name)
        voted(world, name, panelists[:2])
        world.chain.mine(SHORT["commit_blocks"] + 1)
        told = settled(world, name, panelists[:2])
        assert (told.result, told.is_final, told.round) == (Result.NO_QUORUM, False, 1)

        again = keyed(world, name)
        assert rounds.look(world.party("discloser"), name).round == 2
        voted(world, name, again)
        told = settled(world, name, again)
        assert (told.result, told.round, told.bond_returned) == (Result.VALID, 2, BOND)

    def test_nobody_voting_three_times_ends_unvalued_with_the_bond_returned(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "silence"))
        for number in (1, 2, 3):
            seated.top_up(world)
            assert len(keyed(world, name)) == 5
            world.chain.mine(SHORT["commit_blocks"] + 1)
            told = settled(world, name, [])
            assert (told.round, told.is_final) == (number, number == 3)
        assert (told.result, told.bond_returned) == (Result.NO_QUORUM, BOND)
        assert rounds.look(world.party("discloser"), name).stage is Stage.UNVALUED

    def test_whoever_was_absent_twice_and_lost_its_seat_sits_again(self, world: World) -> None:
        """Three silent panels of five, twelve companies: at least one was drawn twice."""
        governor = world.party("governor")
        epoch, full = governor.read(governor.membership.epoch()), MONEY["seats"]["seat_bond"]
        sitting = [each for each in governor.read(governor.seats.occupants(epoch)) if each]
        held = [governor.read(governor.seats.seat_of(each))[0] for each in sitting]
        assert (len(sitting), all(held)) == (12, False)
        seated.top_up(world)
        assert {_seat_bond(world, each) for each in sitting} == {full}

    def test_revoking_it_costs_a_full_panels_stipends_and_that_is_told_before(
        self, world: World, tmp_path: Path
    ) -> None:
        seated.top_up(world)
        name, discloser = submit(world, hosts(tmp_path, "revoked")), world.party("discloser")
        assert retire.cost(discloser, name).told() == ""
        panelists = keyed(world, name)
        voted(world, name, panelists)
        for party in panelists[:2]:
            reveal(party, name)
        planned = retire.revoke(discloser, name, dry_run=True)
        assert planned.transaction is None
        assert (planned.cost.round, planned.cost.bond) == (1, BOND)
        assert planned.cost.forfeited == 5 * MONEY["rewards"]["stipend"]
        assert retire.revoke(discloser, name).cost == planned.cost
        told = settled(world, name, [])
        assert (told.result, told.bond_forfeited) == (Result.REVOKED, planned.cost.forfeited)
        assert retire.cost(discloser, name).forfeited == 0
        assert rounds.look(panelists[0], name).stage is Stage.WITHDRAWN

    def test_panelists_who_disagree_lose_nothing(self, world: World, tmp_path: Path) -> None:
        seated.top_up(world)
        name = submit(world, hosts(tmp_path, "disagree"))
        panelists = keyed(world, name)
        bonds = [_seat_bond(world, party.organisation) for party in panelists]
        commit(panelists[0], name, Ballot(Verdict.INVALID))
        voted(world, name, panelists[1:])
        assert settled(world, name, panelists).result is Result.VALID
        assert [_seat_bond(world, party.organisation) for party in panelists] == bonds


def test_with_too_few_seats_it_ends_unvalued_with_the_bond_returned(tmp_path: Path) -> None:
    world = seated.build(tmp_path, seated.cast(6))
    try:
        name = submit(world, hosts(tmp_path, "few"))
        seen = drawn(world, name)
        assert (seen.panel, seen.phase) == ((), Phase.TALLYING)
        told = settled(world, name, [])
        assert (told.result, told.bond_returned) == (Result.NO_PANEL, BOND)
        assert rounds.look(world.party("discloser"), name).stage is Stage.UNVALUED
    finally:
        world.close()


def _seat_bond(world: World, organisation: int) -> int:
    party = world.party("governor")
    return party.read(party.seats.bond_of(organisation))
