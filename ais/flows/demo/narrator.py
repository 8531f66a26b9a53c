"""How the demo tells its story, without knowing who watches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ais.flows.outcome import plain

__all__ = ["Narrator", "Transcript"]


class Narrator(Protocol):
    """Somebody who shows the story: a terminal, a pipe, or a transcript for machines."""

    def scene(self, title: str, about: str) -> None:
        """A new scene begins; ``about`` is one sentence."""
        ...

    def say(self, text: str) -> None:
        """Something happened: a sentence."""
        ...

    def command(self, home: str, words: Sequence[str]) -> None:
        """A real ``ais`` process runs in a company's home."""
        ...

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Several things of one kind."""
        ...


class Transcript:
    """A narrator that keeps everything, for machines and for tests."""

    def __init__(self) -> None:
        self.scenes: list[dict[str, Any]] = []

    def scene(self, title: str, about: str) -> None:
        """Begin a scene."""
        self.scenes.append({"title": title, "about": about, "told": []})

    def say(self, text: str) -> None:
        """Keep a sentence."""
        self._keep({"say": text})

    def command(self, home: str, words: Sequence[str]) -> None:
        """Keep a command."""
        self._keep({"home": home, "command": ["ais", *words]})

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Keep a table, one mapping a row."""
        kept = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        self._keep({"table": title, "rows": kept})

    def _keep(self, told: dict[str, Any]) -> None:
        self.scenes[-1]["told"].append(told)
