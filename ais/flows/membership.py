"""Membership: the registrar's list, terms, accounts, relations, roles, and the start of the clock.

Each act is one transaction of the role that may make it. What is so already is not done again: a
contract refuses it, or it is not sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ais import policy as policies
from ais.chain.codec import Write
from ais.digests import sha256
from ais.errors import InputUnreadable, MembershipUnknownOrganisation
from ais.records import RelationKind
from ais.types import Organisation, OrganisationStatus

from .acts import Act, act, planned
from .outcome import Outcome
from .party import Party
from .roles import role_id

__all__ = [
    "Accounts",
    "Listed",
    "Member",
    "accept_terms",
    "change",
    "classify",
    "list_",
    "member",
    "members",
    "operators",
    "payout",
    "publish_terms",
    "relate",
    "seat_role",
    "start",
]


@dataclass(frozen=True, slots=True)
class Accounts(Outcome):
    """The three addresses by which an organisation is listed."""

    owner: str
    operator: str
    payout: str


@dataclass(frozen=True, slots=True)
class Listed(Outcome):
    """A listed candidate. ``act`` is None where it was listed before."""

    organisation: int | None
    act: Act | None


@dataclass(frozen=True, slots=True)
class Member(Outcome):
    """An organisation as the chain knows it now."""

    organisation: int
    status: OrganisationStatus
    tier: int
    sectors: tuple[int, ...]
    accepted_terms: int
    standing_from: int
    standing_until: int
    in_standing: bool
    reads: bool  # active, in standing, terms in force accepted
    owner: str
    payout: str
    sealing_key: int  # number; 0 = none announced
    agreement_key: int


# ---- looking ---------------------------------------------------------------------------------


def member(party: Party, organisation: int) -> Member:
    """One organisation. Raises ``MembershipUnknownOrganisation``."""
    found = _members(party, [organisation])[0]
    if found.status is OrganisationStatus.NONE:
        raise MembershipUnknownOrganisation(organisation=organisation)
    return found


def members(party: Party) -> list[Member]:
    """All organisations, by id."""
    count = party.read(party.membership.organisation_count())
    return _members(party, range(1, count + 1))


def _members(party: Party, ids: Sequence[int]) -> list[Member]:
    nouns, keys = party.membership, party.key_directory
    block = party.connection.block_number()
    epoch = party.read(nouns.epoch(), block)
    views = [
        view
        for each in ids
        for view in (
            nouns.organisation(each),
            nouns.reader(each),
            nouns.owner_of(each),
            nouns.payout_of(each),
            keys.current(each, 0),
            keys.current(each, 1),
        )
    ]
    answers = iter(party.read_all(*views, block=block))
    return [_member(epoch, *group) for group in zip(*[answers] * 6, strict=True)]


def _member(epoch: int, record: Organisation, *more: object) -> Member:
    rights, owner, payout, sealing, agreement = more
    return Member(
        organisation=record.id,
        status=record.status,
        tier=record.tier,
        sectors=policies.sectors_of(record.sectors),
        accepted_terms=record.accepted_terms,
        standing_from=record.standing_from,
        standing_until=record.standing_until,
        in_standing=record.status is OrganisationStatus.ACTIVE
        and record.standing_from <= epoch <= record.standing_until,
        reads=rights.entitled,  # type: ignore[attr-defined]
        owner=str(owner),
        payout=str(payout[0]),  # type: ignore[index]
        sealing_key=sealing.number,  # type: ignore[attr-defined]
        agreement_key=agreement.number,  # type: ignore[attr-defined]
    )


# ---- the registrar ---------------------------------------------------------------------------


def list_(
    party: Party,
    accounts: Accounts,
    *,
    sectors: Sequence[int],
    tier: int,
    dry_run: bool = False,
) -> Listed:
    """List a candidate by its three addresses; it joins with `ais join`."""
    bits = policies.sector_bits(sectors)
    write = party.membership.list(accounts.owner, accounts.operator, accounts.payout, bits, tier)
    public = "a new candidate: its three accounts, sectors and tier"
    if dry_run:
        return Listed(None, planned(party, write, public))
    known = party.read(party.membership.organisation_of(accounts.operator))
    if known:  # listed already; the contract would say that the account is taken
        return Listed(known, None)
    done = act(party, "list", (accounts.owner, accounts.operator), write, public)
    found = party.read(party.membership.organisation_of(accounts.operator))
    party.progress.say(f"listed as organisation {found}")
    return Listed(found, done)


def change(
    party: Party,
    verb: str,
    organisation: int,
    *,
    sectors: Sequence[int] = (),
    tier: int = 0,
    dry_run: bool = False,
) -> Act | None:
    """``suspend``, ``reinstate``, ``remove``, ``set_tier`` or ``set_sectors`` an organisation.

    What narrows (all but reinstating and widening) ends the wrapping of new keys at once; keys
    that were released stay released. None where tier or sectors are as wanted already.
    """
    record = party.read(party.membership.organisation(organisation))
    extra: tuple[int, ...] = ()
    known: tuple[int, ...] = ()
    if verb == "set_tier":
        extra, known = (tier,), (record.tier,)
    elif verb == "set_sectors":
        extra, known = (policies.sector_bits(sectors),), (record.sectors,)
    if known == extra != ():
        return None
    write = getattr(party.membership, verb)(organisation, *extra)
    public = f"organisation {organisation}: {verb.replace('_', ' ')}"
    return _act(party, verb, (organisation, *extra), write, public, "operator", dry_run)


def seat_role(
    party: Party, name: str, account: str, *, take: bool = False, dry_run: bool = False
) -> Act | None:
    """Grant a role to an account, or take it; by whoever administers the role. None: it is so."""
    number = role_id(name)
    manager = party.manager
    if party.read(manager.has_role(number, account))[0] is not take:
        return None
    write = manager.revoke_role(number, account) if take else manager.grant_role(number, account)
    public = f"{account} {'loses' if take else 'has'} the role {name}"
    return _act(party, "role", (name, account, take), write, public, "operator", dry_run)


# ---- the governor ----------------------------------------------------------------------------


def publish_terms(party: Party, text: Path, uri: str = "", *, dry_run: bool = False) -> Act | None:
    """Publish terms: their SHA-256 goes on chain, they hold from the next epoch.

    None where the newest terms have that text: everybody would have to accept them once more.
    """
    try:
        content = text.read_bytes()
    except OSError as error:
        raise InputUnreadable(path=text, reason=error.strerror) from None
    if not content.strip():
        raise InputUnreadable(path=text, reason="it is empty")
    digest, noun = sha256(content), party.membership
    latest = party.read(noun.latest_terms())
    if latest and party.read(noun.terms_digest(latest)) == digest:
        return None
    write = party.membership.publish_terms(digest, uri)
    public = "the digest of new terms, and where to read them"
    return _act(party, "publish-terms", (digest, uri), write, public, "operator", dry_run)


def start(party: Party, *, dry_run: bool = False) -> Act:
    """Begin epoch 1. Before it nothing can be submitted, and what is set up holds at once."""
    write = party.membership.start()
    return _act(party, "start", ("start",), write, "that the network runs", "operator", dry_run)


def classify(party: Party, sector: int, level: int, *, dry_run: bool = False) -> Act:
    """Set the criticality class of a sector: it weighs prices of what is opened from then on.

    From the next epoch, before the start at once.
    """
    write = party.membership.classify_sector(sector, level)
    public = f"sector {sector} is {policies.tier_name(level)} from the next epoch on"
    return _act(party, "classify", (sector, level), write, public, "operator", dry_run)


# ---- the owner -------------------------------------------------------------------------------


def operators(party: Party, account: str, *, take: bool = False, dry_run: bool = False) -> Act:
    """Let another account act for the organisation, or take that right from it."""
    noun = party.membership
    write = noun.revoke_operator(account) if take else noun.add_operator(account)
    public = f"{account} {'no longer acts' if take else 'acts'} for the organisation"
    return _act(party, "operators", (account, take), write, public, "owner", dry_run)


def payout(party: Party, account: str, *, dry_run: bool = False) -> Act:
    """Send the organisation's money to another account; it holds after a day."""
    write = party.membership.set_payout(account)
    return _act(party, "payout", (account,), write, "the payout account", "owner", dry_run)


