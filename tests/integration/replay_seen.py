"""All that can be seen of money after an act: what the contracts tell, and what a ledger says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ais.economics.ledger import Ledger, Member
from ais.types import Organisation
from tests.integration.replay import SPONSOR, ChainSide, operator, payout

TERMS, SECTORS = 1, 1 << 7


def totals(side: ChainSide) -> dict[str, int]:
    """The pool's totals, as the chain has them."""
    has = side.has
    views = has.pool.free(), has.pool.reserved(), has.pool.bonds()
    free, reserved, bonds, held = side.chain.read_all(
        *views, has.token.balance_of(has.pool.address)
    )
    return {"free": free, "reserved": reserved, "bonds": bonds, "held": held}


def ledger_totals(ledger: Ledger) -> dict[str, int]:
    """The same of a ledger."""
    pool = ledger.pool
    return {
        "free": pool.free,
        "reserved": pool.reserved,
        "bonds": pool.bonds,
        "held": pool.held,
    }


def everything(side: ChainSide, epochs: int) -> dict[str, Any]:
    """What the contracts tell of all firms, tiers, sectors and epochs so far."""
    views = dict(_views(side, epochs))
    return dict(zip(views, side.chain.read_all(*views.values()), strict=True))


def _views(side: ChainSide, epochs: int) -> Iterator[tuple[str, Any]]:
    has, token, rewards = side.has, side.has.token, side.has.rewards
    yield "supply", token.total_supply()
    yield "sponsor", token.balance_of(SPONSOR)
    yield "next epoch to close", rewards.next_epoch_to_close()
    yield "announced", has.pricing.announced()
    for tier in (1, 2, 3):
        yield f"active {tier}", has.membership.active_count(tier)
    for epoch in range(1, epochs + 1):
        yield f"epoch {epoch}", rewards.epoch_account(epoch)
        yield f"prices {epoch}", has.pricing.parameters_at(epoch)
        for sector in range(49):
            yield f"multiplier {sector} {epoch}", has.pricing.multiplier_bps(sector, epoch)
            yield f"class {sector} {epoch}", has.membership.sector_class_at(sector, epoch)
    for firm in range(1, side.firms + 1):
        yield f"organisation {firm}", has.membership.organisation(firm)
        yield f"entitled {firm}", has.membership.reader(firm)
        yield f"operator {firm}", token.balance_of(operator(firm))
        yield f"payout {firm}", token.balance_of(payout(firm))
        yield f"new payout {firm}", token.balance_of(payout(firm, 1))
        yield f"dues {firm}", rewards.dues_of(firm)
        yield f"free bond {firm}", rewards.free_bond_of(firm)
        yield f"open {firm}", rewards.open_count_of(firm)
        yield f"record {firm}", rewards.record_of(firm)
        yield f"seat {firm}", has.seats.seat_of(firm)
        yield f"seat bond {firm}", has.seats.bond_of(firm)
        yield f"rounds {firm}", has.seats.rounds_of(firm)
        for epoch in range(1, epochs + 1):
            yield f"claim {firm} {epoch}", rewards.claim_of(firm, epoch)


def ledger_everything(ledger: Ledger, epochs: int) -> dict[str, Any]:
    """The same of a ledger."""
    return dict(_said(ledger, epochs))


def _said(ledger: Ledger, epochs: int) -> Iterator[tuple[str, Any]]:
    yield "supply", ledger.pool.minted
    yield "sponsor", ledger.pool.balance_of(SPONSOR)
    yield "next epoch to close", ledger.books.next_epoch_to_close
    yield "announced", ledger.prices.announced
    for tier in (1, 2, 3):
        yield f"active {tier}", ledger.members.active_counts[tier]
    for epoch in range(1, epochs + 1):
        yield f"epoch {epoch}", ledger.books.account(epoch)
        yield f"prices {epoch}", ledger.prices.parameters_at(epoch)
        for sector in range(49):
            yield f"multiplier {sector} {epoch}", ledger.prices.multiplier(sector, epoch)
            yield f"class {sector} {epoch}", ledger.prices.class_of(sector, epoch)
    for firm, member in ledger.members.all.items():
        yield from _said_of(ledger, firm, member)
        for epoch in range(1, epochs + 1):
            yield f"claim {firm} {epoch}", ledger.books.claim_of(firm, epoch)


def _said_of(ledger: Ledger, firm: int, member: Member) -> Iterator[tuple[str, Any]]:
    standing = member.standing_from, member.standing_until
    yield (
        f"organisation {firm}",
        Organisation(firm, member.status, member.tier, SECTORS, TERMS, *standing),
    )
    yield f"entitled {firm}", ledger.members.in_standing(firm)
    yield f"operator {firm}", ledger.pool.balance_of(operator(firm))
    yield f"payout {firm}", ledger.pool.balance_of(payout(firm))
    yield f"new payout {firm}", ledger.pool.balance_of(payout(firm, 1))
    yield f"dues {firm}", ledger.books.dues_of(firm)
    yield f"free bond {firm}", member.free_bond
    yield f"open {firm}", member.open
    yield f"record {firm}", (member.accepted, member.rejected, member.unvalued)
    panelist = ledger.seats.panelists.get(firm)
    seat = panelist.seat if panelist else None
    yield f"seat {firm}", (seat is not None, seat or 0)
    yield f"seat bond {firm}", ledger.seats.bond_of(firm)
    yield f"rounds {firm}", panelist.rounds if panelist else 0


def readable(chain: dict[str, Any]) -> dict[str, Any]:
    """Of what may be read only whether it may: sectors and tier stand in the organisation."""
    return {
        name: value.entitled if name.startswith("entitled ") else value
        for name, value in chain.items()
    }
