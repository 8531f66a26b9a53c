"""Who posted? An adversary with chain, node's log and an insider's keys does no better than chance.

``scripts/adversary`` plays more than 200 epochs and prints the table of ``docs/threat-model.md``;
here are fewer, all of whose posts are guessed, so that a leak is seen as surely.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.adversary.campaign import MEMBERS, SLOTS, STEPS, Leak
from tests.integration.adversary.guessers import ZERO
from tests.integration.adversary.play import Played, gas_by_kind, play, shapes
from tests.integration.adversary.seen import Epoch, PublicPost
from tests.integration.adversary.success import Result, attack, table

SEED = 7
LEFT = "gas used, what flag and first post cost taken off"
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


def _with_gas(played: Played, gas: Callable[[PublicPost, int], int]) -> list[Epoch]:
    """The honest epochs with other gas; ``gas`` has a post and the place of its poster's leaf."""
    return [
        replace(
            epoch,
            posts=[
                replace(post, gas_used=gas(post, epoch.leaves[epoch.truth[post.nullifier]]))
                for post in epoch.posts
            ],
        )
        for epoch in played.honest
    ]


def _sent_by_members(epoch: Epoch, every: int) -> list[PublicPost]:
    """An epoch's posts, of which so many that are guessed come from their posters' accounts."""
    leaking = {post.nullifier for post in epoch.targets[::every]}
    return [
        replace(post, sender=min(epoch.accounts[epoch.truth[post.nullifier]]))
        if post.nullifier in leaking
        else post
        for post in epoch.posts
    ]


def _found(epochs: list[Epoch], *names: str) -> list[Result]:
    """What these guessers come to."""
    found = {each.name: each for each in attack(epochs, SEED, SLOTS)}
    return [found[name] for name in names]


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
        """Lengths, events, prices, relays, and what a node is asked."""
        real, standin = shapes(played.real), shapes(played.honest)
        assert real["constant"] == standin["constant"]
        assert len(real["constant"]) == 1
        assert real["relays"] == standin["relays"]
        assert real["questions"] == standin["questions"]

    def test_the_same_gas_to_the_unit(self, played: Played) -> None:
        real, standin = gas_by_kind(played.real), gas_by_kind(played.honest)
        both = real.keys() & standin.keys()
        assert {(True, False), (False, False)} <= both  # which one is first is drawn
        assert {kind: real[kind] for kind in both} == {kind: standin[kind] for kind in both}

    def test_no_guesser_does_better_with_them(self, played: Played) -> None:
        found = attack(played.real, SEED, SLOTS)
        assert not [each.name for each in found if each.beats(len(found))], table(found)


class TestGas:
    """What a post's gas tells is its flag, that it is the first, and calldata's zeroes."""

    def test_gas_is_one_number_for_each_kind_of_post(self, played: Played) -> None:
        gas = gas_by_kind([*played.real, *played.honest])
        assert {kind: len(values) for kind, values in gas.items()} == dict.fromkeys(gas, 1)
        assert {(True, True), (True, False), (False, False)} <= gas.keys()

    def test_a_flag_in_the_gas_is_all_that_its_guesser_finds(self, played: Played) -> None:
        """Without the zeroes' noise, gas is as good as the flag, and nothing is left without it."""
        told = _with_gas(played, lambda post, _: 350_000 + 550 * (not post.compliant))
        gas, flag, left = _found(told, "gas used", "public flag", LEFT)
        assert gas.shares == pytest.approx(flag.shares)
        assert left.of_all == pytest.approx(left.chance)

    def test_a_name_in_the_gas_is_found_whatever_the_flag(self, played: Played) -> None:
        """A member's posts cost some zeroes more than another's, hidden below what a flag costs."""
        told = _with_gas(
            played, lambda post, leaf: post.gas_used + ZERO * post.zeros + 2 * ZERO * leaf
        )
        (left,) = _found(told, LEFT)
        assert left.beats(1)


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

    def test_a_leak_of_every_third_post_is_found(
        self, played: Played, results: list[Result]
    ) -> None:
        """What luck explains is far below it."""
        told = [replace(epoch, posts=_sent_by_members(epoch, every=3)) for epoch in played.honest]
        (sender,) = _found(told, "sender is an account of the member")
        assert sender.of_all == pytest.approx(1 / 3 + 2 / 3 * sender.chance)
        assert sender.beats(len(results))

    def test_chance_is_one_in_all_but_the_insider(self, results: list[Result]) -> None:
        assert {each.chance for each in results} == {1 / (MEMBERS - 1)}
        assert len(results[0].drawn) == HONEST
