"""``ais attest report``: what scanners wrote, where a supplier hands it to its customers."""

from __future__ import annotations

from pathlib import Path

import click

from ais.flows.attestations import reports, view
from ais.flows.attestations.reports import Saved

from .attest_parts import POLICY, policy_or_none
from .output import Output
from .parts import EPOCH, ORGANISATION
from .session import Session, Verb, pass_session

__all__ = ["report"]


@click.command(cls=Verb)
@click.argument("supplier", type=ORGANISATION, required=False)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for the files.",
)
@click.option("--epoch", type=EPOCH, help="[default: the running one]")
@POLICY
@pass_session
def report(
    session: Session,
    *,
    supplier: int | None,
    folder: Path,
    epoch: int | None,
    policy: str | None,
) -> None:
    """Fetch the reports behind suppliers' statements; of all that hand them over, or of SUPPLIER.

    Each file is checked against the digest in the statement and written; nothing looks into it. No
    other command fetches reports, for a store's host sees which blobs you fetch, and so may guess
    who supplies you. Exit status 1 where one was refused. Sends nothing.

    Example: ais attest report 3 --to reports/
    """
    party = session.party()
    rows = view.suppliers(party, epoch, policy_or_none(party, policy))
    rows = [each for each in rows if supplier in (None, each.supplier)]
    got = reports.save(party, rows, folder)
    session.output.result(got, lambda: _show(session.output, got))
    click.get_current_context().exit(1 if got.refused else 0)


def _show(output: Output, got: Saved) -> None:
    for taken in got.saved:
        for file in taken.files:
            output.line(f"supplier {taken.supplier}: {file}", style="green")
    for each in got.refused:
        output.line(f"supplier {each.supplier}: [{each.code}] {each.reason}", style="red")
        output.line(f"  what to do: {each.advice}")
    if got.none:
        output.line(f"{got.none} statements come without a report in the stores")
    if not got.saved and not got.refused:
        output.line("no report to fetch")
