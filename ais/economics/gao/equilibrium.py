"""Two firms with complementary assets, sharing and investing against one attacker.

After Gao, Zhong and Mei (2014), as *Mechanism Design for Cooperation in Cybersecurity* prints it
(section A). That print is garbled; what stands here is derived anew from the costs below, which
were reconstructed from the print. It is no quotation of the 2014 article. ``docs/economics.md`` has
the derivation; ``printed`` has the formula as printed.

Firm i invests t_i and shares s_i; the attacker puts T_i against it. The firms lose V, and the
attacker gains it, only if both are breached:

    firm i:    V p_1 p_2 + f_i t_i + phi_1 s_i^2 - phi_2 s_j^2 - phi_3 s_i s_j     (a cost)
    attacker:  V p_1 p_2 - h (T_1 + T_2)                                           (a profit)
    p_i = D_i/(D_i + d_i),  d_i = t_i + gamma s_j + alpha (t_j + gamma s_i),  D_i = T_i + alpha T_j

All three move at once. V, costs and profit are in one unit of money; f_i and h are money per unit
of investment and of attack, phi_1 to phi_3 money per squared unit of sharing; alpha (how far one
firm's defence and the attack on it carry over to the other) and gamma (what sharing is worth as
defence) have no unit. Numbers may be arrays, which are broadcast.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ais.economics.ranges import Numbers, non_negative, positive, within
from ais.errors import ContestRefused, ModelRefused

__all__ = [
    "Admission",
    "Contest",
    "Equilibrium",
    "admission",
    "aggregate_defence",
    "attacker_profit",
    "breach_probabilities",
    "contest",
    "equilibrium",
    "firm_cost",
    "unchecked",
]

_Pair: TypeAlias = tuple[Numbers, Numbers]
#: What brings a contest back where the model has an equilibrium.
_CLOSER = "alpha lower, or f_1 and f_2 nearer to each other"
_MORE = "gamma or alpha lower, V higher, or f_1 and f_2 nearer to each other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """The parameters, as arrays that broadcast with each other; made by ``contest``."""

    h: Numbers
    value: Numbers
    alpha: Numbers
    f_1: Numbers
    f_2: Numbers
    gamma: Numbers
    phi_1: Numbers
    phi_2: Numbers
    phi_3: Numbers

    def edges(self) -> _Pair:
        """f_i - alpha f_j of both: what is left of a firm's unit cost beyond the other's spill."""
        return self.f_1 - self.alpha * self.f_2, self.f_2 - self.alpha * self.f_1


@dataclass(frozen=True, slots=True, kw_only=True)
class Equilibrium:
    """What all three do, and what follows; first of each pair: firm 1."""

    investment: _Pair  # t
    sharing: _Pair  # s
    breach: _Pair  # p, probabilities
    attack: _Pair  # T
    defence: _Pair  # d, what protects each firm
    firm_costs: _Pair  # money
    attacker_profit: Numbers  # money


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Which conditions of the equilibrium hold, elementwise; ``all`` is their conjunction.

    ``attack_1`` and ``attack_2`` follow from the investments being at least 0; they say, where both
    fail, which firm is not worth an attack.
    """

    edge_1: NDArray[np.bool_]  # f_1 > alpha f_2
    edge_2: NDArray[np.bool_]
    sharing: NDArray[np.bool_]  # 2 phi_1 > phi_3
    investment_1: NDArray[np.bool_]  # t_1 >= 0
    investment_2: NDArray[np.bool_]
    attack_1: NDArray[np.bool_]  # T_1 >= 0
    attack_2: NDArray[np.bool_]
    profit: NDArray[np.bool_]  # the attacker's profit >= 0

    @property
    def all(self) -> NDArray[np.bool_]:
        """Whether every condition holds."""
        held = [getattr(self, field.name) for field in fields(self)]
        return np.asarray(np.logical_and.reduce(np.broadcast_arrays(*held)), dtype=np.bool_)


