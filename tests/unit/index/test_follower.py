"""Following a chain: whatever it does, the index ends equal to one that is built from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais import errors, events
from ais.index import Index
from ais.index import follower as followers
from ais.ports import BlockRef, LoggedEvent
from tests.support.chains import MemoryChain
from tests.support.opened import files_below


def funded(amount: int) -> events.PoolFunded:
    return events.PoolFunded("0x" + "11" * 20, amount, amount)


def dump(chain: MemoryChain, path: Path) -> list[str]:
    with Index(path, chain) as index:
        index.sync()
        return list(index.dump())


class TestFollow:
    @settings(max_examples=60, deadline=None)
    @given(
        moves=st.lists(
            st.tuples(st.sampled_from(["mine", "empty", "back", "sync"]), st.integers(1, 6)),
            max_size=30,
        )
    )
    def test_it_equals_a_rebuilt_one(
        self, moves: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder, chain = tmp_path_factory.mktemp("follow"), MemoryChain()
        with Index(folder / "followed.sqlite", chain) as index:
            for move, size in moves:
                if move == "sync":
                    index.sync()
                elif move == "back":
                    chain.take_back(size)
                    chain.mine()
                else:
                    for number in range(size):
                        chain.mine(*([funded(number)] if move == "mine" else []))
            assert index.sync() == chain.head().number
            assert list(index.dump()) == dump(chain, folder / "rebuilt.sqlite")

    def test_long_chains_are_followed_in_stretches(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(followers, "_STRETCH", 7)
        monkeypatch.setattr(followers, "_KEEP", 5)
        chain = MemoryChain()
        for number in range(50):
            chain.mine(*([funded(number)] if number % 9 == 0 else []))
        with Index(tmp_path / "i.sqlite", chain) as index:
            assert index.sync() == 50
            assert len(index.ledger()) == 6
            chain.take_back(30)  # far deeper than the hashes that are kept
            chain.mine(funded(99))
            index.sync()
            assert list(index.dump()) == dump(chain, tmp_path / "rebuilt.sqlite")

    def test_another_chain_altogether_leaves_nothing_of_the_old_one(self, tmp_path: Path) -> None:
        old, new = MemoryChain(), MemoryChain()
        old.mine(funded(1))
        new.mine(funded(2))
        with Index(tmp_path / "i.sqlite", old) as index:
            index.sync()
        assert dump(new, tmp_path / "i.sqlite") == dump(new, tmp_path / "rebuilt.sqlite")

    def test_blocks_before_the_contracts_are_not_asked_for(self, tmp_path: Path) -> None:
        chain = MemoryChain(first_block=5)
        with Index(tmp_path / "i.sqlite", chain) as index:
            chain.mine()
            assert index.sync() == 1
            assert index.head() == -1
            for _ in range(6):
                chain.mine(funded(1))
            index.sync()
            assert [entry.block_number for entry in index.ledger()] == [5, 6, 7]

    def test_what_is_no_index_is_refused_and_not_kept_open(self, tmp_path: Path) -> None:
        (tmp_path / "i.sqlite").write_bytes(b"not a database, surely" * 100)
        with pytest.raises(errors.IndexUnavailable) as refused:
            Index(tmp_path / "i.sqlite", MemoryChain())
        assert refused.value.path == tmp_path / "i.sqlite"
        assert files_below(tmp_path) == []

    def test_two_processes_write_one_file(self, tmp_path: Path) -> None:
        chain = MemoryChain()
        with Index(tmp_path / "i.sqlite", chain) as one, Index(tmp_path / "i.sqlite", chain) as two:
            for number in range(4):
                chain.mine(funded(number))
                (one, two)[number % 2].sync()
                assert len(one.ledger()) == len(two.ledger()) == number + 1


class Liar(MemoryChain):
    """A node whose answers do not fit together."""

    def __init__(self) -> None:
        super().__init__()
        self.hide_block = self.foreign_log = self.broken_parent = False

    def blocks(self, numbers: Sequence[int]) -> list[BlockRef | None]:
        found = super().blocks(numbers)
        if self.hide_block:
            return [None for _ in found]
        if self.broken_parent:
            return [b and replace(b, parent_hash=bytes(32)) for b in found]
        return found

    def events(self, first: int, last: int) -> list[LoggedEvent]:
        found = super().events(first, last)
        return [replace(e, block_hash=bytes(32)) for e in found] if self.foreign_log else found


class TestLies:
    @pytest.mark.parametrize("lie", ["hide_block", "foreign_log", "broken_parent"])
    def test_what_does_not_fit_together_is_not_written(
        self, lie: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(followers, "_TRIES", 2)
        chain = Liar()
        with Index(tmp_path / "i.sqlite", chain) as index:
            index.sync()
            before = list(index.dump())
            chain.mine(funded(1))
            chain.mine(funded(2))
            setattr(chain, lie, True)
            if lie == "hide_block":  # then not even the old blocks are there: nothing is left
                before = [line for line in before if '"tip"' not in line]
            with pytest.raises(errors.IndexInconsistent):
                index.sync()
            assert list(index.dump()) == before
            setattr(chain, lie, False)
            index.sync()
            assert len(index.ledger()) == 2
