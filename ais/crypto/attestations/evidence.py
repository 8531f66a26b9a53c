"""Evidence packs: one statement, shown to somebody else, who checks it against a node of its own.

A pack holds t, the content key and the record of one post; nothing else that a pairwise key gave,
so it opens no other post. It names the supplier and proves what it said. It does not prove to
whom: the customer can compute all of it, and so can whoever was given a pack. Format and steps:
``docs/protocol.md``, "Evidence pack".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ais.crypto.bundles import Announcement
from ais.crypto.place import address_bytes, address_text
from ais.crypto.secret import Secret
from ais.errors import CryptoError, EvidenceMalformed, EvidenceRefused
from ais.types import Address, Bytes32, KeyPurpose

from .bundles import verify_attestation_bundle
from .flat import Form, decode, encode
from .keys import tau_of
from .posts import OpenedPost, Posted, decrypt_record, flag_committed
from .records import RECORD_BYTES, Record, RecordStatus
from .verdicts import verify_scanner

__all__ = [
    "EvidenceFacts",
    "EvidencePack",
    "Proven",
    "make_pack",
    "read_pack",
    "verify_pack",
]

_FORM = Form(
    what="evidence pack",
    name="ais-evidence",
    version=1,
    most_bytes=8192,
    refused=EvidenceMalformed,
    numbers={"chainId": (1, 53), "logIndex": (0, 32), "organisation": (1, 32)},
    words={
        "attestations": 20,
        "blockHash": 32,
        "transaction": 32,
        "keyBundle": 202,
        "t": 32,
        "contentKey": 32,
        "record": RECORD_BYTES,
    },
)


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """A pack as parsed; nothing of it is proven by parsing."""

    chain_id: int
    attestations: Address
    block_hash: Bytes32
    transaction: Bytes32
    log_index: int
    organisation: int
    key_bundle: bytes = field(repr=False)
    tweak: Secret
    content_key: Secret
    record: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """The file: RFC 8785 and a line feed. It holds what opens this one post."""
        numbers = {
            "chainId": self.chain_id,
            "logIndex": self.log_index,
            "organisation": self.organisation,
        }
        words = {
            "attestations": address_bytes(self.attestations),
            "blockHash": self.block_hash,
            "transaction": self.transaction,
            "keyBundle": self.key_bundle,
            "t": self.tweak.reveal(),
            "contentKey": self.content_key.reveal(),
            "record": self.record,
        }
        return encode(_FORM.document(numbers, words))


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What the verifier's own node says; nothing of it comes from the pack.

    ``posted``: the event at the pack's block, transaction and log index, of the contract in
    ``posted.context``. ``key_number``, ``key_digest``, ``announced_by``: the organisation's
    attestation key in force in the post's epoch (``in_force``). ``leaf``: the organisation's leaf
    in the epoch's snapshot, 0 if it had none. ``contested``: the flag that a contest put, ``None``
    where there was none.
    """

    posted: Posted
    block_hash: Bytes32
    transaction: Bytes32
    log_index: int
    key_directory: Address
    key_number: int
    key_digest: Bytes32
    announced_by: Address
    leaf: int
    contested: bool | None


@dataclass(frozen=True, slots=True)
class Proven:
    """What a pack proves: that this organisation said this, in this policy and epoch.

    ``said``: the flag told to the customer; ``public``: the one first posted; ``contested``: the
    flag that a contest put instead, or ``None``. ``is_scanner_signed``: the record's scanner
    signature is there, and right.
    """

    organisation: int
    posted: Posted
    record: Record
    said: bool
    public: bool
    contested: bool | None
    is_scanner_signed: bool


def make_pack(
    opened: OpenedPost,
    posted: Posted,
    *,
    block_hash: Bytes32,
    transaction: Bytes32,
    log_index: int,
    organisation: int,
    key_bundle: bytes,
) -> EvidencePack:
    """The pack of one post; ``organisation`` is the supplier, ``key_bundle`` its bundle of S.

    It names the supplier: ask before it leaves the house.
    """
    return EvidencePack(
        posted.context.chain_id,
        posted.context.attestations,
        block_hash,
        transaction,
        log_index,
        organisation,
        key_bundle,
        opened.keys.tweak,
        opened.keys.content_key,
        opened.record.to_bytes(),
    )


