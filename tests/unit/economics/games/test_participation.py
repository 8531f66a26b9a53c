"""The sharing game of many: equilibria by brute force, by definition, and by its potential."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics.games.bimatrix import EquilibriumSet, Interval, all_equilibria
from ais.economics.games.full_sharing import needed_complementarity
from ais.economics.games.participation import (
    Crowd,
    Participation,
    crowd,
    equilibria,
    full_sharing_is_equilibrium,
    full_sharing_is_only,
    full_sharing_is_selected,
    potential,
    potential_maximisers,
)
from ais.economics.games.sharing import SharingGame, sharing_game
from ais.errors import ModelRefused

F = Fraction
COSTS = st.lists(st.integers(-4, 9).map(lambda n: F(n, 6)), min_size=2, max_size=5)
TOGETHER = st.integers(0, 6).map(lambda n: F(n, 4))


def _each(game: Crowd, found: Participation, costs: list[Fraction]) -> list[Interval]:
    tiers = [tier.net_cost for tier in game.tiers]
    return [found.probabilities[tiers.index(cost)] for cost in costs]


def _gain(costs: list[Fraction], c: Fraction, q: list[Fraction], i: int) -> Fraction:
    """What i gains by sharing when the others share with probabilities q, by the definition."""
    return c * (sum(q) - q[i]) / (len(q) - 1) - costs[i]


def _is_equilibrium(costs: list[Fraction], c: Fraction, q: list[Fraction]) -> bool:
    gains = [_gain(costs, c, q, i) for i in range(len(q))]
    return all(
        (p == 1 or gain <= 0) and (p == 0 or gain >= 0) for p, gain in zip(q, gains, strict=True)
    )


def _by_patterns(costs: list[Fraction], c: Fraction) -> set[tuple[Fraction, ...]]:
    """Every isolated equilibrium, by trying who shares, who does not, and who mixes (c > 0).

    m mixers are indifferent: (m - 1) M = sum of their D - m k with k sure sharers, M their sum.
    """
    n, found = len(costs), set()
    for pattern in product("01m", repeat=n):
        sure, mixers = pattern.count("1"), [i for i in range(n) if pattern[i] == "m"]
        starts = [(n - 1) * costs[i] / c for i in mixers]
        if len(mixers) == 1:
            continue  # alone it mixes only at a tie, and then in a continuum
        q = [F(1) if p == "1" else F(0) for p in pattern]
        if mixers:
            total = (sum(starts, start=F(0)) - len(mixers) * sure) / (len(mixers) - 1)
            for i, start in zip(mixers, starts, strict=True):
                q[i] = total + sure - start
        if all(0 <= p <= 1 for p in q) and _is_equilibrium(costs, c, q):
            found.add(tuple(q))
    return found


def _points(game: Crowd, costs: list[Fraction]) -> Iterator[tuple[Participation, list[Fraction]]]:
    """Points of every set: its ends and its middle."""
    for found in equilibria(game):
        ranges = _each(game, found, costs)
        for at in (F(0), F(1, 2), F(1)):
            yield found, [r.low + at * (r.high - r.low) for r in ranges]


@settings(max_examples=100, deadline=None)
@given(COSTS, TOGETHER)
def test_every_point_of_every_set_is_an_equilibrium(costs: list[Fraction], c: Fraction) -> None:
    game = crowd(costs, c)
    for found, q in _points(game, costs):
        assert _is_equilibrium(costs, c, q)
        assert found.sharers.low <= sum(q) <= found.sharers.high


@settings(max_examples=80, deadline=None)
@given(COSTS, TOGETHER.filter(bool))
def test_no_isolated_equilibrium_is_missed(costs: list[Fraction], c: Fraction) -> None:
    """Trying all 3^n patterns of 0, 1 and mixing finds nothing else, and every single point."""
    game = crowd(costs, c)
    sets = [_each(game, found, costs) for found in equilibria(game)]
    tried = _by_patterns(costs, c)
    for q in tried:
        assert any(
            all(r.low <= p <= r.high for p, r in zip(q, ranges, strict=True)) for ranges in sets
        )
    alone = {tuple(r.low for r in ranges) for ranges in sets if all(r.is_point for r in ranges)}
    assert alone <= tried


@settings(max_examples=150, deadline=None)
@given(st.tuples(TOGETHER, TOGETHER), TOGETHER, TOGETHER)
def test_for_two_they_are_the_equilibria_of_the_matrix(
    risk: tuple[Fraction, Fraction], s: Fraction, c: Fraction
) -> None:
    made = sharing_game(knowledge=(1, 2), risk=risk, incentive=s, complementarity=c)
    costs = list(made.net_costs)
    game = crowd(costs, c)
    found = {EquilibriumSet(*_each(game, each, costs)) for each in equilibria(game)}
    assert found == set(all_equilibria(made.as_bimatrix()))


def _pure(game: SharingGame) -> set[tuple[bool, ...]]:
    """Pure equilibria by trying every change of every profile."""
    found = set()
    for profile in product((True, False), repeat=game.players):
        changed = [(*profile[:i], not profile[i], *profile[i + 1 :]) for i in range(game.players)]
        stays = (game.payoff(i, profile) >= game.payoff(i, changed[i]) for i in range(len(profile)))
        if all(stays):
            found.add(profile)
    return found


GAMES = st.builds(
    lambda risks, s, c: sharing_game(
        knowledge=range(1, len(risks) + 1), risk=risks, incentive=s, complementarity=c
    ),
    st.lists(st.integers(0, 12).map(lambda n: F(n, 6)), min_size=2, max_size=5),
    st.integers(0, 3).map(lambda n: F(n, 6)),
    TOGETHER,
)


@settings(max_examples=100, deadline=None)
@given(GAMES)
def test_pure_equilibria_are_the_cheapest_k_of_those_that_are_found(game: SharingGame) -> None:
    c, costs = game.complementarity, game.net_costs
    sets = [each.sharers for each in equilibria(crowd(costs, c))]
    found = _pure(game)
    assert all(any(s.low <= sum(p) <= s.high for s in sets) for p in found)
    for profile in found:
        inside = [d for d, shares in zip(costs, profile, strict=True) if shares]
        outside = [d for d, shares in zip(costs, profile, strict=True) if not shares]
        assert not inside or not outside or max(inside) <= min(outside)


def _potential(game: SharingGame, profile: tuple[bool, ...]) -> Fraction:
    """P by its definition, for any set of sharers."""
    size = sum(profile)
    cost = sum((d for d, s in zip(game.net_costs, profile, strict=True) if s), start=F(0))
    return game.complementarity * F(size * (size - 1), 2 * (game.players - 1)) - cost


@settings(max_examples=60, deadline=None)
@given(GAMES)
def test_whoever_changes_alone_gains_what_the_potential_gains(game: SharingGame) -> None:
    for profile in product((True, False), repeat=game.players):
        for i in range(game.players):
            other = (*profile[:i], not profile[i], *profile[i + 1 :])
            gained = game.payoff(i, other) - game.payoff(i, profile)
            assert gained == _potential(game, other) - _potential(game, profile)


@settings(max_examples=100, deadline=None)
@given(GAMES)
def test_the_maximisers_are_those_of_all_sets(game: SharingGame) -> None:
    made = crowd(game.net_costs, game.complementarity)
    values = {p: _potential(game, p) for p in product((True, False), repeat=game.players)}
    best = max(values.values())
    sizes = {sum(profile) for profile, value in values.items() if value == best}
    found = potential_maximisers(made)
    assert {min(sizes), max(sizes)} == {found[0], found[-1]}
    assert all(potential(made, size) == best for size in found)
    if game.complementarity > 0:
        assert sizes == set(found)
    assert full_sharing_is_selected(made) == (sizes == {game.players})


@settings(max_examples=150, deadline=None)
@given(COSTS, TOGETHER)
def test_the_targets_mean_what_they_say(costs: list[Fraction], c: Fraction) -> None:
    """Equilibrium, selected, the only one: each by the equilibria; each implies the one before."""
    game, n = crowd(costs, c), len(costs)
    found = equilibria(game)
    assert full_sharing_is_equilibrium(game) == any(each.sharers.high == n for each in found)
    only = len(found) == 1 and found[0].is_pure and found[0].sharers.low == n
    assert full_sharing_is_only(game) == only
    assert not full_sharing_is_only(game) or full_sharing_is_selected(game)
    assert not full_sharing_is_selected(game) or full_sharing_is_equilibrium(game)


@settings(max_examples=150, deadline=None)
@given(COSTS, TOGETHER)
def test_sharing_is_selected_iff_the_costliest_of_every_number_cost_little_enough(
    costs: list[Fraction], c: Fraction
) -> None:
    """For every k < n: mean of the n - k costliest < c (n + k - 1) / (2 (n - 1))."""
    n, ordered = len(costs), sorted(costs)
    bounds = [
        sum(ordered[k:], start=F(0)) / (n - k) < c * F(n + k - 1, 2 * (n - 1)) for k in range(n)
    ]
    assert full_sharing_is_selected(crowd(costs, c)) == all(bounds)


def test_a_mean_below_half_of_c_does_not_select_sharing_where_costs_differ() -> None:
    """One firm gains much alone: the mean is far below c/2, yet that firm alone is selected."""
    game = crowd(["-10", "0.9", "0.9"], 1)
    assert sum(t.net_cost * t.count for t in game.tiers) / 3 < F(1, 2)
    assert [each.sharers.low for each in equilibria(game) if each.is_pure] == [1, 3]
    assert potential_maximisers(game) == (1,)


@given(st.integers(2, 60), st.integers(1, 20), st.integers(1, 20))
def test_equal_firms_share_with_probability_d_over_c_in_their_critical_mass(
    n: int, cost: int, more: int
) -> None:
    """0 < d < c: nobody, everybody, and d/c of all, whatever n is."""
    d, c = F(cost, 7), F(cost + more, 7)
    found = equilibria(crowd([d], c, [n]))
    assert [str(each.probabilities[0]) for each in found] == ["0", str(Interval(d / c, d / c)), "1"]
    assert [each.is_critical for each in found] == [False, True, False]
    assert found[1].sharers.low == n * d / c
    assert full_sharing_is_selected(crowd([d], c, [n])) == (d < c / 2)


def test_tiers_stand_for_their_members() -> None:
    members = crowd(["0.1", "0.4", "0.1", "0.4", "0.4"], "0.6")
    assert crowd(["0.4", "0.1"], "0.6", [3, 2]) == members
    assert [tier.count for tier in members.tiers] == [2, 3]


def test_with_a_cost_of_0_at_a_tie_a_continuum_is_given_whole() -> None:
    """One is indifferent alone; the other joins only if it is sure enough."""
    found = equilibria(crowd([0, "0.5"], 1))
    assert [(str(e.probabilities[0]), str(e.probabilities[1])) for e in found] == [
        ("[0, 0.5]", "0"),
        ("1", "1"),
    ]


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "arguments"),
        [
            ("players", ([1], 1)),
            ("players", ([], 1)),
            ("players", ([1, 2], 1, [1, 0])),
            ("count 2", ([1, 2], 1, [1, -1])),
            ("counts", ([1, 2], 1, [1])),
            ("complementarity", ([1, 2], -1)),
            ("net cost 2", ([1, float("nan")], 1)),
        ],
    )
    def test_a_game_that_is_none_is_refused_by_name(self, field: str, arguments: tuple) -> None:  # type: ignore[type-arg]
        with pytest.raises(ModelRefused) as refused:
            crowd(*arguments)
        assert refused.value.field == field

    def test_the_potential_takes_no_more_sharers_than_there_are(self) -> None:
        with pytest.raises(ModelRefused, match="from 0 to 2"):
            potential(crowd([1, 2], 1), 3)


@settings(max_examples=150, deadline=None)
@given(COSTS, TOGETHER)
def test_the_needed_complementarity_is_where_each_target_begins(
    costs: list[Fraction], c: Fraction
) -> None:
    """At any c a target is met exactly if c lies in its range, ends included."""
    needed = needed_complementarity(crowd(costs, 0))
    ends = [r.low for r in (needed.equilibrium, needed.selected, needed.only) if r and r.low]
    for at in (c, *ends, *(end + F(1, 1000) for end in ends)):
        game = crowd(costs, at)
        assert full_sharing_is_equilibrium(game) == (at in needed.equilibrium)
        assert full_sharing_is_selected(game) == (at in needed.selected)
        assert full_sharing_is_only(game) == (needed.only is not None and at in needed.only)
