"""``IAttestations``: posts that name nobody, contests, claims of silence, and what is counted."""

from __future__ import annotations

from ais.records import Claim, Opening, Post, Tally

from .codec import View, Write
from .contract import Contract

__all__ = ["MOST_SILENCE", "POST_GAS", "Attestations"]

#: What a node's estimate is not trusted below: a verifier that runs out of gas only says no.
#: The same for everybody: a limit of one's own would be a mark.
POST_GAS = 600_000

#: After so many claims in a row nothing more is taken about a relationship until it posts again.
MOST_SILENCE = 3


class Attestations(Contract):
    """Calls of ``Attestations.sol``; what they mean stands in ``IAttestations.sol``.

    Whoever sends ``post``, ``contest`` or a claim is not asked for its name: a relay does.
    """

    NAME = "Attestations"

    def register_policy(self, policy: bytes, uri: str) -> Write:
        """The governor's: a policy in force from the next epoch, by its document's SHA-256."""
        return self._write("registerPolicy", policy, uri)

    def retire_policy(self, policy: bytes) -> Write:
        """The governor's: the running epoch is its last."""
        return self._write("retirePolicy", policy)

    def set_slots(self, slots: int) -> Write:
        """The governor's: posts of a member for each policy, from the next epoch."""
        return self._write("setSlots", slots)

    def post(self, entry: Post) -> Write:
        """Put a post on record."""
        return self._write("post", entry, gas=POST_GAS)

    def contest(
        self,
        policy: bytes,
        epoch: int,
        tau: str,
        entry: Opening,
        compliant: bool,
        result_digest: bytes,
        salt: bytes,
    ) -> Write:
        """Correct a post's flag to the one that its commitment holds."""
        values = (policy, epoch, tau, entry, compliant, result_digest, salt)
        return self._write("contest", *values)

    def claim_missing(self, claim: Claim, former: Opening) -> Write:
        """Count a silence after a post."""
        return self._write("claimMissing", claim, former)

    def claim_still_missing(self, claim: Claim, former_next: bytes, former_silence: int) -> Write:
        """Count one more silence after a claim."""
        return self._write("claimStillMissing", claim, former_next, former_silence)

    def tally(self, policy: bytes, epoch: int) -> View[Tally]:
        """What is counted for a policy and epoch."""
        return self._view("tally", policy, epoch)

    def slots(self) -> View[tuple[int, int]]:
        """Posts of a member for each policy: now, and from the next epoch."""
        return self._view("slots")

    def policy_of(self, policy: bytes) -> View[tuple[int, int]]:
        """First and last epoch; (0, 0) where it was never registered."""
        return self._view("policyOf", policy)

    def standing(self, policy: bytes, epoch: int, tau: str) -> View[bytes]:
        """Digest of what stands under a one-time key; zeroes where nothing does.

        Who asks a node for one key names the pair to that node: the index answers as well.
        """
        return self._view("standing", policy, epoch, tau)

    def is_contested(self, policy: bytes, epoch: int, tau: str) -> View[bool]:
        """Whether a post was corrected."""
        return self._view("isContested", policy, epoch, tau)

    def is_used(self, nullifier: int) -> View[bool]:
        """Whether a nullifier was used."""
        return self._view("isUsed", nullifier)

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")

    def group(self) -> View[str]:
        """Address of Group; fixed at deployment."""
        return self._view("group")

    def verifier(self) -> View[str]:
        """Address of SemaphoreVerifier; fixed at deployment."""
        return self._view("verifier")

    def authority(self) -> View[str]:
        """Address of the access manager."""
        return self._view("authority")
