"""A panelist's ballot: committed to as a digest, and sealed for oneself beside the commitment.

The sealed form is 71 bytes whatever the ballot says, so its length tells nothing; it goes out
with the commit, so that a lost disk loses no reveal. Layout: ``docs/protocol.md``, "Ballot". The
salt is derived from the ballot key and the seed: 256 bits that nobody else can compute.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass

from ais.digests import ballot_commit
from ais.errors import BallotCommitMismatch, BallotMalformed, BallotRefused, VersionUnsupported
from ais.types import Address, Ballot, Bytes32, Verdict

from .place import address_bytes
from .secret import Secret
from .symmetric import SEED_BYTES, TAG_BYTES, hkdf, open_with_seed, seal_with_seed

__all__ = [
    "SEALED_BALLOT_BYTES",
    "BallotContext",
    "SealedBallot",
    "open_ballot",
    "seal_ballot",
]

_VERSION = 1
_FORM = struct.Struct(">BBHH32s")
_LABEL = b"ais/v1/ballot"
_SALT = b"ais/v1/ballot-salt"
_MAX_SECTOR = 48
_MAX_BPS = 10_000
_NO_PRIOR = bytes(32)

SEALED_BALLOT_BYTES = 1 + SEED_BYTES + _FORM.size + TAG_BYTES


@dataclass(frozen=True, slots=True)
class BallotContext:
    """The one place where a ballot counts."""

    chain_id: int
    valuation: Address
    submission_id: Bytes32
    round: int
    panelist: int

    def encoded(self) -> bytes:
        """The context as bytes of fixed length, for binding."""
        return struct.pack(
            ">Q20s32sBI",
            self.chain_id,
            address_bytes(self.valuation),
            self.submission_id,
            self.round,
            self.panelist,
        )


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """What goes on chain with a commit, and the salt that the reveal needs."""

    commit_digest: Bytes32
    sealed: bytes
    salt: Secret


def _check_ballot(ballot: Ballot) -> None:
    """Raise ``BallotMalformed`` for a ballot that the contract would never let be revealed.

    Severity and scope belong to *valid* ballots and are at least one basis point there.
    """
    is_duplicate = ballot.verdict is Verdict.DUPLICATE
    bps = range(1, _MAX_BPS + 1) if ballot.verdict is Verdict.VALID else range(1)
    for field, holds in (
        ("verdict", ballot.verdict in tuple(Verdict)[1:]),
        ("sector", 0 <= ballot.sector <= _MAX_SECTOR),
        ("severityBps", ballot.severity_bps in bps),
        ("scopeBps", ballot.scope_bps in bps),
        ("priorId", len(ballot.prior_id) == 32),
        ("priorId", (ballot.prior_id != _NO_PRIOR) == is_duplicate),
    ):
        if not holds:
            raise BallotMalformed(field=field, reason="is not what the verdict allows")


def seal_ballot(ballot: Ballot, context: BallotContext, ballot_key: Secret) -> SealedBallot:
    """Commit to a ballot and seal it for oneself, under a fresh seed."""
    return _seal_ballot_with_seed(ballot, context, ballot_key, os.urandom(SEED_BYTES))


def _seal_ballot_with_seed(
    ballot: Ballot, context: BallotContext, ballot_key: Secret, seed: bytes
) -> SealedBallot:
    _check_ballot(ballot)
    form = _FORM.pack(
        ballot.verdict, ballot.sector, ballot.severity_bps, ballot.scope_bps, ballot.prior_id
    )
    head = bytes((_VERSION,)) + seed
    sealed = head + seal_with_seed(ballot_key, _LABEL, seed, form, head + context.encoded())
    salt = _salt(ballot_key, seed, context)
    return SealedBallot(_commit(ballot, context, salt), sealed, salt)


def open_ballot(
    sealed: bytes, context: BallotContext, ballot_key: Secret, commit_digest: Bytes32
) -> tuple[Ballot, Secret]:
    """The ballot and salt to reveal, proven to be those of ``commit_digest``.

    Raises ``BallotMalformed``, ``VersionUnsupported``, ``BallotRefused`` or
    ``BallotCommitMismatch``.
    """
    if len(sealed) != SEALED_BALLOT_BYTES:
        raise BallotMalformed(field="length", reason=f"is {len(sealed)} bytes")
    if sealed[0] != _VERSION:
        raise VersionUnsupported(what="sealed ballot", found=sealed[0])
    head = sealed[: 1 + SEED_BYTES]
    form = open_with_seed(
        ballot_key, _LABEL, head[1:], sealed[len(head) :], head + context.encoded()
    )
    if form is None:
        raise BallotRefused()
    verdict, sector, severity_bps, scope_bps, prior_id = _FORM.unpack(form)
    if verdict not in tuple(Verdict)[1:]:
        raise BallotMalformed(field="verdict", reason=f"is {verdict}")
    ballot = Ballot(Verdict(verdict), sector, severity_bps, scope_bps, prior_id)
    _check_ballot(ballot)
    salt = _salt(ballot_key, head[1:], context)
    if _commit(ballot, context, salt) != commit_digest:
        raise BallotCommitMismatch()
    return ballot, salt


def _commit(ballot: Ballot, context: BallotContext, salt: Secret) -> Bytes32:
    return ballot_commit(
        chain_id=context.chain_id,
        valuation=context.valuation,
        submission_id=context.submission_id,
        round_=context.round,
        panelist=context.panelist,
        ballot=ballot,
        salt=salt.reveal(),
    )


def _salt(ballot_key: Secret, seed: bytes, context: BallotContext) -> Secret:
    return Secret(hkdf(ballot_key.reveal(), _SALT + context.encoded(), salt=seed))
