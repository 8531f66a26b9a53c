"""A panelist's ballot on its way: committed blind, recovered from the chain, revealed.

The sealed ballot goes out with the commit, so a reveal needs the root secret and the chain and
nothing else: no journal, no note of what was voted.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.chain.codec import Write
from ais.crypto import BallotContext, Secret, open_ballot, seal_ballot
from ais.errors import BallotField, NothingToReveal, NotOnPanel, PanelKeyMissing
from ais.policy import MAX_SECTOR
from ais.records import Phase
from ais.types import Address, Ballot, Verdict

from .acts import Act, act, planned
from .outcome import Outcome
from .party import Party
from .rounds import Valuation, look

__all__ = ["Voted", "check", "commit", "recover", "reveal"]

_FULL_BPS = 10_000
_NO_ID = bytes(32)


@dataclass(frozen=True, slots=True)
class Voted(Outcome):
    """A ballot of ours, and the act that was done with it."""

    submission_id: bytes
    round: int
    ballot: Ballot
    act: Act
    reveal_from: int  # block; 0 = not yet known
    reveal_by: int


def check(ballot: Ballot) -> None:
    """Refuse a ballot that the contract would not count, before it is committed to.

    Raises ``BallotField``. Whether a prior is the earlier one, ``commit`` asks the chain.
    """
    valid = ballot.verdict is Verdict.VALID
    duplicate = ballot.verdict is Verdict.DUPLICATE
    for field, holds, reason in (
        ("verdict", ballot.verdict is not Verdict.NONE, "is missing"),
        ("sector", 0 <= ballot.sector <= MAX_SECTOR, f"is not within 0 to {MAX_SECTOR}"),
        ("severity", _is_share(ballot.severity_bps, valid), _share_reason(valid)),
        ("scope", _is_share(ballot.scope_bps, valid), _share_reason(valid)),
        (
            "prior",
            (ballot.prior_id != _NO_ID) == duplicate,
            "goes with `duplicate`, and only there",
        ),
    ):
        if not holds:
            raise BallotField(field=field, reason=reason)


def commit(party: Party, submission_id: bytes, ballot: Ballot, *, dry_run: bool = False) -> Voted:
    """Commit to a ballot: public is that we voted, and a digest; the vote itself is sealed.

    Final: there is one commit a round. Raises ``NotOnPanel``, ``PanelKeyMissing``, ``BallotField``
    and the contract's errors.
    """
    check(ballot)
    seen = look(party, submission_id)
    own = party.organisation
    if own not in seen.panel:
        raise NotOnPanel(submission_id=submission_id)
    if seen.phase in (Phase.SCHEDULED, Phase.KEYING):
        raise PanelKeyMissing(submission_id=submission_id, key_by=seen.key_by)
    _require_earlier(party, ballot, submission_id)

    # The name of the saga must not tell a thief of the journal what was voted.
    about = party.keys.digest_of_input(submission_id, bytes([seen.round]), _spelt(ballot))
    key, context = party.keys.root().ballot_key(), _context(party, submission_id, seen.round)
    public = "that this organisation has voted, and a digest that hides how"
    if dry_run:
        write = _write(party, submission_id, _packed(ballot, context, key))
        done = planned(party, write, public)
    else:
        saga = party.saga("commit-ballot", about)
        sealed = saga.once("sealed", lambda: _packed(ballot, context, key))
        write = _write(party, submission_id, sealed)
        receipt = party.transact(write, step=saga.tx("call"))
        saga.finish()
        done = Act(write.name, public, receipt.tx_hash, receipt.block_number, receipt.gas_used)
        party.progress.say("ballot committed; nobody can read it before commits are closed")
    after = look(party, submission_id)
    return Voted(submission_id, seen.round, ballot, done, after.commit_by + 1, after.reveal_by)


def recover(party: Party, submission_id: bytes, round_number: int) -> tuple[Ballot, Secret]:
    """Our ballot and its salt, from the sealed copy on chain and the root secret alone.

    Raises ``NothingToReveal`` where we have committed to none, ``BallotRefused`` under another
    root secret.
    """
    record = party.sync().commit(submission_id, round_number, party.organisation)
    if record is None:
        raise NothingToReveal(submission_id=submission_id)
    context = _context(party, submission_id, round_number)
    key = party.keys.root().ballot_key()
    return open_ballot(record.sealed_ballot, context, key, record.commit_digest)


def reveal(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Voted:
    """Open our ballot to everybody, after commits have closed. Not doing so costs a penalty.

    Raises ``NothingToReveal``, and the contract's error while commits are open or reveals over.
    """
    seen = look(party, submission_id)
    if _revealed(party, seen):
        raise NothingToReveal(submission_id=submission_id)
    ballot, salt = recover(party, submission_id, seen.round)
    write = party.valuation.reveal(submission_id, ballot, salt.reveal())
    public = "how this organisation voted"
    about = (submission_id, seen.round)
    done = act(party, "reveal", about, write, public, dry_run=dry_run)
    if not dry_run:
        party.progress.say("ballot revealed")
    return Voted(submission_id, seen.round, ballot, done, seen.commit_by + 1, seen.reveal_by)


# ---- private ---------------------------------------------------------------------------------


def _require_earlier(party: Party, ballot: Ballot, submission_id: bytes) -> None:
    """The contract looks at the prior with the reveal: who commits to another cannot reveal."""
    if ballot.verdict is Verdict.DUPLICATE and not party.read(
        party.indicators.is_earlier(ballot.prior_id, submission_id)
    ):
        raise BallotField(field="prior", reason="is not earlier than the submission")


def _revealed(party: Party, seen: Valuation) -> bool:
    index = party.sync()
    return index.revealed(seen.submission_id, seen.round, party.organisation)


def _context(party: Party, submission_id: bytes, round_number: int) -> BallotContext:
    return BallotContext(
        chain_id=party.chain_id,
        valuation=Address(party.valuation.address),
        submission_id=submission_id,
        round=round_number,
        panelist=party.organisation,
    )


def _packed(ballot: Ballot, context: BallotContext, key: Secret) -> bytes:
    sealed = seal_ballot(ballot, context, key)
    return sealed.commit_digest + sealed.sealed


def _write(party: Party, submission_id: bytes, packed: bytes) -> Write:
    return party.valuation.commit_ballot(submission_id, packed[:32], packed[32:])


def _spelt(ballot: Ballot) -> bytes:
    fields = (ballot.verdict, ballot.sector, ballot.severity_bps, ballot.scope_bps)
    return b"|".join(str(int(field)).encode() for field in fields) + ballot.prior_id


def _is_share(bps: int, wanted: bool) -> bool:
    return 0 < bps <= _FULL_BPS if wanted else bps == 0


def _share_reason(wanted: bool) -> str:
    return f"is not within 1 to {_FULL_BPS}" if wanted else "goes with the verdict `valid` only"
