"""What the index answers of the anonymous group and its posts, from events alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais import events
from ais.index import Index, Leaf, PolicyTerm
from ais.records import Tally
from tests.support.chains import MemoryChain

POLICY, OTHER = b"\x01" * 32, b"\x02" * 32
BIG = 2**253  # leaves and nullifiers are larger than what JSON readers take
FIRST, SECOND, THIRD = ("0x" + digit * 40 for digit in "123")


@pytest.fixture
def chain() -> MemoryChain:
    return MemoryChain()


@pytest.fixture
def index(chain: MemoryChain, tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "index.sqlite", chain) as made:
        made.sync()
        yield made


def posted(
    tau: str, *, policy: bytes = POLICY, epoch: int = 4, compliant: bool = True
) -> events.Event:
    mark = int(tau[-1]) + 4 * epoch
    return events.AttestationPosted(
        policy, epoch, tau, compliant, BIG + mark, b"\x0c" * 32, b"\x0d" * 32, b"\xcc" * 540
    )


class TestGroup:
    def test_the_tree_is_told_with_rotations_and_gaps(
        self, chain: MemoryChain, index: Index
    ) -> None:
        """A rotated leaf keeps its place, a removed one is zero, who returns gets a new one."""
        chain.mine(*(events.LeafEntered(n, n - 1, BIG + n) for n in (1, 2, 3)))
        before = chain.mine(events.LeafReplaced(2, 1, BIG + 2, BIG + 12))
        chain.mine(events.LeafRemoved(1, 0, BIG + 1))
        chain.mine(events.LeafEntered(1, 3, BIG + 11))
        index.sync()
        assert index.leaves() == [
            Leaf(0, 1, 0),
            Leaf(1, 2, BIG + 12),
            Leaf(2, 3, BIG + 3),
            Leaf(3, 1, BIG + 11),
        ]
        assert [leaf.leaf for leaf in index.leaves(before)] == [BIG + 1, BIG + 12, BIG + 3]
        assert index.leaf_of(1) == Leaf(3, 1, BIG + 11)
        assert index.leaf_of(1, before) == Leaf(0, 1, BIG + 1)
        assert index.leaf_of(1, before + 1) is None
        assert index.leaf_of(9) is None

    def test_a_snapshot_is_of_its_place_in_the_block(
        self, chain: MemoryChain, index: Index
    ) -> None:
        """What comes after it in the same block is not in it; an epoch's last one holds."""
        chain.mine(
            events.LeafEntered(1, 0, BIG + 1),
            events.LeafEntered(2, 1, BIG + 2),
            events.SnapshotTaken(5, BIG, 2),
            events.LeafRemoved(1, 0, BIG + 1),
            events.SnapshotTaken(5, BIG + 5, 1),
        )
        chain.mine(events.LeafEntered(3, 2, BIG + 3))
        chain.mine(events.SnapshotTaken(6, BIG + 6, 2))
        index.sync()
        first, second = index.snapshots_of(5)
        assert [each.leaf for each in index.leaves_at(first)] == [BIG + 1, BIG + 2]
        assert [each.leaf for each in index.leaves_at(second)] == [0, BIG + 2]
        assert index.snapshots() == {5: second, 6: index.snapshots_of(6)[0]}
        assert index.snapshots_of(7) == []

    def test_a_change_waits_until_its_turn_whatever_comes_of_it(
        self, chain: MemoryChain, index: Index
    ) -> None:
        queued = [events.LeafQueued(n, BIG + n, n, 1) for n in (1, 2, 3, 4)]
        chain.mine(*queued)
        chain.mine(events.LeafEntered(1, 0, BIG + 1), events.LeafSkipped(2, BIG + 2))
        index.sync()
        assert index.waiting() == queued[2:]
        again = events.LeafQueued(1, BIG + 11, 5, 2)
        chain.mine(again, events.LeafRemoved(1, 0, BIG + 1))
        chain.mine(events.LeafEntered(3, 1, BIG + 3), events.LeafEntered(4, 2, BIG + 4))
        index.sync()
        assert index.waiting() == [again]
        assert index.queued(1) == [queued[0], again]
        assert index.queued(7) == []

    @settings(max_examples=40, deadline=None)
    @given(
        moves=st.lists(
            st.tuples(st.sampled_from(["enter", "rotate", "remove"]), st.integers(0, 9)),
            max_size=30,
        )
    )
    def test_any_history_gives_the_list_that_was_kept_beside_it(
        self, moves: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        chain, kept, owners = MemoryChain(), [], []
        for number, (move, place) in enumerate(moves, start=BIG):
            if move == "enter":
                chain.mine(events.LeafEntered(len(kept), len(kept), number))
                kept.append(number)
                owners.append(len(owners))
            elif place < len(kept) and kept[place]:
                former, kept[place] = kept[place], number if move == "rotate" else 0
                chain.mine(
                    events.LeafReplaced(place, place, former, number)
                    if move == "rotate"
                    else events.LeafRemoved(place, place, former)
                )
        with Index(tmp_path_factory.mktemp("tree") / "i.sqlite", chain) as index:
            index.sync()
            assert [each.leaf for each in index.leaves()] == kept
            assert [each.organisation for each in index.leaves()] == owners


class TestPosts:
    def test_they_are_found_by_policy_epoch_and_one_time_key(
        self, chain: MemoryChain, index: Index
    ) -> None:
        chain.mine(posted(FIRST), posted(SECOND, compliant=False))
        at = chain.mine(posted(FIRST, epoch=5), posted(FIRST, policy=OTHER))
        index.sync()
        assert [e.event.tau for e in index.posts(POLICY, 4)] == [FIRST, SECOND]
        assert [e.event.epoch for e in index.posts(POLICY)] == [4, 4, 5]
        assert len(index.posts(epoch=4)) == 3
        assert len(index.posts()) == 4
        (found,) = index.posts(POLICY, 5)
        assert (found.block_number, found.log_index, len(found.tx_hash)) == (at, 0, 32)
        assert found.event == posted(FIRST, epoch=5)

    def test_what_is_counted_follows_contests_and_claims(
        self, chain: MemoryChain, index: Index
    ) -> None:
        chain.mine(posted(FIRST), posted(SECOND, compliant=False), posted(THIRD))
        chain.mine(posted(FIRST, epoch=5, compliant=False))
        index.sync()
        assert index.tally(POLICY, 4) == Tally(posted=3, non_compliant=1)
        chain.mine(events.AttestationContested(POLICY, 4, FIRST, False))
        chain.mine(events.AttestationMissing(POLICY, 5, SECOND, b"\x0e" * 32, 1))
        index.sync()
        assert index.tally(POLICY, 4) == Tally(posted=3, non_compliant=2, contested=1)
        chain.mine(events.AttestationContested(POLICY, 4, SECOND, True))
        index.sync()
        assert index.tally(POLICY, 4) == Tally(posted=3, non_compliant=1, contested=2)
        assert index.tally(POLICY, 5) == Tally(posted=1, non_compliant=1, missing=1)
        assert index.tally(OTHER, 4) == Tally()
        assert [e.event.tau for e in index.contests(POLICY, 4)] == [FIRST, SECOND]
        assert [e.event.silence for e in index.silences(epoch=5)] == [1]

    def test_what_the_chain_takes_back_is_not_counted(
        self, chain: MemoryChain, index: Index
    ) -> None:
        chain.mine(posted(FIRST))
        chain.mine(posted(SECOND, compliant=False))
        index.sync()
        chain.take_back(1)
        chain.mine()
        index.sync()
        assert index.tally(POLICY, 4) == Tally(posted=1)

    def test_one_is_found_by_a_number_beyond_json(self, chain: MemoryChain, index: Index) -> None:
        chain.mine(posted(FIRST), posted(SECOND))
        index.sync()
        found = index._database.find(events.AttestationPosted, nullifier=BIG + 2 + 16)
        assert [entry.event.tau for entry in found] == [SECOND]


class TestGovernance:
    def test_a_policy_is_in_force_from_its_first_epoch_to_its_last(
        self, chain: MemoryChain, index: Index
    ) -> None:
        """One that is retired before it begins is never in force."""
        never = b"\x03" * 32
        chain.mine(
            events.PolicyRegistered(POLICY, 2, "https://policies.example/1"),
            events.PolicyRegistered(OTHER, 3, ""),
            events.PolicyRegistered(never, 4, ""),
        )
        chain.mine(events.PolicyRetired(POLICY, 5), events.PolicyRetired(never, 3))
        index.sync()
        assert index.policies() == [
            PolicyTerm(POLICY, 2, 5, "https://policies.example/1"),
            PolicyTerm(OTHER, 3, None, ""),
            PolicyTerm(never, 4, 3, ""),
        ]
        told = {n: [each.policy for each in index.policies_in_force(n)] for n in range(1, 7)}
        assert told == {
            1: [],
            2: [POLICY],
            3: [POLICY, OTHER],
            4: [POLICY, OTHER],
            5: [POLICY, OTHER],
            6: [OTHER],
        }

    def test_slots_are_those_that_were_set_last_for_the_epoch(
        self, chain: MemoryChain, index: Index
    ) -> None:
        chain.mine(events.SlotsSet(8, 1))
        chain.mine(events.SlotsSet(4, 6), events.SlotsSet(16, 6), events.SlotsSet(2, 7))
        index.sync()
        assert [index.slots_in(epoch) for epoch in (0, 1, 5, 6, 7, 90)] == [0, 8, 8, 16, 2, 2]

    def test_relays_are_those_listed_with_their_newest_address(
        self, chain: MemoryChain, index: Index
    ) -> None:
        chain.mine(
            events.RelayListed(FIRST, "https://one.example"),
            events.RelayListed(SECOND, "https://two.example"),
            events.RelayListed(THIRD, "https://three.example"),
        )
        chain.mine(events.RelayDelisted(SECOND), events.RelayListed(FIRST, "http://one.onion"))
        index.sync()
        assert index.relays() == {FIRST: "http://one.onion", THIRD: "https://three.example"}


def test_sql_reads_posts_and_leaves(chain: MemoryChain, index: Index, tmp_path: Path) -> None:
    """Large numbers are exact; looking for a policy and epoch reads no other posts."""
    chain.mine(posted(FIRST), events.LeafReplaced(2, 1, BIG, BIG + 1))
    index.sync()
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as file:
        row = file.execute("SELECT tau, compliant, nullifier FROM posts WHERE epoch = 4").fetchone()
        assert row == (FIRST, 1, str(BIG + 17))
        leaf = file.execute('SELECT event, leaf, former_leaf, "index" FROM leaves').fetchone()
        assert leaf == ("LeafReplaced", str(BIG + 1), str(BIG), 1)
        plan = file.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM events WHERE events.name = 'AttestationPosted' "
            "AND json_extract(events.args, '$.policy') = '0x' "
            "AND json_extract(events.args, '$.epoch') = 4"
        ).fetchall()
        assert "events_by_policy" in str(plan)
