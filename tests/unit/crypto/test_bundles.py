"""A key is taken from a bundle only if chain, place and signature all say that it is that one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from ais import crypto
from ais.crypto.scalars import SECP256K1_ORDER
from ais.digests import keccak256, key_announcement
from ais.errors import (
    BundleForeign,
    BundleMalformed,
    BundleSigner,
    BundleTampered,
    CryptoError,
    KeyRefused,
    SuiteUnsupported,
    VersionUnsupported,
)
from ais.types import Address, KeyPurpose, Suite
from tests.unit.crypto.parties import ALICE, BOB, CHAIN_ID, DIRECTORY, Member

P = 2**255 - 19  # 9 is the base point: P + 9 and 9 + 2**255 are second forms of it
SUITES = pytest.mark.parametrize("suite", list(Suite))


def operator(member: Member) -> Any:
    return member.root.account(crypto.AccountRole.OPERATOR)


def verified(raw: bytes, member: Member = ALICE, **change: Any) -> crypto.Recipient:
    """Verify as the chain would have it for ``member``, but for ``change``."""
    given_: dict[str, Any] = {
        "announcement": member.announcement(),
        "announced_by": operator(member).address,
        "digest": keccak256(raw),
        "suite": Suite.HYBRID if len(raw) > 500 else Suite.X25519,
    }
    return crypto.verify_bundle(raw, **{**given_, **change})


def signed(announcement: crypto.Announcement, suite: Suite, raw_key: bytes, by: Member) -> bytes:
    """A bundle with any public key, rightly signed: what a careless or hostile member announces."""
    honest = crypto.make_bundle(announcement, by.key(suite), operator(by))
    digest = key_announcement(
        chain_id=announcement.chain_id,
        key_directory=announcement.key_directory,
        purpose=announcement.purpose,
        suite=suite,
        organisation=announcement.organisation,
        number=announcement.number,
        public_key=raw_key,
    )
    return honest[:39] + raw_key + operator(by).unsafe_sign_hash(digest).signature


@SUITES
class TestVerify:
    """One way in, and the ways out."""

    def test_an_honest_bundle_gives_its_key(self, suite: Suite) -> None:
        raw = ALICE.bundle(suite)
        recipient = verified(raw)
        assert recipient.key == ALICE.key(suite).public
        assert recipient.key_digest == keccak256(raw)
        assert len(raw) == {Suite.HYBRID: 1320, Suite.X25519: 136}[suite]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"chain_id": 1}, "chainId"),
            ({"key_directory": Address("0x" + "77" * 20)}, "keyDirectory"),
            ({"organisation": BOB.organisation}, "organisation"),
            ({"number": 2}, "number"),
            ({"purpose": KeyPurpose.AGREEMENT}, "purpose"),
        ],
    )
    def test_a_bundle_for_elsewhere_is_foreign(
        self, suite: Suite, change: dict[str, Any], field: str
    ) -> None:
        """Other chain, other contract, other organisation, other number, other purpose."""
        elsewhere = replace(ALICE.announcement(), **change)
        raw = crypto.make_bundle(elsewhere, ALICE.key(suite), operator(ALICE))
        with pytest.raises(BundleForeign) as caught:
            verified(raw)
        assert caught.value.field == field

    @pytest.mark.parametrize("at", [6, 30, 34, 38])
    def test_a_place_that_was_patched_afterwards_breaks_the_signature(
        self, suite: Suite, at: int
    ) -> None:
        """The same, replayed: the place is changed to fit, and the signature does not follow."""
        change = {
            6: {"chain_id": 1},
            30: {"key_directory": Address("0x" + "77" * 20)},
            34: {"organisation": BOB.organisation},
            38: {"number": 2},
        }[at]
        elsewhere = replace(ALICE.announcement(), **change)
        raw = crypto.make_bundle(elsewhere, ALICE.key(suite), operator(ALICE))
        patched = ALICE.bundle(suite)[:39] + raw[39:]
        with pytest.raises(BundleSigner):
            verified(patched)

    def test_another_signer(self, suite: Suite) -> None:
        """Bob cannot announce for Alice, nor can the node pass off Alice's bundle as Bob's."""
        raw = crypto.make_bundle(ALICE.announcement(), BOB.key(suite), operator(BOB))
        with pytest.raises(BundleSigner):
            verified(raw)
        with pytest.raises(BundleSigner):
            verified(ALICE.bundle(suite), announced_by=operator(BOB).address)

    def test_a_high_s(self, suite: Suite) -> None:
        """The mirrored signature recovers the same account; it is refused as altered."""
        raw = ALICE.bundle(suite)
        s = int.from_bytes(raw[-33:-1], "big")
        mirrored = raw[:-33] + (SECP256K1_ORDER - s).to_bytes(32, "big") + bytes([55 - raw[-1]])
        with pytest.raises(BundleSigner) as caught:
            verified(mirrored)
        assert "high s" in str(caught.value.reason)

    def test_a_key_that_was_swapped(self, suite: Suite) -> None:
        raw = ALICE.bundle(suite)
        swapped = raw[:39] + BOB.key(suite).public.raw + raw[-65:]
        with pytest.raises(BundleSigner):
            verified(swapped)

    def test_a_digest_that_is_not_on_chain(self, suite: Suite) -> None:
        with pytest.raises(BundleTampered):
            verified(ALICE.bundle(suite), digest=bytes(32))

    def test_an_older_bundle_after_a_rotation(self, suite: Suite) -> None:
        """A node that serves the old bundle for the new number is found out (rollback)."""
        raw = ALICE.bundle(suite)
        with pytest.raises(BundleForeign) as caught:
            verified(raw, announcement=replace(ALICE, number=2).announcement())
        assert caught.value.field == "number"

    def test_a_bundle_of_the_other_suite(self, suite: Suite) -> None:
        other = Suite.X25519 if suite is Suite.HYBRID else Suite.HYBRID
        with pytest.raises(SuiteUnsupported):
            verified(ALICE.bundle(suite), suite=other)

    @pytest.mark.parametrize("point", [0, 1, P - 1, P, P + 1, P + 9, 9 + 2**255])
    def test_a_point_of_low_order_or_second_form(self, suite: Suite, point: int) -> None:
        """A well-signed key of no worth is refused before anything is sealed to it."""
        honest = ALICE.key(suite).public.raw
        raw = signed(
            ALICE.announcement(), suite, honest[:-32] + point.to_bytes(32, "little"), ALICE
        )
        with pytest.raises(KeyRefused):
            verified(raw)

    def test_what_no_bundle_is_made_for(self, suite: Suite) -> None:
        with pytest.raises(BundleMalformed):
            crypto.make_bundle(
                ALICE.announcement(KeyPurpose.ATTESTATION), ALICE.key(suite), operator(ALICE)
            )


class TestForm:
    """Bytes that are no bundle."""

    @pytest.mark.parametrize(
        ("at", "value", "error"),
        [
            (0, 2, VersionUnsupported),
            (1, 2, BundleMalformed),
            (2, 3, SuiteUnsupported),
            (2, 1, BundleMalformed),
        ],
    )
    def test_a_changed_byte_of_the_head(
        self, at: int, value: int, error: type[CryptoError]
    ) -> None:
        raw = bytearray(ALICE.bundle(Suite.X25519))
        raw[at] = value
        with pytest.raises(error):
            crypto.parse_bundle(bytes(raw))

    @given(st.binary(max_size=200))
    def test_junk(self, junk: bytes) -> None:
        for raw in (junk, b"\x01\x00\x02" + junk):
            with pytest.raises(CryptoError):
                verified(raw)

    @given(st.integers(0, 136 * 8 - 1))
    def test_any_flipped_bit_is_refused_though_its_digest_fits(self, bit: int) -> None:
        raw = bytearray(ALICE.bundle(Suite.X25519))
        raw[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CryptoError):
            verified(bytes(raw), suite=Suite.X25519)

    def test_an_mlkem_half_outside_the_modulus(self) -> None:
        """FIPS 203, 7.2: coefficients of 3329 and above are refused."""
        bad = b"\xff" * 1184 + ALICE.key(Suite.HYBRID).public.raw[-32:]
        with pytest.raises(KeyRefused):
            verified(signed(ALICE.announcement(), Suite.HYBRID, bad, ALICE))


def test_what_is_signed_is_eip_712() -> None:
    """A wallet that knows EIP-712 and nothing of AIS computes the digest that we sign."""
    key = ALICE.key(Suite.X25519).public.raw
    typed = {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "KeyAnnouncement": [
                {"name": "purpose", "type": "uint8"},
                {"name": "suite", "type": "uint8"},
                {"name": "organisation", "type": "uint32"},
                {"name": "number", "type": "uint32"},
                {"name": "publicKey", "type": "bytes"},
            ],
        },
        "primaryType": "KeyAnnouncement",
        "domain": {
            "name": "AIS KeyDirectory",
            "version": "1",
            "chainId": CHAIN_ID,
            "verifyingContract": DIRECTORY,
        },
        "message": {"purpose": 0, "suite": 2, "organisation": 11, "number": 1, "publicKey": key},
    }
    message = encode_typed_data(full_message=typed)
    found = key_announcement(
        chain_id=CHAIN_ID,
        key_directory=DIRECTORY,
        purpose=0,
        suite=2,
        organisation=11,
        number=1,
        public_key=key,
    )
    assert found == _hash_eip191_message(message)
    raw = ALICE.bundle(Suite.X25519)
    assert Account.recover_message(message, signature=raw[-65:]) == operator(ALICE).address


@SUITES
def test_a_member_tests_its_key_before_it_announces(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A private key that does not open what is sealed to its public key is never announced."""
    key = crypto.KemPrivateKey(suite, crypto.Secret(bytes(range(32))))
    key.public = BOB.key(suite).public
    with pytest.raises(KeyRefused):
        crypto.make_bundle(ALICE.announcement(), key, operator(ALICE))
