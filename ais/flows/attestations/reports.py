"""Handing over the reports themselves: a supplier that wants it, through the network's stores.

Off by default. What a statement is about is then kept sealed in this home, and sealed to the
customer of each post as one blob in the stores, whose name stands in the record alone. A store
learns who puts how many blobs of what size, and who fetches each: whoever does not want its stores
to know that two companies have to do with each other shares no report. Nodes are asked nothing.
A customer fetches only when somebody asks for it; files are written and never looked into.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ais.crypto import Recipient, self_open, self_seal
from ais.crypto.attestations import (
    ReportPlace,
    blob_at,
    location_of,
    open_report,
    pack_reports,
    seal_report,
    unpack_reports,
)
from ais.digests import sha256
from ais.errors import AisError, CryptoError, FileUnusable, StatementUnusable
from ais.flows import bundles
from ais.flows.home import write_private_bytes
from ais.flows.keys import own_keys
from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.types import Address

from .opening import Seen

__all__ = ["RefusedReport", "Saved", "SavedReport", "forget", "keep", "save", "share"]

_USE = "shared-report"
_NOTE_USE = "shared-report-blob"
_ENDINGS = (".report", ".blob")


@dataclass(frozen=True, slots=True)
class SavedReport(Outcome):
    """The files of one statement, each of the digest that the statement says."""

    supplier: int
    policy: bytes
    epoch: int
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class RefusedReport(Outcome):
    """A report that a supplier names and that could not be had, and why."""

    supplier: int
    policy: bytes
    epoch: int
    code: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class Saved(Outcome):
    """What a look for reports brought. ``none``: statements that name no blob of the stores."""

    saved: tuple[SavedReport, ...]
    refused: tuple[RefusedReport, ...]
    none: int


# ---- the supplier's side ---------------------------------------------------------------------


def keep(party: Party, policy: bytes, report_digest: bytes, reports: Sequence[bytes]) -> None:
    """Keep reports sealed in this home until the next statement. Raises ``CryptoError``."""
    key = party.keys.root().self_key()
    path = _path(party, policy, ".report", report_digest)
    write_private_bytes(path, self_seal(key, _USE, pack_reports(reports), policy + report_digest))


def forget(party: Party, policy: bytes, *, but: bytes | None = None) -> None:
    """Delete what is kept of a policy's reports, but those of one digest."""
    stem = None if but is None else _stem(party, policy, but)
    for ending in _ENDINGS:
        for path in party.home.statements.glob(f"{policy.hex()}.*{ending}"):
            if stem is None or not path.name.startswith(stem):
                path.unlink(missing_ok=True)


def share(party: Party, policy: bytes, report_digest: bytes, customer: int) -> str:
    """Where a customer finds the kept reports: sealed to it and in all stores when this returns.

    One blob serves all epochs of a statement, until the customer takes another key. Empty where the
    customer has no usable sealing key. Raises ``StatementUnusable``, ``StoreError``.
    """
    recipient = _recipient(party, customer)
    if recipient is None:
        party.progress.say(f"organisation {customer} gets no report: it has no usable sealing key")
        return ""
    note = _path(party, policy, ".blob", report_digest, customer, recipient.key_digest)
    context = policy + report_digest + recipient.key_digest
    root = party.keys.root().self_key()
    known = _opened(party, note, _NOTE_USE, context) if note.exists() else None
    if known is not None and all(store.has(known) for store in party.stores.members):
        return location_of(known)

    place = _place(party, policy, report_digest, party.organisation, customer)
    blob = seal_report(_kept(party, policy, report_digest), place=place, recipient=recipient)
    digest = party.stores.put(blob)
    write_private_bytes(note, self_seal(root, _NOTE_USE, digest, context))
    party.progress.say(f"a sealed report is in the stores ({len(blob):,} bytes)")
    return location_of(digest)


# ---- the customer's side ---------------------------------------------------------------------


def save(party: Party, rows: Iterable[Seen], folder: Path) -> Saved:
    """Fetch, open and write the reports behind statements; what fails is in the answer.

    Each file is named after its supplier, epoch and SHA-256, and written whole or not at all.
    Raises ``FileUnusable`` where the folder takes no file.
    """
    keys, saved, refused, none = own_keys(party), [], [], 0
    for seen in rows:
        record = seen.record
        digest = None if record is None else blob_at(record.location)
        if record is None or digest is None:
            none += record is not None
            continue
        about = seen.supplier, seen.policy, seen.epoch
        place = _place(party, seen.policy, record.report_digest, seen.supplier, seen.customer)
        try:
            blob = party.stores.get(digest)
            found = open_report(blob, keys, place=place, blob_digest=digest)
        except AisError as error:
            reason = error.code, error.message, error.next_step
            refused.append(RefusedReport(*about, *reason))
            continue
        files = tuple(_written(folder, seen, each) for each in found)
        saved.append(SavedReport(*about, files))
    return Saved(tuple(saved), tuple(refused), none)


# ---- private ---------------------------------------------------------------------------------


def _recipient(party: Party, customer: int) -> Recipient | None:
    """The sealing key in use, from the index: a node would hear whose key is asked for."""
    logged = party.index.sealing_keys().get(customer)
    if logged is None:
        return None
    try:
        return bundles.recipient(party, logged, party.suite)
    except CryptoError:
        return None


def _place(
    party: Party, policy: bytes, report_digest: bytes, supplier: int, customer: int
) -> ReportPlace:
    address = Address(party.attestations.address)
    return ReportPlace(
        party.suite, party.chain_id, address, policy, report_digest, supplier, customer
    )


def _kept(party: Party, policy: bytes, report_digest: bytes) -> tuple[bytes, ...]:
    path = _path(party, policy, ".report", report_digest)
    return unpack_reports(_opened(party, path, _USE, policy + report_digest))


def _opened(party: Party, path: Path, use: str, context: bytes) -> bytes:
    try:
        return self_open(party.keys.root().self_key(), use, path.read_bytes(), context)
    except OSError as error:
        raise StatementUnusable(path=path, reason=error.strerror) from None
    except CryptoError:
        raise StatementUnusable(path=path, reason="it is not what this home sealed") from None


def _stem(party: Party, policy: bytes, report_digest: bytes) -> str:
    name = party.keys.digest_of_input(b"report", policy, report_digest).hex()[:16]
    return f"{policy.hex()}.{name}"


def _path(
    party: Party, policy: bytes, ending: str, report_digest: bytes, *parts: int | bytes
) -> Path:
    """Names tell nothing to whoever has not the root secret."""
    stem = _stem(party, policy, report_digest)
    if parts:
        texts = (part if isinstance(part, bytes) else part.to_bytes(4, "big") for part in parts)
        stem += "." + party.keys.digest_of_input(b"report-blob", stem.encode(), *texts).hex()[:16]
    return party.home.statements / (stem + ending)


def _written(folder: Path, seen: Seen, report: bytes) -> Path:
    name = f"supplier-{seen.supplier}-epoch-{seen.epoch}-{sha256(report).hex()}.report"
    try:
        write_private_bytes(folder / name, report)
    except OSError as error:
        raise FileUnusable(path=folder / name, reason=error.strerror) from None
    return folder / name