def relate(
    party: Party, other: int, kind: RelationKind, *, take: bool = False, dry_run: bool = False
) -> Act:
    """Declare an affiliate or competitor, or withdraw it; recusal from the next epoch on."""
    noun = party.relations
    write = noun.withdraw(other, kind) if take else noun.declare(other, kind)
    public = f"organisation {other} is {'no longer ' if take else ''}our {kind.name.lower()}"
    return _act(party, "relate", (other, int(kind), take), write, public, "owner", dry_run)


def accept_terms(party: Party, version: int | None = None, *, dry_run: bool = False) -> Act | None:
    """Accept terms: the newest by default. None where they are accepted already."""
    latest, record = party.read_all(
        party.membership.latest_terms(), party.membership.organisation(party.organisation)
    )
    wanted = version or latest
    if record.accepted_terms >= wanted:
        return None
    write = party.membership.accept_terms(wanted)
    public = f"the organisation accepts terms {wanted}"
    return _act(party, "accept-terms", (wanted,), write, public, "operator", dry_run)


def _act(
    party: Party,
    verb: str,
    about: Sequence[str | bytes | int],
    write: Write,
    public: str,
    role: str,
    dry_run: bool,
) -> Act:
    done = act(party, verb, about, write, public, role=role, dry_run=dry_run)
    if done.block_number is not None:
        party.progress.say(f"{write.name} is in block {done.block_number}")
    return done
