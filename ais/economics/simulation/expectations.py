"""What firms expect of prices and dues, in tokens, from the contracts' own numbers.

Used by the engine, which fills in what happened, and by the tipping point, which fills in what
would happen. The arithmetic in whole units is ``money``'s; here its results become floats, because
they enter decisions, not books.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ais.economics import money
from ais.economics.economy_parts import Kind
from ais.economics.tallies import panel_size

from .population import Floats, Ints
from .settings import Network, Settings

__all__ = ["dues_seen", "in_tokens", "kind_prices", "stipends_of"]

_SEATS_LESS_OWN = 63


def in_tokens(units: int, network: Network) -> float:
    """Whole units as tokens, for decisions and pictures."""
    return units / network.unit


def kind_prices(
    settings: Settings, kinds: Sequence[Kind], multiplier_of: Callable[[int], int]
) -> Floats:
    """(kinds,): what a valid disclosure of each kind earns at the sectors' multipliers, tokens."""
    network, classes = settings.network, settings.classes
    return np.array(
        [
            in_tokens(
                money.price(
                    network.pricing,
                    classes.get(kind.sector, money.REGULAR),
                    kind.severity_bps,
                    kind.scope_bps,
                    multiplier_of(kind.sector),
                ),
                network,
            )
            for kind in kinds
        ]
    )


def stipends_of(settings: Settings) -> float:
    """M w: the stipends of a round in expectation, tokens."""
    revealing = 1.0 if settings.outside_panel else 1 - settings.care.absence
    stipend = in_tokens(settings.network.rewards.stipend, settings.network)
    return panel_size(_SEATS_LESS_OWN) * revealing * stipend


def dues_seen(
    network: Network, listed: Ints, others_claims: Floats, load: Floats, others_active: Floats
) -> tuple[Floats, Floats]:
    """Each firm's dues without its own disclosures, tokens, and phi, what a token of claims adds.

    ``others_claims``: an epoch's claims without the firm's, ``load``: what its own disclosures
    would add to them, both in tokens; ``others_active``: other active firms of its tier. Where the
    floor or the cap binds, phi is 0. All of shape (n,).
    """
    by_tier = [0, *(money.share_bps(network.rewards, number) for number in (1, 2, 3))]
    part = np.array(by_tier)[listed] / money.FULL_BPS / (1 + others_active)
    floor = in_tokens(network.rewards.dues_floor, network)
    cap = in_tokens(network.rewards.dues_cap, network)
    even = part * (others_claims + load)
    billed = np.where(part > 0, np.clip(even, floor, cap), 0.0)
    share = np.where((even > floor) & (even < cap), part, 0.0)
    return billed - share * load, share
