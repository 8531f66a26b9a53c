"""How the equilibrium moves with its parameters: closed derivatives.

What they say: investment falls with the square of gamma (not linearly, as the text of *Mechanism
Design for Cooperation in Cybersecurity* has it), sharing grows with gamma, and nothing else moves:
each firm's whole defence, the attack and the breach probabilities do not depend on gamma. Better
sharing saves money; it does not make breaches rarer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ais.economics.ranges import Numbers

from .equilibrium import Contest

__all__ = ["Statics", "statics"]

_Pair = tuple[Numbers, Numbers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statics:
    """Derivatives at the equilibrium, a pair for the two firms; i is the firm, j the other."""

    investment_by_gamma_squared: _Pair  # d t_i / d gamma^2 < 0
    cost_by_gamma_squared: _Pair  # d cost_i / d gamma^2
    breach_by_own_cost: _Pair  # d p_i / d f_i > 0
    breach_by_other_cost: _Pair  # d p_i / d f_j <= 0
    breach_by_attack_cost: _Pair  # d p_i / d h < 0
    breach_by_alpha: _Pair  # d p_i / d alpha, of the sign of f_i - f_j
    sharing_saves: tuple[NDArray[np.bool_], NDArray[np.bool_]]  # cost_by_gamma_squared < 0


def statics(given: Contest) -> Statics:
    """The derivatives, elementwise; they hold wherever ``gao.admission`` holds.

    A firm's cost falls with gamma exactly while it does not give too much more than it gets:
    s_i^2 < (2 + phi_2/phi_1) s_j^2. Breach probabilities do not move with gamma, V or phi.
    """
    one, other = _of_firm(given, 0), _of_firm(given, 1)
    falls = [cost < 0 for cost in (one["cost"], other["cost"])]
    return Statics(
        investment_by_gamma_squared=(one["investment"], other["investment"]),
        cost_by_gamma_squared=(one["cost"], other["cost"]),
        breach_by_own_cost=(one["own"], other["own"]),
        breach_by_other_cost=(one["other"], other["other"]),
        breach_by_attack_cost=(one["h"], other["h"]),
        breach_by_alpha=(one["alpha"], other["alpha"]),
        sharing_saves=(np.asarray(falls[0]), np.asarray(falls[1])),
    )


def _of_firm(given: Contest, firm: int) -> dict[str, Numbers]:
    h, alpha, edge = given.h, given.alpha, given.edges()[firm]
    f = (given.f_1, given.f_2)[:: 1 if firm == 0 else -1]
    square = (h * (1 - alpha) + edge) ** 2
    below = 4 * given.phi_1**2 - given.phi_3**2
    got = (2 * given.phi_1 * f[0] + given.phi_3 * f[1]) / below  # s_j / gamma
    gave = (2 * given.phi_1 * f[1] + given.phi_3 * f[0]) / below  # s_i / gamma
    return {
        "investment": -got,
        "cost": given.phi_1 * gave**2 - (2 * given.phi_1 + given.phi_2) * got**2,
        "own": h * (1 - alpha) / square,
        "other": -alpha * h * (1 - alpha) / square,
        "h": -(1 - alpha) * edge / square,
        "alpha": h * (f[0] - f[1]) / square,
    }
