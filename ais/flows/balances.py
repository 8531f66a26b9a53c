"""Who holds, owes and has earned what: the pool's totals and an organisation's standing with it.

Amounts are whole numbers of the token's smallest unit; ``Token.shown`` tells how to show them.
Nothing here sends anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.errors import MembershipUnknownOrganisation

from .outcome import Outcome
from .party import Party

__all__ = [
    "Balance",
    "Claim",
    "Dues",
    "Token",
    "balance",
    "claims_of",
    "closable",
    "dues",
    "require_known",
    "token_of",
]


@dataclass(frozen=True, slots=True)
class Token(Outcome):
    """The network's ERC-20."""

    address: str
    symbol: str
    decimals: int

    def shown(self, amount: int) -> str:
        """Show an amount in whole tokens: ``1.50 TEST``."""
        whole, rest = divmod(amount, 10**self.decimals)
        digits = f"{rest:0{self.decimals}d}".rstrip("0").ljust(2, "0") if self.decimals else ""
        return f"{whole:,}{'.' if digits else ''}{digits} {self.symbol}".strip()


@dataclass(frozen=True, slots=True)
class Claim(Outcome):
    """What one organisation earned in one epoch, and what of it is a promise.

    ``owed`` is None until the epoch is closed: until then a claim is no promise.
    """

    organisation: int
    epoch: int
    claim: int
    closed: bool
    owed: int | None


@dataclass(frozen=True, slots=True)
class Dues(Outcome):
    """Dues of one organisation for the running epoch. Not ``fixed``: the epoch before is open."""

    organisation: int
    epoch: int
    amount: int
    fixed: bool
    paid: bool


@dataclass(frozen=True, slots=True)
class Balance(Outcome):
    """The pool's totals (``held`` is at least their sum), and where one organisation stands."""

    token: Token
    free: int
    reserved: int
    bonds: int
    held: int
    epoch: int
    next_epoch_to_close: int
    organisation: int | None
    payout: str | None
    payout_holds: int
    bonds_to_withdraw: int
    seat_bond: int
    claims: tuple[Claim, ...]
    dues: Dues | None


def token_of(party: Party) -> Token:
    """Read the network's token."""
    symbol, decimals = party.read_all(party.token.symbol(), party.token.decimals())
    return Token(str(party.token.address), symbol, decimals)


def balance(party: Party, organisation: int | None = None) -> Balance:
    """Read the pool, and an organisation's own standing with it (ours by default).

    Raises ``MembershipUnknownOrganisation``.
    """
    own = party.organisation_or_none if organisation is None else require_known(party, organisation)
    pool, token = party.pool, party.token
    free, reserved, bonds, held, epoch, next_close = party.read_all(
        pool.free(),
        pool.reserved(),
        pool.bonds(),
        token.balance_of(pool.address),
        party.membership.epoch(),
        party.rewards.next_epoch_to_close(),
    )
    payout, payout_holds, to_withdraw, seat_bond = None, 0, 0, 0
    if own is not None:
        (payout, _), to_withdraw, seat_bond = party.read_all(
            party.membership.payout_of(own),
            party.rewards.free_bond_of(own),
            party.seats.bond_of(own),
        )
        payout_holds = party.read(token.balance_of(payout))
    return Balance(
        token=token_of(party),
        free=free,
        reserved=reserved,
        bonds=bonds,
        held=held,
        epoch=epoch,
        next_epoch_to_close=next_close,
        organisation=own,
        payout=payout,
        payout_holds=payout_holds,
        bonds_to_withdraw=to_withdraw,
        seat_bond=seat_bond,
        claims=() if own is None else claims_of(party, own),
        dues=None if own is None or not epoch else dues(party, own),
    )


def claims_of(party: Party, organisation: int) -> tuple[Claim, ...]:
    """Tell what an organisation has earned and not been paid, by epoch."""
    running = party.read(party.membership.epoch())
    epochs = range(1, running + 1)
    rewards = party.rewards
    amounts = party.read_all(*(rewards.claim_of(organisation, epoch) for epoch in epochs))
    found = [(epoch, amount) for epoch, amount in zip(epochs, amounts, strict=True) if amount]
    accounts = party.read_all(*(rewards.epoch_account(epoch) for epoch, _ in found))
    return tuple(
        Claim(
            organisation=organisation,
            epoch=epoch,
            claim=amount,
            closed=account.closed,
            owed=amount * account.reserved // account.claims if account.closed else None,
        )
        for (epoch, amount), account in zip(found, accounts, strict=True)
    )


def require_known(party: Party, organisation: int | None) -> int:
    """Give an organisation's number, ours for None. Raises ``MembershipUnknownOrganisation``."""
    if organisation is None:
        return party.organisation
    if organisation > party.read(party.membership.organisation_count()):
        raise MembershipUnknownOrganisation(organisation=organisation)
    return organisation


def dues(party: Party, organisation: int | None = None) -> Dues:
    """Tell what an organisation owes for the running epoch.

    Raises ``MembershipUnknownOrganisation``.
    """
    own = require_known(party, organisation)
    epoch, (amount, fixed, paid) = party.read_all(
        party.membership.epoch(), party.rewards.dues_of(own)
    )
    return Dues(own, epoch, amount, fixed, paid)


def closable(party: Party) -> list[int]:
    """Epochs that may be closed now, in the order in which they must be."""
    membership, rewards = party.membership, party.rewards
    running, first, parameters = party.read_all(
        membership.epoch(), rewards.next_epoch_to_close(), rewards.parameters()
    )
    waiting = range(first, running)
    ends = party.read_all(*(membership.epoch_start(epoch + 1) for epoch in waiting))
    now = party.now()
    return [
        epoch
        for epoch, end in zip(waiting, ends, strict=True)
        if now >= end + parameters.close_delay_seconds
    ]
