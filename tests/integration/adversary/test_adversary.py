"""Who posted? An adversary with chain, node's log and an insider's keys does no better than chance.

``scripts/adversary`` plays more than 200 epochs and prints the table of ``docs/threat-model.md``;
here are fewer, all of whose posts are guessed, so that a leak is seen as surely.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.adversary.campaign import MEMBERS, SLOTS, STEPS, Leak
from tests.integration.adversary.play import Played, play, shapes
from tests.integration.adversary.success import Result, attack, table

SEED = 7
REAL, HONEST, PLANTED = 5, 30, 6

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    """One network's epochs; in memory where there is such a folder: homes sync every step."""
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield play(Path(folder), SEED, real=REAL, honest=HONEST, planted=PLANTED)


@pytest.fixture(scope="module")
def results(played: Played) -> list[Result]:
    """What all guessers came to in the honest epochs."""
    return attack(played.honest, SEED, SLOTS)


class TestWhoPosted:
    """Without a leak."""

    def test_every_member_posted_everything_through_relays(self, played: Played) -> None:
        for epoch in (*played.real, *played.honest):
            assert {post.nullifier for post in epoch.posts} == set(epoch.truth)
            accounts = frozenset().union(*epoch.accounts.values())
            assert accounts.isdisjoint(post.sender for post in epoch.posts)

    def test_the_adversary_has_what_is_claimed(self, played: Played) -> None:
        """A log of every client's looks, the insider's posts and the one to it."""
        for epoch in played.honest:
            assert {name: len(looks) for name, looks in epoch.looks.items()} == dict.fromkeys(
                epoch.leaves, STEPS
            )
            assert len(epoch.own) == SLOTS
            assert len(epoch.known) == SLOTS + 1
            assert len(epoch.targets) == MEMBERS * SLOTS - SLOTS - 1

    def test_no_guesser_does_better_than_chance_and_five_points(
        self, results: list[Result]
    ) -> None:
        better = [each.name for each in results if each.beats(len(results))]
        assert not better, table(results)

    def test_a_shared_node_is_asked_the_same_by_all(self, played: Played) -> None:
        """At one time all clients ask the same kinds of questions in as many bodies."""
        for epoch in played.honest:
            for step in range(STEPS):
                asked = {(looks[step].bodies, looks[step].kinds) for looks in epoch.looks.values()}
                assert len(asked) == 1, (epoch.number, step, asked)

    def test_a_shared_node_never_hears_of_a_post(self, played: Played) -> None:
        for epoch in (*played.real, *played.honest):
            assert not any(epoch.mentions.values())


class TestRealProofs:
    """The stand-in for the verifier changes nothing that can be seen."""

    def test_the_same_shapes(self, played: Played) -> None:
        """Lengths, events, prices, relays, gas to the unit, and what a node is asked."""
        real, standin = shapes(played.real), shapes(played.honest)
        assert real["gas"] == standin["gas"]
        assert len(real["gas"]) == 1
        assert real["constant"] == standin["constant"]
        assert len(real["constant"]) == 1
        assert real["relays"] == standin["relays"]
        assert real["questions"] == standin["questions"]

    def test_no_guesser_does_better_with_them(self, played: Played) -> None:
        found = attack(played.real, SEED, SLOTS)
        assert not [each.name for each in found if each.beats(len(found))], table(found)


class TestPlantedLeaks:
    """The same guessers find what is there to be found."""

    @pytest.mark.parametrize(
        ("leak", "guesser"),
        [
            (Leak.ORDER, "order of leaves"),
            (Leak.SENDER, "sender is an account of the member"),
        ],
    )
    def test_found(self, played: Played, leak: Leak, guesser: str) -> None:
        found = attack(played.planted[leak], SEED, SLOTS)
        named = {each.name: each for each in found}
        assert named[guesser].of_drawn > 0.9
        assert named[guesser].of_all > 0.9
        assert named[guesser].beats(len(found))

    def test_chance_is_one_in_all_but_the_insider(self, results: list[Result]) -> None:
        assert {each.chance for each in results} == {1 / (MEMBERS - 1)}
        assert len(results[0].drawn) == HONEST
