"""Taking back: revoke, supersede, erase. None of them takes back a key that was released."""

from __future__ import annotations

from dataclasses import dataclass

from ais.errors import SubmissionNotOurs
from ais.events import KeyGranted, PanelKeyReleased
from ais.types import SubmissionRecord, SubmissionState

from .acts import Act, act
from .outcome import Outcome
from .party import Party
from .submitted import forget_keys

__all__ = ["Erased", "erase", "revoke", "supersede"]


@dataclass(frozen=True, slots=True)
class Erased(Outcome):
    """What was deleted. Copies that readers hold stay with them."""

    submission_id: bytes
    blobs: tuple[bytes, ...]
    files: tuple[str, ...]
    act: Act | None  # None where it had been revoked before


def revoke(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Act:
    """End new keys, requests and grants; a running valuation closes unpaid at its next step."""
    _ours(party, submission_id)
    write = party.indicators.revoke(submission_id)
    public = "that this submission is withdrawn"
    return act(party, "revoke", (submission_id,), write, public, dry_run=dry_run)


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
