"""Errors of taking in STIX, lists and tables: a whole file that cannot be used.

What is wrong with a single object is not an exception but a ``Refusal`` in the result of the
check, with the same kind of stable code.
"""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "AssetsRefused",
    "CanonicalRefused",
    "InputCompressed",
    "InputNotIndicators",
    "InputNotJson",
    "InputNotStix",
    "InputNotText",
    "InputTooLarge",
    "InputUnreadable",
    "InputVersion",
    "StixError",
    "WorkerFailed",
]


class StixError(AisError):
    """Base of all that can go wrong with a file that is taken in. ``at``: JSON path, or ''."""

    code = "input-refused"
    why = "the file was refused: {reason}"
    what_to_do = "Correct the file and check it again with `ais check`."
    fields: ClassVar[tuple[str, ...]] = ("reason", "at")


class InputUnreadable(StixError):
    """The path is not there, is no file, or may not be read."""

    code = "input-unreadable"
    why = "cannot read {path}: {reason}"
    what_to_do = "Check the path and its permissions."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class InputTooLarge(StixError):
    """More than the limits allow. ``what`` is bytes, objects, levels, lines or rows."""

    code = "input-too-large"
    why = "the file or folder has more {what} than allowed ({limit})"
    what_to_do = "Split the file into smaller ones, or flatten what is nested."
    fields: ClassVar[tuple[str, ...]] = ("what", "limit")


class InputCompressed(StixError):
    """Archives and compressed files are not opened: their size after opening is unknown."""

    code = "input-compressed"
    why = "the file is compressed ({kind}); compressed input is not opened"
    what_to_do = "Unpack it yourself, look at it, and give the unpacked files."
    fields: ClassVar[tuple[str, ...]] = ("kind",)


class InputNotText(StixError):
    """Not UTF-8 text."""

    code = "input-not-text"
    why = "the file is not plain UTF-8 text: {reason}"
    what_to_do = "Save it as UTF-8 without byte-order mark."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class InputNotJson(StixError):
    """Not strict JSON. ``at`` is a JSON path or a byte position."""

    code = "input-not-json"
    why = "the file is not strict JSON: {reason} at {at}"
    what_to_do = "Correct the JSON at the named place."
    fields: ClassVar[tuple[str, ...]] = ("reason", "at")


class InputNotStix(StixError):
    """JSON, but no bundle, no STIX object and no list of them."""

    code = "input-not-stix"
    why = "the file is not STIX: {reason}"
    what_to_do = "Give a STIX 2.1 bundle, one object, a list of objects, a plain list or a CSV."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class InputVersion(StixError):
    """STIX of a version that is not taken in."""

    code = "input-stix-version"
    why = "the file is STIX {version}; only 2.1 is taken in"
    what_to_do = "Convert it to STIX 2.1 first, for example with the OASIS elevator tools."
    fields: ClassVar[tuple[str, ...]] = ("version",)


class InputNotIndicators(StixError):
    """A list or table in which nothing could be recognised."""

    code = "input-not-indicators"
    why = "no indicator was found in the file: {reason}"
    what_to_do = "Give one indicator a line, or a CSV with a column named indicator or value."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class AssetsRefused(StixError):
    """A line in the file of own assets; a misspelt one would leave the member unprotected."""

    code = "assets-refused"
    why = "line {line} of the assets is no domain, address or network"
    what_to_do = "Give one domain, address or network a line; # begins a comment."
    fields: ClassVar[tuple[str, ...]] = ("line",)


class CanonicalRefused(StixError):
    """A value that RFC 8785 cannot write as bytes."""

    code = "canonical-refused"
    why = "the object has no canonical bytes: {reason}"
    what_to_do = "Use numbers within 2^53 and text without lone surrogates."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class WorkerFailed(StixError):
    """The bounded worker process could not be started or kept alive."""

    code = "worker-failed"
    why = "the checking process could not be run: {reason}"
    what_to_do = "Check that this machine allows new processes and has free memory, then try again."
    fields: ClassVar[tuple[str, ...]] = ("reason",)
