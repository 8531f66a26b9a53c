"""The outsider: no member, but with all of the chain, the stores and the source. It finds nothing.

Each attack runs beside a planted leak of the kind that it looks for, and must find that one.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from ais.crypto import Secret
from ais.digests import keccak256
from ais.events import ReleaseRepeated, Submitted
from ais.flows.opening import open_submission
from ais.types import Suite
from tests.integration.outsider import hunt, known, recipes, story, unlocking
from tests.integration.outsider.hunt import Found, Hunt
from tests.integration.outsider.known import Shelf
from tests.integration.outsider.public import Piece, Public, source_labels
from tests.integration.outsider.story import Story

pytestmark = pytest.mark.chain

REPOSITORY = Path(__file__).resolve().parents[3]


# ---- hashing what is known -------------------------------------------------------------------


@dataclass
class Cracked:
    """What one run of all recipes found, in public and in the planted pieces."""

    shelf: Shelf
    found: list[Found]
    tried: int
    plants: dict[str, tuple[str, str]]  # where -> recipe, value

    def outside(self) -> list[Found]:
        """Finds that nobody planted."""
        return [each for each in self.found if each.where not in self.plants]


def planted(public: Public, shelf: Shelf) -> tuple[list[Piece], dict[str, tuple[str, str]]]:
    """Copies of real calldata and blobs with one careless digest each; made with hashlib alone."""
    first, second = shelf.known[0], shelf.known[999]
    made = next(iter(first.objects.values()))
    address = "63.135.200.7"
    moment = known.conversions(public)[0]
    wide = known.converted(address, moment)
    event = public.events(Submitted)[0]
    digest = hashlib.sha256(made).digest()
    zero_leaf = keccak256(b"\0" + bytes(32) + digest)
    own_id = keccak256(b"\0" + event.submission_id + digest)
    one, two = first.value.encode(), second.value.encode()
    contract = bytes.fromhex(public.indicators[2:]).rjust(32, b"\0")
    leaf = keccak256(bytes(33) + hashlib.sha256(wide).digest())
    leaks = {
        "plain digest": (hashlib.sha256(one).digest(), "sha256 of raw", first.value),
        "cut digest": (hashlib.sha256(two).digest()[:8], "sha256 of raw", second.value),
        "cut in front": (
            hashlib.sha256(first.pattern.encode()).digest()[-8:],
            "sha256 of pattern",
            first.value,
        ),
        "keccak": (keccak256(two.lower()), "keccak of lower case", second.value),
        "object": (digest, "sha256 of object", first.value),
        "leaf of zeros": (zero_leaf, "leaf, zeros", first.value),
        "leaf by id": (own_id, "leaf, submission_id", first.value),
        "keyed": (hmac.digest(contract, one, "sha256"), "hmac Indicators of raw", first.value),
        "convergent key": (
            recipes.key_commit(digest),
            "key commitment of sha256 of object",
            first.value,
        ),
        "of the /16": (hashlib.sha256(address.encode()).digest(), "sha256 of raw", address),
        "object of the /16": (hashlib.sha256(wide).digest(), "sha256 of object", address),
        "leaf of the /16": (leaf, "leaf, zeros", address),
        "hex text": (hashlib.md5(two).hexdigest().encode(), "md5 of raw", second.value),
        "in the clear": (b"x" + two + b"x", "raw", second.value),
        "STIX id": (first.ids[0].encode(), "STIX id", first.value),
    }
    carrier = max((p for p in public.pieces if p.where.startswith("tx")), key=lambda p: len(p.data))
    pieces, plants = [], {}
    for number, (name, (leak, recipe, value)) in enumerate(leaks.items()):
        at = 100 + 37 * number  # not at a word's border
        pieces.append(Piece(name, carrier.data[:at] + leak + carrier.data[at + len(leak) :]))
        plants[name] = (recipe, value)
    packed = ipaddress.ip_address(address).packed
    release = public.entries(ReleaseRepeated)[0].tx_hash.hex()
    call = max((p for p in public.pieces if f" 0x{release} " in p.where), key=lambda p: len(p.data))
    for name, word in zip(known.WORDS, known.words_of(packed), strict=True):
        pieces.append(Piece(name, call.data[:36] + word + call.data[68:]))
        plants[name] = (name, address)
    return pieces, plants


@pytest.fixture(scope="session")
def cracked(tale: Story, taken: Public) -> Cracked:
    """Every recipe over the thousand and over the /16, once, on public bytes and plants alike."""
    if tale.world.deployment.suite != "hybrid":
        pytest.skip("what is hashed does not depend on the suite; the default one is attacked")
    moments = known.conversions(taken)
    shelf = known.shelf(story.DATA, moments)
    plants, where = planted(taken, shelf)
    public_salts = recipes.salts(taken, source_labels(REPOSITORY))
    place = recipes.place_of(taken)
    few = {name: public_salts[name] for name in ("zeros", "ones", "chain id", "Indicators")}

    hunting = Hunt([*taken.pieces, *plants])
    found = hunting.texts(recipes.spelled(shelf.known)) + hunting.texts(recipes.walked_texts())
    found += hunting.words(recipes.worded(shelf.known)) + hunting.words(recipes.walked_words())
    for guesses in (
        recipes.plain(shelf.known),
        recipes.keyed(shelf.known, public_salts, moments[0]),
        recipes.leaves(shelf.known, recipes.likely_salts(public_salts), place),
        recipes.trees(shelf, few, place),
        recipes.walk(moments, {"zeros": bytes(32)}, place),
    ):
        found += hunting.digests(guesses)
    return Cracked(shelf, found, hunting.tried, where)


class TestHashing:
    def test_of_a_thousand_known_indicators_and_a_whole_network_none_is_found(
        self, cracked: Cracked
    ) -> None:
        """Millions of digests by every recipe, whole or cut to eight bytes: none is in public."""
        assert len(cracked.shelf.known) == 1000
        assert cracked.tried > 4_000_000
        assert cracked.outside() == []

    def test_each_planted_leak_is_found_by_its_recipe(self, cracked: Cracked) -> None:
        """The same run finds every careless digest that was planted, and says of which value."""
        for where, (recipe, value) in cracked.plants.items():
            hits = [(f.recipe, f.value) for f in cracked.found if f.where == where]
            assert any(r.startswith(recipe) and v == value for r, v in hits), (where, hits)

    def test_the_salt_alone_stands_between(
        self, tale: Story, taken: Public, cracked: Cracked
    ) -> None:
        """The outsider's objects are the members' own; with the salt it would find them."""
        opened = open_submission(tale.world.party("discloser"), tale.ids["one"])
        moments = known.conversions(taken)
        candidates = [known.converted(story.SINGLE, moment) for moment in moments]
        assert opened.objects[0] in candidates
        salt = opened.manifest.leaves[0].salt
        guesses = recipes.leaves(
            [each for each in cracked.shelf.known if each.value == story.SINGLE],
            {"the true salt": salt},
            recipes.place_of(taken),
        )
        hits = Hunt(taken.pieces).digests(guesses)
        assert {hit.recipe.split(",")[0] for hit in hits} == {"commitment"}
        for name in (*story.BATCH, story.EMBARGOED):
            stem = "embargoed" if name == story.EMBARGOED else Path(name).stem
            content = open_submission(tale.world.party("discloser"), tale.ids[stem]).objects
            made = cracked.shelf.files[name].values()
            assert any(set(content) <= set(objects) for objects in made), name

    def test_the_walk_makes_what_the_converter_makes(self, taken: Public) -> None:
        """An address with value and id exchanged is the converter's own object."""
        moment = known.conversions(taken)[0]
        for text in ("63.135.0.0", story.SINGLE, "63.135.255.255"):
            assert known.Maker(moment).make(text) == known.converted(text, moment)

    def test_a_submitted_address_is_within_the_walk(self) -> None:
        """The /16 holds what was submitted alone in its tree."""
        assert ipaddress.ip_address(story.SINGLE) in known.NETWORK
        assert known.NETWORK.num_addresses == 2**16