def contest(
    *,
    h: ArrayLike,
    value: ArrayLike,
    alpha: ArrayLike,
    f: tuple[ArrayLike, ArrayLike],
    gamma: ArrayLike,
    phi: tuple[ArrayLike, ArrayLike, ArrayLike],
) -> Contest:
    """Check ranges: h, V, f_1, f_2, phi_1 > 0; alpha in [0, 1); gamma, phi_2, phi_3 >= 0.

    Raises ``ModelRefused`` with the field's name; also for shapes that do not broadcast.
    """
    made = Contest(
        h=positive("h", h),
        value=positive("value", value),
        alpha=within("alpha", alpha, 0.0, 1.0, below=True),
        f_1=positive("f_1", f[0]),
        f_2=positive("f_2", f[1]),
        gamma=non_negative("gamma", gamma),
        phi_1=positive("phi_1", phi[0]),
        phi_2=non_negative("phi_2", phi[1]),
        phi_3=non_negative("phi_3", phi[2]),
    )
    shapes = [getattr(made, field.name).shape for field in fields(made)]
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise ModelRefused(
            field="shape", value=str(shapes), reason="the parameters must broadcast"
        ) from None
    return made


def equilibrium(given: Contest) -> Equilibrium:
    """The equilibrium in which both firms invest and the attacker attacks both.

    The formulas stand at ``unchecked``. The conditions of ``admission`` are needed, and they are
    enough: under them each of the three does its best against the others, over all choices of at
    least 0, and no other equilibrium has all of them active.

    Raises ``ContestRefused`` where a condition fails for any element, naming it and what would do.
    """
    edges = given.edges()
    for i, edge in enumerate(edges, 1):
        _require(f"f_{i} - alpha f_{3 - i}", edge > 0, edge, "it must be above 0", _CLOSER)
    slack = 2 * given.phi_1 - given.phi_3
    _require("phi_3", slack > 0, given.phi_3, "it must be below 2 phi_1", "phi_3 lower")
    found = unchecked(given)
    for i in range(2):
        attacked = found.attack[i]
        _require(f"T_{i + 1}", attacked >= 0, attacked, "both firms must be attacked", _CLOSER)
    for i in range(2):
        invested = found.investment[i]
        _require(f"t_{i + 1}", invested >= 0, invested, "both firms must invest", _MORE)
    profit = found.attacker_profit
    low = "it must be at least 0, or nobody attacks"
    _require("attacker's profit", profit >= 0, profit, low, "h lower, or f_1 and f_2 higher")
    return found


