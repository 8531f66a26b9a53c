"""Prices of a ledger: each sector's class, target and history of the multiplier (``Pricing.sol``).

Parameters and classes are kept by the epoch from which they hold, so that a price is that of its
opening's epoch for good. A checkpoint stands for an epoch with acceptances; epochs between two of
them are upward steps, computed when they are asked for. It books nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Generic, SupportsIndex, TypeVar

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

_T = TypeVar("_T")


@dataclass(slots=True)
class _Checkpoint:
    multiplier: int
    accepted: int
    target: int


class _Since(Generic[_T]):
    """Values by the epoch from which they hold; set twice for an epoch, the last one counts."""

    __slots__ = ("_epochs", "_values")

    def __init__(self, value: _T) -> None:
        self._epochs, self._values = [0], [value]

    def set(self, epoch: int, value: _T) -> None:
        if self._epochs[-1] == epoch:
            self._values[-1] = value
        else:
            self._epochs.append(epoch)
            self._values.append(value)

    def at(self, epoch: int) -> _T:
        return self._values[bisect_right(self._epochs, epoch) - 1]

    @property
    def last(self) -> tuple[_T, int]:
        return self._values[-1], self._epochs[-1]


class Prices:
    """Classes, targets and multipliers of sectors 0 (not declared) to 48."""

    __slots__ = (
        "_bounds",
        "_checkpoints",
        "_classes",
        "_clock",
        "_epochs",
        "_targets",
        "_versions",
    )

    def __init__(self, clock: Clock, parameters: PricingParameters) -> None:
        require_pricing(parameters)
        self._clock = clock
        self._versions = _Since(parameters)
        self._bounds = parameters  # of whose numbers floor and ceiling never change
        self._classes: dict[int, _Since[int]] = {}
        self._targets: dict[int, int] = {}
        self._epochs: dict[int, list[int]] = {}
        self._checkpoints: dict[int, list[_Checkpoint]] = {}

    # ---- governance --------------------------------------------------------------------------

    def configure(self, parameters: PricingParameters) -> None:
        """Holds from the next epoch, before the start at once; what was opened keeps its price.

        Raises ``PricingBoundsFixed``, ``PricingInvalidParameters``.
        """
        bounds = self._bounds.floor_bps, self._bounds.ceiling_bps
        if (parameters.floor_bps, parameters.ceiling_bps) != bounds:
            raise PricingBoundsFixed(*bounds)
        require_pricing(parameters)
        self._versions.set(self._clock.next_epoch, parameters)

    def classify(self, sector: int, class_: int) -> None:
        """A sector's class, from the next epoch on, before the start at once.

        Raises ``MembershipInvalidSector``, ``MembershipInvalidClass``.
        """
        if not 1 <= sector <= MOST_SECTOR:
            raise MembershipInvalidSector(sector)
        if not REGULAR <= class_ <= CRITICAL:
            raise MembershipInvalidClass(class_)
        self._classes.setdefault(sector, _Since(REGULAR)).set(self._clock.next_epoch, class_)

    def set_target(self, sector: int, target: SupportsIndex) -> None:
        """A sector's target; 0 goes back to the network's. Raises ``PricingInvalidTarget``."""
        _require_sector(sector)
        wanted = whole(target, "target")
        if wanted > MOST_TARGET:
            raise PricingInvalidTarget(wanted)
        self._targets[sector] = wanted

    # ---- views -------------------------------------------------------------------------------

    @property
    def parameters(self) -> PricingParameters:
        """Those that hold in the running epoch."""
        return self._versions.at(self._clock.epoch)

    @property
    def announced(self) -> tuple[PricingParameters, int]:
        """Those set last, and the epoch from which they hold."""
        return self._versions.last

    def parameters_at(self, epoch: int) -> PricingParameters:
        """Those of an epoch; of a later one as they are announced so far."""
        return self._versions.at(epoch)

    def class_of(self, sector: int, epoch: int | None = None) -> int:
        """1 regular (and "not declared"), 2 core, 3 critical; in an epoch (default: running)."""
        classes = self._classes.get(sector)
        at = self._clock.epoch if epoch is None else epoch
        return REGULAR if classes is None else classes.at(at)

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
        multiplier, class_ = self.multiplier(sector, epoch), self.class_of(sector, epoch)
        return price(self._versions.at(epoch), class_, severity_bps, scope_bps, multiplier)

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
        parameters, ceiling = self._bounds, self._bounds.ceiling_bps
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
