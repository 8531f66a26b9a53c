"""``ais pool``: money. Amounts are in whole tokens; the chain counts in their smallest unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from ais.flows import balances, money, prices
from ais.flows.acts import Act
from ais.flows.balances import Balance, Token
from ais.flows.money import Paid
from ais.flows.parameter_values import units_of
from ais.flows.prices import Configured, Preview

from .output import Output
from .parts import AMOUNT, DRY_RUN, EPOCH, ORGANISATION, SECTOR, show_acts
from .session import Session, Verbs, pass_session

__all__ = ["SECTOR_OR_NONE", "acts", "pool"]


class _SectorOrNone(click.ParamType):
    """A sector, or 0 or "none" for not declared."""

    name = "sector"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return 0 if value in (0, "0", "none") else SECTOR.convert(value, param, ctx)


SECTOR_OR_NONE = _SectorOrNone()

_ORGANISATION = click.option(
    "--organisation", type=ORGANISATION, help="Of this organisation instead of the own one."
)
_EPOCH = click.option("--epoch", type=EPOCH, help="Of this epoch alone.")


@click.group(cls=Verbs)
def pool() -> None:
    """Money: the pool, dues, pay, bonds and prices.

    Everything about money is public. Pay goes to the organisation's payout account, whoever asks
    for it; nobody, the governor included, can take from the pool what was not earned.
    """


@pool.command()
@_ORGANISATION
@pass_session
def balance(session: Session, *, organisation: int | None) -> None:
    """Show the pool, and what this organisation has earned and owes.

    Sends nothing. Example: ais pool balance --json
    """
    found = balances.balance(session.party(), organisation)
    session.output.result(found, lambda: _show_balance(session.output, found))


@pool.command()
@click.argument("amount", type=AMOUNT)
@DRY_RUN
@pass_session
def fund(session: Session, *, amount: str, dry_run: bool) -> None:
    """Give AMOUNT tokens to the pool, for good.

    Public: the amount and the account. Example: ais pool fund 2500
    """
    party = session.party()
    units_ = units_of(amount, balances.token_of(party).decimals)
    _paid(session.output, money.fund(party, units_, dry_run=dry_run))


@pool.command()
@_ORGANISATION
@DRY_RUN
@pass_session
def dues(session: Session, *, organisation: int | None, dry_run: bool) -> None:
    """Pay the running epoch's dues; that gives standing through the next epoch.

    A candidate becomes active by it. Public: that and how much was paid.
    Example: ais pool dues --dry-run
    """
    paid = money.pay_dues(session.party(), organisation, dry_run=dry_run)

    def show() -> None:
        owed = paid.dues
        state = "paid" if owed.paid else "due"
        amount = paid.token.shown(owed.amount)
        session.output.line(
            f"organisation {owed.organisation}, epoch {owed.epoch}: {amount} {state}"
        )
        acts(session.output, paid.acts, paid.token)

    session.output.result(paid, show)


@pool.command()
@_ORGANISATION
@_EPOCH
@DRY_RUN
@pass_session
def pay(session: Session, *, organisation: int | None, epoch: int | None, dry_run: bool) -> None:
    """Have paid what was earned in closed epochs. Unpaid dues of the running epoch are kept first.

    Anyone may call it for anyone; the money goes to the payout account. Example: ais pool pay
    """
    _paid(session.output, money.pay(session.party(), organisation, epoch, dry_run=dry_run))


@pool.command()
@_EPOCH
@DRY_RUN
@pass_session
def close(session: Session, *, epoch: int | None, dry_run: bool) -> None:
    """Close the epochs whose time has come: fixes what of their claims the pool pays.

    Anyone may, in order. Example: ais pool close
    """
    _paid(session.output, money.close(session.party(), epoch, dry_run=dry_run))


@pool.command()
@click.argument("submission")
@DRY_RUN
@pass_session
def settle(session: Session, *, submission: str, dry_run: bool) -> None:
    """Close the round of SUBMISSION that is due and book what it earned. Anyone may.

    Example: ais pool settle 0x3f9a…
    """
    from ais.flows import fetch, rounds  # noqa: PLC0415  loads the crypto

    party = session.party()
    found = rounds.settle(party, fetch.resolve(party, submission), dry_run=dry_run)
    session.output.result(found, lambda: acts(session.output, found.acts, None))


@pool.command()
@_ORGANISATION
@DRY_RUN
@pass_session
def withdraw(session: Session, *, organisation: int | None, dry_run: bool) -> None:
    """Send returned bonds to the payout account: of submissions, and of a seat that was left.

    Example: ais pool withdraw
    """
    _paid(session.output, money.withdraw(session.party(), organisation, dry_run=dry_run))


@pool.command()
@DRY_RUN
@pass_session
def sweep(session: Session, *, dry_run: bool) -> None:
    """Count tokens that were sent to the pool unasked as free. Anyone may.

    Example: ais pool sweep
    """
    _paid(session.output, money.sweep(session.party(), dry_run=dry_run))


@pool.command()
@click.argument("sector", type=SECTOR_OR_NONE, default=0)
@_EPOCH
@pass_session
def price(session: Session, *, sector: int, epoch: int | None) -> None:
    """Show what a valid submission earns by affected SECTOR, severity and scope.

    SECTOR is a name or number; without it, "not declared". Sends nothing. The affected sector that
    you declare is public. Example: ais pool price "financial services"
    """
    found = prices.preview(session.party(), sector, epoch)
    session.output.result(found, lambda: _show_price(session.output, found))


@pool.command()
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=False
)
@DRY_RUN
@pass_session
def configure(session: Session, *, file: Path | None, dry_run: bool) -> None:
    """Set parameters of money from FILE (JSON or TOML); without FILE, show them.

    Sections rewards, pricing, seats and targets; what is not named stays. Prices hold from the next
    epoch (before the start at once), what is open keeps its own; all else holds at once. The
    governor's act (the treasurer's for targets). Example: ais pool configure prices.toml --dry-run
    """
    party = session.party()
    if file is None:
        current = prices.parameters(party)
        session.output.result(current, lambda: _show_parameters(session.output, current))
        return
    changed = prices.configure(party, file, dry_run=dry_run)
    session.output.result(changed, lambda: _show_changes(session.output, changed))


# ---- showing ---------------------------------------------------------------------------------


def acts(output: Output, done: Iterable[Act], token: Token | None) -> None:
    """Show acts, and what they would cost in tokens."""
    for each in done:
        show_acts(output, [each])
        if each.transaction is None and each.spends and token:
            output.line(f"  {token.shown(each.spends)} would leave the account")


def _paid(output: Output, paid: Paid) -> None:
    output.result(paid, lambda: acts(output, paid.acts, paid.token))


def _show_balance(output: Output, found: Balance) -> None:
    shown = found.token.shown
    output.pairs(
        {
            "free": shown(found.free),
            "reserved for claims": shown(found.reserved),
            "bonds": shown(found.bonds),
            "held in all": shown(found.held),
            "epoch": found.epoch,
            "next epoch to close": found.next_epoch_to_close,
        },
        title="Pool",
    )
    if found.organisation is None:
        return
    output.pairs(
        {
            "payout account": f"{found.payout} holds {shown(found.payout_holds)}",
            "bonds to withdraw": shown(found.bonds_to_withdraw),
            "seat bond": shown(found.seat_bond),
            **_dues_line(found, shown),
        },
        title=f"Organisation {found.organisation}",
    )
    if found.claims:
        output.table(
            ("epoch", "claim", "owed"),
            [(c.epoch, shown(c.claim), _owed(c.owed, shown)) for c in found.claims],
            title="Earned and not paid yet",
        )


def _dues_line(found: Balance, shown: Callable[[int], str]) -> dict[str, str]:
    dues_ = found.dues
    if dues_ is None:
        return {}
    if not dues_.fixed:
        return {f"dues of epoch {dues_.epoch}": "known when the epoch before is closed"}
    state = "paid" if dues_.paid else "not paid"
    return {f"dues of epoch {dues_.epoch}": f"{shown(dues_.amount)}, {state}"}


def _owed(owed: int | None, shown: Callable[[int], str]) -> str:
    return "no promise before the close" if owed is None else shown(owed)


def _show_price(output: Output, found: Preview) -> None:
    output.line(
        f"{found.sector_name} ({found.sector_class}), epoch {found.epoch}: weight "
        f"{found.weight_bps / 1e4:g}, multiplier {found.multiplier_bps / 1e4:g}, bond "
        f"{found.token.shown(found.bond)}"
    )
    scopes = list(next(iter(found.prices.values())))
    rows = [
        (severity, *(found.token.shown(row[scope]) for scope in scopes))
        for severity, row in found.prices.items()
    ]
    output.table(("severity \\ scope", *scopes), rows)


def _show_parameters(output: Output, current: dict[str, dict[str, int]]) -> None:
    for section, values in current.items():
        if values:
            output.pairs(values, title=section)


def _show_changes(output: Output, changed: Configured) -> None:
    since = {k: f"epoch {epoch}" if epoch else "now" for k, epoch in changed.holds_from.items()}
    rows = [
        (f"{section}.{name}", old, new, since[section])
        for section, fields in changed.changes.items()
        for name, (old, new) in fields.items()
    ]
    if not rows:
        output.line("nothing to change")
        return
    output.table(("parameter", "from", "to", "holds from"), rows)
    acts(output, changed.acts, None)
