"""What the index answers, from events alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ais import events, policy
from ais.index import Index
from ais.records import RelationKind, Result
from ais.types import Ballot, Policy, Release, SubmissionState, Verdict
from tests.support.chains import MemoryChain

ONE, TWO, THREE = (bytes([n]) * 32 for n in (1, 2, 3))
ACCOUNT = "0x" + "11" * 20
TERMS = Policy(
    organisation=1,
    reader_sectors=0b11,
    affected_sector=8,
    minimum_tier=1,
    tlp=2,
    terms_version=1,
    expires_at=10**9,
    state=1,
)


@pytest.fixture
def chain() -> MemoryChain:
    return MemoryChain()


@pytest.fixture
def index(chain: MemoryChain, tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "index.sqlite", chain) as made:
        made.sync()
        yield made


def submitted(name: bytes, organisation: int = 1) -> events.Submitted:
    word = policy.pack(TERMS) - 1 + organisation
    return events.Submitted(name, organisation, word, b"\xc0" * 32, b"\xc1" * 32, b"\xc2" * 32)


def released(*names: bytes, digest: bytes = b"\x0d" * 32) -> events.ReadersReleased:
    return events.ReadersReleased(digest, 3, 1, names)


class TestSubmissions:
    def test_one_is_told_with_all_that_became_of_it(self, chain: MemoryChain, index: Index) -> None:
        chain.mine(submitted(ONE), submitted(TWO, 2), submitted(THREE))
        chain.mine(released(ONE, THREE))
        chain.mine(events.ReleaseRepeated(b"\x0e" * 32, 5, 2, (ONE,)))
        chain.mine(events.ValuationMarked(ONE, True))
        index.sync()
        one = index.submission(ONE)
        assert one.releases == (Release(b"\x0d" * 32, 3, 1), Release(b"\x0e" * 32, 5, 2))
        assert one.policy.flags & policy.FLAG_UNDER_VALUATION
        assert index.submission(TWO).releases == ()
        assert [r.submission_id for r in index.submissions(organisation=1)] == [ONE, THREE]
        assert [made.submission_ids for made in index.releases(THREE)] == [(ONE, THREE)]

        chain.mine(events.ValuationMarked(ONE, False), events.Superseded(ONE, THREE))
        chain.mine(events.Revoked(THREE))
        index.sync()
        one, three = index.submission(ONE), index.submission(THREE)
        assert (one.policy.state, one.superseded_by) == (SubmissionState.SUPERSEDED, THREE)
        assert not one.policy.flags & policy.FLAG_UNDER_VALUATION
        assert (three.policy.state, three.superseded_by) == (SubmissionState.REVOKED, None)

    def test_a_request_is_open_until_its_receipt(self, chain: MemoryChain, index: Index) -> None:
        chain.mine(events.KeyRequested(ONE, 4), events.KeyRequested(TWO, 5))
        chain.mine(events.KeyGranted(ONE, 4, 1, b"\x0d" * 32))
        chain.mine(events.ReceiptPosted(TWO, 6, False))
        index.sync()
        assert index.requests() == [(ONE, 4), (TWO, 5)]
        assert index.requests(TWO) == [(TWO, 5)]
        assert [grant.granted_by for grant in index.grants(ONE, 4)] == [1]
        assert index.grants(ONE, 5) == []
        chain.mine(events.ReceiptPosted(ONE, 4, True))
        index.sync()
        assert index.requests() == [(TWO, 5)]


class TestValuations:
    def test_rounds_panels_and_ballots(self, chain: MemoryChain, index: Index) -> None:
        chain.mine(submitted(ONE), submitted(TWO))
        chain.mine(events.ValuationOpened(ONE, 1, 1, 10**30, 5))
        chain.mine(events.RoundScheduled(ONE, 1, 1, 1, 9))
        panel = events.PanelDrawn(ONE, 1, (3, 4, 5), (7, 8, 9), 0b101, 9, 0, 50)
        chain.mine(panel, events.PanelKeyReleased(ONE, 1, b"\x0d" * 32, 60, 70))
        chain.mine(events.CommitRecorded(ONE, 1, 7, b"\xcc" * 32, b"sealed"))
        ballot = Ballot(Verdict.VALID, 8, 2500, 5000)
        chain.mine(events.BallotRevealed(ONE, 1, 7, ballot, bytes(32)))
        index.sync()
        assert index.open_valuations() == [ONE]
        assert index.unopened(1) == [TWO]
        assert index.panel(ONE, 1) == panel
        assert [index.assigned(n) for n in (7, 8, 9)] == [[(ONE, 1)], [], [(ONE, 1)]]
        commit = index.commit(ONE, 1, 7)
        assert commit is not None
        assert commit.sealed_ballot == b"sealed"
        assert index.commit(ONE, 1, 9) is None
        assert index.revealed(ONE, 1, 7)
        assert not index.revealed(ONE, 2, 7)
        assert [found.ballot for found in index.ballots(ONE)] == [ballot]

        chain.mine(events.Settled(ONE, 1, Result.NO_QUORUM, False, 0, 0, 0))
        chain.mine(events.RoundScheduled(ONE, 2, 1, 1, 99))
        index.sync()
        assert index.open_valuations() == [ONE]
        assert index.assigned(7) == []
        assert [found.round for found in index.rounds(ONE)] == [1, 2]
        chain.mine(events.Settled(ONE, 2, Result.VALID, True, 5, 1, 0))
        index.sync()
        assert index.open_valuations() == []

    def test_seats(self, chain: MemoryChain, index: Index) -> None:
        chain.mine(events.SeatTaken(4, 7, 2), events.SeatTaken(5, 8, 2))
        chain.mine(events.SeatVacated(4, 7, 3, 0), events.SeatTaken(4, 9, 3))
        index.sync()
        assert index.seats() == {4: (9, 3), 5: (8, 2)}


class TestMoney:
    def test_the_trail_leads_from_submission_to_payment(
        self, chain: MemoryChain, index: Index
    ) -> None:
        """Of two submissions each has its own, down to the epoch that paid for it."""
        late = events.ReleaseDeferred(b"\x0d" * 32, 1, 1)
        chain.mine(submitted(ONE), late, same_transaction=True)
        chain.mine(submitted(TWO))
        chain.mine(released(ONE, TWO))
        chain.mine(
            events.ClaimBooked(1, 1, ONE, 10**25, False), events.ClaimBooked(7, 1, ONE, 3, True)
        )
        chain.mine(events.ClaimBooked(1, 2, TWO, 5, False))
        chain.mine(events.EpochClosed(1, 10**25 + 3, 10**25, (1, 2, 3)))
        chain.mine(events.Paid(1, 1, 10**25, 10**24, 0, 10**24, ACCOUNT))
        chain.mine(events.Paid(2, 1, 1, 1, 0, 1, ACCOUNT))
        index.sync()
        names = [entry.name for entry in index.trail(ONE)]
        assert names == [
            "Submitted",
            "ReleaseDeferred",
            "ReadersReleased",
            "ClaimBooked",
            "ClaimBooked",
            "EpochClosed",
            "Paid",
        ]
        assert [entry.name for entry in index.trail(TWO)] == [
            "Submitted",
            "ReadersReleased",
            "ClaimBooked",
        ]
        assert [entry.timestamp for entry in index.trail(TWO)] == [1020, 1030, 1050]
        assert len(index.ledger()) == 10
        assert index.ledger()[0].to_dict()["values"]["submission_id"] == "0x" + ONE.hex()
        assert index.claims(1) == {2: 5}
        assert index.claims(7) == {1: 3}
        assert index.claimants() == [1, 7]
        assert index.payments(1)[0].owed == 10**24
        assert index.closed_epochs()[1].dues == (1, 2, 3)


class TestMembers:
    def test_operators_and_relations(self, chain: MemoryChain, index: Index) -> None:
        second, third = "0x" + "22" * 20, "0x" + "33" * 20
        chain.mine(events.OrganisationListed(1, ACCOUNT, ACCOUNT, ACCOUNT, 1, 1))
        chain.mine(events.OperatorAdded(1, second), events.OperatorAdded(1, third))
        chain.mine(events.OperatorRevoked(1, ACCOUNT))
        chain.mine(events.RelationDeclared(1, 2, RelationKind.COMPETITOR, 1))
        chain.mine(events.RelationDeclared(1, 3, RelationKind.AFFILIATE, 1))
        chain.mine(events.RelationWithdrawn(1, 2, RelationKind.COMPETITOR, 2))
        index.sync()
        assert index.operators(1) == [second, third]
        assert index.relations(1) == [(3, "affiliate", 1)]

    def test_a_relation_holds_from_an_epoch_to_an_epoch(
        self, chain: MemoryChain, index: Index
    ) -> None:
        """What is declared or taken back in an epoch holds from the next one on, as on chain."""
        kind = RelationKind.AFFILIATE
        chain.mine(events.OrganisationListed(1, ACCOUNT, ACCOUNT, ACCOUNT, 1, 1))
        chain.mine(events.RelationDeclared(1, 2, kind, 3))
        chain.mine(events.RelationDeclared(1, 4, kind, 3), events.RelationWithdrawn(1, 4, kind, 3))
        chain.mine(events.RelationWithdrawn(1, 2, kind, 5))
        chain.mine(events.RelationDeclared(1, 2, kind, 7))
        index.sync()
        holding = [bool(index.relations(1, epoch)) for epoch in range(1, 9)]
        assert holding == [False, False, True, True, False, False, True, True]
        assert index.relations(1) == index.relations(1, 8) == [(2, "affiliate", 7)]

    def test_time_of_old_blocks_is_asked_of_the_chain(
        self, chain: MemoryChain, index: Index
    ) -> None:
        """Blocks without events are not kept for ever; their epoch is still known."""
        chain.mine(events.Started(1010))
        for _ in range(300):
            chain.mine()
        index.sync()
        assert index.epoch(0) == 0
        assert [index.epoch(n) for n in (1, 10, 11, 301)] == [1, 1, 2, 31]


def test_sql_reads_the_same_tables(chain: MemoryChain, index: Index, tmp_path: Path) -> None:
    """Every view is there for whoever opens the file; amounts are exact."""
    chain.mine(submitted(ONE), events.ClaimBooked(1, 1, ONE, 10**25, True))
    index.sync()
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as file:
        views = [n for (n,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        assert len(views) > 20
        for view in views:
            file.execute(f"SELECT * FROM {view}").fetchall()
        amount = file.execute("SELECT amount, is_stipend, timestamp FROM claims").fetchone()
        assert amount == (str(10**25), 1, 1010)
        assert file.execute("SELECT submission_id FROM submissions").fetchone() == (
            "0x" + ONE.hex(),
        )
