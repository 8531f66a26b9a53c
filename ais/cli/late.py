"""A group of commands whose modules are loaded when their words are used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

__all__ = ["Late", "Words"]

Words = Mapping[str, tuple[str, str, str]]
"""word -> (module, attribute, one line of help), in the order in which help shows them."""


class Late(click.Group):
    """Finds its commands in a table of ``words``, and loads none before it is asked for."""

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = words

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The words, in their order."""
        return list(self._words)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a word; None for one that is not in the table."""
        if cmd_name not in self._words:
            return None
        module, attribute, _ = self._words[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the words and their lines of help, without loading anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(word, line) for word, (_, _, line) in self._words.items()])
