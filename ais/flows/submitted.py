"""What a submission came to, and what the journal has of it: its outcome, and keys to forget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ais.journal import Saga

from .acts import Act
from .outcome import Outcome
from .party import Party

__all__ = ["DRAWN", "Shared", "Submitted", "forget_keys", "known", "restored"]

#: How the steps are named that hold data keys and salts.
DRAWN = "/drawn"


@dataclass(frozen=True, slots=True)
class Shared(Outcome):
    """One file as it was submitted."""

    submission_id: bytes
    path: str
    objects: int
    withheld: int  # marks of what was left out
    ciphertext_digest: bytes
    transaction: bytes
    block: int


@dataclass(frozen=True, slots=True)
class Submitted(Outcome):
    """What a submission came to. ``resumed``: it had been finished before, nothing was sent now."""

    items: tuple[Shared, ...]
    policy: dict[str, object]
    released_to: int | None  # slots; None = no readers' release yet
    release_from: int  # seconds; 0 = at once
    resumed: bool = False
    dry_run: bool = False
    acts: tuple[Act, ...] = ()

    @property
    def submission_ids(self) -> tuple[bytes, ...]:
        """Ids in order of the files."""
        return tuple(item.submission_id for item in self.items)


def restored(kept: Mapping[str, Any]) -> Submitted:
    """The outcome in the JSON that the journal keeps, marked as resumed."""

    def raw(text: str) -> bytes:
        return bytes.fromhex(text.removeprefix("0x"))

    items = tuple(
        Shared(
            submission_id=raw(item["submission_id"]),
            path=item["path"],
            objects=item["objects"],
            withheld=item["withheld"],
            ciphertext_digest=raw(item["ciphertext_digest"]),
            transaction=raw(item["transaction"]),
            block=item["block"],
        )
        for item in kept["items"]
    )
    return Submitted(items, kept["policy"], kept["released_to"], kept["release_from"], resumed=True)


def known(party: Party, name: bytes) -> tuple[Saga | None, Saga | None]:
    """The saga of this input that is under way, and the last one that was finished."""
    begun = finished = None
    account = party.keys.address("operator")
    for saga in party.journal.sagas(verb="submit"):
        if (saga.record.digest, saga.record.account) != (name, account):
            continue
        if saga.record.finished_at is None:
            begun = saga
        else:
            finished = saga
    return begun, finished if begun is None else None


def forget_keys(saga: Saga) -> None:
    """Delete data keys and salts of a finished submission: own copies lie with the containers."""
    for name in saga.steps():
        if name.endswith(DRAWN):
            saga.forget(name)
