"""Listing, joining, terms, accounts, relations, roles: each by who may, and by nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ais import errors
from ais.crypto import RootSecret
from ais.flows import join, membership, money
from ais.flows.home import Home
from ais.flows.join import accounts_of
from ais.flows.party import Party
from ais.records import RelationKind
from ais.types import OrganisationStatus
from tests.integration.seated import PASSWORD, World
from tests.integration.sharing import ENERGY, FINANCE, small

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = small(tmp_path_factory.mktemp("membership"))
    yield made
    made.close()


def new_home(world: World, name: str) -> None:
    root = world.roots[name] = RootSecret.generate()
    file = world.folder / "network.json"
    join.init(world.home(name), PASSWORD, network=file, secret=root, scrypt_n=2)


def test_a_candidate_becomes_active_by_listing_joining_and_dues(world: World) -> None:
    new_home(world, "erin")
    accounts = accounts_of(world.roots["erin"])
    listed = membership.list_(world.party("registrar"), accounts, sectors=[ENERGY], tier=1)
    erin = world.party("erin")
    assert erin.organisation == listed.organisation

    joined = join.join(erin)
    assert joined.member.status is OrganisationStatus.CANDIDATE
    assert (joined.member.sealing_key, joined.member.agreement_key) == (1, 1)
    assert len(joined.acts) == 3  # terms, two keys

    world.fund("erin", 100)
    money.pay_dues(erin)
    now = membership.member(erin, erin.organisation)
    assert now.status is OrganisationStatus.ACTIVE
    assert now.reads


def test_listing_and_joining_twice_change_nothing(world: World) -> None:
    registrar, alice = world.party("registrar"), world.party("alice")
    before = alice.connection.block_number()

    again = membership.list_(registrar, accounts_of(world.roots["alice"]), sectors=[ENERGY], tier=3)

    assert (again.organisation, again.act) == (alice.organisation, None)
    assert join.join(alice).acts == ()
    assert alice.connection.block_number() == before


def test_a_home_that_nobody_listed_says_what_to_do(world: World) -> None:
    new_home(world, "stranger")
    with pytest.raises(errors.NoOrganisation, match="belong to no organisation"):
        join.join(world.party("stranger"))


def test_a_dry_run_tells_gas_and_sends_nothing(world: World) -> None:
    registrar = world.party("registrar")
    before = registrar.connection.block_number()
    carol = world.party("carol").organisation

    planned = membership.change(registrar, "suspend", carol, dry_run=True)

    assert planned.transaction is None
    assert (planned.gas or 0) > 21_000
    assert registrar.connection.block_number() == before


@pytest.mark.parametrize("name", ["alice", "governor", "treasurer"])
def test_only_the_registrar_lists_and_suspends(world: World, name: str) -> None:
    party, victim = world.party(name), world.party("bob").organisation
    with pytest.raises(errors.AccessDenied):
        membership.change(party, "suspend", victim)
    accounts = accounts_of(RootSecret.generate())
    with pytest.raises(errors.AccessDenied):
        membership.list_(party, accounts, sectors=[ENERGY], tier=1)


def test_the_registrar_suspends_reinstates_retiers_and_moves_between_sectors(world: World) -> None:
    registrar = world.party("registrar")
    dave = world.party("dave").organisation

    membership.change(registrar, "suspend", dave)
    assert membership.member(registrar, dave).status is OrganisationStatus.SUSPENDED
    membership.change(registrar, "reinstate", dave)
    membership.change(registrar, "set_tier", dave, tier=2)
    membership.change(registrar, "set_sectors", dave, sectors=[FINANCE])
    now = membership.member(registrar, dave)
    assert (now.status, now.tier, now.sectors) == (OrganisationStatus.ACTIVE, 2, (FINANCE,))


def test_the_owner_adds_and_revokes_operators_and_declares_relations(world: World) -> None:
    carol = world.party("carol")
    other = str(RootSecret.generate().account(1).address)

    membership.operators(carol, other)
    assert other in carol.sync().operators(carol.organisation)
    membership.operators(carol, other, take=True)
    assert other not in carol.sync().operators(carol.organisation)

    bob = world.party("bob").organisation
    membership.relate(carol, bob, RelationKind.COMPETITOR)
    assert carol.sync().relations(carol.organisation)[0][:2] == (bob, "competitor")
    membership.relate(carol, bob, RelationKind.COMPETITOR, take=True)
    assert carol.sync().relations(carol.organisation) == []


def test_terms_are_published_by_the_governor_and_accepted_once(
    world: World, tmp_path: Path
) -> None:
    text = tmp_path / "terms-2.txt"
    text.write_text("Do even less harm.\n")
    membership.publish_terms(world.party("governor"), text, "https://terms.example")
    bob = world.party("bob")

    assert membership.accept_terms(bob) is not None
    assert membership.accept_terms(bob) is None
    assert membership.member(bob, bob.organisation).accepted_terms == 2
    text.write_text("Do what alice says.\n")
    with pytest.raises(errors.AccessDenied):
        membership.publish_terms(world.party("alice"), text)


def test_roles_are_granted_by_who_administers_them(world: World) -> None:
    account = str(RootSecret.generate().account(1).address)
    membership.seat_role(world.party("registrar"), "panelist", account)
    membership.seat_role(world.party("governor"), "overseer", account)
    party = world.party("governor")
    manager = party.connection.contracts.manager
    assert [party.read(manager.has_role(role, account))[0] for role in (4, 5)] == [True, True]

    with pytest.raises(errors.AccessDenied):
        membership.seat_role(world.party("registrar"), "governor", account)
    with pytest.raises(errors.RoleUnknown):
        membership.seat_role(world.party("governor"), "emperor", account)


def test_a_home_stays_with_the_network_it_joined(world: World, tmp_path: Path) -> None:
    content = json.loads((world.folder / "network.json").read_text())
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**content, "name": "another"}))

    with pytest.raises(errors.DeploymentMismatch):
        Party.open(world.home("alice"), network=other)
    with pytest.raises(errors.DeploymentMismatch):
        join.set_network(Home(world.home("alice")), other)
    moved = {**content, "rpc": [world.chain.url, "http://127.0.0.1:9"]}
    other.write_text(json.dumps(moved))  # nodes may change: they are not trusted
    Party.open(world.home("alice"), network=other).close()


def test_a_home_is_never_made_over_another(world: World) -> None:
    with pytest.raises(errors.HomeExists):
        join.init(world.home("alice"), PASSWORD, scrypt_n=2)
