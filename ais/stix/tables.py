"""Plain lists and CSV tables as STIX indicators, line by line, each refusal with its line.

Cells are text and nothing else: a cell that a spreadsheet would take for a formula is a value
that is not recognised, and no cell is ever evaluated. A UTF-8 byte-order mark, blank lines,
comments, bullets and defanged values are borne.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ais.errors import InputNotIndicators, InputTooLarge

from .conversions import indicator
from .limits import Limits
from .observables import Observable, recognise
from .results import JsonObject, Refusal, shown

__all__ = ["Row", "looks_like_table", "read_list", "read_table"]

DELIMITERS = ",;\t|"
SNIFFED_LINES = 20
SNIFFED_CHARACTERS = 4_096
LIST_SHARE = 0.25

_COMMENT = re.compile(r"^\s*(?:#|//|;).*$|\s#\s.*$")
_LINE_END = re.compile(r"\r\n|\n|\r")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d{1,5}[.)])\s+")
_WORDS = re.compile(r"[^a-z0-9]+")

_KINDS = {
    **dict.fromkeys(("ip", "ipv4", "ipv6", "ipaddress", "ipaddr", "ipsrc", "ipdst", "cidr"), "ip"),
    **dict.fromkeys(("ipv4addr", "ipv6addr", "address", "c2ip", "netblock", "subnet"), "ip"),
    **dict.fromkeys(("domain", "hostname", "host", "fqdn", "domainname"), "domain"),
    **dict.fromkeys(("c2domain", "c2", "c2server"), "domain"),
    **dict.fromkeys(("url", "uri", "link", "downloadurl", "initialurl", "landingurl"), "url"),
    **dict.fromkeys(("finalurl", "weburi", "weburl"), "url"),
    **dict.fromkeys(("email", "mail", "emailaddress", "emailaddr", "sender", "emailsrc"), "email"),
    **dict.fromkeys(("hash", "md5", "sha1", "sha256", "sha512", "filehash", "file"), "hash"),
    **dict.fromkeys(("filename", "droppedfilename"), "filename"),
}
_VALUE_HEADERS = ("indicator", "indicators", "value", "ioc", "iocs", "observable", "artifact")
_KIND_HEADERS = ("type", "kind", "indicatortype", "ioctype", "entitytype", "valuetype")
_ABOUT_HEADERS = {
    "description": ("description", "notes", "note", "comment", "comments", "details", "context"),
    "name": ("name", "title", "malware", "malwarefamily", "family", "threat", "campaign"),
    "seen": ("firstseen", "validfrom", "date", "dateadded", "timestamp", "seen"),
    "tlp": ("tlp", "marking", "tlpcolor"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line that was read: where it stood, and an indicator or the refusal of it."""

    path: str
    made: JsonObject | None = None
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class _Columns:
    values: tuple[tuple[int, str], ...]
    kind: int | None
    about: dict[str, int]


def looks_like_table(text: str) -> bool:
    """Tell whether the first line is a CSV header, or all lines have one same number of cells."""
    lines = _first_lines(_LINE_END.split(text, SNIFFED_LINES))
    if not lines or lines[0].lstrip().startswith("#"):
        return False
    try:
        rows = list(csv.reader(lines, delimiter=_delimiter(lines)))
    except csv.Error:
        return False
    if len(rows[0]) > 1 and _columns(rows[0]) is not None:
        return True
    widths = {len(row) for row in rows}
    return len(widths) == 1 and widths != {1} and any(map(recognise, rows[0]))


def read_list(text: str, *, at: datetime, limits: Limits) -> list[Row]:
    """One indicator a line. ``path`` of a row is ``line 12``, counted from one.

    Raises ``InputTooLarge`` past the number of lines, ``InputNotIndicators`` where no line is one,
    or so few that it is prose with a link in it: nobody means to submit a licence's URL.
    """
    lines = _lines(text, limits)
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        bare = _BULLET.sub("", _COMMENT.sub("", line, count=1)).strip().strip("\"'`,;").strip()
        if bare:
            found = recognise(bare) if len(line) <= limits.line_characters else None
            rows.append(_row(f"line {number}", [found] if found else [], bare, {}, at))
    known = sum(row.made is not None for row in rows)
    if 0 < known < len(rows) * LIST_SHARE and len(rows) > SNIFFED_LINES:
        reason = f"only {known} of its {len(rows)} lines are: it is prose, not a list"
        raise InputNotIndicators(reason=reason)
    return _unless_hopeless(rows)