# ---- opening ---------------------------------------------------------------------------------


class TestOpening:
    def test_the_outsiders_keys_open_no_slot(self, tale: Story, taken: Public) -> None:
        """Every slot, with each of its keys, bound to each key that anybody announced."""
        suite = Suite.named(tale.world.deployment.suite)
        every = unlocking.slots(taken)
        assert len(every) > 400
        keys = unlocking.keys_of(tale.outsider, suite, [1, 2])
        digests = unlocking.key_digests(taken)[:4]
        assert unlocking.opened(every, keys, digests) == set()

    def test_a_suspended_member_opens_what_was_released_before_and_no_more(
        self, tale: Story, taken: Public
    ) -> None:
        """With its first key, the one it rotated to, the one announced since, and the next."""
        suite = Suite.named(tale.world.deployment.suite)
        fallen = tale.world.party("fallen").keys.root()
        every = unlocking.slots(taken)
        keys = [
            key for key in taken.events(unlocking.KeyAnnounced) if key.organisation == tale.fallen
        ]
        sealing = [key for key in keys if key.purpose is unlocking.KeyPurpose.SEALING]
        assert [key.number for key in sealing] == [1, 2, 3]
        digests = [key.digest for key in sealing]
        assert unlocking.opened(every, unlocking.keys_of(fallen, suite), digests) == tale.opens
        assert len(tale.opens) == 2

    def test_keys_made_of_public_values_open_nothing(self, tale: Story, taken: Public) -> None:
        """Digests, public keys, accounts, numbers taken for private keys; every word for a key."""
        suite = Suite.named(tale.world.deployment.suite)
        first: dict[bytes, unlocking.Slot] = {}
        for slot in unlocking.slots(taken):
            first.setdefault(slot.slots_digest, slot)
        some = list(first.values())[:8]
        digests = unlocking.key_digests(taken)[:3]
        assert unlocking.opened(some, list(unlocking.guessed_keys(taken, suite)), digests) == set()
        words = taken.words()
        assert len(words) > 5_000
        assert unlocking.data_keys_guessed(taken, words) == []
        likely = list(recipes.salts(taken, source_labels(REPOSITORY)).values())
        assert unlocking.tables_opened(taken, likely) == []
        keys = [tale.outsider.self_key(), *map(Secret, likely)]
        assert unlocking.own_copies_opened(taken, keys) == 0

    def test_the_rightful_key_would_have_been_seen(self, tale: Story, taken: Public) -> None:
        """The control: a served member's key, and a data key among the words, are found."""
        suite = Suite.named(tale.world.deployment.suite)
        reader = tale.world.party("seat0")
        every = unlocking.slots(taken)
        keys = unlocking.keys_of(reader.keys.root(), suite, [1])
        digests = [k.digest for k in taken.events(unlocking.KeyAnnounced)
                   if k.organisation == reader.organisation]  # fmt: skip
        assert tale.release("later") in unlocking.opened(every, keys, digests)
        key = open_submission(tale.world.party("discloser"), tale.ids["one"]).data_key.reveal()
        assert unlocking.data_keys_guessed(taken, [os.urandom(32), key]) == [key]
        own = tale.world.party("discloser").keys.root().self_key()
        assert unlocking.own_copies_opened(taken, [own]) == len(taken.events(Submitted))


