"""All that the chain tells of one policy and epoch, read once from the index."""

from __future__ import annotations

from functools import cached_property

from ais.compliance.policies import Policy
from ais.crypto.attestations import Direction
from ais.errors import KeyNotInForce, PolicyDocumentMissing
from ais.events import AttestationMissing, AttestationPosted
from ais.flows.party import Party
from ais.index import Entry

from . import policies
from .announced import attestation_key
from .clock import EpochClock, epoch_clock
from .pairstore import PairStore, Stage

__all__ = ["Scene"]


class Scene:
    """One policy in one epoch, as followed so far. No question here names a one-time key."""

    def __init__(self, party: Party, policy: bytes, epoch: int) -> None:
        self.party, self.policy, self.epoch = party, policy, epoch
        self.running = party.index.epoch()

    # ---- events ------------------------------------------------------------------------------

    @cached_property
    def _posts(self) -> dict[str, Entry[AttestationPosted]]:
        found = self.party.index.posts(self.policy, self.epoch)
        return {entry.event.tau.lower(): entry for entry in found}

    @cached_property
    def _contests(self) -> dict[str, bool]:
        found = self.party.index.contests(self.policy, self.epoch)
        return {entry.event.tau.lower(): entry.event.compliant for entry in found}

    @cached_property
    def _silences(self) -> dict[str, AttestationMissing]:
        found = self.party.index.silences(self.policy, self.epoch)
        return {entry.event.tau.lower(): entry.event for entry in found}

    def post(self, tau: str) -> Entry[AttestationPosted] | None:
        """The post under a one-time key."""
        return self._posts.get(tau.lower())

    def corrected(self, tau: str) -> bool | None:
        """The flag that a contest put; None where there was none."""
        return self._contests.get(tau.lower())

    def silence(self, tau: str) -> AttestationMissing | None:
        """The claim that stands under a one-time key."""
        return self._silences.get(tau.lower())

    def is_claimed(self, tau: str) -> bool:
        """Whether silence under a one-time key is on chain."""
        return self.silence(tau) is not None

    # ---- time and policy ---------------------------------------------------------------------

    @cached_property
    def clock(self) -> EpochClock:
        """The epoch in seconds."""
        return epoch_clock(self.party, self.epoch)

    @property
    def judged_at(self) -> int:
        """Second at which a record is judged: now, for a past epoch its last one."""
        return min(self.clock.now, self.clock.ends_at - 1)

    @cached_property
    def document(self) -> Policy | None:
        """The policy's document; None where this home has none."""
        try:
            return policies.document(self.party, self.policy)
        except PolicyDocumentMissing:
            return None

    @cached_property
    def is_in_force(self) -> bool:
        """Whether members post under the policy in the epoch."""
        terms = self.party.index.policies_in_force(self.epoch)
        return any(each.policy == self.policy for each in terms)

    # ---- the group ---------------------------------------------------------------------------

    @cached_property
    def has_snapshot(self) -> bool:
        """Whether the epoch has a snapshot: without one nobody can post."""
        return self.epoch in self.party.index.snapshots()

    @cached_property
    def _leaves(self) -> dict[int, bool]:
        """Organisation -> whether its leaf is in the epoch's last snapshot; removed: False."""
        taken = self.party.index.snapshots().get(self.epoch)
        index = self.party.index
        found: dict[int, bool] = {}
        for each in index.leaves() if taken is None else index.leaves_at(taken):
            found[each.organisation] = found.get(each.organisation, False) or bool(each.leaf)
        return found

    def has_leaf(self, organisation: int) -> bool:
        """Whether an organisation could post until the end of the epoch."""
        return self.has_snapshot and self._leaves.get(organisation, False)

    def is_removed(self, organisation: int) -> bool:
        """Whether an organisation was suspended, removed, or evicted from the group."""
        if self._leaves.get(organisation) is False or self._is_narrowed(organisation):
            return True
        if self.epoch < self.running:
            return False
        index = self.party.index
        ours = [each for each in index.leaves() if each.organisation == organisation]
        return bool(ours) and not any(each.leaf for each in ours)

    @cached_property
    def _narrowed_at_the_end(self) -> frozenset[int]:
        index = self.party.index
        if self.epoch >= self.running:
            return self._narrowed(None)
        return self._narrowed(index.last_block_at(self.clock.ends_at - 1))

    @cached_property
    def _narrowed_now(self) -> frozenset[int]:
        return self._narrowed(None)

    def _is_narrowed(self, organisation: int) -> bool:
        if organisation not in self._narrowed_now:
            return False
        return self.epoch >= self.running or organisation in self._narrowed_at_the_end

    def _narrowed(self, block: int | None) -> frozenset[int]:
        organisations = self.party.index.organisations(block)
        return frozenset(each.id for each in organisations if each.status.is_narrowed)

    # ---- words -------------------------------------------------------------------------------

    @cached_property
    def pairs(self) -> list[Direction]:
        """Directions of our active pairs, each once."""
        entries = PairStore(self.party).all()
        active = {e.direction.to_bytes(): e.direction for e in entries if e.stage is Stage.ACTIVE}
        return [active[key] for key in sorted(active)]

    def why_silent(self, supplier: int) -> str:
        """Why no post was to be expected of a supplier; empty where one was."""
        if not self.has_snapshot:
            return "no-snapshot"
        if not self.has_leaf(supplier):
            return "no-leaf"
        return "awaited" if self.epoch >= self.running else ""

    def why_no_trace(self, supplier: int) -> str:
        """Why nothing can be found of a supplier in the epoch."""
        if not self.is_in_force:
            return "policy-not-in-force"
        first = [
            each.pair.first_epoch
            for each in PairStore(self.party).all()
            if each.pair is not None and each.direction.supplier == supplier
        ]
        if self.epoch > self.running or all(self.epoch < each for each in first):
            return "pair-not-in-force"
        try:
            attestation_key(self.party, supplier, self.epoch)
        except KeyNotInForce:
            return "no-attestation-key"
        kept = self.party.config.keep_traces
        is_past = kept is not None and self.epoch < self.running - kept
        return "not-kept" if is_past else "trace-lost"