def read_table(text: str, *, at: datetime, limits: Limits) -> list[Row]:
    """A CSV table with or without header; each row gives one indicator for each value in it.

    Without header every cell that is recognised is a value. ``path`` is ``line 3, column value``.
    Raises as ``read_list``.
    """
    lines = _lines(text, limits)
    delimiter = _delimiter(_first_lines(lines))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    header: list[str] | None = None
    columns: _Columns | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
                continue
            if header is None:
                columns = _columns(cells)
                header = cells if columns else []
                if columns:
                    continue
            rows.extend(_rows_of(cells, header, columns, reader.line_num, at))
    except csv.Error as error:
        rows.append(_row(f"line {reader.line_num}", [], str(error), {}, at))
    return _unless_hopeless(rows)


def _rows_of(
    cells: Sequence[str], header: Sequence[str], columns: _Columns | None, line: int, at: datetime
) -> Iterator[Row]:
    if columns is None:
        known = [item for item in map(recognise, cells) if item]
        shown_cells = ", ".join(cells)
        rows = [_row(f"line {line}", [item], "", {}, at) for item in known]
        yield from rows or [_row(f"line {line}", [], shown_cells, {}, at)]
        return
    about = {field: cells[i] for field, i in columns.about.items() if i < len(cells)}
    told = cells[columns.kind] if columns.kind is not None and columns.kind < len(cells) else ""
    for index, kind in columns.values:
        text = cells[index].strip() if index < len(cells) else ""
        if text:
            place = f"line {line}, column {shown(header[index].strip(), 40)}"
            yield _row(place, _spellings(text, kind or _kind(told)), text, about, at)


def _spellings(text: str, kind: str) -> list[Observable]:
    """One value, or the several hashes of one file that share a cell."""
    whole = recognise(text, kind)
    if whole:
        return [whole]
    parts = re.split(r"[,;|\s]+", text)
    hashes = [recognise(part, "hash") for part in parts if part]
    found = [item for item in hashes if item is not None]
    return found if len(found) == len(parts) > 1 and kind in ("", "hash") else []


def _row(path: str, found: list[Observable], text: str, about: dict[str, str], at: datetime) -> Row:
    if found:
        return Row(path, made=indicator(found, at=at, about=about))
    message = f"no indicator that is known: {shown(text)}"
    return Row(path, refused=Refusal(id="", path=path, code="list-value", message=message))


def _unless_hopeless(rows: list[Row]) -> list[Row]:
    if any(row.made for row in rows):
        return rows
    reason = "it is empty" if not rows else f"none of its {len(rows)} lines is one"
    raise InputNotIndicators(reason=reason)


def _lines(text: str, limits: Limits) -> list[str]:
    lines = _LINE_END.split(text)
    if len(lines) > limits.lines:
        raise InputTooLarge(what="lines", limit=limits.lines)
    return lines


def _first_lines(lines: Sequence[str]) -> list[str]:
    return [line[:SNIFFED_CHARACTERS] for line in lines[:SNIFFED_LINES] if line.strip()]


def _delimiter(lines: Sequence[str]) -> str:
    """The separator that cuts most lines into one same number of cells, the comma on a tie."""

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(widths), key=widths.count) if widths else 1
        return (widths.count(usual) if usual > 1 else 0, usual)

    try:
        return max(DELIMITERS, key=evenness)
    except csv.Error:
        return ","


def _columns(header: Sequence[str]) -> _Columns | None:
    names = [_WORDS.sub("", cell.lower().lstrip("\ufeff")) for cell in header]
    kind = next((i for i, name in enumerate(names) if name in _KIND_HEADERS), None)
    values = [(i, "") for i, name in enumerate(names) if name in _VALUE_HEADERS][:1]
    if not values:
        values = [(i, _KINDS[name]) for i, name in enumerate(names) if name in _KINDS]
    if not values:
        return None
    about = {
        field: next(i for i, name in enumerate(names) if name in wanted)
        for field, wanted in _ABOUT_HEADERS.items()
        if any(name in wanted for name in names)
    }
    return _Columns(tuple(values), kind, about)


def _kind(told: str) -> str:
    return _KINDS.get(_WORDS.sub("", told.lower()), "")
