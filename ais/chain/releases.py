"""``IReleases``: repeated releases, requests, grants, receipts."""

from __future__ import annotations

from collections.abc import Sequence

from ais.types import Release

from .codec import View, Write
from .contract import Contract

__all__ = ["Releases"]


class Releases(Contract):
    """Calls of ``Releases.sol``; what they mean stands in ``IReleases.sol``."""

    NAME = "Releases"

    def repeat_release(self, submission_ids: Sequence[bytes], release: Release) -> Write:
        """Slots once more, for those who may read by now."""
        return self._write("repeatRelease", submission_ids, release)

    def request(self, submission_id: bytes) -> Write:
        """Ask for a key, in public."""
        return self._write("request", submission_id)

    def grant(self, submission_id: bytes, organisation: int, slots_digest: bytes) -> Write:
        """Answer a request; the asker's receipt closes it."""
        return self._write("grant", submission_id, organisation, slots_digest)

    def post_receipt(self, submission_id: bytes) -> Write:
        """Say in public that it was read."""
        return self._write("postReceipt", submission_id)

    def requested_at(self, submission_id: bytes, organisation: int) -> View[int]:
        """Seconds of the open request; 0 = none."""
        return self._view("requestedAt", submission_id, organisation)

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")

    def indicators(self) -> View[str]:
        """Address of Indicators; fixed at deployment."""
        return self._view("indicators")
