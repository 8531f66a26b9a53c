"""Errors of the journal: what must survive a crash could not be written, read or agreed on."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "JournalError",
    "JournalOpeningFailed",
    "JournalSagaFinished",
    "JournalStepConflict",
    "JournalUnavailable",
    "JournalVersion",
]


class JournalError(AisError):
    """Base of all that can go wrong with the journal."""

    code = "journal-error"
    why = "the journal cannot be used: {reason}"
    what_to_do = "Check the home folder; without its journal AIS sends nothing."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class JournalUnavailable(JournalError):
    """The file cannot be opened, is locked for too long, or the disk is full."""

    code = "journal-unavailable"
    why = "the journal {path} cannot be used: {reason}"
    what_to_do = "Check free space, permissions and other ais processes; then run the same again."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class JournalVersion(JournalError):
    """Written by a newer client, or no journal at all."""

    code = "journal-version"
    why = "the journal {path} has version {found}; this client knows {known}"
    what_to_do = "Use the client that wrote it, or a newer one."
    fields: ClassVar[tuple[str, ...]] = ("path", "found", "known")


class JournalStepConflict(JournalError):
    """A step is on record with another value: two runs of one saga decided differently."""

    code = "journal-step-conflict"
    why = "step {step} of {verb} is already on record with another value"
    what_to_do = "Run the command again: it goes on with the recorded value. --again starts anew."
    fields: ClassVar[tuple[str, ...]] = ("verb", "step")


class JournalSagaFinished(JournalError):
    """A step was to be written into a saga that has ended."""

    code = "journal-saga-finished"
    why = "{verb} has already been finished; step {step} was not written"
    what_to_do = "Nothing is left to do. To do it once more, add --again."
    fields: ClassVar[tuple[str, ...]] = ("verb", "step")


class JournalOpeningFailed(JournalError):
    """A sealed step does not open with this root secret."""

    code = "journal-opening-failed"
    why = "step {step} of {verb} does not open with this root secret"
    what_to_do = "The journal belongs to other keys or was altered: restore both from one backup."
    fields: ClassVar[tuple[str, ...]] = ("verb", "step")
