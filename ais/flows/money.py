"""Money that moves: funding, dues, closing epochs, pay, bonds.

Closing, paying and withdrawing are anyone's to trigger, and the money goes to the payout account
whoever does: the contracts decide, nothing here holds money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ais.errors import NothingToDo, RewardsCloseTooEarly, RewardsDuesChanged

from .acts import Act, act
from .balances import Dues, Token, claims_of, closable, dues, require_known, token_of
from .outcome import Outcome
from .party import Party

__all__ = ["DuesPaid", "Paid", "close", "fund", "pay", "pay_dues", "sweep", "withdraw"]


@dataclass(frozen=True, slots=True)
class Paid(Outcome):
    """Acts of money that were done, or with ``dry_run`` would be."""

    token: Token
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class DuesPaid(Outcome):
    """Dues of the running epoch as they stand now, and what was done about them."""

    token: Token
    dues: Dues
    acts: tuple[Act, ...]


# ---- giving ----------------------------------------------------------------------------------


def fund(party: Party, amount: int, *, dry_run: bool = False) -> Paid:
    """Give tokens to the pool, for good: nobody takes from it but by earning."""
    write = party.pool.fund(amount)
    public = "the amount and the account that gives it"
    done = act(party, "fund", (amount,), write, public, spends=amount, dry_run=dry_run)
    return Paid(token_of(party), (done,))


def sweep(party: Party, *, dry_run: bool = False) -> Paid:
    """Count tokens that were sent to the pool unasked as free."""
    write, public = party.pool.sweep(), "how much was swept"
    done = act(party, "sweep", (), write, public, dry_run=dry_run)
    return Paid(token_of(party), (done,))


def pay_dues(
    party: Party,
    organisation: int | None = None,
    *,
    most: int | None = None,
    dry_run: bool = False,
) -> DuesPaid:
    """Pay the running epoch's dues; that gives standing through the next epoch.

    Raises ``NothingToDo`` where they are paid, ``RewardsDuesNotFixed`` before the epoch is closed
    that they follow from, ``RewardsDuesChanged`` where they are above ``most``.
    """
    owed = dues(party, organisation)
    if most is not None and owed.amount > most:
        raise RewardsDuesChanged(expected_at_most=most, due=owed.amount)
    if owed.paid:
        raise NothingToDo(reason=f"the dues of epoch {owed.epoch} are paid")
    write = party.rewards.pay_dues(owed.organisation, owed.amount)
    public = "that this organisation has paid, and how much"
    about = (owed.organisation, owed.epoch)
    spends = owed.amount
    done = act(party, "dues", about, write, public, spends=spends, dry_run=dry_run)
    return DuesPaid(token_of(party), dues(party, organisation), (done,))


# ---- moving on -------------------------------------------------------------------------------


def close(party: Party, epoch: int | None = None, *, dry_run: bool = False) -> Paid:
    """Close the epochs that may be closed, in order (or ``epoch`` alone); anyone may.

    Raises ``NothingToDo``, or the contract's reason for the epoch that was named.
    """
    epochs: Sequence[int] = [epoch] if epoch is not None else closable(party)
    if not epochs:
        raise NothingToDo(reason="no epoch has ended long enough ago")
    public = "what of the epoch's claims the pool can pay"
    done = []
    for number in epochs:
        write = party.rewards.close_epoch(number)
        try:
            done.append(act(party, "close", (number,), write, public, dry_run=dry_run))
        except RewardsCloseTooEarly:
            # The newest block is older than the one that would have taken it.
            if epoch is not None or not done:
                raise
            break
        if dry_run:
            break  # the next one cannot be tried before this one is closed
        party.progress.say(f"epoch {number} closed")
    return Paid(token_of(party), tuple(done))


def pay(
    party: Party,
    organisation: int | None = None,
    epoch: int | None = None,
    *,
    dry_run: bool = False,
) -> Paid:
    """Have paid what an organisation earned in closed epochs; anyone may. Dues are set off first.

    Raises ``NothingToDo`` where nothing is promised, ``RewardsPayoutNotYet`` while a new payout
    account does not hold.
    """
    own = require_known(party, organisation)
    epochs = [c.epoch for c in claims_of(party, own) if c.closed and epoch in (None, c.epoch)]
    if not epochs:
        where = "a closed epoch" if epoch is None else f"epoch {epoch}, or it is not closed"
        raise NothingToDo(reason=f"organisation {own} has no unpaid claim in {where}")
    public = "how much the organisation is paid, and its payout account"
    done = []
    for number in epochs:
        write = party.rewards.pay(own, number)
        done.append(act(party, "pay", (own, number), write, public, dry_run=dry_run))
        if not dry_run:
            party.progress.say(f"epoch {number} paid to organisation {own}")
    return Paid(token_of(party), tuple(done))


def withdraw(party: Party, organisation: int | None = None, *, dry_run: bool = False) -> Paid:
    """Send returned bonds to the payout account: those of submissions, and a left seat's.

    Raises ``NothingToDo``.
    """
    own = require_known(party, organisation)
    returned, seat_bond, (seated, _), rounds = party.read_all(
        party.rewards.free_bond_of(own),
        party.seats.bond_of(own),
        party.seats.seat_of(own),
        party.seats.rounds_of(own),
    )
    writes = []
    if returned:
        writes.append(("withdraw-bond", party.rewards.withdraw_bond(own)))
    if seat_bond and not seated and not rounds:
        writes.append(("withdraw-seat-bond", party.seats.withdraw_bond(own)))
    if not writes:
        raise NothingToDo(reason=f"organisation {own} has no bond to withdraw")
    public = "the amount and the payout account"
    done = [act(party, verb, (own,), write, public, dry_run=dry_run) for verb, write in writes]
    return Paid(token_of(party), tuple(done))
