"""``ais revoke``, ``supersede``, ``erase``: taking back what can be taken back."""

from __future__ import annotations

import click

from ais.flows import fetch, retire

from .parts import DRY_RUN, YES, show_acts
from .session import Session, Verb, pass_session

__all__ = ["erase", "revoke", "supersede"]


@click.command(cls=Verb)
@click.argument("submission")
@YES
@DRY_RUN
@pass_session
def revoke(session: Session, *, submission: str, yes: bool, dry_run: bool) -> None:
    """Withdraw SUBMISSION: no new key, request or grant; a running valuation ends unpaid.

    While its valuation is open that costs a part of its bond: five stipends for each round so far,
    drawn or not. --dry-run tells how much; without --yes you are asked. Keys that were released
    stay released. Public: the withdrawal. Example: ais revoke 0x12ab
    """
    party = session.party()
    name = fetch.resolve(party, submission)
    told = "" if yes or dry_run else retire.cost(party, name).told()
    if told and session.output.as_json:
        raise click.UsageError(f"{told} --json cannot ask: add --yes or --dry-run")
    if told:
        click.confirm(f"{told} Withdraw 0x{name.hex()}?", abort=True, err=True)
    done = retire.revoke(party, name, dry_run=dry_run)
    session.output.result(done, lambda: _show(session, done))


@click.command(cls=Verb)
@click.argument("old")
@click.argument("new")
@DRY_RUN
@pass_session
def supersede(session: Session, *, old: str, new: str, dry_run: bool) -> None:
    """Withdraw OLD and point to the later submission NEW.

    Not while OLD is being valued. Public: that NEW replaces OLD.
    Example: ais supersede 0x12ab 0x34cd
    """
    party = session.party()
    ids = fetch.resolve(party, old), fetch.resolve(party, new)
    done = retire.supersede(party, *ids, dry_run=dry_run)
    session.output.result(done, lambda: show_acts(session.output, [done]))


@click.command(cls=Verb)
@click.argument("submission")
@YES
@DRY_RUN
@pass_session
def erase(session: Session, *, submission: str, yes: bool, dry_run: bool) -> None:
    """Withdraw SUBMISSION and delete its blobs from all stores, and the copy in this home.

    Commitment and policy stay on chain and tell nothing of the content. Copies that readers opened
    stay with them. While its valuation is open it costs what `ais revoke` costs.
    Example: ais erase 0x12ab --dry-run
    """
    party = session.party()
    name = fetch.resolve(party, submission)
    if not (yes or dry_run or session.output.as_json):
        told = retire.cost(party, name).told()
        question = f"Delete 0x{name.hex()} from all stores, for good?"
        click.confirm(f"{told} {question}".strip(), abort=True, err=True)
    done = retire.erase(party, name, dry_run=dry_run)

    def show() -> None:
        if done.act is not None:
            _show(session, done.act)
        word = "would be deleted" if dry_run else "deleted"
        session.output.line(f"{len(done.blobs)} blobs and {len(done.files)} files {word}")

    session.output.result(done, show)


def _show(session: Session, done: retire.Revoked) -> None:
    show_acts(session.output, [done])
    if done.cost.forfeited:
        session.output.line(f"  {done.cost.told()}")
