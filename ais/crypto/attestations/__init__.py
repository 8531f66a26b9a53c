"""Attestations that one customer can read: keys, pairs, records, posts, statements, evidence.

``keys`` and ``bundles``: the attestation key S and who may use it when. ``pairing``, ``single`` and
``states``: how two companies come to a pair, which ``pairs`` then ratchets. ``records`` and
``statements``: what is attested. ``posts``: how it is sealed. ``evidence``: how one statement is
shown to others, ``reports``: how what a scanner wrote is handed to a customer. Nothing here reads a
chain, a clock or a file; who posts is proven elsewhere (``ais.crypto.anonymity``). Formats:
``docs/protocol.md``.
"""

from .bundles import (
    ATTESTATION_SUITE,
    AttestationBundle,
    make_attestation_bundle,
    parse_attestation_bundle,
    verify_attestation_bundle,
)
from .evidence import (
    EvidenceFacts,
    EvidencePack,
    Proven,
    make_pack,
    read_pack,
    verify_pack,
)
from .files import PairingFile, read_file
from .keys import SigningKey, in_force, tau_of
from .pairing import answer_invitation, complete_pairing, conclude_pairing, invite
from .pairs import Context, Direction, Missing, Pair, PostKeys
from .posts import (
    CIPHERTEXT_BYTES,
    Contest,
    OpenedPost,
    Posted,
    SealedPost,
    contest_of,
    decrypt_record,
    flag_committed,
    flaw_of,
    open_post,
    seal_post,
    self_post,
)
from .records import RECORD_BYTES, Record, RecordStatus, Scanner, ScannerKind
from .reports import (
    ReportPlace,
    blob_at,
    location_of,
    open_report,
    pack_reports,
    seal_report,
    unpack_reports,
)
from .single import offer_single, take_single
from .statements import (
    PREDICATE_TYPE,
    open_statement,
    result_digest,
    sign_statement,
    statement,
    statement_bytes,
)
from .states import (
    Answered,
    Invited,
    PairingState,
    Partner,
    Side,
    Unconfirmed,
    pairing_state_from_bytes,
    pairing_state_to_bytes,
)
from .verdicts import CustomerVerdict, is_compliant, scanner_message, verdict_at, verify_scanner

__all__ = [
    "ATTESTATION_SUITE",
    "CIPHERTEXT_BYTES",
    "PREDICATE_TYPE",
    "RECORD_BYTES",
    "Answered",
    "AttestationBundle",
    "Contest",
    "Context",
    "CustomerVerdict",
    "Direction",
    "EvidenceFacts",
    "EvidencePack",
    "Invited",
    "Missing",
    "OpenedPost",
    "Pair",
    "PairingFile",
    "PairingState",
    "Partner",
    "PostKeys",
    "Posted",
    "Proven",
    "Record",
    "RecordStatus",
    "ReportPlace",
    "Scanner",
    "ScannerKind",
    "SealedPost",
    "Side",
    "SigningKey",
    "Unconfirmed",
    "answer_invitation",
    "blob_at",
    "complete_pairing",
    "conclude_pairing",
    "contest_of",
    "decrypt_record",
    "flag_committed",
    "flaw_of",
    "in_force",
    "invite",
    "is_compliant",
    "location_of",
    "make_attestation_bundle",
    "make_pack",
    "offer_single",
    "open_post",
    "open_report",
    "open_statement",
    "pack_reports",
    "pairing_state_from_bytes",
    "pairing_state_to_bytes",
    "parse_attestation_bundle",
    "read_file",
    "read_pack",
    "result_digest",
    "scanner_message",
    "seal_post",
    "seal_report",
    "self_post",
    "sign_statement",
    "statement",
    "statement_bytes",
    "take_single",
    "tau_of",
    "unpack_reports",
    "verdict_at",
    "verify_attestation_bundle",
    "verify_pack",
    "verify_scanner",
]
