"""Attestation keys come from the root secret, are proven when announced, and count late."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais import crypto
from ais.crypto import attestations as att
from ais.crypto.attestations.keys import address_of
from ais.crypto.scalars import BABY_JUBJUB_ORDER, SECP256K1_ORDER
from ais.crypto.secret import Secret
from ais.digests import keccak256, sha256
from ais.errors import BundleForeign, BundleSigner, BundleTampered, CryptoError, KeyRefused
from ais.types import Address, KeyPurpose
from tests.unit.crypto.attestations.cases import (
    KEYS,
    announcement,
    operator,
    root,
    signing_key,
    unhex,
    vectors,
)

NAMES = pytest.mark.parametrize("name", sorted(KEYS))
SCALARS = st.integers(1, SECP256K1_ORDER - 1)


def secret(number: int) -> Secret:
    return Secret(number.to_bytes(32, "big"))


def verified(raw: bytes, name: str = "alice", **change: Any) -> bytes:
    given_: dict[str, Any] = {
        "announcement": announcement(name, KeyPurpose.ATTESTATION),
        "announced_by": Address(KEYS[name]["operator"]),
        "digest": keccak256(raw),
    }
    return att.verify_attestation_bundle(raw, **{**given_, **change})


class TestDerivation:
    """The 24 words give all keys back."""

    @NAMES
    def test_keys_are_those_of_the_foreign_implementation(self, name: str) -> None:
        case, key = KEYS[name], signing_key(name)
        assert key.public == unhex(case["attestationPublic"])
        assert key.address.lower() == case["attestationAddress"]
        assert key._key.to_bytes().hex() == case["attestationSecret"][2:]
        found = root(name).group_secret(case["number"])
        assert found.reveal().hex() == case["groupSecret"][2:]
        assert root(name).agreement_key(case["number"]).public.raw == unhex(case["agreementPublic"])

    @given(st.binary(min_size=32, max_size=32), st.integers(1, 2**32 - 1))
    def test_group_secrets_are_scalars_of_the_subgroup(self, raw: bytes, number: int) -> None:
        found = crypto.RootSecret(Secret(raw)).group_secret(number)
        assert 0 < int.from_bytes(found.reveal(), "big") < BABY_JUBJUB_ORDER

    def test_every_number_is_another_key(self) -> None:
        keys = [root("alice").attestation_key(number).public for number in range(1, 9)]
        leaves = [root("alice").group_secret(number).reveal() for number in range(1, 9)]
        assert len(set(keys)) == len(set(leaves)) == 8

    @pytest.mark.parametrize("number", [0, -1, 2**32])
    def test_numbers_count_from_one(self, number: int) -> None:
        for derive in (root("alice").attestation_key, root("alice").group_secret):
            with pytest.raises(KeyRefused):
                derive(number)


class TestTweaks:
    """S + tG is the same address for whoever knows s and for whoever knows S."""

    @given(SCALARS, SCALARS)
    def test_supplier_and_customer_find_the_same_tau(self, s: int, t: int) -> None:
        if (s + t) % SECP256K1_ORDER == 0:
            return
        key = att.SigningKey(secret(s))
        one_time = key.tweaked(secret(t))
        assert att.tau_of(key.public, secret(t)) == one_time.address
        digest = sha256(b"a post")
        crypto.verify(digest, one_time.sign(digest), one_time.address)

    def test_the_tweak_that_doubles_and_the_one_that_cancels(self) -> None:
        key = att.SigningKey(secret(7))
        assert att.tau_of(key.public, secret(7)) == att.SigningKey(secret(14)).address
        with pytest.raises(KeyRefused):
            att.tau_of(key.public, secret(SECP256K1_ORDER - 7))
        with pytest.raises(KeyRefused):
            key.tweaked(secret(SECP256K1_ORDER - 7))

    @pytest.mark.parametrize("number", [0, SECP256K1_ORDER, 2**256 - 1])
    def test_scalars_outside_the_order_are_refused(self, number: int) -> None:
        with pytest.raises(KeyRefused):
            att.SigningKey(secret(number))
        with pytest.raises(KeyRefused):
            att.tau_of(signing_key("alice").public, secret(number))

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\x02" + bytes(31),
            b"\x02" + bytes(31) + b"\x05",
            b"\x04" + bytes(32),
            b"\x02" + b"\xff" * 32,
        ],
        ids=["empty", "short", "no-point", "prefix", "beyond-the-field"],
    )
    def test_what_is_no_point_is_refused(self, raw: bytes) -> None:
        with pytest.raises(KeyRefused):
            address_of(raw)

    def test_pure_python_gives_the_same_where_coincurve_is_absent(self) -> None:
        """Python 3.14 has no coincurve: the same keys, taus and signatures without it."""
        case = vectors("sealed_posts")["posts"][0]
        request = [KEYS["alice"]["attestationSecret"], case["t"], case["digest"]]
        command = [sys.executable, "-c", _WITHOUT_COINCURVE, *(text[2:] for text in request)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stdout.split() == [
            "NativeECCBackend",
            case["tau"],
            case["tau"],
            case["signature"][2:],
        ], done.stderr


@dataclass(frozen=True)
class Announced:
    number: int
    epoch: int


class TestInForce:
    """A key counts from the second epoch after its announcement; the very first from the next."""

    @pytest.mark.parametrize(
        ("epochs", "epoch", "number"),
        [
            ([], 5, None),
            ([5], 5, None),
            ([5], 6, 1),
            ([5], 7, 1),
            ([5, 8], 8, 1),
            ([5, 8], 9, 1),
            ([5, 8], 10, 2),
            ([5, 5], 6, 1),
            ([5, 5], 7, 2),
            ([5, 6], 7, 1),
            ([5, 6, 7], 8, 2),
            ([5, 6, 7], 9, 3),
            ([0], 0, None),
            ([0], 1, 1),
        ],
    )
    def test_by_example(self, epochs: list[int], epoch: int, number: int | None) -> None:
        keys = [Announced(at + 1, each) for at, each in enumerate(epochs)]
        found = att.in_force(reversed(keys), epoch)
        assert (found and found.number) == number

    @given(st.lists(st.integers(0, 9), max_size=5).map(sorted), st.integers(1, 9), st.data())
    def test_next_epochs_key_is_known_before_it_is_named(
        self, epochs: list[int], epoch: int, data: st.DataObject
    ) -> None:
        """Once a key is in force, what is announced now does not change this epoch or the next."""
        keys = [Announced(at + 1, each) for at, each in enumerate(epochs) if each < epoch]
        if att.in_force(keys, epoch) is None:
            return
        late = [Announced(len(keys) + 1, epoch), Announced(len(keys) + 2, epoch)]
        late = late[: data.draw(st.integers(0, 2))]
        for each in (epoch, epoch + 1):
            assert att.in_force([*keys, *late], each) == att.in_force(keys, each)


class TestBundle:
    """Announced by an operator, proven by S itself."""

    @NAMES
    def test_the_foreign_bundle_is_ours_byte_for_byte(self, name: str) -> None:
        raw = unhex(KEYS[name]["attestationBundle"])
        made = att.make_attestation_bundle(
            announcement(name, KeyPurpose.ATTESTATION), signing_key(name), operator(name)
        )
        assert made == raw
        assert len(raw) == 202
        assert verified(raw, name) == signing_key(name).public

    @pytest.mark.parametrize("case", vectors("keys")["invalid"], ids=lambda case: case["about"])
    def test_what_is_no_bundle_of_hers_is_refused(self, case: dict[str, str]) -> None:
        with pytest.raises(CryptoError) as caught:
            verified(unhex(case["bundle"]))
        assert caught.value.code == case["code"]

    def test_digest_announcer_and_place_are_the_chains(self) -> None:
        raw = unhex(KEYS["alice"]["attestationBundle"])
        right = announcement("alice", KeyPurpose.ATTESTATION)
        with pytest.raises(BundleTampered):
            verified(raw, digest=keccak256(b""))
        with pytest.raises(BundleSigner):
            verified(raw, announced_by=Address(KEYS["bob"]["operator"]))
        for change, field in (
            ({"chain_id": 1}, "chainId"),
            ({"key_directory": Address("0x" + "77" * 20)}, "keyDirectory"),
            ({"number": 2}, "number"),
        ):
            with pytest.raises(BundleForeign) as caught:
                verified(raw, announcement=replace(right, **change))
            assert caught.value.field == field

    @given(st.integers(0, 201), st.integers(1, 255))
    def test_no_byte_can_be_changed(self, at: int, mask: int) -> None:
        raw = bytearray(unhex(KEYS["alice"]["attestationBundle"]))
        raw[at] ^= mask
        with pytest.raises(CryptoError):
            verified(bytes(raw))

    def test_other_purposes_have_their_own_bundles(self) -> None:
        with pytest.raises(CryptoError):
            att.make_attestation_bundle(
                announcement("alice", KeyPurpose.SEALING), signing_key("alice"), operator("alice")
            )


_WITHOUT_COINCURVE = """
import sys
sys.modules["coincurve"] = None
from eth_keys import backends
from ais.crypto import attestations as att
from ais.crypto.secret import Secret
s, t, digest = (bytes.fromhex(word) for word in sys.argv[1:])
key = att.SigningKey(Secret(s))
one_time = key.tweaked(Secret(t))
print(type(backends.get_backend()).__name__)
print(one_time.address.lower(), att.tau_of(key.public, Secret(t)).lower())
print(one_time.sign(digest).hex())
"""
