"""From files to what will be sealed: read once, check, refuse, and set the policy against it.

Everything that can be refused is refused here, before a salt is drawn or a blob is stored.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from ais.crypto import WHOLE_OBJECT, Withheld
from ais.digests import sha256
from ais.errors import (
    BenignFound,
    InputRefused,
    MarkingTooStrict,
    NothingToSubmit,
    StixError,
    WithholdUnknown,
)
from ais.policy import tlp_name
from ais.stix import Assets, Checked, Terms

from .check import check_inputs, load_assets, read_inputs
from .progress import Progress

__all__ = ["Choices", "Prepared", "Read", "examine", "prepare", "read", "strictest"]

_MARK_CHARACTERS = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the submitter decides about the input. Part of what makes a submission the same one."""

    attribute: bool = False  # leave the author in
    withhold: tuple[str, ...] = ()  # object ids that nobody gets
    skip_refused: bool = False
    allow_benign: bool = False
    assets: str | None = None  # a file of the member's own domains and networks


@dataclass(frozen=True, slots=True)
class Read:
    """Input as it was read, once: what is checked is what is sealed."""

    inputs: tuple[tuple[str, bytes | StixError], ...] = field(repr=False)

    def digest(self) -> bytes:
        """Of all bytes in order; names of files do not count."""
        digests = (sha256(raw) for _, raw in self.inputs if isinstance(raw, bytes))
        return sha256(b"".join(digests))


@dataclass(frozen=True, slots=True)
class Prepared:
    """One file as it will be sealed: one submission."""

    path: str
    format: str
    objects: tuple[bytes, ...] = field(repr=False)
    strictest_tlp: int
    marks: tuple[Withheld, ...]


def read(paths: Sequence[str | Path], stdin: BinaryIO | None = None) -> Read:
    """Read files, folders and the standard input (``-``)."""
    source = stdin if stdin is not None else sys.stdin.buffer
    return Read(tuple(read_inputs(paths, stdin=source)))


def examine(given: Read, choices: Choices, at: int, progress: Progress) -> tuple[Prepared, ...]:
    """Check what was read; one prepared submission a file in which something is left.

    ``at``: seconds; the time that indicators made from lists bear. Raises ``InputRefused``,
    ``BenignFound``, ``WithholdUnknown``, ``NothingToSubmit``.
    """
    assets = load_assets(choices.assets) if choices.assets else Assets()
    terms = Terms(
        at=datetime.fromtimestamp(at, UTC),
        assets=assets,
        attribute=choices.attribute,
        withhold=frozenset(choices.withhold),
    )
    found = tuple(check_inputs(given.inputs, terms, progress=progress))
    _require_clean(found, choices)
    for name in choices.withhold:
        if not any(name in verdict.withheld for verdict in found):
            raise WithholdUnknown(id=name)
    prepared = tuple(prepare(verdict) for verdict in found)
    accepted = tuple(each for each in prepared if each.objects)
    if not accepted:
        names = ", ".join(verdict.path for verdict in found) or "the input"
        raise NothingToSubmit(path=names)
    return accepted


def strictest(found: Sequence[Prepared], wanted: int | None) -> int:
    """The policy's TLP: as wanted, else the strictest marking inside, else AMBER.

    Raises ``MarkingTooStrict`` where something inside is stricter than wanted.
    """
    inside = max(found, key=lambda each: each.strictest_tlp)
    if wanted is None:
        return inside.strictest_tlp or 3
    if inside.strictest_tlp > wanted:
        raise MarkingTooStrict(
            path=inside.path, marking=tlp_name(inside.strictest_tlp), policy=tlp_name(wanted)
        )
    return wanted


def prepare(verdict: Checked) -> Prepared:
    """What of a file is sealed, and the marks of what is not: kinds and fields, never values."""
    kept = [
        (name, raw)
        for name, raw in zip(verdict.ids, verdict.canonical, strict=True)
        if name not in verdict.withheld
    ]
    places = {name: number for number, (name, _) in enumerate(kept)}
    found = {Withheld(WHOLE_OBJECT, _kind(name)) for name in verdict.withheld}
    for cut in verdict.scrubbed:
        if not cut.path:
            found.add(Withheld(WHOLE_OBJECT, _kind(cut.id)))
        elif cut.id in places:
            found.add(Withheld(places[cut.id], cut.path[:_MARK_CHARACTERS]))
    return Prepared(
        path=verdict.path,
        format=verdict.format,
        objects=tuple(raw for _, raw in kept),
        strictest_tlp=verdict.strictest_tlp,
        marks=tuple(sorted(found)),
    )


def _kind(name: str) -> str:
    return name.partition("--")[0]


def _require_clean(found: Sequence[Checked], choices: Choices) -> None:
    refused = [(verdict, entry) for verdict in found for entry in verdict.refused]
    if refused and not choices.skip_refused:
        verdict, first = refused[0]
        place = first.path or first.id
        reason = f"{place}: {first.message}" if place else first.message
        raise InputRefused(count=len(refused), path=verdict.path, reason=reason)
    benign = [(verdict, entry) for verdict in found for entry in verdict.benign]
    if benign and not choices.allow_benign:
        verdict, hit = benign[0]
        reason = f"{hit.list}: {hit.reason}"
        raise BenignFound(count=len(benign), path=verdict.path, value=hit.value, reason=reason)
