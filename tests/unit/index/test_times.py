"""The chain's time from what was followed: what a chain would say, without asking it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais import events
from ais.index import Index
from ais.index.times import NEVER
from ais.ports import BlockRef
from tests.support.chains import MemoryChain


class Silent(MemoryChain):
    """A chain that answers no question about a block once ``is_silent``."""

    is_silent = False

    def blocks(self, numbers: Sequence[int]) -> list[BlockRef | None]:
        """Blocks, as long as it answers."""
        assert not self.is_silent
        return super().blocks(numbers)


@settings(max_examples=40, deadline=None)
@given(kinds=st.lists(st.booleans(), min_size=1, max_size=30), at=st.integers(-2, 40))
def test_times_are_those_of_the_chain_and_nobody_is_asked(
    kinds: list[bool], at: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chain = Silent()
    for has_event in kinds:
        chain.mine(*([events.Started(7)] if has_event else []))
    head = chain.head()
    numbers = [number for number in range(head.number + 1) if chain.blocks([number])[0]]
    times = {n: b.timestamp for n in numbers if (b := chain.blocks([n])[0]) is not None}
    hashes = {n: b.hash for n in numbers if (b := chain.blocks([n])[0]) is not None}
    second = times.get(at, at)
    with Index(tmp_path_factory.mktemp("times") / "index.sqlite", chain) as index:
        assert (index.now(), index.last_block_at(second)) == (0, -1)
        index.sync()
        chain.is_silent = True
        assert index.now() == head.timestamp
        assert index.blocks_after(second) == sum(time > second for time in times.values())
        assert index.last_block_at(second) == max(
            (n for n, time in times.items() if time <= second), default=-1
        )
        assert {n: index.block_hash(n) for n in numbers} == hashes
        assert index.block_hash(head.number + 1) is None


def test_epochs_start_as_the_contract_says(tmp_path: Path) -> None:
    """Before the clock was started no epoch ever begins; epoch 0 always has."""
    chain = MemoryChain(epoch_seconds=100)
    with Index(tmp_path / "index.sqlite", chain) as index:
        assert (index.epoch_start(0), index.epoch_start(1)) == (0, NEVER)
        chain.mine(events.Started(1_007))
        index.sync()
        assert [index.epoch_start(epoch) for epoch in range(4)] == [0, 1_007, 1_107, 1_207]
