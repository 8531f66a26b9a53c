"""How a flow tells what it is doing, without knowing who listens."""

from __future__ import annotations

from typing import Protocol

__all__ = ["SILENT", "Progress", "Silent"]


class Progress(Protocol):
    """A listener; the CLI has one for terminals and one for pipes, a notebook may bring its own."""

    def say(self, text: str) -> None:
        """One step has been done, or begins: a short sentence without a full stop."""
        ...

    def count(self, what: str, done: int, total: int) -> None:
        """A longer piece of work stands at ``done`` of ``total``; the same ``what`` throughout."""
        ...


class Silent:
    """Listens to nothing."""

    def say(self, text: str) -> None:
        """Ignore it."""

    def count(self, what: str, done: int, total: int) -> None:
        """Ignore it."""


#: The listener for code that wants none.
SILENT: Progress = Silent()
