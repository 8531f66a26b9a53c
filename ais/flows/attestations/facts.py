"""What one's own node says about an evidence pack; nothing of it is taken from the pack.

The place that a pack names is looked up among all posts that were followed; no node is asked for
one of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from ais.chain import Chain
from ais.crypto.attestations import Context, EvidenceFacts, EvidencePack, Posted, in_force
from ais.digests import report_digest, sha256
from ais.errors import EvidenceMissing, EvidenceRefused, EvidenceUnreadable, ReportUnreadable
from ais.events import AttestationPosted, KeyAnnounced
from ais.flows.party import Party
from ais.index import Entry, Index
from ais.types import Address, Bytes32, KeyPurpose

__all__ = ["MOST_BYTES", "Facts", "content_of", "key_of", "posted_in", "report_digest_of"]

#: No pack and no signed statement is larger.
MOST_BYTES = 16_384


class Facts:
    """A chain, and an index that follows it to its final end."""

    def __init__(self, connection: Chain, index: Index) -> None:
        self._index = index
        contracts = connection.contracts
        self._chain_id = connection.deployment.chain_id
        self._attestations = Address(contracts.attestations.address)
        self._directory = Address(contracts.key_directory.address)

    def of(self, pack: EvidencePack) -> tuple[Entry[AttestationPosted], EvidenceFacts]:
        """The post at the pack's place, and all that ``verify_pack`` asks for.

        Raises ``EvidenceRefused`` where there is no such post (step 1), or the organisation had no
        key in force (step 2).
        """
        entry = self._entry(pack)
        block_hash = self._index.block_hash(entry.block_number)
        if block_hash is None:
            raise EvidenceRefused(step=1, field="blockHash", reason="is of a block that is gone")
        key = self.key(pack.organisation, entry.event.epoch)
        if key is None:
            raise EvidenceRefused(step=2, field="organisation", reason="had no key in force")
        return entry, EvidenceFacts(
            posted=posted_in(self._chain_id, self._attestations, entry.event),
            block_hash=block_hash,
            transaction=entry.tx_hash,
            log_index=entry.log_index,
            key_directory=self._directory,
            key_number=key.number,
            key_digest=key.digest,
            announced_by=Address(key.announced_by),
            leaf=self._leaf(pack.organisation, entry),
            contested=self._contested(entry.event),
        )

    def key(self, organisation: int, epoch: int) -> KeyAnnounced | None:
        """The attestation key of an organisation in force in an epoch."""
        announced = self._index.announcements(organisation, KeyPurpose.ATTESTATION)
        return in_force(announced, epoch)

    # ---- private -----------------------------------------------------------------------------

    def _entry(self, pack: EvidencePack) -> Entry[AttestationPosted]:
        if pack.chain_id != self._chain_id:
            raise EvidenceRefused(step=1, field="chainId", reason="is not that of this network")
        if pack.attestations.lower() != self._attestations.lower():
            raise EvidenceRefused(step=1, field="attestations", reason="is not this network's")
        for entry in self._index.posts():
            if entry.tx_hash == pack.transaction and entry.log_index == pack.log_index:
                return entry
        raise EvidenceRefused(step=1, field="transaction", reason="has no post at that place")

    def _leaf(self, organisation: int, entry: Entry[AttestationPosted]) -> int:
        """The leaf in the snapshot that the post was proved against: the last one before it."""
        before = [
            taken
            for taken in self._index.snapshots_of(entry.event.epoch)
            if (taken.block_number, taken.log_index) < (entry.block_number, entry.log_index)
        ]
        if not before:
            return 0
        leaves = self._index.leaves_at(before[-1])
        return next((e.leaf for e in leaves if e.organisation == organisation and e.leaf), 0)

    def _contested(self, event: AttestationPosted) -> bool | None:
        for entry in self._index.contests(event.policy, event.epoch):
            if entry.event.tau.lower() == event.tau.lower():
                return entry.event.compliant
        return None


def posted_in(chain_id: int, attestations: Address, event: AttestationPosted) -> Posted:
    """A post of that contract as keys open it."""
    return Posted(
        Context(chain_id, attestations, event.policy, event.epoch),
        Address(event.tau),
        event.compliant,
        event.nullifier,
        event.commit,
        event.next,
        event.ciphertext,
    )


def key_of(party: Party, organisation: int, epoch: int) -> KeyAnnounced:
    """The attestation key of an organisation in an epoch. Raises ``EvidenceMissing``."""
    found = Facts(party.connection, party.index).key(organisation, epoch)
    if found is None:
        raise EvidenceMissing(supplier=organisation, epoch=epoch, reason="it had no key in force")
    return found


def content_of(source: Path | bytes) -> bytes:
    """The bytes of a piece of evidence. Raises ``EvidenceUnreadable``."""
    if isinstance(source, bytes):
        return source
    try:
        with source.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise EvidenceUnreadable(path=source, reason=error.strerror) from None
    if len(raw) > MOST_BYTES:
        reason = f"it has more than {MOST_BYTES} bytes"
        raise EvidenceUnreadable(path=source, reason=reason)
    return raw


def report_digest_of(reports: Sequence[Path | bytes]) -> Bytes32 | None:
    """The digest that a record of these reports has; None where there are none.

    They are not read: bytes that were never a report have a digest too. Raises
    ``ReportUnreadable``.
    """
    return report_digest(map(_digest, reports)) if reports else None


def _digest(report: Path | bytes) -> Bytes32:
    if isinstance(report, bytes):
        return sha256(report)
    try:
        with report.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise ReportUnreadable(name=str(report), reason=error.strerror) from None
