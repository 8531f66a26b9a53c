"""One life of a network in which every state-changing function is called by whoever may call it.

Sixty-four companies hold the panel's seats. The submitter has declared all the affiliates and
competitors that it may, so that the draw has the most to look at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from eth_account import Account

from ais.crypto import BallotContext, Secret, seal_ballot
from ais.crypto.ballots import SealedBallot
from ais.digests import sha256
from ais.records import RelationKind, SeatsParameters
from ais.types import Address, Ballot, Release, Verdict

from .site import TOKEN, Member, Site, item, submitted

__all__ = ["SEATS", "live"]

SEATS = 64
_RELATIONS = 5  # of a kind, at most
_NO_RELEASE = Release(bytes(32), 0, 0)
_BALLOT = Ballot(Verdict.VALID, 8, 7_500, 5_000)


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who acts."""

    submitter: Member
    reader: Member
    guest: Member  # a candidate, to be suspended and removed
    panel: tuple[Member, ...]

    def of(self, organisation: int) -> Member:
        """A panelist by its organisation."""
        return next(each for each in self.panel if each.organisation == organisation)


def live(site: Site) -> None:
    """Everything, from the listing of members to the pay of an epoch."""
    cast = _found(site)
    _membership(site, cast)
    _relations_and_keys(site, cast)
    site.measure(site.governor, site.chain.contracts.membership.start())

    valued = _share(site, cast)
    _releases(site, cast, valued)
    _value(site, cast, valued)
    _seats(site, cast, valued)
    _money(site, cast)


# ---- before the start ------------------------------------------------------------------------


def _found(site: Site) -> _Cast:
    contracts = site.chain.contracts
    panel = []
    for seat in range(SEATS):
        member = site.admit(tier=1 + seat % 3)
        site.allow_seat(member)
        send = site.measure if seat == SEATS - 1 else site.send
        send(member.operator, contracts.seats.take(seat))
        panel.append(member)
    guest = site.lists(measured=True)
    submitter, reader = site.lists(tier=3), site.lists(tier=2)
    site.endow(submitter, 10_000)
    site.endow(reader)
    for member in (submitter, reader):
        pay = contracts.rewards.pay_dues(member.organisation, 100 * TOKEN)
        site.send(member.operator, pay)
    return _Cast(submitter, reader, guest, tuple(panel))


def _membership(site: Site, cast: _Cast) -> None:
    membership, guest = site.chain.contracts.membership, cast.guest
    site.measure(site.governor, membership.publish_terms(sha256(b"more"), "terms-2.txt"))
    everyone = (cast.submitter, cast.reader, guest, *cast.panel)
    for member in everyone:
        site.send(member.operator, membership.accept_terms(2))
    site.measure(site.governor, membership.classify_sector(21, 2))
    site.measure(site.registrar, membership.set_sectors(guest.organisation, 3 << 7))
    site.measure(site.registrar, membership.set_tier(guest.organisation, 2))

    operator, payout = Account.create(), Account.create()
    site.measure(guest.owner, membership.add_operator(operator.address))
    site.measure(guest.owner, membership.revoke_operator(operator.address))
    site.measure(guest.owner, membership.set_payout(payout.address))
    site.measure(site.registrar, membership.suspend(guest.organisation))
    site.measure(site.registrar, membership.reinstate(guest.organisation))
    site.measure(site.registrar, membership.remove(guest.organisation))


def _relations_and_keys(site: Site, cast: _Cast) -> None:
    relations, owner = site.chain.contracts.relations, cast.submitter.owner
    site.measure(owner, relations.declare(cast.reader.organisation, RelationKind.AFFILIATE))
    site.measure(owner, relations.withdraw(cast.reader.organisation, RelationKind.AFFILIATE))
    others = iter(cast.panel)
    for kind in RelationKind:
        for _ in range(_RELATIONS):
            site.send(owner, relations.declare(next(others).organisation, kind))

    site.announce(cast.reader, 1, measured="first, hybrid")
    site.local.advance(61)
    site.announce(cast.reader, 2, measured="next, hybrid")


# ---- submissions -----------------------------------------------------------------------------


def _share(site: Site, cast: _Cast) -> bytes:
    """Every kind of submission; the id of one with a readers' release."""
    indicators, member = site.chain.contracts.indicators, cast.submitter
    first = site.submit(member, "first", _NO_RELEASE)
    release = site.fresh("of the second")
    write = indicators.submit(item("second"), site.policy(member), release)
    valued = submitted(site.measure(member.operator, write, "with readers' release"))[0]
    write = indicators.submit(item("third"), site.policy(member), _NO_RELEASE)
    third = submitted(site.measure(member.operator, write, "without release"))[0]
    items = [item(f"batch {n}") for n in range(10)]
    release = site.fresh("of the batch")
    write = indicators.submit_batch(items, site.policy(member), release)
    site.measure(member.operator, write, "of 10 with readers' release")

    site.measure(member.operator, indicators.release([first], site.fresh("of the first")))
    site.measure(member.operator, indicators.supersede(first, third))
    site.measure(member.operator, indicators.revoke(third))
    return valued


