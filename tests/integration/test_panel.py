"""Panelists: seats, appraisal of what they opened, ballots that outlive a lost disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ais.errors import (
    AccessDenied,
    KeyAnnouncementMissing,
    NothingToReveal,
    NotOnPanel,
    PanelKeyMissing,
    PayloadMalformed,
    SeatsStillSeated,
    ValuationAlreadyCommitted,
)
from ais.events import CommitRecorded
from ais.flows import ballots, fetch, money, panel, rounds, share
from ais.flows.appraise import appraise
from ais.flows.intake import Prepared
from ais.records import Phase, Result, Stage
from ais.types import Ballot, Verdict
from tests.integration import seated
from tests.integration.seated import MONEY, World, hosts, keyed, settled, submit, voted

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    members = seated.cast(13)
    members["second"] = ((8,), 2)
    members["late"] = ((9,), 1)
    made = seated.build(tmp_path_factory.mktemp("panel"), members)
    yield made
    made.close()


class TestSeats:
    def test_a_seat_locks_its_bond_by_an_allowance_that_leaves_nothing(self, world: World) -> None:
        party = world.party("seat0")
        found = panel.seats(party)
        assert found.own_bond == found.seat_bond == MONEY["seats"]["seat_bond"]
        account, pool = party.keys.address("operator"), party.pool.address
        assert party.read(party.token.allowance(account, pool)) == 0

    def test_without_the_role_there_is_no_seat(self, world: World) -> None:
        with pytest.raises(AccessDenied):
            panel.take(world.party("second"), dry_run=False)

    def test_a_seat_is_taken_and_left_from_the_next_epoch(self, world: World) -> None:
        party = world.party("late")
        seated.grant_seat_role(world, "late")
        taken = panel.take(party)
        number = taken.own_seat
        assert number is not None
        mine = next(seat for seat in taken.seats if seat.seat == number)
        assert (mine.now, mine.next) == (0, party.organisation)
        left = panel.leave(party)
        assert left.own_seat is None
        assert number not in [seat.seat for seat in left.seats]

    def test_the_bond_stays_until_the_seat_is_given_up(self, world: World) -> None:
        with pytest.raises(SeatsStillSeated):
            money.withdraw(world.party("late"))


class TestARound:
    def test_ballots_come_from_the_content_and_are_sealed_until_all_are_in(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "sealed", 24))
        panelists = keyed(world, name)
        found = [appraise(party, name) for party in panelists]
        assert all(check.holds for each in found for check in each.checks)
        assert {each.ballot for each in found} == {Ballot(Verdict.VALID, 8, 2500, 5000)}
        assert found[0].objects == {"indicator": 24}

        cast = voted(world, name, panelists)
        trail = world.party("discloser").sync().trail(name)
        commits = [e.event for e in trail if isinstance(e.event, CommitRecorded)]
        assert len({commit.commit_digest for commit in commits}) == len(panelists)
        assert {len(commit.sealed_ballot) for commit in commits} == {71}
        told = settled(world, name, panelists)
        assert told.result is Result.VALID
        assert told.reward > 0
        assert cast == [each.ballot for each in found]

    def test_a_reveal_needs_the_root_secret_and_the_chain_and_nothing_else(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "lost"))
        panelists = keyed(world, name)
        voted(world, name, panelists)
        victim = world.name_of(panelists[0].organisation)
        for file in world.home(victim).glob("*.sqlite*"):
            file.rename(file.with_suffix(".lost"))  # the world's own object holds the old ones
        with world.open(victim) as restored:
            revealed = ballots.reveal(restored, name)
            assert revealed.ballot.verdict is Verdict.VALID
            with pytest.raises(NothingToReveal):
                ballots.reveal(restored, name)
        for file in world.home(victim).glob("*.sqlite"):
            file.unlink()
        for file in world.home(victim).glob("*.lost"):
            file.rename(str(file).removesuffix(".lost") + ".sqlite")
        assert settled(world, name, panelists[1:]).result is Result.VALID

    def test_one_ballot_a_round_and_the_same_one_again_is_the_same_act(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "twice"))
        party = keyed(world, name)[0]
        ballot = appraise(party, name).ballot
        first = ballots.commit(party, name, ballot)
        assert ballots.commit(party, name, ballot).act == first.act
        with pytest.raises(ValuationAlreadyCommitted):
            ballots.commit(party, name, Ballot(Verdict.INVALID))

    def test_a_dry_run_commits_to_nothing(self, world: World, tmp_path: Path) -> None:
        name = submit(world, hosts(tmp_path, "dry"))
        party = keyed(world, name)[0]
        planned = ballots.commit(party, name, appraise(party, name).ballot, dry_run=True)
        assert planned.act.transaction is None
        assert planned.act.gas
        assert rounds.look(party, name).committed == 0

    def test_only_the_drawn_may_look_and_only_once_the_key_is_there(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "outside"))
        seen = seated.drawn(world, name)
        inside = world.party(world.name_of(seen.panel[0]))
        with pytest.raises(PanelKeyMissing):
            appraise(inside, name)
        assert [a.next_step for a in panel.assigned(inside) if a.submission_id == name] == [
            "wait for the key"
        ]
        with pytest.raises(NotOnPanel):
            panel.open_assigned(world.party("second"), name)
        with pytest.raises(NotOnPanel):
            ballots.commit(world.party("second"), name, Ballot(Verdict.INVALID))

    def test_a_panelist_without_a_key_does_not_blame_the_submitter(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = submit(world, hosts(tmp_path, "keyless"))
        party = keyed(world, name)[0]
        party.sync()
        monkeypatch.setattr(party.index, "sealing_keys", lambda block: {})
        with pytest.raises(KeyAnnouncementMissing):
            appraise(party, name)


class TestVerdicts:
    def test_an_earlier_submission_of_the_same_values_makes_it_a_duplicate(
        self, world: World, tmp_path: Path
    ) -> None:
        prior = submit(world, hosts(tmp_path, "same", 8))
        world.chain.mine(1)
        name = submit(world, hosts(tmp_path, "same", 8, first=2), "second")
        panelists = keyed(world, name, "second")
        found = appraise(panelists[0], name)
        assert found.ballot == Ballot(Verdict.DUPLICATE, prior_id=prior)
        assert [(o.submission_id, o.shared) for o in found.overlaps] == [(prior, 6)]

        voted(world, name, panelists)
        told = settled(world, name, panelists, "second")
        assert (told.result, told.reward) == (Result.DUPLICATE, 0)
        assert told.bond_forfeited == len(panelists) * MONEY["rewards"]["stipend"]
        assert rounds.look(panelists[0], name).stage is Stage.REJECTED

    def test_what_is_known_to_be_harmless_is_invalid(self, world: World, tmp_path: Path) -> None:
        path = tmp_path / "benign.txt"
        path.write_text("8.8.8.8\n1.1.1.1\n9.9.9.9\nreal.benign-attacker.net\n")
        name = submit(world, path)
        panelists = keyed(world, name)
        found = appraise(panelists[0], name)
        assert found.ballot == Ballot(Verdict.INVALID)
        assert len(found.benign) == 3
        voted(world, name, panelists)
        assert settled(world, name, panelists).result is Result.INVALID

    def test_slots_that_are_gone_make_it_unavailable_and_cost_the_bond(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "gone"))
        discloser = world.party("discloser")
        panelists = keyed(world, name)
        discloser.stores.erase(discloser.sync().releases(name)[0].slots_digest)
        found = appraise(panelists[0], name)
        assert found.ballot == Ballot(Verdict.UNAVAILABLE)
        assert not found.checks[0].holds

        voted(world, name, panelists)
        told = settled(world, name, panelists)
        assert told.result is Result.UNAVAILABLE
        assert (told.bond_returned, told.bond_forfeited) == (0, MONEY["rewards"]["submission_bond"])

    def test_content_that_is_gone_makes_it_unavailable(self, world: World, tmp_path: Path) -> None:
        name = submit(world, hosts(tmp_path, "empty"))
        party = keyed(world, name)[0]
        party.stores.erase(party.sync().submission(name).item.ciphertext_digest)
        assert appraise(party, name).ballot == Ballot(Verdict.UNAVAILABLE)

    @pytest.mark.parametrize(
        "sealed",
        [b"\xff", b"no JSON", b"[]", b'{"id": "x--1", "type": "x"}', b'{"id":[],"type":{}}'],
        ids=["no text", "no JSON", "no object", "another form", "no id"],
    )
    def test_content_that_is_no_object_is_unavailable_and_harms_nobody(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: bytes
    ) -> None:
        """A hostile client seals what it likes; who reads it, or compares with it, goes on."""
        hostile = Prepared("-", "list", (sealed,), 3, ())
        with monkeypatch.context() as patched:
            patched.setattr(share, "examine", lambda *_: (hostile,))
            name = submit(world, hosts(tmp_path, f"odd{len(sealed)}"))
        party = keyed(world, name)[0]
        found = appraise(party, name)
        assert found.ballot == Ballot(Verdict.UNAVAILABLE)
        assert "object 0" in found.reasons["verdict"]
        with pytest.raises(PayloadMalformed):
            panel.bundle_of(party, name)
        taken = fetch.fetch(party, [name], folder=tmp_path / "received")
        assert [each.code for each in taken.refused] == [PayloadMalformed.code]

        other = submit(world, hosts(tmp_path, f"beside{len(sealed)}"))
        assert appraise(keyed(world, other)[0], other).ballot.verdict is Verdict.VALID

    def test_a_ballot_that_was_never_cast_is_not_revealed(
        self, world: World, tmp_path: Path
    ) -> None:
        name = submit(world, hosts(tmp_path, "phase"))
        party = keyed(world, name)[0]
        assert rounds.look(party, name).phase is Phase.COMMITTING
        with pytest.raises(NothingToReveal):
            ballots.reveal(party, name)
