"""``ais list``, ``fetch``, ``request``, ``grant``, ``receipt``: what comes in."""

from __future__ import annotations

from pathlib import Path

import click

from ais.flows import fetch as flow
from ais.flows import requests
from ais.flows.fetch import Fetched, Listed

from .output import Output, short
from .parts import DRY_RUN, ORGANISATION, SECTOR, moment, show_acts
from .session import Session, Verb, pass_session

__all__ = ["fetch", "grant", "list_", "receipt", "request"]


@click.command("list", cls=Verb)
@click.option("--organisation", type=ORGANISATION, help="Of this submitter alone.")
@click.option("--sector", type=SECTOR, help="Concerning this sector alone.")
@click.option("--readable", is_flag=True, help="Only what this member can read.")
@pass_session
def list_(
    session: Session, *, organisation: int | None, sector: int | None, readable: bool
) -> None:
    """List submissions: policy, state, and whether this member can read them, or why not.

    Opens nothing and sends nothing. Example: ais list --sector energy
    """
    found = flow.list_(
        session.party(), organisation=organisation, sector=sector, only_readable=readable
    )
    session.output.result(found, lambda: _show_list(session.output, found))


@click.command(cls=Verb)
@click.argument("submissions", nargs=-1)
@click.option(
    "--all", "everything", is_flag=True, help="Everything readable; what is here already is left."
)
@click.option("--sector", type=SECTOR, help="Everything readable of a sector.")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files; default: received/ in the home.",
)
@click.option("--refresh", is_flag=True, help="Fetch again what is here already.")
@pass_session
def fetch(
    session: Session,
    *,
    submissions: tuple[str, ...],
    everything: bool,
    sector: int | None,
    folder: Path | None,
    refresh: bool,
) -> None:
    """Open SUBMISSIONS, verify them against the chain, and write STIX 2.1 bundles.

    Checked are the ciphertext's digest, the commitment to the key, and the commitment to the
    objects; what fails is refused and says why. Nothing becomes public; the store's host sees which
    blobs are read, and --all hides which of them mattered. Exit status 1 where one was refused.

    Example: ais fetch --all --to intelligence/
    """
    if not submissions and not everything and sector is None:
        raise click.UsageError("name submissions, or say --all or --sector")
    if submissions and (everything or sector is not None):
        raise click.UsageError("name submissions, or say --all or --sector, not both")
    party = session.party()
    ids = [flow.resolve(party, each) for each in submissions]
    got = flow.fetch(party, ids, sector=sector, folder=folder, refresh=refresh)
    session.output.result(got, lambda: _show_fetched(session.output, got))
    click.get_current_context().exit(1 if got.refused else 0)


@click.command(cls=Verb)
@click.argument("submission")
@DRY_RUN
@pass_session
def request(session: Session, *, submission: str, dry_run: bool) -> None:
    """Ask publicly for the key of SUBMISSION: for members who may read by now and could not then.

    Public: that this organisation asks for it. Example: ais request 0x12ab
    """
    party = session.party()
    done = requests.request(party, flow.resolve(party, submission), dry_run=dry_run)
    session.output.result(done, lambda: show_acts(session.output, [done]))


@click.command(cls=Verb)
@click.argument("submission", required=False)
@click.argument("organisation", type=ORGANISATION, required=False)
@DRY_RUN
@pass_session
def grant(
    session: Session, *, submission: str | None, organisation: int | None, dry_run: bool
) -> None:
    """Give ORGANISATION the key of SUBMISSION; without arguments list the open requests.

    Any member that can read it may grant; the chain checks that the asker may read. Public: who
    granted to whom. A released key cannot be taken back. Example: ais grant 0x12ab 7
    """
    if submission is not None and organisation is None:
        raise click.UsageError("say to whom: ais grant SUBMISSION ORGANISATION")
    party = session.party()
    if submission is None or organisation is None:
        found = requests.asked(party)
        rows = [(short(e.submission_id), e.organisation, moment(e.requested_at)) for e in found]
        columns = ["submission", "organisation", "asked at"]
        session.output.result({"requests": found}, lambda: session.output.table(columns, rows))
        return
    done = requests.grant(party, flow.resolve(party, submission), organisation, dry_run=dry_run)
    session.output.result(done, lambda: show_acts(session.output, [done]))


@click.command(cls=Verb)
@click.argument("submission")
@DRY_RUN
@pass_session
def receipt(session: Session, *, submission: str, dry_run: bool) -> None:
    """Confirm publicly that SUBMISSION was read; closes this organisation's request.

    Posted only after it was opened and verified here. Example: ais receipt 0x12ab
    """
    party = session.party()
    done = requests.receipt(party, flow.resolve(party, submission), dry_run=dry_run)
    session.output.result(done, lambda: show_acts(session.output, [done]))


def _show_list(output: Output, found: Listed) -> None:
    rows = [
        (
            short(row.submission_id),
            row.organisation,
            row.state,
            row.policy["tlp"],
            row.policy["affected_sector"],
            moment(int(str(row.policy["submitted_at"]))),
            "here" if row.received else "yes" if row.readable else "no: " + row.why_not,
        )
        for row in found.submissions
    ]
    columns = ["submission", "from", "state", "tlp", "affected", "submitted", "readable"]
    output.table(columns, rows)


def _show_fetched(output: Output, got: Fetched) -> None:
    for taken in got.taken:
        output.line(
            f"{short(taken.submission_id)}: {taken.objects} objects -> {taken.file}", style="green"
        )
    for refused in got.refused:
        output.line(
            f"{short(refused.submission_id)}: [{refused.code}] {refused.reason}", style="red"
        )
        output.line(f"  what to do: {refused.advice}")
    if not got.taken and not got.refused:
        output.line("nothing new")
