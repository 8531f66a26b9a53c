"""The acts of registrar, governor and owner as they are typed, with what the chain says then."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from ais import errors, policy
from ais.digests import sha256
from ais.flows import membership
from ais.flows.roles import role_id
from tests.integration.sharing import ENERGY, FINANCE, small
from tests.integration.typed import Typed

pytestmark = pytest.mark.chain

DAMS = 5
#: The last letter has another case than its checksum asks for.
FRESH = "0x52908400098527886E0F7030069857D2E4169EE7"
MISTYPED = "0x52908400098527886E0F7030069857D2E4169Ee7"


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typed]:
    made = Typed(small(tmp_path_factory.mktemp("membership-cli")))
    yield made
    made.world.close()


def number(typed: Typed, name: str) -> int:
    return typed.world.party(name).organisation


def blocks(typed: Typed) -> int:
    return typed.world.party("governor").connection.block_number()


def test_the_registrar_sets_tier_and_sectors_and_the_chain_has_them(typed: Typed) -> None:
    """Done once: said again it sends nothing. Nobody else may."""
    dave = number(typed, "dave")
    before = blocks(typed)
    planned = typed.json("registrar", "membership", "set-tier", dave, "critical", "--dry-run")
    assert planned["act"]["transaction"] is None
    assert typed.code("alice", "membership", "set-tier", dave, "critical") == "access-denied"
    assert blocks(typed) == before

    typed.json("registrar", "membership", "set-tier", dave, "critical")
    typed.json("registrar", "membership", "set-sectors", dave, "energy,dams")
    found = membership.member(typed.world.party("alice"), dave)
    assert (found.tier, found.sectors) == (3, (DAMS, ENERGY))
    assert typed.json("alice", "membership", "show", dave)["sectors"] == [DAMS, ENERGY]
    before = blocks(typed)
    again = typed.json("registrar", "membership", "set-tier", dave, "critical")
    assert again == typed.json("registrar", "membership", "set-sectors", dave, "5,8")
    assert again == {"act": None}
    assert blocks(typed) == before


def test_who_or_what_is_not_there_is_said_so(typed: Typed) -> None:
    dave = number(typed, "dave")
    unknown = "membership-unknown-organisation"
    assert typed.code("registrar", "membership", "set-tier", 99, "core") == unknown
    assert typed.code("registrar", "membership", "set-sectors", 99, "dams") == unknown
    assert typed.code("alice", "membership", "show", 99) == unknown
    assert typed.code("alice", "pool", "balance", "--organisation", 99) == unknown
    assert "no tier named 'gold'" in typed.misused(
        "registrar", "membership", "set-tier", dave, "gold"
    )
    for sectors, told in (("moon", "no sector named 'moon'"), (",", "names none")):
        assert told in typed.misused("registrar", "membership", "set-sectors", dave, sectors)


def test_new_terms_are_published_accepted_and_in_force_an_epoch_later(
    typed: Typed, tmp_path: Path
) -> None:
    """Published once: the same text again would ask everybody to accept it once more."""
    world, alice = typed.world, typed.world.party("alice")
    text, empty = tmp_path / "terms-2.txt", tmp_path / "empty.txt"
    text.write_text("Share what helps.\n")
    empty.write_text("\n")
    uri = ("--uri", "https://terms.example/2")
    assert typed.code("alice", "membership", "publish-terms", text, *uri) == "access-denied"
    assert typed.code("governor", "membership", "publish-terms", empty) == "input-unreadable"
    assert "does not exist" in typed.misused("governor", "membership", "publish-terms", "nowhere")
    assert alice.read(alice.membership.latest_terms()) == 1

    typed.json("governor", "membership", "publish-terms", text, *uri)
    assert typed.json("governor", "membership", "publish-terms", text) == {"act": None}
    assert alice.read(alice.membership.latest_terms()) == 2
    assert alice.read(alice.membership.terms_digest(2)) == sha256(text.read_bytes())
    lines = typed.json("bob", "audit", "--contract", "membership")["lines"]
    published = [line["values"] for line in lines if line["event"] == "TermsPublished"]
    assert published[-1]["uri"] == "https://terms.example/2"

    assert typed.code("alice", "membership", "accept-terms", "--version", 3) == (
        "membership-terms-not-acceptable"
    )
    typed.json("alice", "membership", "accept-terms", "--dry-run")
    assert membership.member(alice, alice.organisation).accepted_terms == 1
    typed.json("alice", "membership", "accept-terms", "--version", 2)
    assert membership.member(alice, alice.organisation).accepted_terms == 2
    assert typed.json("alice", "membership", "accept-terms") == {"act": None}
    typed.json("bob", "pool", "dues")
    world.chain.request("evm_increaseTime", alice.connection.facts().epoch_seconds)
    world.chain.mine()
    bob = number(typed, "bob")
    assert alice.read(alice.membership.terms_in_force()) == 2
    assert not membership.member(alice, bob).reads
    typed.json("bob", "membership", "accept-terms")
    assert membership.member(alice, bob).reads


def test_an_owner_gives_and_takes_back_accounts_and_relations(typed: Typed) -> None:
    alice, bob = typed.world.party("alice"), number(typed, "bob")
    own = alice.organisation
    typed.json("alice", "membership", "operators", FRESH)
    assert alice.read(alice.membership.operator_of(FRESH)) == own
    typed.json("alice", "membership", "operators", FRESH, "--take")
    with pytest.raises(errors.MembershipNotOperator):
        alice.read(alice.membership.operator_of(FRESH))

    typed.json("alice", "membership", "relations", "competitor", bob)
    again = ("alice", "membership", "relations", "competitor", bob)
    assert typed.code(*again) == "relations-already-declared"
    typed.json(*again, "--take")
    told = typed.run(*again, "--take", status=1)
    assert "relations-not-declared" in told
    assert "`ais audit --contract relations`" in told
    lines = typed.json("alice", "audit", "--contract", "relations")["lines"]
    assert [line["event"] for line in lines] == ["RelationDeclared", "RelationWithdrawn"]


def test_roles_are_given_and_taken_and_a_class_weighs_from_the_next_epoch(typed: Typed) -> None:
    """By who may; a role that stands, or that nobody has, is left as it is."""
    governor = typed.world.party("governor")

    def holds(role: str) -> bool:
        return governor.read(governor.manager.has_role(role_id(role), FRESH))[0]

    given = ("registrar", "membership", "roles", "panelist", FRESH)
    assert typed.json(*given, "--take") == {"act": None}
    typed.json(*given)
    assert holds("panelist")
    assert typed.json(*given) == {"act": None}
    typed.json(*given, "--take")
    assert not holds("panelist")
    assert typed.code("governor", "membership", "roles", "king", FRESH) == "role-unknown"
    assert typed.code("registrar", "membership", "roles", "overseer", FRESH) == "access-denied"

    following = governor.read(governor.membership.next_epoch())
    level = governor.membership.sector_class_at(FINANCE, following)
    assert governor.read(level) != 1
    assert typed.code("alice", "membership", "classify", "financial services", "regular") == (
        "access-denied"
    )
    typed.json("governor", "membership", "classify", "financial services", "regular")
    assert policy.tier_name(governor.read(level)) == "regular"


@pytest.mark.parametrize("account", ["nonsense", "0x12", MISTYPED, FRESH[2:]])
def test_an_address_that_is_none_or_mistyped_is_refused_before_anything_is_sent(
    typed: Typed, account: str
) -> None:
    """Money that goes to a mistyped payout account is gone."""
    before = blocks(typed)
    for words in (
        ("alice", "membership", "operators", account),
        ("alice", "membership", "payout", account),
        ("governor", "membership", "roles", "overseer", account),
        ("registrar", "membership", "admit", FRESH, FRESH, account),
        ("governor", "network", "mint", account, "5"),
        ("governor", "attest", "relay", "add", account, "https://relay.example"),
        ("governor", "network", "deploy", "other.json", "--registrar", account),
    ):
        assert f"{account!r} is no address" in typed.misused(*words), words
    assert blocks(typed) == before


def test_the_address_that_is_nobodys_is_given_nothing(typed: Typed) -> None:
    """Neither money nor the rule over a network, which would be lost for good."""
    nobody, before = "0x" + 40 * "0", blocks(typed)
    officers = ("--governor", "--registrar", "--treasurer", "--overseer")
    for words in (
        ("alice", "membership", "payout", nobody),
        ("governor", "membership", "roles", "treasurer", nobody),
        *(("governor", "network", "deploy", "other.json", each, nobody) for each in officers),
    ):
        assert "the address 0 is nobody's" in typed.misused(*words), words
    assert blocks(typed) == before


@pytest.mark.parametrize("amount", ["nonsense", "-5", "1e3", "."])
def test_an_amount_that_is_none_is_refused_in_its_own_words(typed: Typed, amount: str) -> None:
    told = f"{amount!r} is no number of tokens"
    assert told in typed.run("alice", "pool", "fund", "--", amount, status=2)
    assert told in typed.misused("alice", "run", "--once", "--dues", amount)
    assert typed.code("alice", "pool", "fund", "0.0000001") == "amount-refused"


def test_a_removal_is_for_good_and_asks_before_it(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does not agree has removed nobody; what is refused anyway is not asked about."""
    accounts = ("0x" + digit * 40 for digit in "345")
    admitted = ("membership", "admit", *accounts, "--sectors", "energy", "--tier", "core")
    planned = typed.json("registrar", *admitted, "--dry-run")
    assert planned["organisation"] is None
    other = typed.json("registrar", *admitted)["organisation"]
    words, before = ("membership", "remove", other), blocks(typed)
    assert "--json cannot ask: add --yes or --dry-run" in typed.misused("registrar", *words)
    for answer in ("n\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        told = typed.run("registrar", *words, status=130)
        assert f"Remove organisation {other} for good?" in told
    assert typed.json("registrar", *words, "--dry-run")["act"]["transaction"] is None
    told = typed.run("registrar", "membership", "remove", 99, status=1)
    assert "membership-unknown-organisation" in told
    assert "for good?" not in told
    assert typed.code("alice", *words, "--yes") == "access-denied"
    assert blocks(typed) == before

    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert "Membership.remove in block" in typed.run("registrar", *words)
    assert typed.json("alice", "membership", "show", other)["status"] == "removed"
    for dry in (("--yes",), ("--dry-run",)):
        assert typed.code("registrar", *words, *dry) == "membership-wrong-status"
