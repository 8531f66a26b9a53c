"""``IRewards``: opening, settlement, epochs, dues, pay."""

from __future__ import annotations

from ais.records import EpochAccount, RewardsParameters, Stage

from .codec import View, Write
from .contract import Contract

__all__ = ["Rewards"]


class Rewards(Contract):
    """Calls of ``Rewards.sol``; what they mean stands in ``IRewards.sol``.

    Amounts in token units.
    """

    NAME = "Rewards"

    def configure(self, parameters: RewardsParameters) -> Write:
        """The governor's."""
        return self._write("configure", parameters)

    def open(self, submission_id: bytes) -> Write:
        """Ask for a valuation; locks the bond."""
        return self._write("open", submission_id)

    def settle(self, submission_id: bytes) -> Write:
        """Close a round that is due and book what it earned."""
        return self._write("settle", submission_id)

    def close_epoch(self, epoch: int) -> Write:
        """Reserve what the pool can pay of an epoch's claims."""
        return self._write("closeEpoch", epoch)

    def pay(self, organisation: int, epoch: int) -> Write:
        """Send what is owed to the payout account."""
        return self._write("pay", organisation, epoch)

    def pay_dues(self, organisation: int, most: int) -> Write:
        """Pay the running epoch's dues, refused above ``most``."""
        return self._write("payDues", organisation, most)

    def withdraw_bond(self, organisation: int) -> Write:
        """Returned bonds to the payout account."""
        return self._write("withdrawBond", organisation)

    def parameters(self) -> View[RewardsParameters]:
        """Bonds, stipends, dues, windows."""
        return self._view("parameters")

    def stage_of(self, submission_id: bytes) -> View[Stage]:
        """Where a submission stands on its way to money."""
        return self._view("stageOf", submission_id)

    def next_epoch_to_close(self) -> View[int]:
        """Epochs close in order."""
        return self._view("nextEpochToClose")

    def epoch_account(self, epoch: int) -> View[EpochAccount]:
        """An epoch's money."""
        return self._view("epochAccount", epoch)

    def claim_of(self, organisation: int, epoch: int) -> View[int]:
        """Claimed and not yet paid out."""
        return self._view("claimOf", organisation, epoch)

    def dues_of(self, organisation: int) -> View[tuple[int, bool, bool]]:
        """Amount for the running epoch, whether it is fixed, whether it is paid."""
        return self._view("duesOf", organisation)

    def free_bond_of(self, organisation: int) -> View[int]:
        """Returned bonds not yet withdrawn."""
        return self._view("freeBondOf", organisation)

    def open_count_of(self, organisation: int) -> View[int]:
        """Valuations under way."""
        return self._view("openCountOf", organisation)

    def record_of(self, organisation: int) -> View[tuple[int, int, int]]:
        """Accepted, rejected, unvalued."""
        return self._view("recordOf", organisation)

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")

    def indicators(self) -> View[str]:
        """Address of Indicators; fixed at deployment."""
        return self._view("indicators")

    def valuation(self) -> View[str]:
        """Address of Valuation; fixed at deployment."""
        return self._view("valuation")

    def pricing(self) -> View[str]:
        """Address of Pricing; fixed at deployment."""
        return self._view("pricing")

    def pool(self) -> View[str]:
        """Address of Pool; fixed at deployment."""
        return self._view("pool")

    def authority(self) -> View[str]:
        """Address of the access manager."""
        return self._view("authority")
