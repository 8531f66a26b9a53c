"""``ais panel``: seats, and blind valuation: appraise, commit, reveal."""

from __future__ import annotations

from dataclasses import replace

import click

from ais.flows import appraise as appraisal
from ais.flows import ballots, fetch
from ais.flows import panel as flow
from ais.flows.anchors import SCOPES, SEVERITIES
from ais.flows.balances import token_of
from ais.flows.panel import Seats
from ais.flows.party import Party
from ais.types import Ballot, Verdict

from .ballots import show_appraisal, show_ballot, show_voted
from .output import Output, short
from .parts import DRY_RUN
from .pool import SECTOR_OR_NONE, acts
from .session import Session, Verbs, pass_session

__all__ = ["panel"]

_VERDICTS = [verdict.name.lower() for verdict in Verdict if verdict is not Verdict.NONE]


@click.group(cls=Verbs)
def panel() -> None:
    """Value submissions blind: seats, appraisal, commit, reveal.

    Panels are drawn by the chain; a submitter's affiliates and declared competitors are never
    drawn for it. Votes are sealed until all are in. Not revealing a committed ballot costs a
    penalty; how one votes never does.
    """


# ---- seats -----------------------------------------------------------------------------------


@panel.command()
@pass_session
def seats(session: Session) -> None:
    """Show who sits on the panel, now and from the next epoch on.

    Sends nothing. Example: ais panel seats
    """
    party = session.party()
    found = flow.seats(party)
    session.output.result(found, lambda: _show_seats(session.output, party, found))


@panel.command()
@click.argument("seat", type=click.IntRange(0, 63), required=False)
@DRY_RUN
@pass_session
def take(session: Session, *, seat: int | None, dry_run: bool) -> None:
    """Take SEAT (or the first empty one) from the next epoch, and lock its bond.

    Public: that this organisation sits on the panel. Example: ais panel take --dry-run
    """
    party = session.party()
    found = flow.take(party, seat, dry_run=dry_run)
    session.output.result(found, lambda: _show_seats(session.output, party, found))


@panel.command("top-up")
@DRY_RUN
@pass_session
def top_up(session: Session, *, dry_run: bool) -> None:
    """Fill the bond of the own seat up again, after penalties.

    Example: ais panel top-up
    """
    party = session.party()
    found = flow.top_up(party, dry_run=dry_run)
    session.output.result(found, lambda: _show_seats(session.output, party, found))


@panel.command()
@DRY_RUN
@pass_session
def leave(session: Session, *, dry_run: bool) -> None:
    """Give the own seat up from the next epoch; `ais pool withdraw` then returns the bond.

    Example: ais panel leave
    """
    party = session.party()
    found = flow.leave(party, dry_run=dry_run)
    session.output.result(found, lambda: _show_seats(session.output, party, found))


# ---- rounds ----------------------------------------------------------------------------------


@panel.command()
@pass_session
def assigned(session: Session) -> None:
    """List the running rounds in which this organisation has a ballot.

    Sends nothing. Example: ais panel assigned --json
    """
    found = flow.assigned(session.party())
    rows = [
        (short(a.submission_id, 18), a.submitter, a.round, a.next_step, a.commit_by, a.reveal_by)
        for a in found
    ]
    columns = ("submission", "of", "round", "next step", "commit by block", "reveal by block")
    session.output.result(found, lambda: session.output.table(columns, rows))


@panel.command("open")
@click.argument("submission")
@pass_session
def open_(session: Session, *, submission: str) -> None:
    """Open SUBMISSION with the key that was released to the panel, and print it as STIX.

    Proven against the chain before it is shown. It is for judging: what you may do with it
    otherwise, its policy and TLP label say. Sends nothing. Example: ais panel open 0x3f9a…
    """
    party = session.party()
    session.output.text(flow.bundle_of(party, fetch.resolve(party, submission)))


@panel.command()
@click.argument("submission")
@pass_session
def appraise(session: Session, *, submission: str) -> None:
    """Check what lies behind SUBMISSION and suggest a ballot, with a reason for every field.

    Looks whether readers could be served (blob, digest, number of slots, the own slot), opens the
    content by the panel's key, proves it against the chain, counts what is in it, and compares it
    with what else you can read and with lists of what is known to be harmless. Slots of others
    cannot be checked by anyone but them. Sends nothing. Example: ais panel appraise 0x3f9a…
    """
    party = session.party()
    found = appraisal.appraise(party, fetch.resolve(party, submission))
    session.output.result(found, lambda: show_appraisal(session.output, found))