def read_pack(raw: bytes) -> EvidencePack:
    """Read a pack and check its form. Raises ``EvidenceMalformed``, ``VersionUnsupported``."""
    numbers, words = _FORM.fields(decode(raw, _FORM), (*_FORM.numbers, *_FORM.words))
    return EvidencePack(
        numbers["chainId"],
        address_text(words["attestations"]),
        words["blockHash"],
        words["transaction"],
        numbers["logIndex"],
        numbers["organisation"],
        words["keyBundle"],
        Secret(words["t"]),
        Secret(words["contentKey"]),
        words["record"],
    )


def verify_pack(
    pack: EvidencePack, facts: EvidenceFacts, *, report_digest: Bytes32 | None = None
) -> Proven:
    """What the pack proves, by facts of one's own node; raise unless every step holds.

    ``report_digest``: of the report, where it was handed over too. Steps 1 to 8 of "Verifying an
    evidence pack". Raises ``EvidenceRefused`` with the step.
    """
    posted = facts.posted
    _check_place(pack, facts)  # 1
    public = _attestation_key(pack, facts)  # 2
    if not facts.leaf:  # 3
        raise EvidenceRefused(step=3, field="organisation", reason="was not in the snapshot")
    _check_tau(public, pack.tweak, posted.tau)  # 4
    record = _record(pack, posted)  # 5
    said = _said(record, posted)  # 6
    if facts.contested is not None and facts.contested != said:  # 7
        raise EvidenceRefused(step=7, field="contest", reason="put another flag than was said")
    signed = _check_report(record, report_digest)  # 8
    return Proven(
        pack.organisation, posted, record, said, posted.compliant, facts.contested, signed
    )


def _check_place(pack: EvidencePack, facts: EvidenceFacts) -> None:
    context = facts.posted.context
    for name, is_same in (
        ("chainId", pack.chain_id == context.chain_id),
        ("attestations", pack.attestations == context.attestations),
        ("blockHash", pack.block_hash == facts.block_hash),
        ("transaction", pack.transaction == facts.transaction),
        ("logIndex", pack.log_index == facts.log_index),
    ):
        if not is_same:
            raise EvidenceRefused(step=1, field=name, reason="is not that of the event")


def _attestation_key(pack: EvidencePack, facts: EvidenceFacts) -> bytes:
    announcement = Announcement(
        pack.chain_id,
        facts.key_directory,
        pack.organisation,
        KeyPurpose.ATTESTATION,
        facts.key_number,
    )
    try:
        return verify_attestation_bundle(
            pack.key_bundle,
            announcement=announcement,
            announced_by=facts.announced_by,
            digest=facts.key_digest,
        )
    except CryptoError as error:
        raise EvidenceRefused(step=2, field="keyBundle", reason=f"is refused: {error}") from None


def _check_tau(public: bytes, tweak: Secret, tau: Address) -> None:
    try:
        is_same = tau_of(public, tweak).lower() == tau.lower()
    except CryptoError:
        is_same = False
    if not is_same:
        raise EvidenceRefused(step=4, field="t", reason="does not lead from S to the post's tau")


def _record(pack: EvidencePack, posted: Posted) -> Record:
    try:
        record = decrypt_record(posted, pack.content_key)
    except CryptoError as error:
        raise EvidenceRefused(step=5, field="contentKey", reason=f"fails: {error}") from None
    if record.to_bytes() != pack.record:
        raise EvidenceRefused(step=5, field="record", reason="is not what the ciphertext holds")
    return record


def _said(record: Record, posted: Posted) -> bool:
    """The one flag with which the commit opens, if the record's status can have it."""
    flag = flag_committed(posted, record)
    if flag is None:
        raise EvidenceRefused(step=6, field="commit", reason="does not open with the record")
    can_be = {RecordStatus.COMPLIANT: (True,), RecordStatus.CONDITIONAL: (True, False)}
    if flag not in can_be.get(record.status, (False,)):
        raise EvidenceRefused(step=6, field="status", reason="is not what the flag says")
    return flag


def _check_report(record: Record, report_digest: Bytes32 | None) -> bool:
    if report_digest is not None and record.report_digest != report_digest:
        raise EvidenceRefused(step=8, field="reportDigest", reason="is of another report")
    try:
        return verify_scanner(record) is not None
    except CryptoError:
        raise EvidenceRefused(step=8, field="scanner", reason="did not sign the report") from None
