"""``ais membership``: the registrar's, the governor's and an owner's acts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ais import policy as policies
from ais.flows import membership as flow
from ais.flows.acts import Act
from ais.flows.membership import Accounts, Member
from ais.records import RelationKind

from .output import Output
from .parts import ADDRESS, DRY_RUN, ORGANISATION, SECTOR, SECTORS, TIER, YES, show_acts
from .session import Session, Verbs, pass_session

__all__ = ["membership"]

_VERSION = click.IntRange(1, 2**16 - 1)
_TAKE = click.option("--take", is_flag=True, help="Take it back.")


@click.group(cls=Verbs)
def membership() -> None:
    """Organisations, terms, accounts, relations, roles. Everything about membership is public."""


@membership.command("list")
@pass_session
def list_(session: Session) -> None:
    """Show all organisations. Sends nothing.

    Example: ais membership list
    """
    found = flow.members(session.party())
    session.output.result({"members": found}, lambda: _show(session.output, found))


@membership.command()
@click.argument("organisation", type=ORGANISATION, required=False)
@pass_session
def show(session: Session, *, organisation: int | None) -> None:
    """Show one organisation, by default the own one.

    Example: ais membership show 3
    """
    party = session.party()
    found = flow.member(party, organisation or party.organisation)
    session.output.result(found, lambda: session.output.pairs(found.to_dict()))


@membership.command()
@click.argument("owner", type=ADDRESS)
@click.argument("operator", type=ADDRESS)
@click.argument("payout", type=ADDRESS)
@click.option("--sectors", type=SECTORS, required=True, help="Its sectors, by comma.")
@click.option("--tier", type=TIER, required=True, help="regular, core or critical.")
@DRY_RUN
@pass_session
def admit(
    session: Session,
    *,
    owner: str,
    operator: str,
    payout: str,
    sectors: tuple[int, ...],
    tier: int,
    dry_run: bool,
) -> None:
    """List a candidate by its three addresses (see its `ais keys show`). Registrar.

    It becomes active by dues, or by a first accepted disclosure.
    Example: ais membership admit 0xOwner 0xOperator 0xPayout --sectors energy --tier core
    """
    accounts = Accounts(owner, operator, payout)
    done = flow.list_(session.party(), accounts, sectors=sectors, tier=tier, dry_run=dry_run)

    def lines() -> None:
        show_acts(session.output, [done.act])
        session.output.line(f"organisation {done.organisation or '(not sent)'}")

    session.output.result(done, lines)


def _change(session: Session, verb: str, organisation: int, *, dry_run: bool) -> None:
    done = flow.change(session.party(), verb, organisation, dry_run=dry_run)
    _done(session, done)


@membership.command()
@click.argument("organisation", type=ORGANISATION)
@DRY_RUN
@pass_session
def suspend(session: Session, *, organisation: int, dry_run: bool) -> None:
    """End new keys for ORGANISATION, at once. Registrar.

    Example: ais membership suspend 3
    """
    _change(session, "suspend", organisation, dry_run=dry_run)


@membership.command()
@click.argument("organisation", type=ORGANISATION)
@DRY_RUN
@pass_session
def reinstate(session: Session, *, organisation: int, dry_run: bool) -> None:
    """Undo a suspension. Registrar.

    Example: ais membership reinstate 3
    """
    _change(session, "reinstate", organisation, dry_run=dry_run)


@membership.command()
@click.argument("organisation", type=ORGANISATION)
@YES
@DRY_RUN
@pass_session
def remove(session: Session, *, organisation: int, yes: bool, dry_run: bool) -> None:
    """Remove ORGANISATION for good; it is still paid. Registrar.

    It never comes back under its number, nor with its accounts. Without --yes you are asked; to end
    new keys for a time, suspend it.

    Example: ais membership remove 3
    """
    party = session.party()
    if not (yes or dry_run):
        if session.output.as_json:
            raise click.UsageError("it is for good, and --json cannot ask: add --yes or --dry-run")
        flow.change(party, "remove", organisation, dry_run=True)  # what is refused is not asked
        click.confirm(f"Remove organisation {organisation} for good?", abort=True, err=True)
    _done(session, flow.change(party, "remove", organisation, dry_run=dry_run))


@membership.command("set-tier")
@click.argument("organisation", type=ORGANISATION)
@click.argument("tier", type=TIER)
@DRY_RUN
@pass_session
def set_tier(session: Session, *, organisation: int, tier: int, dry_run: bool) -> None:
    """Change what ORGANISATION pays and may read. Registrar.

    Example: ais membership set-tier 3 core
    """
    _done(
        session, flow.change(session.party(), "set_tier", organisation, tier=tier, dry_run=dry_run)
    )


@membership.command("set-sectors")
@click.argument("organisation", type=ORGANISATION)
@click.argument("sectors", type=SECTORS)
@DRY_RUN
@pass_session
def set_sectors(
    session: Session, *, organisation: int, sectors: tuple[int, ...], dry_run: bool
) -> None:
    """Change the sectors of ORGANISATION. Registrar.

    Example: ais membership set-sectors 3 energy,dams
    """
    party = session.party()
    _done(
        session, flow.change(party, "set_sectors", organisation, sectors=sectors, dry_run=dry_run)
    )


@membership.command("accept-terms")
@click.option("--version", type=_VERSION, help="This version instead of the newest.")
@DRY_RUN
@pass_session
def accept_terms(session: Session, *, version: int | None, dry_run: bool) -> None:
    """Accept the terms for this organisation.

    Example: ais membership accept-terms
    """
    _done(session, flow.accept_terms(session.party(), version, dry_run=dry_run))


@membership.command("publish-terms")
@click.argument("text", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--uri", default="", help="Where members can read it.")
@DRY_RUN
@pass_session
def publish_terms(session: Session, *, text: Path, uri: str, dry_run: bool) -> None:
    """Publish terms; they hold from the next epoch and must be accepted again. Governor.

    Public: the text's SHA-256 and the address. Example: ais membership publish-terms terms.txt
    """
    _done(session, flow.publish_terms(session.party(), text, uri, dry_run=dry_run))


@membership.command()
@click.argument("account", type=ADDRESS)
@_TAKE
@DRY_RUN
@pass_session
def operators(session: Session, *, account: str, take: bool, dry_run: bool) -> None:
    """Let ACCOUNT act for this organisation. Owner.

    Example: ais membership operators 0xNew
    """
    _done(session, flow.operators(session.party(), account, take=take, dry_run=dry_run))


@membership.command()
@click.argument("account", type=ADDRESS)
@DRY_RUN
@pass_session
def payout(session: Session, *, account: str, dry_run: bool) -> None:
    """Have money sent to ACCOUNT, from a day later on. Owner.

    Example: ais membership payout 0xA
    """
    _done(session, flow.payout(session.party(), account, dry_run=dry_run))


@membership.command()
@click.argument("kind", type=click.Choice(["affiliate", "competitor"]))
@click.argument("organisation", type=ORGANISATION)
@_TAKE
@DRY_RUN
@pass_session
def relations(session: Session, *, kind: str, organisation: int, take: bool, dry_run: bool) -> None:
    """Declare ORGANISATION an affiliate or competitor: neither values the other. Owner.

    Holds from the next epoch. Example: ais membership relations competitor 5
    """
    which = RelationKind[kind.upper()]
    _done(session, flow.relate(session.party(), organisation, which, take=take, dry_run=dry_run))


@membership.command()
@click.argument("role")
@click.argument("account", type=ADDRESS)
@_TAKE
@DRY_RUN
@pass_session
def roles(session: Session, *, role: str, account: str, take: bool, dry_run: bool) -> None:
    """Give ACCOUNT a role: registrar, treasurer, overseer (governor); panelist (registrar).

    Example: ais membership roles panelist 0xOperator
    """
    _done(session, flow.seat_role(session.party(), role, account, take=take, dry_run=dry_run))


@membership.command()
@click.argument("sector", type=SECTOR)
@click.argument("level", type=TIER)
@DRY_RUN
@pass_session
def classify(session: Session, *, sector: int, level: int, dry_run: bool) -> None:
    """Set the criticality class of SECTOR; it weighs prices. From the next epoch. Governor.

    Before the start it holds at once; what is open keeps the class of its opening.
    Example: ais membership classify energy critical
    """
    _done(session, flow.classify(session.party(), sector, level, dry_run=dry_run))


@membership.command()
@DRY_RUN
@pass_session
def start(session: Session, *, dry_run: bool) -> None:
    """Begin epoch 1; submissions are taken from here on. Governor.

    Example: ais membership start
    """
    _done(session, flow.start(session.party(), dry_run=dry_run))


def _done(session: Session, act: Act | None) -> None:
    def lines() -> None:
        if act is None:
            session.output.line("nothing to do: it is so already")
        show_acts(session.output, [act])

    session.output.result({"act": act}, lines)


def _show(output: Output, found: Sequence[Member]) -> None:
    rows = [
        (
            member.organisation,
            member.status.name.lower(),
            policies.tier_name(member.tier),
            ", ".join(policies.sector_name(each) for each in member.sectors),
            member.accepted_terms,
            f"{member.standing_from} to {member.standing_until}",
            member.reads,
            member.sealing_key or None,
        )
        for member in found
    ]
    columns = ["id", "status", "tier", "sectors", "terms", "standing", "reads", "key"]
    output.table(columns, rows)
