"""``ais audit``: the overseer's view, open to everybody."""

from __future__ import annotations

from pathlib import Path

import click

from ais.flows import audit as flow
from ais.flows import fetch
from ais.flows.audit import CONTRACTS, Line, Trail

from .output import Output, short
from .parts import ORGANISATION, moment
from .paths import NEW_FILE
from .session import Session, Verb, pass_session

__all__ = ["audit"]


@click.command(cls=Verb)
@click.argument("submission", required=False)
@click.option(
    "--contract",
    "contracts",
    metavar="NAME",
    multiple=True,
    type=click.Choice(CONTRACTS, case_sensitive=False),
    help="Of this contract alone; may be repeated.",
)
@click.option("--organisation", type=ORGANISATION, help="Of this organisation alone.")
@click.option(
    "--from-block", type=click.IntRange(0, 2**63 - 1), default=0, help="From this block on."
)
@click.option("--csv", "as_csv", is_flag=True, help="As CSV.")
@click.option(
    "--to",
    "target",
    type=NEW_FILE,
    help="Into this file, as CSV.",
)
@pass_session
def audit(
    session: Session,
    *,
    submission: str | None,
    contracts: tuple[str, ...],
    organisation: int | None,
    from_block: int,
    as_csv: bool,
    target: Path | None,
) -> None:
    """Show the trail of SUBMISSION, or the whole ledger, from the chain alone.

    Needs no keys and no membership. It shows submissions, releases (to how many slots), requests,
    grants, receipts, valuations and money; not who opened what: that stands nowhere.

    Example: ais audit 0x12ab; ais audit --csv > ledger.csv
    """
    if submission is not None and (contracts or organisation is not None or from_block):
        raise click.UsageError("the trail of a submission is whole: leave out the filters")
    party = session.party()
    output = session.output
    if submission is not None:
        found = flow.trail(party, fetch.resolve(party, submission))
        lines = list(found.lines)
    else:
        found = None
        lines = flow.ledger(
            party, first_block=from_block, contracts=contracts, organisation=organisation
        )
    if target is not None:
        target.write_text(flow.to_csv(lines), encoding="utf-8")
        output.result(
            {"file": target, "lines": len(lines)},
            lambda: output.line(f"{len(lines)} lines -> {target}"),
        )
    elif as_csv:
        click.echo(flow.to_csv(lines), nl=False)
    else:
        output.result(found or {"lines": lines}, lambda: _show(output, found, lines))


def _show(output: Output, found: Trail | None, lines: list[Line]) -> None:
    if found is not None:
        output.line(f"submission 0x{found.submission_id.hex()}", style="bold")
        output.pairs({"by organisation": found.organisation, "slots released": list(found.slots)})
    rows = [
        (
            line.block,
            moment(line.timestamp),
            line.event,
            short(line.submission_id) if line.submission_id else "",
            line.organisation,
            _words(line),
        )
        for line in lines
    ]
    output.table(["block", "time", "event", "submission", "organisation", "what"], rows)


def _words(line: Line) -> str:
    parts = []
    for name, value in line.values.items():
        if name in (
            "bundle",
            "sealed_ballot",
            "policy",
            "commitment",
            "key_commit",
            "submission_ids",
        ):
            continue
        text = short(value) if isinstance(value, str) and value.startswith("0x") else str(value)
        parts.append(f"{name} {text}")
    return ", ".join(parts)
