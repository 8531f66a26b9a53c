"""``ais demo``: the main job and the supply chain, watched."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click
from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ais.flows.demo import Attested, Finale, Narrator, Transcript, play, play_second
from ais.open_files import make_room

from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["demo"]

_EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
_WIDTH = 118
_OPEN_FILES = 1_024  # the second act has 444 at most: two dozen homes in one process


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
@click.option(
    "--act",
    type=click.Choice(["1", "2"]),
    help="Play one act: 1 indicators, 2 attestations of a supply chain.  [default: both]",
)
@pass_session
def demo(session: Session, *, keep: Path | None, examples: Path, act: str | None) -> None:
    """Play the main job and a supply chain on local chains of their own.

    First act, eighteen companies: real indicators are checked, sealed, submitted, read by exactly
    those whom the rules allow, valued blind by a panel, paid for, and audited. Second act,
    twenty-four companies: real scanners' reports become attestations that name nobody, and
    customers see whose fail. Every company has a home folder, keys and processes of its own; what
    they share is the chain and a store. Needs Anvil, changes nothing outside its folder, and takes
    two to three minutes on two cores.

    Example: ais demo --keep /tmp/ais-demo
    """
    signal.signal(signal.SIGTERM, _end)
    for part in ("data", "terms"):
        if not (examples / part).is_dir():
            raise click.BadParameter(f"{examples} has no folder {part}", param_hint="'--examples'")
    make_room(_OPEN_FILES)
    acts = (act,) if act else ("1", "2")
    if keep is not None:
        _play(session.output, keep.resolve(), examples.resolve(), acts, keep=True)
        return
    with tempfile.TemporaryDirectory(prefix="ais-demo-") as folder:
        _play(session.output, Path(folder).resolve(), examples.resolve(), acts, keep=False)


def _end(number: int, _frame: FrameType | None) -> None:
    """Leave as after an interrupt: chain, relays and temporary folder end with the demo."""
    raise SystemExit(128 + number)


def _play(output: Output, folder: Path, examples: Path, acts: Sequence[str], *, keep: bool) -> None:
    transcript, screen = Transcript(), _Screen(examples)
    narrator: Narrator = transcript if output.as_json else screen
    finale = attested = None
    if "1" in acts:
        finale = play(folder, examples, narrator, keep=keep)
    if "2" in acts:
        attested = play_second(folder / "suppliers", examples, narrator, keep=keep)
    if output.as_json:
        ended = {"finale": finale, "attested": attested}
        output.document({**ended, "scenes": transcript.scenes, "kept": keep})
        return
    _close(screen.console, finale, attested, keep=keep)


def _close(
    console: Console, finale: Finale | None, attested: Attested | None, *, keep: bool
) -> None:
    lines = []
    if finale is not None:
        lines.append(
            f"{finale.submissions} submissions, {len(finale.valued)} valued by the panel, "
            f"{finale.blocks} blocks, {finale.seconds:.0f} seconds."
        )
    if attested is not None:
        lines.append(
            f"{attested.proofs} proofs ({attested.prover} prover, m = {attested.slots}), "
            f"{attested.blocks} blocks, {attested.seconds:.0f} seconds."
        )
    lines.append("")
    if keep:
        lines += [f"Where ais is not found: export PATH={Path(sys.executable).parent}:$PATH"]
    if keep and finale is not None:
        lines += _how_to_go_on(finale)
    if keep and attested is not None:
        lines += _how_to_look_on(attested)
    if not keep:
        lines += ["Once more, to explore: ./scripts/demo --keep DIR"]
    lines += ["How it works: docs/protocol.md · what it defends: docs/threat-model.md"]
    text = Text("\n".join(lines))
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


def _how_to_look_on(attested: Attested) -> list[str]:
    folder = attested.folder
    return [
        f"The second act is in {folder}, network.svg and evidence.json too.",
        "In another terminal:",
        f"  ais network start {folder}/chain --port {attested.port}",
        "Here, as the prime's officer:",
        f"  export AIS_HOME={folder}/homes/aurora",
        f"  export AIS_PASSWORD_FILE={folder}/passwords/aurora",
        "  ais attest suppliers --epoch 3; ais attest network; ais attest status",
        f"  ais attest evidence verify {folder}/evidence.json",
    ]
