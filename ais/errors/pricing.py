"""What ``Pricing.sol`` refuses: prices and multipliers.

Fields stand in the order of the ABI; enums arrive as their ``IntEnum``.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "PricingBoundsFixed",
    "PricingError",
    "PricingFutureEpoch",
    "PricingInvalidParameters",
    "PricingInvalidSector",
    "PricingInvalidTarget",
    "PricingNotRewards",
]


class PricingError(ContractError):
    """Base of what ``Pricing.sol`` refuses."""

    code = "pricing-error"


class PricingInvalidParameters(PricingError):
    """``PricingInvalidParameters()``."""

    code = "pricing-invalid-parameters"
    why = "the parameters of the price are not allowed"
    what_to_do = "Check them against the bounds in docs/operations."
    fields: ClassVar[tuple[str, ...]] = ()


class PricingBoundsFixed(PricingError):
    """``PricingBoundsFixed(floor_bps, ceiling_bps)``."""

    code = "pricing-bounds-fixed"
    why = "the multiplier's bounds are fixed at {floor_bps} … {ceiling_bps}"
    what_to_do = "Configure with these bounds."
    fields: ClassVar[tuple[str, ...]] = ("floor_bps", "ceiling_bps")


class PricingInvalidTarget(PricingError):
    """``PricingInvalidTarget(target)``."""

    code = "pricing-invalid-target"
    why = "the target {target} is not allowed"
    what_to_do = "Give at least 1."
    fields: ClassVar[tuple[str, ...]] = ("target",)


class PricingInvalidSector(PricingError):
    """``PricingInvalidSector(sector)``."""

    code = "pricing-invalid-sector"
    why = "the sector {sector} does not exist"
    what_to_do = "Give 0 (not declared) or a sector between 1 and 48."
    fields: ClassVar[tuple[str, ...]] = ("sector",)


class PricingNotRewards(PricingError):
    """``PricingNotRewards(account)``."""

    code = "pricing-not-rewards"
    why = "the account {account} is not the Rewards contract"
    what_to_do = "Nobody else may note an acceptance."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class PricingFutureEpoch(PricingError):
    """``PricingFutureEpoch(epoch, running)``."""

    code = "pricing-future-epoch"
    why = "epoch {epoch} has not begun, epoch {running} runs"
    what_to_do = "Ask for the running epoch or an earlier one."
    fields: ClassVar[tuple[str, ...]] = ("epoch", "running")
