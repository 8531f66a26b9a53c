"""What a submission came to, and back from the journal's copy of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .acts import Act
from .outcome import Outcome

__all__ = ["Shared", "Submitted", "restored"]


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
