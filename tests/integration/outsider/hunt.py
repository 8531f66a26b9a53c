"""Looks for many thousand guesses at once, at every byte offset of all public bytes.

A digest counts as found if its first or its last eight bytes stand anywhere: a truncated one leaks
as well. Texts are shorter or more alike, and must stand there whole. A packed address is four bytes
beside zeros, which stand anywhere by chance (a digest before a small number is enough): it must be
a word of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from .public import Piece, decoded_texts

_CHUNK = 200_000
_BUCKET_BITS = 24
_SHIFT = np.uint64(64 - _BUCKET_BITS)


#: What is looked for: by which recipe, of which value, and the bytes. Millions of them: a tuple.
Guess = tuple[str, str, bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """A guess that stands in public."""

    recipe: str
    value: str
    where: str


class Hunt:
    """An index of all 8-byte windows of the pieces."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = list(pieces)
        for piece in pieces:
            self.pieces += [Piece(piece.where, text) for text in decoded_texts(piece.data)]
        self.windows = _windows(self.pieces)
        self._seen = np.zeros(1 << _BUCKET_BITS, dtype=bool)
        self._seen[self.windows >> _SHIFT] = True
        self.tried = 0

    def digests(self, guesses: Iterable[Guess]) -> list[Found]:
        """Every digest (of at least eight bytes) of which an end stands somewhere."""
        found = []
        for recipe, value, data in self._likely(guesses, at_least=1):
            found += self._places(recipe, value, (data[:8], data[-8:]))
        return found

    def texts(self, guesses: Iterable[Guess]) -> list[Found]:
        """Every text that stands somewhere whole."""
        kept = list(guesses)
        short = [guess for guess in kept if len(guess[2]) < 8]
        long = [guess for guess in kept if len(guess[2]) >= 8]
        self.tried += len(short)
        found = []
        for recipe, value, data in [*short, *self._likely(long, at_least=2)]:
            found += self._places(recipe, value, (data,))
        return found

    def words(self, guesses: Iterable[Guess]) -> list[Found]:
        """Every guess that is a whole word of a call, an event or the storage."""
        found = []
        for recipe, value, data in guesses:
            self.tried += 1
            found += [Found(recipe, value, where) for where in self._words.get(data, ())]
        return found

    @cached_property
    def _words(self) -> dict[bytes, set[str]]:
        found: dict[bytes, set[str]] = {}
        for piece in self.pieces:
            begins = 4 if len(piece.data) % 32 == 4 else 0  # behind a function's selector
            for at in range(begins, len(piece.data) - 31, 32):
                found.setdefault(piece.data[at : at + 32], set()).add(piece.where)
        return found

    def _likely(self, guesses: Iterable[Guess], at_least: int) -> Iterator[Guess]:
        """Guesses of which so many ends, the first or last eight bytes, are among the windows."""
        stream = iter(guesses)
        while chunk := list(islice(stream, _CHUNK)):
            self.tried += len(chunk)
            ends = [guess[2][:8] for guess in chunk]
            ends += [guess[2][-8:] for guess in chunk]
            words = np.frombuffer(b"".join(ends), dtype=">u8").astype(np.uint64)
            near = np.flatnonzero(self._seen[words >> _SHIFT])
            at = np.searchsorted(self.windows, words[near])
            at[at == len(self.windows)] = 0
            hits = near[self.windows[at] == words[near]]
            ends_found = Counter(int(hit) % len(chunk) for hit in hits)
            yield from (chunk[n] for n, count in ends_found.items() if count >= at_least)

    def _places(self, recipe: str, value: str, parts: Sequence[bytes]) -> list[Found]:
        where = {piece.where for piece in self.pieces if any(part in piece.data for part in parts)}
        return [Found(recipe, value, each) for each in sorted(where)]


def _windows(pieces: Iterable[Piece]) -> np.ndarray:
    """All 8-byte windows as sorted numbers, each once."""
    parts = []
    for piece in pieces:
        for offset in range(min(8, max(0, len(piece.data) - 7))):
            count = (len(piece.data) - offset) // 8
            window = np.frombuffer(piece.data, dtype=">u8", count=count, offset=offset)
            parts.append(window.astype(np.uint64))
    return np.unique(np.concatenate(parts))
