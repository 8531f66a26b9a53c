"""The check of one file: what of it would be submitted, and why the rest would not.

    1  bytes within bounds, as text; the format by its beginning and its name
    2  objects with their places; lines and rows converted to indicators
    3  shape: what is refused without asking any rule of STIX
    4  the OASIS rules, in the bounded worker
    5  the objects among each other: copies, circles, dangling ends, two colours
    6  strictest TLP and known-benign values, read before anything is taken out
    7  author and people taken out
    8  canonical bytes, ordered

The same numbers stand at the code. Nothing here needs a key, a chain or a network.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from ais.errors import InputNotStix, InputTooLarge, StixError
from ais.jsontext import decode_text, first_flaw, parse_json

from .benign import Assets, benign_in
from .bundle import place_objects, shape_refusal, wrapper_of
from .canonical import canonical_bytes
from .limits import Limits
from .markings import conflict, marking_levels, strictest_tlp
from .references import Placed, circles, conflicts, dangling
from .results import (
    Checked,
    JsonObject,
    Line,
    Progress,
    Refusal,
    Scrubbed,
    json_path,
    no_progress,
)
from .scrubbing import scrub
from .tables import Row, looks_like_table, read_list, read_table
from .worker import Worker

__all__ = ["Terms", "check_bytes", "refused_file"]

LIST_SUFFIXES = frozenset((".txt", ".list", ".lst", ".ioc", ".iocs"))
TABLE_SUFFIXES = frozenset((".csv", ".tsv"))
JSON_SUFFIXES = frozenset((".json", ".stix", ".stix2"))

_LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True, slots=True)
class Terms:
    """How files are checked. ``at`` is the time that converted indicators bear.

    ``attribute`` leaves the author in; ``withhold`` are ids whose contents nobody will get.
    """

    at: datetime
    limits: Limits = field(default_factory=Limits)
    assets: Assets = field(default_factory=Assets)
    attribute: bool = False
    withhold: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Work:
    """What is known of a file while it is checked."""

    format: str = "unknown"
    placed: list[Placed] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    refused_ids: set[str] = field(default_factory=set)
    order: dict[str, int] = field(default_factory=dict)

    def refuse(self, found: Iterable[tuple[Placed, Refusal]]) -> int:
        """Move entries from the placed to the refused, each once; return how many."""
        gone: set[int] = set()
        for entry, refusal in list(found):
            if id(entry) not in gone:
                gone.add(id(entry))
                self.refused.append(refusal)
                self.refused_ids.add(entry.id)
        self.placed = [entry for entry in self.placed if id(entry) not in gone]
        return len(gone)


def check_bytes(
    raw: bytes, *, path: str, terms: Terms, worker: Worker, progress: Progress = no_progress
) -> Checked:
    """Check the contents of one file. ``path`` names it in the result and hints at its format.

    Never raises for what is in the file: a file that cannot be read at all is one refusal.
    Raises ``WorkerFailed`` where this machine cannot start the checking process.
    """
    work = _Work()
    try:
        value, entries = _read(raw, path, terms, work)  # 1, 2
    except StixError as error:
        return refused_file(path, error, work.format)
    work.order = {json_path(entry.at): index for index, (entry, _) in enumerate(entries)}
    known_refusals = len(work.refused)
    _check_shapes(entries, terms.limits, work)  # 3
    work.refused.extend(_wrapper_refusals(wrapper_of(value), worker))  # 4
    work.refuse(_rule_refusals(path, work.placed, worker, terms.limits, progress))
    copies = _check_together(work)  # 5
    return _conclude(path, terms, work, len(entries) + known_refusals - copies)  # 6, 7, 8


def refused_file(path: str, error: StixError, kind: str = "unknown") -> Checked:
    """The verdict over a file that cannot be taken in at all."""
    at = error.values.get("at")
    refusal = Refusal("", at if isinstance(at, str) else "", error.code, error.message)
    return Checked(path=path, format=kind, refused=(refusal,))


def _read(
    raw: bytes, path: str, terms: Terms, work: _Work
) -> tuple[object, list[tuple[Placed, object]]]:
    limits = terms.limits
    if len(raw) > limits.file_bytes:
        raise InputTooLarge(what="bytes", limit=limits.file_bytes)
    suffix = PurePath(path).suffix.lower()
    work.format = _format(raw, suffix)
    text = decode_text(raw, mark_allowed=work.format != "json")
    if work.format == "markup":
        raise InputNotStix(reason="it is XML or HTML")
    if work.format == "json":
        value = parse_json(text, depth=limits.json_depth, values=limits.json_values)
        work.format, entries = place_objects(value, limits)
        return value, entries
    is_table = suffix in TABLE_SUFFIXES or (suffix not in LIST_SUFFIXES and looks_like_table(text))
    work.format = "csv" if is_table else "list"
    rows = (read_table if is_table else read_list)(text, at=terms.at, limits=limits)
    return None, _entries(rows, limits, work)


def _entries(rows: Sequence[Row], limits: Limits, work: _Work) -> list[tuple[Placed, object]]:
    work.refused.extend(row.refused for row in rows if row.refused)
    made = {row.made["id"]: row for row in reversed(rows) if row.made}
    if len(made) > limits.objects:
        raise InputTooLarge(what="objects", limit=limits.objects)
    placed = [Placed((Line(row.path),), row.made or {}) for row in reversed(made.values())]
    return [(entry, entry.item) for entry in placed]


def _format(raw: bytes, suffix: str) -> str:
    first = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if suffix in JSON_SUFFIXES or first == b"{":
        return "json"
    if suffix in LIST_SUFFIXES | TABLE_SUFFIXES:
        return "text"
    return {b"[": "json", b"<": "markup"}.get(first, "text")


def _check_shapes(entries: Sequence[tuple[Placed, object]], limits: Limits, work: _Work) -> None:
    for entry, value in entries:
        refusal = shape_refusal(entry, value, limits)
        if refusal is None:
            work.placed.append(entry)
        else:
            work.refused.append(refusal)
            work.refused_ids.add(entry.id)


def _rule_refusals(
    path: str, placed: Sequence[Placed], worker: Worker, limits: Limits, progress: Progress
) -> Iterator[tuple[Placed, Refusal]]:
    until = time.monotonic() + limits.file_seconds
    for done, entry in enumerate(placed):
        progress(path, done, len(placed))
        if time.monotonic() > until:
            message = f"the file as a whole took more than {limits.file_seconds:g} seconds"
            yield entry, entry.refusal("object-too-slow", message)
            continue
        problem = worker.problem(entry.item)
        if problem is not None:
            code, steps, message = problem
            yield entry, entry.refusal(code, message, *steps)
    progress(path, len(placed), len(placed))


def _wrapper_refusals(wrapper: JsonObject | None, worker: Worker) -> Iterator[Refusal]:
    if wrapper is None:
        return
    frame = Placed((), wrapper)
    flaw = first_flaw(wrapper)
    if flaw is not None:
        yield frame.refusal(flaw[1].code, f"in the bundle itself: {flaw[1].message}", *flaw[0])
    elif not frame.id:
        yield frame.refusal("stix-missing-field", "the bundle itself has no id", "id")
    else:
        problem = worker.problem(wrapper)
        if problem is not None:
            yield frame.refusal(problem[0], f"in the bundle itself: {problem[2]}", *problem[1])


def _check_together(work: _Work) -> int:
    """Refuse what does not go together; return how many exact copies were left out."""
    before = len(work.placed)
    work.placed, conflicting = conflicts(work.placed)
    copies = before - len(work.placed) - len(conflicting)
    work.refuse(conflicting)
    work.refuse(circles(work.placed))
    levels = marking_levels(entry.item for entry in work.placed)
    clashes = ((entry, conflict(entry.item, levels, entry.at)) for entry in work.placed)
    work.refuse((entry, clash) for entry, clash in clashes if clash is not None)
    while work.refuse(dangling(work.placed, work.refused_ids)):
        pass  # a sighting may hang on what has just been refused
    return copies


def _conclude(path: str, terms: Terms, work: _Work, objects: int) -> Checked:
    items = [entry.item for entry in work.placed]
    benign = tuple(
        hit for entry in work.placed for hit in benign_in(entry.item, entry.at, terms.assets)
    )
    notes: list[Scrubbed] = []
    shared = items
    if not terms.attribute:
        shared, notes = scrub(items, terms.assets)
    sealed = sorted((item["id"], canonical_bytes(item)) for item in shared)
    return Checked(
        path=path,
        format=work.format,
        objects=objects,
        accepted=len(sealed),
        refused=tuple(sorted(work.refused, key=lambda entry: _position(entry, work))),
        benign=benign,
        scrubbed=tuple(notes),
        withheld=tuple(name for name, _ in sealed if name in terms.withhold),
        strictest_tlp=strictest_tlp(items),
        canonical=tuple(raw for _, raw in sealed),
        ids=tuple(name for name, _ in sealed),
    )


def _position(refusal: Refusal, work: _Work) -> tuple[int, str]:
    line = _LINE.match(refusal.path)
    if line:
        return int(line[1]), refusal.path
    head = refusal.path
    while head and head not in work.order:
        head = head[: max(head.rfind("."), head.rfind("["), 0)]
    return work.order.get(head, -1), refusal.path
