"""What the commands print: one JSON document for machines, tables and sentences for people.

Results go to standard output, progress and errors to standard error, so that a pipe carries
results alone. Colour and moving bars are for terminals.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from ais.errors import AisError
from ais.flows.outcome import plain

from .neutral import neutral, neutral_json

__all__ = ["Lines", "Output", "short"]


def short(value: bytes | str, keep: int = 10) -> str:
    """The beginning of a digest or id, for tables: ``0x12345678…``."""
    text = "0x" + value.hex() if isinstance(value, bytes) else value
    return text if len(text) <= keep + 1 else text[:keep] + "…"


class Lines:
    """Progress as plain lines on standard error: for terminals and pipes alike."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._tenth: dict[str, int] = {}

    def say(self, text: str) -> None:
        """A step, dimmed on a terminal."""
        self._console.print(f"  {neutral(text)}", style="dim", markup=False, highlight=False)

    def count(self, what: str, done: int, total: int) -> None:
        """A line at each tenth of long work; nothing for what is short."""
        if total < 20:
            return
        tenth = done * 10 // total
        if self._tenth.get(what) != tenth:
            self._tenth[what] = tenth
            self.say(f"{what}: {done} of {total}")


class _Quiet:
    def say(self, text: str) -> None:
        """Nothing."""

    def count(self, what: str, done: int, total: int) -> None:
        """Nothing."""


class Output:
    """Where a command puts its result; made once per run."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet
        # A pipe has no width: what is read by another program is not wrapped.
        width = None if sys.stdout.isatty() else 250
        self.console = Console(width=width, soft_wrap=not sys.stdout.isatty())
        self._errors = Console(stderr=True, soft_wrap=True)
        self.progress: Lines | _Quiet = _Quiet() if quiet or as_json else Lines(self._errors)

    def result(self, value: Any, show: Callable[[], None]) -> None:
        """Print the result: ``value`` as a JSON document with ``--json``, else call ``show``."""
        if self.as_json:
            self.document(value)
        else:
            show()

    def document(self, value: Any) -> None:
        """One JSON document, indented on a terminal and in one line in a pipe."""
        indent = 2 if sys.stdout.isatty() else None
        self.text(json.dumps(plain(value), indent=indent, ensure_ascii=False))

    def record(self, value: Any) -> None:
        """One JSON document in one line, for commands that give several."""
        self.text(json.dumps(plain(value), ensure_ascii=False))

    def text(self, text: str) -> None:
        """JSON text as it is, but for characters that would drive a terminal."""
        click.echo(neutral_json(text))

    def line(self, text: str, style: str | None = None) -> None:
        """One line for people."""
        self.console.print(neutral(text), style=style, markup=False, highlight=False)

    def pairs(self, values: Mapping[str, object], title: str | None = None) -> None:
        """Names and values, one pair a line."""
        if title:
            self.line(title, style="bold")
        width = max((len(name) for name in values), default=0)
        for name, value in values.items():
            self.line(f"  {name.ljust(width)}  {'-' if value is None else value}")

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None
    ) -> None:
        """A table; cells are plain text, never markup."""
        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        self.console.print(table)

    def error(self, error: AisError) -> None:
        """What went wrong and what to do: for people, or as JSON on standard error."""
        if self.as_json:
            found = json.dumps({"error": error.to_dict()}, ensure_ascii=False)
            click.echo(neutral_json(found), err=True)
            return
        style = "red" if self._errors.is_terminal else None
        for line in (f"error[{error.code}]: {error.message}", f"  what to do: {error.next_step}"):
            self._errors.print(neutral(line), style=style, markup=False, highlight=False)


def _cell(value: object) -> Any:
    from rich.text import Text  # noqa: PLC0415  rich is slow to load and not always needed

    if value is None:
        return Text("-")
    return Text("yes" if value is True else "no" if value is False else neutral(str(value)))