@panel.command()
@click.argument("submission")
@click.option("--verdict", type=click.Choice(_VERDICTS), help="Instead of the suggested verdict.")
@click.option(
    "--sector", type=SECTOR_OR_NONE, help="Affected sector, name or number; 0 = not declared."
)
@click.option("--severity", help=f"One of: {', '.join(SEVERITIES)}; or basis points.")
@click.option("--scope", help=f"One of: {', '.join(SCOPES)}; or basis points.")
@click.option("--prior", help="The earlier submission, with --verdict duplicate.")
@click.option("--yes", is_flag=True, help="Do not ask before committing.")
@DRY_RUN
@pass_session
def commit(
    session: Session,
    *,
    submission: str,
    verdict: str | None,
    sector: int | None,
    severity: str | None,
    scope: str | None,
    prior: str | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Appraise SUBMISSION and commit to a ballot: the suggested one, with what you change.

    Final: one ballot a round. Public: that this organisation voted, and a digest; how, with the
    reveal. Example: ais panel commit 0x3f9a… --severity component
    """
    party, output = session.party(), session.output
    if output.as_json and not (yes or dry_run):
        raise click.UsageError("--json cannot ask: add --yes or --dry-run")
    submission_id = fetch.resolve(party, submission)
    found = appraisal.appraise(party, submission_id)
    prior_id = None if prior is None else fetch.resolve(party, prior)
    ballot = _changed(
        found.ballot,
        verdict=None if verdict is None else Verdict[verdict.upper()],
        sector=sector,
        severity=_bps(severity, SEVERITIES, "severity"),
        scope=_bps(scope, SCOPES, "scope"),
        prior_id=prior_id,
    )
    if not output.as_json:
        show_appraisal(output, found)
        show_ballot(output, ballot, "Ballot")
        if not (yes or dry_run):
            click.confirm("Commit to this ballot?", abort=True, err=True)
    voted = ballots.commit(party, submission_id, ballot, dry_run=dry_run)
    output.result(voted, lambda: show_voted(output, voted))


@panel.command()
@click.argument("submission")
@DRY_RUN
@pass_session
def reveal(session: Session, *, submission: str, dry_run: bool) -> None:
    """Reveal the own ballot on SUBMISSION, once commits are closed.

    It is recovered from the chain by the root secret: no other file is needed. Public: how this
    organisation voted. `ais run` does it by itself. Example: ais panel reveal 0x3f9a…
    """
    party = session.party()
    voted = ballots.reveal(party, fetch.resolve(party, submission), dry_run=dry_run)
    session.output.result(voted, lambda: show_voted(session.output, voted))


# ---- options ---------------------------------------------------------------------------------


def _changed(
    ballot: Ballot,
    *,
    verdict: Verdict | None,
    sector: int | None,
    severity: int | None,
    scope: int | None,
    prior_id: bytes | None,
) -> Ballot:
    """Lay what the panelist says over the suggestion; another verdict clears what it excludes."""
    if verdict is not None and verdict is not ballot.verdict:
        ballot = Ballot(verdict)
    return replace(
        ballot,
        sector=ballot.sector if sector is None else sector,
        severity_bps=ballot.severity_bps if severity is None else severity,
        scope_bps=ballot.scope_bps if scope is None else scope,
        prior_id=ballot.prior_id if prior_id is None else prior_id,
    )


def _bps(text: str | None, anchors: dict[str, int], what: str) -> int | None:
    if text is None:
        return None
    name = text.lower().replace("-", " ")
    known = {anchor.replace("-", " "): bps for anchor, bps in anchors.items()}
    if name in known:
        return known[name]
    if text.isdecimal():
        return int(text)
    raise click.BadParameter(f"give one of {', '.join(anchors)}, or basis points", param_hint=what)


# ---- showing ---------------------------------------------------------------------------------


def _show_seats(output: Output, party: Party, found: Seats) -> None:
    token = token_of(party)
    rows = [(seat.seat, seat.now or None, seat.next or None) for seat in found.seats]
    output.table(("seat", f"epoch {found.epoch}", "from the next epoch"), rows)
    own = "none" if found.own_seat is None else str(found.own_seat)
    output.line(
        f"own seat: {own}, bond {token.shown(found.own_bond)} of {token.shown(found.seat_bond)}; "
        f"a no-show costs {token.shown(found.no_show_penalty)}"
    )
    acts(output, found.acts, token)