def admission(given: Contest) -> Admission:
    """Tell, elementwise, which conditions hold; refuses nothing, so it serves for grids."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = unchecked(given)
    edges = given.edges()
    return Admission(
        edge_1=edges[0] > 0,
        edge_2=edges[1] > 0,
        sharing=2 * given.phi_1 > given.phi_3,
        investment_1=found.investment[0] >= 0,
        investment_2=found.investment[1] >= 0,
        attack_1=found.attack[0] >= 0,
        attack_2=found.attack[1] >= 0,
        profit=found.attacker_profit >= 0,
    )


def unchecked(given: Contest) -> Equilibrium:
    """The formulas alone, which mean something only where ``admission`` says so.

    With A_i = h (1 - alpha) + f_i - alpha f_j: p_i = (f_i - alpha f_j)/A_i,
    g_i = h V (1 - alpha)/(A_i A_j) [ (f_j - alpha f_i)/A_i - alpha (f_i - alpha f_j)/A_j ],
    t_i = g_i - gamma s_j,  s_j = gamma (2 phi_1 f_i + phi_3 f_j)/(4 phi_1^2 - phi_3^2),
    d_i = g_i + alpha g_j,  D_i = d_i p_i/(1 - p_i),  T_i = (D_i - alpha D_j)/(1 - alpha^2).
    """
    h, alpha, edges = given.h, given.alpha, given.edges()
    a = h * (1 - alpha) + edges[0], h * (1 - alpha) + edges[1]
    scale = h * given.value * (1 - alpha) / (a[0] * a[1])
    gross = (
        scale * (edges[1] / a[0] - alpha * edges[0] / a[1]),
        scale * (edges[0] / a[1] - alpha * edges[1] / a[0]),
    )
    f, below = (given.f_1, given.f_2), 4 * given.phi_1**2 - given.phi_3**2
    sharing = (
        given.gamma * (2 * given.phi_1 * f[1] + given.phi_3 * f[0]) / below,
        given.gamma * (2 * given.phi_1 * f[0] + given.phi_3 * f[1]) / below,
    )
    investment = gross[0] - given.gamma * sharing[1], gross[1] - given.gamma * sharing[0]
    breach = edges[0] / a[0], edges[1] / a[1]
    defence = gross[0] + alpha * gross[1], gross[1] + alpha * gross[0]
    strength = [d * p / (1 - p) for d, p in zip(defence, breach, strict=True)]
    spill = 1 - alpha**2
    attack = (
        (strength[0] - alpha * strength[1]) / spill,
        (strength[1] - alpha * strength[0]) / spill,
    )
    return Equilibrium(
        investment=investment,
        sharing=sharing,
        breach=breach,
        attack=attack,
        defence=defence,
        firm_costs=(
            _cost(given, 0, breach, investment, sharing),
            _cost(given, 1, breach, investment, sharing),
        ),
        attacker_profit=_profit(given, breach, attack),
    )


def aggregate_defence(given: Contest, investment: _Pair, sharing: _Pair) -> _Pair:
    """d_i = t_i + gamma s_j + alpha (t_j + gamma s_i): what protects each firm."""
    own = (
        investment[0] + given.gamma * sharing[1],
        investment[1] + given.gamma * sharing[0],
    )
    return own[0] + given.alpha * own[1], own[1] + given.alpha * own[0]


def breach_probabilities(given: Contest, investment: _Pair, sharing: _Pair, attack: _Pair) -> _Pair:
    """p_i = D_i/(D_i + d_i) for any choices; 0 where nothing attacks."""
    defence = aggregate_defence(given, investment, sharing)
    strength = attack[0] + given.alpha * attack[1], attack[1] + given.alpha * attack[0]
    return _breach(strength[0], defence[0]), _breach(strength[1], defence[1])


def firm_cost(
    given: Contest, firm: int, investment: _Pair, sharing: _Pair, attack: _Pair
) -> Numbers:
    """What firm 0 or 1 bears for any choices of all: loss, investment, leakage; money."""
    breach = breach_probabilities(given, investment, sharing, attack)
    return _cost(given, firm, breach, investment, sharing)


def attacker_profit(given: Contest, investment: _Pair, sharing: _Pair, attack: _Pair) -> Numbers:
    """What the attacker earns for any choices of all; money."""
    return _profit(given, breach_probabilities(given, investment, sharing, attack), attack)


def _breach(strength: Numbers, defence: Numbers) -> Numbers:
    total = np.asarray(strength + defence)
    safe = np.where(total > 0, total, 1.0)
    return np.asarray(np.where(total > 0, strength / safe, 0.0))


def _cost(given: Contest, firm: int, breach: _Pair, investment: _Pair, sharing: _Pair) -> Numbers:
    own, other = sharing[firm], sharing[1 - firm]
    unit = (given.f_1, given.f_2)[firm]
    leaked = given.phi_1 * own**2 - given.phi_2 * other**2 - given.phi_3 * own * other
    return np.asarray(given.value * breach[0] * breach[1] + unit * investment[firm] + leaked)


def _profit(given: Contest, breach: _Pair, attack: _Pair) -> Numbers:
    return given.value * breach[0] * breach[1] - given.h * (attack[0] + attack[1])


def _require(field: str, held: NDArray[np.bool_], found: Numbers, reason: str, step: str) -> None:
    failing = ~np.asarray(held)
    if failing.any():
        value = np.broadcast_to(found, failing.shape)[failing].flat[0]
        shown = f"{float(value):g}"
        raise ContestRefused(field=field, value=shown, reason=reason, step=step)
