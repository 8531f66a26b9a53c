"""``IIndicators``: submissions, policies, the first readers' release."""

from __future__ import annotations

from collections.abc import Sequence

from ais.types import Item, Release

from .codec import View, Write
from .contract import Contract

__all__ = ["Indicators"]


class Indicators(Contract):
    """Calls of ``Indicators.sol``; what they mean stands in ``IIndicators.sol``.

    ``policy`` is the word that ``ais.policy`` packs.
    """

    NAME = "Indicators"

    def submit(self, item: Item, policy: int, release: Release) -> Write:
        """One submission; a release with a zero digest is none."""
        return self._write("submit", item, policy, release)

    def submit_batch(self, items: Sequence[Item], policy: int, release: Release) -> Write:
        """Several submissions with one policy and one release."""
        return self._write("submitBatch", items, policy, release)

    def release(self, submission_ids: Sequence[bytes], release: Release) -> Write:
        """The first readers' release of submissions that have none."""
        return self._write("release", submission_ids, release)

    def revoke(self, submission_id: bytes) -> Write:
        """No more reading from here on; what was read stays read."""
        return self._write("revoke", submission_id)

    def supersede(self, old_id: bytes, new_id: bytes) -> Write:
        """Revoke the old one and point to the new one."""
        return self._write("supersede", old_id, new_id)

    def policy_of(self, submission_id: bytes) -> View[int]:
        """0 where unknown."""
        return self._view("policyOf", submission_id)

    def superseded_by(self, submission_id: bytes) -> View[bytes]:
        """Zero where it is not."""
        return self._view("supersededBy", submission_id)

    def released_at(self, submission_id: bytes) -> View[int]:
        """Seconds; 0 = none on record."""
        return self._view("releasedAt", submission_id)

    def may_read(self, organisation: int, submission_id: bytes) -> View[bool]:
        """Whether it may read now."""
        return self._view("mayRead", organisation, submission_id)

    def eligible(self, policy: int, first: int, count: int) -> View[tuple[bool, ...]]:
        """A flag for organisations ``first … first + count - 1``."""
        return self._view("eligible", policy, first, count)

    def require_fresh(self, release: Release) -> View[None]:
        """Reverts where a release would be late."""
        return self._view("requireFresh", release, into=lambda _none: None)

    def narrowed_at(self) -> View[int]:
        """Block of the last change that took a reading right away or replaced a key."""
        return self._view("narrowedAt")

    def is_earlier(self, a: bytes, b: bytes) -> View[bool]:
        """Whether ``a`` was submitted before ``b``."""
        return self._view("isEarlier", a, b)

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")

    def key_directory(self) -> View[str]:
        """Address of KeyDirectory; fixed at deployment."""
        return self._view("keyDirectory")

    def valuation(self) -> View[str]:
        """Address of Valuation; fixed at deployment."""
        return self._view("valuation")
