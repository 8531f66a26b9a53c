"""``ais demo``: the main job, watched."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ais.flows.demo import Finale, Transcript, play

from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["demo"]

_EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
_WIDTH = 118


class _Screen:
    """A narrator for terminals and pipes: colour on the one, plain text in the other."""

    def __init__(self, examples: Path) -> None:
        terminal = Console()
        self.console = terminal if terminal.is_terminal else Console(width=_WIDTH)
        self._examples = str(examples.parent) + "/"
        self._number = 0

    def scene(self, title: str, about: str) -> None:
        """Frame it."""
        self._number += 1
        self.console.print()
        head = Text(f"{self._number}  {title}", style="bold cyan")
        self.console.print(Panel(Text(about), title=head, title_align="left", box=ROUNDED))

    def say(self, text: str) -> None:
        """A sentence with a mark in front."""
        line = Table.grid(padding=(0, 1))
        line.add_row(Text("•", style="green"), Text(text))
        self.console.print(line)

    def command(self, home: str, words: Sequence[str]) -> None:
        """As it would be typed."""
        shown = " ".join(word.removeprefix(self._examples) for word in words)
        line = Text.assemble((f"{home} $ ", "dim"), ("ais ", "bold yellow"), (shown, "yellow"))
        self.console.print(line, overflow="fold")

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """With a title above it."""
        shown = Table(title=Text(title, style="bold"), title_justify="left", box=SIMPLE_HEAD)
        for place, column in enumerate(columns):
            numbers = all(isinstance(row[place], int | float) for row in rows)
            shown.add_column(column, justify="right" if numbers else "left", overflow="fold")
        for row in rows:
            shown.add_row(*(Text(str(cell), style=_style(cell)) for cell in row))
        self.console.print(shown)


def _style(cell: object) -> str:
    return {"reads": "green", "active": "green", "rewarded": "green"}.get(str(cell), "")


@click.command(cls=Verb)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Leave chain state, homes and stores in this new folder, to go on from there.",
)
@click.option(
    "--examples",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=_EXAMPLES,
    help="Folder of the data and terms that are shared.  [default: the checkout's]",
)
@pass_session
def demo(session: Session, *, keep: Path | None, examples: Path) -> None:
    """Play the main job with eighteen companies on a local chain of its own.

    Real indicators are checked, sealed, submitted, read by exactly those whom the rules allow,
    valued blind by a panel, paid for, and audited. Every company has a home folder, keys and
    processes of its own; what they share is the chain and a store. Needs Anvil, changes nothing
    outside its folder, and takes about a minute on two cores.

    Example: ais demo --keep /tmp/ais-demo
    """
    output, examples = session.output, examples.resolve()
    if keep is not None:
        _play(output, keep.resolve(), examples, keep=True)
        return
    with tempfile.TemporaryDirectory(prefix="ais-demo-") as folder:
        _play(output, Path(folder).resolve(), examples, keep=False)


def _play(output: Output, folder: Path, examples: Path, *, keep: bool) -> None:
    if output.as_json:
        transcript = Transcript()
        finale = play(folder, examples, transcript, keep=keep)
        output.document({"finale": finale, "scenes": transcript.scenes, "kept": keep})
        return
    screen = _Screen(examples)
    finale = play(folder, examples, screen, keep=keep)
    _close(screen.console, finale, keep=keep)


def _close(console: Console, finale: Finale, *, keep: bool) -> None:
    text = Text(
        f"{finale.submissions} submissions, {len(finale.valued)} valued by the panel, "
        f"{finale.blocks} blocks, {finale.seconds:.0f} seconds.\n\n"
    )
    lines = _how_to_go_on(finale) if keep else ["Once more, to explore: ./scripts/demo --keep DIR"]
    lines += ["How it works: docs/protocol.md · what it defends: docs/threat-model.md"]
    text.append("\n".join(lines))
    console.print(
        Panel(text, title=Text("Done", style="bold green"), title_align="left", box=ROUNDED)
    )


def _how_to_go_on(finale: Finale) -> list[str]:
    folder = finale.folder
    return [
        f"Everything is in {folder}: chain/, store/, homes/, passwords/.",
        "In another terminal, with a block a second, since panels wait for blocks:",
        f"  ais network start {folder}/chain --port {finale.port} --block-seconds 1",
        "Here:",
        f"  export AIS_HOME={folder}/homes/rivermouth",
        f"  export AIS_PASSWORD_FILE={folder}/passwords/rivermouth",
        "  ais status; ais list; ais fetch --all; ais pool balance; ais audit",
    ]
