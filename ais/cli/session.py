"""What every command shares: the session, and the options that each of them takes.

A command is made with ``@click.command(cls=Verb)``, a group with ``@click.group(cls=Verbs)``; both
take ``--json`` after the word as well as before it. ``@pass_session`` hands over the session, and
``session.party()`` opens the home.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ais.errors import PasswordMissing

from .output import Output

if TYPE_CHECKING:
    from ais.flows.party import Party

__all__ = ["Session", "Verb", "Verbs", "pass_session", "require_terminal"]


class Session:
    """What one run of the command line was told."""

    def __init__(self, home: Path, network: Path | None, output: Output) -> None:
        self.home = home
        self.network = network  # a deployment file to use instead of the home's copy
        self.output = output

    def party(self) -> Party:
        """The party whose home this is: connected, keys still locked."""
        from ais.flows.party import Party  # noqa: PLC0415  loads web3

        party = Party.open(
            self.home,
            network=self.network,
            ask_password=ask_password,
            progress=self.output.progress,
        )
        click.get_current_context().call_on_close(party.close)
        return party


pass_session = click.make_pass_decorator(Session)


def ask_password(prompt: str) -> str:
    """Ask on the terminal, without echo. Used where the environment holds no password.

    Raises ``PasswordMissing`` without a terminal: standard input may carry indicators.
    """
    require_terminal()
    answer = click.prompt(prompt, hide_input=True, err=True)
    assert isinstance(answer, str)
    return answer


def require_terminal() -> None:
    """Somebody can be asked without an echo. Raises ``PasswordMissing``."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        if not sys.stdin.isatty():
            raise PasswordMissing() from None


class Verb(click.Command):
    """A command with ``--json`` and ``--quiet`` of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(_flag("--json", "Print one JSON document, for machines."))
        self.params.append(_flag("--quiet", "No progress, only the result."))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The text, then each example by itself: a shell takes it as it stands."""
        text, *examples = re.split(r"\s*\bExample: ", inspect.cleandoc(self.help or ""))
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text)
            for each in examples:
                formatter.write_paragraph()
                formatter.write(_example(each, " " * formatter.current_indent, formatter.width))


class Verbs(click.Group):
    """A group of such commands."""

    command_class = Verb


def _example(command: str, indent: str, width: int) -> str:
    """Broken before options alone, as a shell reads it."""
    lines = [f"{indent}Example:"]
    for part in re.split(r" (?=--)", " ".join(command.split())):
        if len(lines[-1]) + len(part) + 3 > width:
            lines[-1] += " \\"
            lines.append(f"{indent}   ")
        lines[-1] += f" {part}"
    return "\n".join(lines) + "\n"


def _flag(name: str, text: str) -> click.Option:
    return click.Option(
        [name], is_flag=True, help=text, expose_value=False, callback=_narrow, is_eager=True
    )


def _narrow(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    session = ctx.find_object(Session)
    if not value or session is None:
        return
    as_json = session.output.as_json or option.name == "json"
    quiet = session.output.quiet or option.name == "quiet"
    session.output = Output(as_json=as_json, quiet=quiet)
