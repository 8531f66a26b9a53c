"""One report's bytes, with the name that its errors give: bounds, text and strict JSON.

PowerShell writes UTF-16 and UTF-8 with a byte-order mark, so marks are borne here. JSON is as
strict as everywhere (``ais.jsontext``), but for numbers: a scanner may write one beyond 2^53 in
some field that nobody reads, and only a reader that asks for it refuses it.
"""

from __future__ import annotations

import codecs
import hashlib
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ais.compliance.report import Row
from ais.errors import (
    InputCompressed,
    InputNotJson,
    InputNotText,
    InputTooLarge,
    ReportCompressed,
    ReportMalformed,
    ReportTooLarge,
    ReportUnreadable,
)
from ais.jsontext import Flaw, decode_text, first_flaw, parse_json

__all__ = ["MOST_BYTES", "MOST_ROWS", "Source", "bounded", "load", "tidy"]

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
DEPTH = 128
VALUES = 2_000_000
LABEL = 500  # characters of a rule, a title or a target that are kept

_WIDE_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NUMBER = "json-number"


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one report and the name that errors give it."""

    name: str
    raw: bytes

    @property
    def sha256(self) -> bytes:
        """Of the exact bytes."""
        return hashlib.sha256(self.raw).digest()

    def text(self) -> str:
        """The file as text: UTF-8, or UTF-16 with a byte-order mark.

        Raises ``ReportCompressed`` and ``ReportMalformed``.
        """
        for mark, codec in _WIDE_MARKS:
            if self.raw.startswith(mark):
                try:
                    return self.raw[len(mark) :].decode(codec)
                except UnicodeDecodeError as error:
                    place = f"byte {error.start + len(mark)}"
                    raise ReportMalformed(self.name, place, "it is not UTF-16") from None
        try:
            return decode_text(self.raw, mark_allowed=True)
        except InputCompressed as error:
            raise ReportCompressed(self.name, error.kind) from None
        except InputNotText as error:
            raise ReportMalformed(self.name, "its encoding", error.reason) from None

    def json(self, text: str) -> object:
        """The JSON value in ``text``, without a key given twice or half a character in it.

        Raises ``ReportMalformed`` and ``ReportTooLarge``.
        """
        try:
            value = parse_json(text, depth=DEPTH, values=VALUES)
        except InputNotJson as error:
            raise ReportMalformed(self.name, error.at, f"no JSON: {error.reason}") from None
        except InputTooLarge as error:
            raise ReportTooLarge(self.name, error.what, error.limit) from None

        _forget_numbers(value)
        flaw = first_flaw(value)
        if flaw is not None:
            place = ".".join(str(step) for step in flaw[0])
            raise ReportMalformed(self.name, tidy(place), flaw[1].message)
        return value


def load(given: Path | bytes, name: str = "") -> Source:
    """The source of a path or of bytes at hand, at most 64 MiB.

    Raises ``ReportUnreadable`` and ``ReportTooLarge``.
    """
    if isinstance(given, bytes):
        label = tidy(name) or "the report"
        return Source(label, _bounded_bytes(given, label))
    label = tidy(name) or tidy(given.name)
    try:
        if not stat.S_ISREG(given.stat().st_mode):
            raise ReportUnreadable(label, "it is no file")
        with given.open("rb") as file:
            return Source(label, _bounded_bytes(file.read(MOST_BYTES + 1), label))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReportUnreadable(label, reason) from None


def tidy(text: str, most: int = LABEL) -> str:
    """Text of a report for people: one line, no control or direction characters, bounded."""
    words = "".join(each if each.isprintable() else " " for each in text[: most * 8]).split()
    return " ".join(words)[:most]


def bounded(name: str, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows, at most 200,000. Raises ``ReportTooLarge``."""
    found: list[Row] = []
    for row in rows:
        if len(found) == MOST_ROWS:
            raise ReportTooLarge(name, "rows", MOST_ROWS)
        found.append(row)
    return tuple(found)


def _bounded_bytes(raw: bytes, label: str) -> bytes:
    if len(raw) > MOST_BYTES:
        raise ReportTooLarge(label, "bytes", MOST_BYTES)
    return raw


def _forget_numbers(root: object) -> None:
    """Numbers that not every program reads alike become the absence of a value."""
    pending = [root]
    while pending:
        item = pending.pop()
        places: Iterable[tuple[object, object]] = ()
        if isinstance(item, dict):
            places = list(item.items())
        elif isinstance(item, list):
            places = list(enumerate(item))
        for key, value in places:
            if isinstance(value, Flaw) and value.code == _NUMBER:
                item[key] = None  # type: ignore[index]  # a dict or a list, as above
            elif isinstance(value, dict | list):
                pending.append(value)