def test_an_address_beside_zeros_is_found_as_a_word_and_not_where_chance_has_it() -> None:
    """A digest before a small number ends on the address in one case of 65,536 of a /16."""
    packed = ipaddress.ip_address(story.SINGLE).packed
    number, left = known.words_of(packed)
    guesses = list(recipes.walked_words())
    digest, small = os.urandom(28) + packed, bytes(31) + b"\x07"
    by_chance = [
        Piece("storage", digest + small),
        Piece("call", b"\xca\x11\xda\x7a" + digest + small),
        Piece("zeros before a digest", bytes(32) + packed + os.urandom(28)),
    ]
    assert Hunt(by_chance).words(guesses) == []
    for word in (number, left):
        for before in (b"", b"\xca\x11\xda\x7a", b"\xca\x11\xda\x7a" + digest):
            (found,) = Hunt([*by_chance, Piece("leak", before + word)]).words(guesses)
            assert (found.value, found.where) == (story.SINGLE, "leak")


def test_a_hunt_sees_both_ends_of_a_digest_at_any_offset() -> None:
    """Eight bytes at either end are enough, at every alignment; less is not claimed."""
    digest = hashlib.sha256(b"x").digest()
    for offset in range(17):
        for part in (digest, digest[:8], digest[-8:], digest.hex().encode()):
            pieces = [Piece("here", os.urandom(offset) + part + os.urandom(5))]
            found = Hunt(pieces).digests([("sha256", "x", digest)])
            assert [each.where for each in found] == ["here"]
    assert hunt.Hunt([Piece("none", os.urandom(1000))]).digests([("sha256", "x", digest)]) == []
