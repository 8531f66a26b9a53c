"""The story from beginning to end."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from ais.flows.demo import paying, sharing, valuing
from ais.flows.demo.cast import EVERYBODY
from ais.flows.demo.founding import found
from ais.flows.demo.narrator import Narrator
from ais.flows.demo.stage import Stage
from ais.flows.demo.valuing import Valued
from ais.flows.outcome import Outcome

__all__ = ["Finale", "play"]


@dataclass(frozen=True, slots=True)
class Finale(Outcome):
    """What the story came to; amounts in the token's smallest unit."""

    folder: Path
    port: int  # of the chain, which the homes' deployment file names
    seconds: float
    blocks: int
    submissions: int
    valued: tuple[Valued, ...]
    money: dict[str, int]


def play(folder: Path, examples: Path, narrator: Narrator, *, keep: bool = False) -> Finale:
    """Play the main job in ``folder``, with the data and terms of ``examples``.

    ``keep``: the chain writes its state when it stops. Raises ``DemoFolderTaken``, ``DemoUntrue``,
    and whatever a company's deed raises.
    """
    began = time.monotonic()
    with Stage(folder, examples, narrator, EVERYBODY, keep=keep) as stage:
        found(stage)
        sharing.check_and_share(stage)
        sharing.read_and_fail(stage)
        valued = [valuing.value_the_first(stage)]
        valued += paying.first_epoch(stage)
        valued += paying.second_epoch(stage)
        books = _audit(stage, valued)
        overseer = stage.party("overseer")
        return Finale(
            folder=folder,
            port=stage.chain.port,
            seconds=round(time.monotonic() - began, 1),
            blocks=overseer.connection.block_number(),
            submissions=len(overseer.sync().submissions()),
            valued=tuple(valued),
            money=dict(books),
        )


def _audit(stage: Stage, valued: list[Valued]) -> list[tuple[str, int]]:
    stage.narrator.scene(
        "The audit trail, and books that balance",
        "The overseer has no key and reads no content; from the chain alone it sees who did what.",
    )
    trail = stage.ais("overseer", "audit", "0x" + stage.ids["spyware"].hex())
    rows = [
        (line["block"], line["event"], stage.name_of(line["organisation"] or 0))
        for line in trail["lines"]
    ]
    stage.narrator.table("The campaign's trail", ("block", "what", "who"), rows)
    found_books = paying.books(stage)
    shown = [(name, stage.money(amount)) for name, amount in found_books]
    stage.narrator.table("Where every token is", ("where", "how much"), shown)
    summary = [
        (
            each.name,
            each.submitter,
            each.stage,
            each.severity_bps,
            each.scope_bps,
            stage.money(each.reward),
            each.absent or "",
        )
        for each in valued
    ]
    columns = ("submission", "by", "ended", "severity", "scope", "reward", "never revealed")
    stage.narrator.table("Summary", columns, summary)
    return found_books
