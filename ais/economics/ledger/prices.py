"""Prices of a ledger: each sector's class, target and history of the multiplier (``Pricing.sol``).

A checkpoint stands for an epoch with acceptances; epochs between two of them are upward steps,
computed when they are asked for. It books nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import SupportsIndex

from ais.economics.money import (
    CRITICAL,
    MOST_SECTOR,
    MOST_TARGET,
    REGULAR,
    clipped_step,
    initial_multiplier,
    price,
    require_pricing,
    whole,
)
from ais.errors import (
    MembershipInvalidClass,
    MembershipInvalidSector,
    PricingBoundsFixed,
    PricingFutureEpoch,
    PricingInvalidSector,
    PricingInvalidTarget,
)
from ais.records import PricingParameters

from .clock import Clock

__all__ = ["Prices"]


@dataclass(slots=True)
class _Checkpoint:
    multiplier: int
    accepted: int
    target: int


class Prices:
    """Classes, targets and multipliers of sectors 0 (not declared) to 48."""

    __slots__ = ("_checkpoints", "_classes", "_clock", "_epochs", "_targets", "parameters")

    def __init__(self, clock: Clock, parameters: PricingParameters) -> None:
        require_pricing(parameters)
        self._clock = clock
        self.parameters = parameters
        self._classes: dict[int, int] = {}
        self._targets: dict[int, int] = {}
        self._epochs: dict[int, list[int]] = {}
        self._checkpoints: dict[int, list[_Checkpoint]] = {}

    # ---- governance --------------------------------------------------------------------------

    def configure(self, parameters: PricingParameters) -> None:
        """Holds for later settlements. Raises ``PricingBoundsFixed``, ``…InvalidParameters``."""
        held = self.parameters
        bounds = held.floor_bps, held.ceiling_bps
        if (parameters.floor_bps, parameters.ceiling_bps) != bounds:
            raise PricingBoundsFixed(*bounds)
        require_pricing(parameters)
        self.parameters = parameters

    def classify(self, sector: int, class_: int) -> None:
        """A sector's class. Raises ``MembershipInvalidSector``, ``MembershipInvalidClass``."""
        if not 1 <= sector <= MOST_SECTOR:
            raise MembershipInvalidSector(sector)
        if not REGULAR <= class_ <= CRITICAL:
            raise MembershipInvalidClass(class_)
        self._classes[sector] = class_

    def set_target(self, sector: int, target: SupportsIndex) -> None:
        """A sector's target; 0 goes back to the network's. Raises ``PricingInvalidTarget``."""
        _require_sector(sector)
        wanted = whole(target, "target")
        if wanted > MOST_TARGET:
            raise PricingInvalidTarget(wanted)
        self._targets[sector] = wanted

    # ---- views -------------------------------------------------------------------------------

    def class_of(self, sector: int) -> int:
        """1 regular (and "not declared"), 2 core, 3 critical."""
        return self._classes.get(sector, REGULAR)

    def target_of(self, sector: int) -> int:
        """The target that holds. Raises ``PricingInvalidSector``."""
        _require_sector(sector)
        return self._targets.get(sector) or self.parameters.target

    def accepted_in(self, sector: int, epoch: int) -> int:
        """Disclosures accepted in a sector and epoch."""
        epochs = self._epochs.get(sector, [])
        at = bisect_right(epochs, epoch)
        found = at > 0 and epochs[at - 1] == epoch
        return self._checkpoints[sector][at - 1].accepted if found else 0

    def multiplier(self, sector: int, epoch: int) -> int:
        """Multiplier of a past epoch or the running one, basis points.

        Raises ``PricingInvalidSector``, ``PricingFutureEpoch``.
        """
        _require_sector(sector)
        running = self._clock.epoch
        if epoch > running:
            raise PricingFutureEpoch(epoch, running)
        return self._multiplier(sector, epoch)

    def price(self, sector: int, severity_bps: int, scope_bps: int, epoch: int) -> int:
        """What a valid disclosure earns that was opened in ``epoch``, in units."""
        multiplier = self.multiplier(sector, epoch)
        return price(self.parameters, self.class_of(sector), severity_bps, scope_bps, multiplier)

    # ---- Rewards -----------------------------------------------------------------------------

    def note_accepted(self, sector: int) -> None:
        """Count one accepted disclosure in the running epoch. Raises ``PricingInvalidSector``."""
        _require_sector(sector)
        running = self._clock.epoch
        epochs = self._epochs.setdefault(sector, [])
        checkpoints = self._checkpoints.setdefault(sector, [])
        if not epochs or epochs[-1] != running:
            first = _Checkpoint(self._multiplier(sector, running), 0, self.target_of(sector))
            epochs.append(running)
            checkpoints.append(first)
        checkpoints[-1].accepted += 1

    def _multiplier(self, sector: int, epoch: int) -> int:
        parameters, ceiling = self.parameters, self.parameters.ceiling_bps
        epochs = self._epochs.get(sector, ())
        found = bisect_right(epochs, epoch)
        if found:
            last = self._checkpoints[sector][found - 1]
            at, multiplier = epochs[found - 1], last.multiplier
            accepted, target = last.accepted, last.target
        else:  # never an acceptance up to then
            at, multiplier, accepted, target = 1, initial_multiplier(parameters), 0, 1
        while at < epoch and (accepted or multiplier < ceiling):
            multiplier = clipped_step(parameters, multiplier, accepted, target)
            accepted, at = 0, at + 1
        return multiplier


def _require_sector(sector: int) -> None:
    if not 0 <= sector <= MOST_SECTOR:
        raise PricingInvalidSector(sector)