def _releases(site: Site, cast: _Cast, name: bytes) -> None:
    releases, operator = site.chain.contracts.releases, cast.submitter.operator
    reader = cast.reader
    site.measure(operator, releases.repeat_release([name], site.fresh("again")))
    site.measure(reader.operator, releases.request(name))
    site.measure(operator, releases.grant(name, reader.organisation, sha256(b"grant")))
    site.measure(reader.operator, releases.post_receipt(name), "that closes a request")


# ---- a round ---------------------------------------------------------------------------------


def _value(site: Site, cast: _Cast, name: bytes) -> None:
    contracts, member = site.chain.contracts, cast.submitter
    valuation = contracts.valuation
    site.measure(member.operator, contracts.rewards.open(name))
    site.local.mine(3)
    site.measure(member.operator, valuation.draw(name), f"at {SEATS} seats")
    site.measure(member.operator, valuation.release_key(name, sha256(b"for the panel")))
    drawn, filled = site.chain.read(valuation.panel_of(name))
    if len(drawn) != 5 or filled != 0b11111:
        raise AssertionError("the panel is not five that may act")

    ballots = []
    for place, organisation in enumerate(drawn):
        panelist = cast.of(organisation)
        sealed = _sealed(site, name, organisation)
        send = site.measure if place == 0 else site.send
        send(
            panelist.operator,
            valuation.commit_ballot(name, sealed.commit_digest, sealed.sealed),
        )
        ballots.append((panelist, sealed))
    site.local.mine()
    for place, (panelist, sealed) in enumerate(ballots):
        send = site.measure if place == 0 else site.send
        send(panelist.operator, valuation.reveal(name, _BALLOT, sealed.salt.reveal()))
    site.local.mine()
    site.measure(member.operator, contracts.rewards.settle(name), "with five stipends and a reward")


def _sealed(site: Site, name: bytes, organisation: int) -> SealedBallot:
    valuation = Address(site.chain.contracts.valuation.address)
    context = BallotContext(site.chain.deployment.chain_id, valuation, name, 1, organisation)
    return seal_ballot(_BALLOT, context, Secret(sha256(b"%d" % organisation)))


def _seats(site: Site, cast: _Cast, name: bytes) -> None:
    contracts = site.chain.contracts
    drawn, _ = site.chain.read(contracts.valuation.panel_of(name))
    idle = [each for each in cast.panel if each.organisation not in drawn]
    leaving, removed, staying = idle[0], idle[1], idle[2]
    before = site.chain.read(contracts.seats.parameters())
    dearer = SeatsParameters(before.seat_bond * 2, before.no_show_penalty)
    site.measure(site.governor, contracts.seats.configure(dearer))
    site.measure(staying.operator, contracts.seats.top_up())
    site.measure(leaving.operator, contracts.seats.leave())
    site.send(site.registrar, contracts.membership.remove(removed.organisation))
    _, seat = site.chain.read(contracts.seats.seat_of(removed.organisation))
    site.measure(staying.operator, contracts.seats.vacate(seat))
    site.enter_epoch(2, seconds=61)
    site.measure(staying.operator, contracts.seats.withdraw_bond(leaving.organisation))


# ---- money -----------------------------------------------------------------------------------


def _money(site: Site, cast: _Cast) -> None:
    contracts, member = site.chain.contracts, cast.submitter
    pool, rewards, token = contracts.pool, contracts.rewards, contracts.token
    site.measure(member.operator, pool.fund(1_000 * TOKEN))
    site.send(site.deployer, token.mint(pool.address, TOKEN))
    site.measure(member.operator, pool.sweep())
    _configure(site)

    site.measure(member.operator, rewards.close_epoch(1))
    due, _, _ = site.chain.read(rewards.dues_of(member.organisation))
    site.measure(member.operator, rewards.pay_dues(member.organisation, due))
    claimants = [
        each.organisation
        for each in cast.panel
        if site.chain.read(rewards.claim_of(each.organisation, 1))
    ]
    site.send(site.deployer, token.mint(cast.of(claimants[0]).payout.address, TOKEN))
    site.measure(member.operator, rewards.pay(claimants[0], 1), "to a holder of tokens")
    site.measure(member.operator, rewards.pay(claimants[1], 1), "to a new holder")
    holder, new = cast.of(claimants[0]).payout.address, Account.create().address
    site.send(site.deployer, token.mint(site.deployer.address, 10 * TOKEN))
    site.measure(site.deployer, token.transfer(holder, TOKEN), "to a holder of tokens")
    site.measure(site.deployer, token.transfer(new, TOKEN), "to a new holder")
    site.measure(member.operator, rewards.withdraw_bond(member.organisation))


def _configure(site: Site) -> None:
    """Parameters of which most are other ones than before."""
    pricing, rewards = site.chain.contracts.pricing, site.chain.contracts.rewards
    old_prices, old = site.chain.read_all(pricing.parameters(), rewards.parameters())
    prices = replace(old_prices, base=old_prices.base + 1, cap=old_prices.cap + 1, target=9)
    site.measure(site.governor, pricing.configure(prices))
    site.measure(site.treasurer, pricing.set_target(8, 7))
    dearer = replace(
        old, submission_bond=old.submission_bond + 1, dues_cap=old.dues_cap + 1, max_open=9
    )
    site.measure(site.governor, rewards.configure(dearer))
