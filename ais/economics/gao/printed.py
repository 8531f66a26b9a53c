"""The investment formula as *Mechanism Design for Cooperation in Cybersecurity* prints it.

Kept to be shown beside the derived one (``equilibrium``), never to be used. What gives it away: it
adds money to money squared in its first factor, so that a change of the currency changes the
investment; its denominators repeat A_i where one belongs to the other firm; its last term subtracts
phi_2 and phi_3 from 4 phi_1 where squares belong, and phi_2 moves nobody's choice.
"""

from __future__ import annotations

import numpy as np

from ais.economics.ranges import Numbers

from .equilibrium import Contest

__all__ = ["printed_investment"]


def printed_investment(given: Contest) -> tuple[Numbers, Numbers]:
    """The right-hand side of the print for t_1 and t_2 (section A).

    (h V (1-a) + f_i - a f_j)/A_i [ (f_j - a f_i)/A_i - a (f_i - a f_j)/A_i ]
    - gamma^2 (2 phi_1 f_i + phi_3 f_j)/(4 phi_1 - phi_2 - phi_3), with A_i = h (1-a) + f_i - a f_j.

    Infinite or no number where 4 phi_1 = phi_2 + phi_3.
    """
    edges, f = given.edges(), (given.f_1, given.f_2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _printed(given, edges, f), _printed(given, edges[::-1], f[::-1])


def _printed(given: Contest, edges: tuple[Numbers, ...], f: tuple[Numbers, ...]) -> Numbers:
    h, alpha = given.h, given.alpha
    a = h * (1 - alpha) + edges[0]
    first = (h * given.value * (1 - alpha) + edges[0]) / a
    second = edges[1] / a - alpha * edges[0] / a
    below = 4 * given.phi_1 - given.phi_2 - given.phi_3
    last = given.gamma**2 * (2 * given.phi_1 * f[0] + given.phi_3 * f[1]) / below
    return np.asarray(first * second - last)
