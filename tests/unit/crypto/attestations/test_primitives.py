"""The primitives that only attestations use, held against the RFCs that define them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ais.crypto.kem import KemPrivateKey, KemPublicKey, agree
from ais.crypto.secret import Secret
from ais.crypto.symmetric import chacha_decrypt, chacha_encrypt
from ais.errors import KeyRefused
from ais.types import Suite
from tests.unit.crypto.parties import ALICE, VECTORS


def x25519_cases() -> list[dict[str, Any]]:
    page = json.loads((VECTORS / "wycheproof" / "x25519_test.json").read_text())
    return [case for group in page["testGroups"] for case in group["tests"]]


def test_agreement_is_x25519() -> None:
    """Every vector of Wycheproof: the shared secret, or a refused key."""
    refused = 0
    for case in x25519_cases():
        own = KemPrivateKey(Suite.X25519, Secret(bytes.fromhex(case["private"])))
        try:
            other = KemPublicKey(Suite.X25519, bytes.fromhex(case["public"]))
        except KeyRefused:
            refused += 1
            assert case["result"] == "acceptable", case["tcId"]
            continue
        assert agree(own, other).reveal().hex() == case["shared"], case["tcId"]
    assert refused < len(x25519_cases()) / 2


def test_agreement_takes_no_key_of_another_suite() -> None:
    hybrid, curve = ALICE.key(Suite.HYBRID), ALICE.root.agreement_key(1)
    for own, other in ((hybrid, curve.public), (curve, hybrid.public)):
        with pytest.raises(KeyRefused):
            agree(own, other)


def test_the_cipher_is_that_of_rfc_8439() -> None:
    """The example of section 2.8.2."""
    key, nonce = bytes(range(0x80, 0xA0)), bytes.fromhex("070000004041424344454647")
    aad = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip "
        b"for the future, sunscreen would be it."
    )
    sealed = chacha_encrypt(key, nonce, text, aad)
    assert sealed[:16].hex() == "d31a8d34648e60db7b86afbc53ef7ec2"
    assert sealed[-16:].hex() == "1ae10b594f09e26a7e902ecbd0600691"
    assert chacha_decrypt(key, nonce, sealed, aad) == text
    assert chacha_decrypt(key, nonce, sealed, aad + b"x") is None
