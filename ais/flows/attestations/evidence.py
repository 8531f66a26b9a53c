"""Evidence: one statement, taken out of the house and checked by somebody else.

A pack names the supplier and proves what it said, by the chain alone; it opens no other post, and
does not prove to whom it was said. It is written only when somebody agreed. Verifying needs a node
of one's own and nothing else: no home, no key, no membership.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ais.chain import Chain, Deployment
from ais.crypto.attestations import (
    EvidencePack,
    OpenedPost,
    PostKeys,
    Proven,
    make_pack,
    read_pack,
    statement,
    verify_pack,
)
from ais.errors import EvidenceMissing, ExportNotAgreed
from ais.flows.home import write_private_bytes
from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.index import Index
from ais.types import Address

from .facts import Facts, content_of, key_of, report_digest_of
from .opening import Seen, look, one_of, posted_of, said
from .traces import Trace, keep

__all__ = [
    "Exported",
    "Verified",
    "export",
    "take",
    "verify",
    "verify_alone",
]


@dataclass(frozen=True, slots=True)
class Exported(Outcome):
    """A file that names its supplier."""

    path: Path
    supplier: int
    policy: bytes
    epoch: int
    what: str


@dataclass(frozen=True, slots=True)
class Verified(Outcome):
    """What a pack proves: that this organisation said this, in this policy and epoch.

    ``said``: the flag told to the customer; ``public``: the one posted; ``contested``: the flag
    that a contest put instead, None where there was none. ``statement`` is the in-toto statement
    that follows from the record. ``is_report_checked``: a report was given, and is the one.
    ``is_scanner_signed``: a scanner's signature is there and right; whose key it is, the reader
    must know (it stands in the statement).
    """

    organisation: int
    policy: bytes
    epoch: int
    said: bool
    public: bool
    contested: bool | None
    statement: dict[str, Any]
    is_report_checked: bool
    is_scanner_signed: bool
    block_hash: bytes
    block_number: int
    timestamp: int
    transaction: bytes
    log_index: int


# ---- out of the house ------------------------------------------------------------------------


def export(
    party: Party,
    supplier: int,
    policy: bytes,
    epoch: int,
    target: Path,
    *,
    customer: int | None = None,
    yes: bool = False,
) -> Exported:
    """Write the pack of what a supplier told us; with our own number, of what we told a customer.

    The latter is for a customer that lost its home. Raises ``ExportNotAgreed`` without ``yes``,
    ``EvidenceMissing``.
    """
    seen = _with_record(party, supplier, policy, epoch, customer)
    if not yes:
        raise ExportNotAgreed(supplier=supplier)
    assert seen.trace is not None
    assert seen.entry is not None
    assert seen.record is not None
    block_hash = party.index.block_hash(seen.entry.block_number)  # no node is asked for this one
    if block_hash is None:
        raise EvidenceMissing(supplier=supplier, epoch=epoch, reason="its block is gone")
    pack = make_pack(
        OpenedPost(seen.record, seen.trace.keys),
        posted_of(party, seen.entry.event),
        block_hash=block_hash,
        transaction=seen.entry.tx_hash,
        log_index=seen.entry.log_index,
        organisation=supplier,
        key_bundle=key_of(party, supplier, epoch).bundle,
    )
    write_private_bytes(target, pack.to_bytes())
    party.progress.say(f"{target} names organisation {supplier} to whoever gets it")
    return Exported(target, supplier, policy, epoch, "pack")


def take(party: Party, source: Path | bytes) -> Verified:
    """Verify a partner's pack and keep it as a past statement, where ours was lost.

    It says what the supplier told somebody: that it was us, the pack does not prove. Raises as
    ``verify``.
    """
    pack = read_pack(content_of(source))
    tau, found = _verify(party.connection, party.sync(), pack, ())
    keys = PostKeys(tau, pack.tweak, pack.content_key)
    own = party.organisation
    keep(party, Trace(found.organisation, own, found.policy, found.epoch, keys, None))
    return found


# ---- into another house ----------------------------------------------------------------------


def verify(party: Party, source: Path | bytes, *, reports: Sequence[Path | bytes] = ()) -> Verified:
    """What a pack proves, by the node of a party; no keys are used.

    ``reports``: the report or reports, where they were handed over. Raises ``EvidenceMalformed``,
    ``EvidenceRefused`` with the step of "Verifying an evidence pack" in docs/protocol.md.
    """
    return _verify(party.connection, party.sync(), read_pack(content_of(source)), reports)[1]


def verify_alone(
    deployment: Deployment | Path,
    source: Path | bytes,
    *,
    urls: Sequence[str] = (),
    pinned: bytes | None = None,
    reports: Sequence[Path | bytes] = (),
) -> Verified:
    """The same where there is no home: the deployment file and a node (``urls``) are enough.

    The chain is read once, into a folder that is deleted at the end. ``pinned``: the network's
    digest, where it is known from elsewhere than from whoever handed the file over.
    """
    with _fresh(deployment, urls, pinned) as (connection, index):
        return _verify(connection, index, read_pack(content_of(source)), reports)[1]


# ---- private ---------------------------------------------------------------------------------


def _with_record(
    party: Party, supplier: int, policy: bytes, epoch: int, customer: int | None
) -> Seen:
    """Our row of a supplier; of ourselves where it was us, to one customer or any."""
    if supplier == party.organisation:
        rows = [e for e in said(party, policy, epoch) if customer in (None, e.customer)]
    else:
        rows = look(party, policy, epoch)
    seen = one_of(rows, "supplier", supplier)
    if seen is None:
        reason = "it is not a supplier of ours"
    elif seen.record is None:
        reason = seen.reason or seen.verdict.value
    else:
        return seen
    raise EvidenceMissing(supplier=supplier, epoch=epoch, reason=reason)


@contextmanager
def _fresh(
    deployment: Deployment | Path, urls: Sequence[str], pinned: bytes | None
) -> Iterator[tuple[Chain, Index]]:
    file = Deployment.load(deployment) if isinstance(deployment, Path) else deployment
    connection = Chain.connect(file, urls=urls, pinned=pinned)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="ais-verify-") as folder,
            Index(Path(folder) / "index.sqlite", connection) as index,
        ):
            index.sync()
            yield connection, index
    finally:
        connection.close()


def _verify(
    connection: Chain, index: Index, pack: EvidencePack, reports: Sequence[Path | bytes]
) -> tuple[Address, Verified]:
    """The post's one-time key, and what the pack proves."""
    place, facts = Facts(connection, index).of(pack)
    digest = report_digest_of(reports)
    found: Proven = verify_pack(pack, facts, report_digest=digest)
    context = found.posted.context
    return found.posted.tau, Verified(
        found.organisation,
        context.policy,
        context.epoch,
        found.said,
        found.public,
        found.contested,
        statement(found.record),
        digest is not None,
        found.is_scanner_signed,
        facts.block_hash,
        place.block_number,
        place.timestamp,
        facts.transaction,
        facts.log_index,
    )
