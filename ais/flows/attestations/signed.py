"""Statements signed by the supplier itself: DSSE with its attestation key.

For whoever takes the supplier's word without a chain: it names the supplier and no customer, and
it cannot be told from the envelope which post it was, or whether it was posted at all.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ais.crypto.attestations import open_statement, sign_statement
from ais.errors import EvidenceMissing, ExportNotAgreed, StatementSignature
from ais.flows.bundles import attestation_public
from ais.flows.home import write_private_bytes
from ais.flows.party import Party
from ais.types import KeyPurpose

from .announced import own_attestation_key
from .evidence import Exported
from .facts import content_of, key_of
from .opening import one_of, said

__all__ = ["export_signed", "verify_signed"]


def export_signed(
    party: Party, customer: int, policy: bytes, epoch: int, target: Path, *, yes: bool = False
) -> Exported:
    """Write our own statement to a customer as DSSE, signed with our attestation key.

    ``customer`` is not named by it. Raises ``ExportNotAgreed``, ``EvidenceMissing``,
    ``KeyNotInForce``.
    """
    own = party.organisation
    seen = one_of(said(party, policy, epoch), "customer", customer)
    if seen is None or seen.record is None:
        raise EvidenceMissing(supplier=own, epoch=epoch, reason="nothing was posted to them")
    if not yes:
        raise ExportNotAgreed(supplier=own)
    digest = key_of(party, own, epoch).digest
    envelope = sign_statement(seen.record, own_attestation_key(party, epoch), digest)
    write_private_bytes(target, (json.dumps(envelope, indent=2) + "\n").encode())
    return Exported(target, own, policy, epoch, "signed statement")


def verify_signed(party: Party, source: Path | bytes, organisation: int) -> dict[str, Any]:
    """The statement in a DSSE file, signed with a key that the organisation announced.

    Any of its attestation keys, whether in force or not: an envelope has no epoch. Raises
    ``StatementSignature``.
    """
    try:
        envelope = json.loads(content_of(source))
        keyid = bytes.fromhex(envelope["signatures"][0]["keyid"])
    except (ValueError, KeyError, TypeError, IndexError):
        raise StatementSignature(field="file", reason="is no signed statement") from None
    for each in party.sync().announcements(organisation, KeyPurpose.ATTESTATION):
        if each.digest == keyid:
            return open_statement(envelope, attestation_public(party, each))
    raise StatementSignature(field="keyid", reason=f"is no key of organisation {organisation}")
