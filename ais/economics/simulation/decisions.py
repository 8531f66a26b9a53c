"""How a firm chooses: the expected net gain of four actions, by the calibration's game.

``OUT``; ``CONTRIBUTE``: disclose, and never pay dues in cash (a candidate, or one whose standing
has ended; where its pay covers the dues the contract sets them off, and it is a member against its
will); ``READ``: pay dues and keep what one has; ``MEMBER``: pay and disclose. Gains are tokens an
epoch against staying out, at the last epoch's ratio and sharers, and at the prices that its
acceptances have led to, which are those that a disclosure earns now. What falls due later (pay,
what is read) counts with the belief that the network is still there; costs and dues are certain.
Not looked at: what a seat on the panel earns, what the next firm will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ais.economics.calibration.game import membership_gain, net_cost, sharing_gain

from .population import Floats, Population
from .settings import Rule

__all__ = [
    "ACTIONS",
    "CONTRIBUTE",
    "MEMBER",
    "OUT",
    "READ",
    "View",
    "choose",
    "gains",
    "probabilities",
    "set_off_chance",
]

OUT, CONTRIBUTE, READ, MEMBER = range(4)
ACTIONS = ("out", "contribute", "read", "member")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What firms see when they decide; arrays have the shape (n,), amounts are tokens.

    ``prices``: of each kind of disclosure, shape (kinds,); ``ratio``: the part of a claim that the
    last close pays; ``stipends``: m w of a round; ``dues``: of an epoch, without what
    one's own disclosures add; ``share``: phi, what a token of claims adds to one's own dues;
    ``value``: what reading the others brings an epoch, less the search; ``sharing``: the fraction
    of the others who share; ``adoption``: members of all firms.
    """

    prices: Floats
    ratio: float
    stipends: float
    dues: Floats
    share: Floats
    value: Floats
    sharing: Floats
    adoption: float


def gains(firms: Population, view: View, rule: Rule, complementarity: float) -> Floats:
    """(n, 4): expected net gain of each action against staying out, tokens an epoch.

    MEMBER: b V - D + lambda (b c x - d), with the game's d = r - b rho R + phi (R + m w) and the
    belief b. READ: b V - D. CONTRIBUTE: lambda (b rho R - r), and with the chance of a set-off also
    what membership brings, and costs, then.
    """
    belief = rule.belief(view.adoption)
    paid = belief * view.ratio
    read = membership_gain(belief * view.value, view.dues)
    reward = firms.mix @ view.prices
    net = net_cost(firms.cost, reward, view.stipends, view.share, paid)
    shared = firms.rate * sharing_gain(belief * complementarity, view.sharing, net)
    alone = firms.rate * (paid * reward - firms.cost)
    caught = set_off_chance(firms, view) * (read + shared - alone)
    return np.stack([np.zeros(firms.size), alone + caught, read, read + shared], axis=1)


def set_off_chance(firms: Population, view: View) -> Floats:
    """The chance that an epoch brings pay which covers the dues.

    Of the Poisson number of disclosures at least one is of a kind whose pay does so by itself.
    """
    covered = view.ratio * view.prices[None, :] >= view.dues[:, None]
    found: Floats = -np.expm1(-firms.rate * (firms.mix * covered).sum(axis=1))
    return found


def probabilities(found: Floats, rule: Rule) -> Floats:
    """(n, 4): with which probability each action is chosen, by logit; without noise the best.

    Of equal gains the first action is the best one.
    """
    open_ = np.where(_allowed(rule), found, -np.inf)
    if rule.noise == 0:
        best: Floats = np.eye(4)[open_.argmax(axis=1)]
        return best
    weights = np.exp((open_ - open_.max(axis=1, keepdims=True)) / rule.noise)
    shares: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares


def choose(found: Floats, rule: Rule, rng: np.random.Generator) -> NDArray[np.int64]:
    """(n,): the action of each firm that decides now; the noise is drawn for all of them."""
    noise = rule.noise * rng.gumbel(size=found.shape)
    open_ = np.where(_allowed(rule), found + noise, -np.inf)
    found_: NDArray[np.int64] = open_.argmax(axis=1)
    return found_


def _allowed(rule: Rule) -> NDArray[Any]:
    return np.isin(np.arange(4), rule.actions)
