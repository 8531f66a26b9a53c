"""What a check tells: frozen values, and the text forms that are safe to print.

No rule is decided here. The codes of refusals are a promise to scripts; ``CODES`` is the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from ais.jsontext import Step

__all__ = [
    "CODES",
    "Benign",
    "Checked",
    "JsonObject",
    "Line",
    "Progress",
    "Refusal",
    "Scrubbed",
    "Step",
    "json_path",
    "no_progress",
    "shown",
]

JsonObject = dict[str, Any]
SHOWN_CHARACTERS = 120
MESSAGE_CHARACTERS = 400

CODES: dict[str, tuple[str, str]] = {
    "json-duplicate-key": ("A key stands twice in one JSON object.", "Keep one of the two."),
    "json-hostile-key": ("A key named __proto__ corrupts some readers.", "Rename the key."),
    "json-number": ("A number that not every reader reads alike.", "Write it as text."),
    "json-surrogate": ("Text with half of a surrogate pair.", "Correct the escape sequence."),
    "list-value": ("The line or cell is no indicator that is known.", "Correct or remove it."),
    "marking-conflict": ("One object carries two TLP colours.", "Keep the right one."),
    "object-broke-checker": ("The checking process died on the object.", "Simplify the object."),
    "object-too-heavy": ("Checking the object needs too much memory.", "Simplify the object."),
    "object-too-large": ("The object is larger than allowed.", "Split or shorten it."),
    "object-too-slow": ("Checking the object takes too long.", "Simplify the object."),
    "pattern-regex": ("A MATCHES expression may run for ever.", "Use = , LIKE or a simpler one."),
    "pattern-too-complex": ("The pattern is too long or nested too deep.", "Split the pattern."),
    "reference-cycle": ("Objects that refer to each other in a circle.", "Break the circle."),
    "reference-missing": ("A relationship to what is not in the file.", "Add the object."),
    "reference-refused": ("A relationship to what was refused.", "Correct the other object first."),
    "same-id-conflict": ("One id and version, two contents.", "Keep one, or set modified."),
    "stix-field": ("A field has a value that STIX 2.1 does not allow.", "Correct the field."),
    "stix-missing-field": ("A field that STIX 2.1 requires is missing.", "Add the field."),
    "stix-not-object": ("The entry is no object with type and id.", "Remove or complete it."),
    "stix-pattern": ("The pattern is not valid STIX patterning.", "Correct the pattern."),
    "stix-rule": ("A rule of STIX 2.1 is broken.", "Correct the object."),
    "stix-version": ("The object is not STIX 2.1.", "Convert it to STIX 2.1."),
}
"""Codes of single refusals: why, and what to do. Codes of whole files stand in ``errors.stix``."""


class Line(str):
    """The place of a line or cell, such as ``line 12, column value``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one object, line or file is not taken. ``path`` is a JSON path, a line, or ``""``."""

    id: str
    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Benign:
    """A value that is known to be harmless. ``list`` names the list that knows it."""

    id: str
    path: str
    value: str
    list: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What was taken out before anything is sealed. ``path`` is "" for a whole object."""

    id: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict over one file.

    ``objects`` counts the distinct objects found, ``accepted`` those that would be submitted,
    ``refused`` has one entry for each that is not (and entries about the file as a whole).
    ``canonical`` and ``ids`` run in step, ordered by id and bytes. ``withheld`` are the ids that
    the submitter keeps from everybody. ``strictest_tlp``: 0 none, 1 CLEAR, 2 GREEN, 3 AMBER,
    4 AMBER+STRICT, 5 RED, read before scrubbing.
    """

    path: str
    format: str
    objects: int = 0
    accepted: int = 0
    refused: tuple[Refusal, ...] = ()
    benign: tuple[Benign, ...] = ()
    scrubbed: tuple[Scrubbed, ...] = ()
    withheld: tuple[str, ...] = ()
    strictest_tlp: int = 0
    canonical: tuple[bytes, ...] = field(default=(), repr=False)
    ids: tuple[str, ...] = ()

    @property
    def has_refusals(self) -> bool:
        """Whether anything was refused: the exit status of ``ais check`` is 1 then."""
        return bool(self.refused)

    def to_dict(self) -> JsonObject:
        """``{"path", "format", "objects", "accepted", "refused": […], "benign": […]}``."""
        return {
            "path": self.path,
            "format": self.format,
            "objects": self.objects,
            "accepted": self.accepted,
            "refused": [asdict(entry) for entry in self.refused],
            "benign": [asdict(entry) for entry in self.benign],
        }

    def to_json(self) -> str:
        """``to_dict`` as one line of ASCII JSON, safe for any terminal."""
        return json.dumps(self.to_dict())


class Progress(Protocol):
    """The port for long work: called with the file, what is done and what there is in all."""

    def __call__(self, path: str, done: int, total: int) -> None:
        """Hear that ``done`` of ``total`` objects of ``path`` are checked."""
        ...


def no_progress(path: str, done: int, total: int) -> None:
    """The progress of those who do not watch."""


def json_path(steps: Sequence[Step]) -> str:
    """``("objects", 3, "pattern")`` as ``objects[3].pattern``; odd keys are quoted."""
    text = ""
    for step in steps:
        if isinstance(step, Line):
            return str(step)  # a line has no fields of its own
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.isidentifier() and step.isascii():
            text += f".{step}" if text else step
        else:
            text += f"[{json.dumps(shown(step))}]"
    return text


def shown(value: object, limit: int = SHOWN_CHARACTERS) -> str:
    """Foreign text for a message: one line, no control or direction marks, cut at ``limit``."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    safe = "".join(_printable(text[: limit + 1]))
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


def _printable(text: str) -> Iterable[str]:
    for character in text:
        if character.isprintable():
            yield character
        else:
            yield " " if character in "\t\n\r" else f"\\u{ord(character):04x}"
