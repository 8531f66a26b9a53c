"""Taking back: revoke, supersede, erase. None of them takes back a key that was released.

Revoking what is being valued costs a part of its bond: a full panel's stipends for each round so
far, so that nobody draws panel after panel for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from ais.economics.money import revocation_cost
from ais.errors import SubmissionNotOurs
from ais.events import KeyGranted, PanelKeyReleased
from ais.records import Stage
from ais.types import SubmissionRecord, SubmissionState

from .acts import Act, act
from .balances import Token, token_of
from .outcome import Outcome
from .party import Party
from .submitted import forget_keys

__all__ = ["Cost", "Erased", "Revoked", "cost", "erase", "revoke", "supersede"]


@dataclass(frozen=True, slots=True)
class Cost(Outcome):
    """What a revocation costs now: ``forfeited`` of the ``bond``, the valuation being in a round.

    All 0 where no valuation is open.
    """

    token: Token
    round: int = 0
    bond: int = 0
    forfeited: int = 0

    def told(self) -> str:
        """One sentence; nothing where it costs nothing."""
        if not self.forfeited:
            return ""
        lost, bond = self.token.shown(self.forfeited), self.token.shown(self.bond)
        return (
            f"It is being valued (round {self.round}): {lost} of its bond of {bond} are forfeited."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked(Act):
    """A withdrawal, and what it costs."""

    cost: Cost


@dataclass(frozen=True, slots=True)
class Erased(Outcome):
    """What was deleted. Copies that readers hold stay with them."""

    submission_id: bytes
    blobs: tuple[bytes, ...]
    files: tuple[str, ...]
    act: Revoked | None  # None where it had been revoked before


def cost(party: Party, submission_id: bytes) -> Cost:
    """Tell what revoking a submission of ours would cost; sends nothing."""
    _ours(party, submission_id)
    token, opened = token_of(party), party.index.opening(submission_id)
    stage, running = party.read_all(
        party.rewards.stage_of(submission_id), party.valuation.round_of(submission_id)
    )
    if opened is None or stage != Stage.OPEN:
        return Cost(token)
    forfeited = revocation_cost(running.number, opened.stipend)
    return Cost(token, running.number, opened.bond, forfeited)


def revoke(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Revoked:
    """End new keys, requests and grants; a running valuation closes unpaid at its next step.

    That costs its bond five stipends for each round so far, which is said before anything is sent.
    """
    due = cost(party, submission_id)
    if due.forfeited and not dry_run:
        party.progress.say(due.told())
    write = party.indicators.revoke(submission_id)
    public = "that this submission is withdrawn"
    done = act(party, "revoke", (submission_id,), write, public, dry_run=dry_run)
    return Revoked(**{each.name: getattr(done, each.name) for each in fields(done)}, cost=due)


def supersede(party: Party, old_id: bytes, new_id: bytes, *, dry_run: bool = False) -> Act:
    """Withdraw a submission and point to a later one of ours."""
    _ours(party, old_id)
    _ours(party, new_id)
    write = party.indicators.supersede(old_id, new_id)
    public = "that this submission is replaced by the other"
    return act(
        party,
        "supersede",
        (
            old_id,
            new_id,
        ),
        write,
        public,
        dry_run=dry_run,
    )


def erase(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Erased:
    """Revoke, then delete the ciphertext and every slots blob that serves this submission alone.

    Slots of a batch stay as long as another submission needs them: without its ciphertext they
    open nothing. Salts and keys of finished submissions are in no journal; what a killed one left
    is deleted too.
    """
    record = _ours(party, submission_id)
    made = party.index.releases(submission_id)
    alone = [each.slots_digest for each in made if len(each.submission_ids) == 1]
    named = (entry.event for entry in party.index.mentions(submission_id))
    alone += [
        each.slots_digest for each in named if isinstance(each, KeyGranted | PanelKeyReleased)
    ]
    blobs = (record.item.ciphertext_digest, *alone)
    file = party.home.received / f"0x{submission_id.hex()}.json"
    files = (str(file),) if file.exists() else ()
    done = None
    if record.policy.state == SubmissionState.LIVE:
        done = revoke(party, submission_id, dry_run=dry_run)
    if not dry_run:
        for digest in blobs:
            party.stores.erase(digest)
        file.unlink(missing_ok=True)
        for saga in party.journal.sagas(verb="submit"):
            if saga.outcome() is not None:
                forget_keys(saga)
        party.progress.say(f"{len(blobs)} blobs erased from the stores")
    return Erased(submission_id, blobs, files, done)


def _ours(party: Party, submission_id: bytes) -> SubmissionRecord:
    record = party.sync().submission(submission_id)
    if record.policy.organisation != party.organisation:
        raise SubmissionNotOurs(submission_id="0x" + submission_id.hex())
    return record
