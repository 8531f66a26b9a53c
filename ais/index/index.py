"""The index of one home folder: it follows the chain and answers from what it followed.

It acts on nothing and trusts nothing but the chain: delete its file, and it is the same again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from ais.ports import EventReader

from .attestations import Attestations
from .database import Database
from .follower import Follower
from .members import Members
from .money import Money
from .times import Times
from .valuations import Valuations

__all__ = ["Index"]


class Index(Attestations, Members, Money, Times, Valuations):
    """The chain's events as tables, and what people and flows ask of them.

    Views of the same file serve whoever reads it with SQL (see ``schema``). Raises
    ``IndexUnavailable``, ``IndexOfOtherNetwork``.
    """

    def __init__(self, path: Path | str, reader: EventReader) -> None:
        self._reader = reader
        self._facts = reader.facts()
        self._database = Database(Path(path), self._facts.digest.hex())
        self._follower = Follower(self._database, reader, self._facts.first_block)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def sync(self) -> int:
        """Follow the chain to its head, taking back what it took back; returns the head's number.

        Raises ``IndexInconsistent``, and what the reader raises.
        """
        return self._follower.sync()

    def dump(self) -> Iterator[str]:
        """All content, a line of JSON a row: the same for everybody at the same block."""
        return self._database.dump()

    def close(self) -> None:
        """Close the file."""
        self._database.close()
