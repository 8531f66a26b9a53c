"""``ais check``: offline, before anything is sealed."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import click

from ais.flows import check as flow
from ais.stix import Assets, Checked

from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["check"]

_SHOWN = 20


@click.command(cls=Verb)
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--assets",
    type=click.Path(exists=True, dir_okay=False),
    help="Your own domains and networks, one a line.",
)
@click.option("--attribute", is_flag=True, help="Leave the author in.")
@pass_session
def check(session: Session, *, paths: tuple[str, ...], assets: str | None, attribute: bool) -> None:
    """Tell what of PATHS would be submitted, and what is refused and why.

    Takes STIX 2.1 bundles, lists and CSV; folders are read to their ends, - is standard input.
    Needs no key, chain or network, and changes nothing. With --json one line a file. Exit status 0
    where nothing is refused, 1 where something is.

    Example: ais check report.json list.txt
    """
    output = session.output
    clean = True
    for verdict in flow.check(
        paths,
        at=datetime.now(UTC).replace(microsecond=0),
        assets=flow.load_assets(assets) if assets else Assets(),
        attribute=attribute,
        stdin=sys.stdin.buffer,
        progress=output.progress,
    ):
        clean = clean and not verdict.has_refusals
        if output.as_json:
            click.echo(json.dumps(verdict.to_dict()))
        else:
            _show(output, verdict)
    click.get_current_context().exit(0 if clean else 1)


def _show(output: Output, verdict: Checked) -> None:
    style = "red" if verdict.has_refusals else "green"
    kept = f"{verdict.accepted} of {verdict.objects} objects would be submitted"
    output.line(f"{verdict.path} ({verdict.format}): {kept}", style=style)
    for refusal in verdict.refused[:_SHOWN]:
        output.line(f"  refused {refusal.path or refusal.id} [{refusal.code}]: {refusal.message}")
    for hit in verdict.benign[:_SHOWN]:
        output.line(f"  known to be harmless {hit.path}: {hit.value} ({hit.list}: {hit.reason})")
    hidden = len(verdict.refused) + len(verdict.benign) - 2 * _SHOWN
    if hidden > 0:
        output.line("  and more: see them all with --json")
    if verdict.scrubbed:
        output.line(f"  {len(verdict.scrubbed)} places taken out (author and people)", style="dim")
