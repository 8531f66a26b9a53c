"""Requests and answers of a relay: one size each, one body a call."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.digests import RELAY_PROMISE_TAG, keccak256, relay_promise
from ais.errors import DigestInput, RelayBodyRefused
from ais.network import Kind, Promise, Refusal, RelayCall
from ais.network.relay_wire import (
    ANSWER_BYTES,
    BODY_BYTES,
    MOST_CALLDATA_BYTES,
    decode_call,
    encode_answer,
    encode_call,
)
from ais.types import Address

CONTRACT = Address("0x" + "ab" * 20)
CALL = RelayCall(Kind.POST, b"\x01\x02\x03", 31_337, CONTRACT)

calls = st.builds(
    RelayCall,
    kind=st.sampled_from(Kind),
    calldata=st.binary(max_size=MOST_CALLDATA_BYTES),
    chain_id=st.integers(1, 2**64 - 1),
    attestations=st.binary(min_size=20, max_size=20).map(lambda raw: Address("0x" + raw.hex())),
)


class TestBodies:
    @given(calls)
    def test_what_is_encoded_is_read_again_and_has_the_one_size(self, call: RelayCall) -> None:
        body = encode_call(call)
        assert len(body) == BODY_BYTES
        assert decode_call(body) == call

    @given(st.binary(min_size=BODY_BYTES, max_size=BODY_BYTES))
    def test_a_body_is_refused_or_stands_for_one_call(self, body: bytes) -> None:
        try:
            call = decode_call(body)
        except RelayBodyRefused:
            return
        assert encode_call(call) == body

    @given(calls, st.integers(0, BODY_BYTES - 1), st.integers(1, 255))
    def test_no_byte_is_without_meaning(self, call: RelayCall, at: int, change: int) -> None:
        body = bytearray(encode_call(call))
        body[at] ^= change
        with suppress(RelayBodyRefused):
            assert decode_call(bytes(body)) != call

    @pytest.mark.parametrize(
        ("at", "value", "field"),
        [(0, 2, "version"), (1, 0, "kind"), (1, 5, "kind"), (2, 255, "length"), (-1, 1, "padding")],
    )
    def test_a_refusal_names_the_field(self, at: int, value: int, field: str) -> None:
        body = bytearray(encode_call(CALL))
        body[at] = value
        with pytest.raises(RelayBodyRefused) as caught:
            decode_call(bytes(body))
        assert caught.value.field == field

    @pytest.mark.parametrize("size", [0, BODY_BYTES - 1, BODY_BYTES + 1])
    def test_no_other_size_is_read(self, size: int) -> None:
        with pytest.raises(RelayBodyRefused):
            decode_call(bytes(size))

    @pytest.mark.parametrize(
        "call",
        [
            RelayCall(Kind.POST, bytes(MOST_CALLDATA_BYTES + 1), 1, CONTRACT),
            RelayCall(Kind.POST, b"", 0, CONTRACT),
            RelayCall(Kind.POST, b"", 1 << 64, CONTRACT),
            RelayCall(Kind.POST, b"", 1, Address("0x12")),
            RelayCall(Kind.POST, b"", 1, Address("0xzz")),
        ],
    )
    def test_what_does_not_fit_is_refused(self, call: RelayCall) -> None:
        with pytest.raises(RelayBodyRefused):
            encode_call(call)

    def test_a_post_fits_and_the_next_smaller_multiple_of_512_would_not_hold_it(self) -> None:
        head, post = BODY_BYTES - MOST_CALLDATA_BYTES, 1_316
        assert BODY_BYTES - 512 < head + post <= BODY_BYTES


class TestAnswers:
    @given(st.sampled_from(Refusal), st.text(st.characters(codec="ascii"), max_size=60))
    def test_a_refusal_has_the_one_size(self, code: Refusal, note: str) -> None:
        answer = encode_answer({"refused": {"code": str(code), "note": note}})
        assert len(answer) == ANSWER_BYTES
        assert json.loads(answer)["refused"] == {"code": code, "note": note}

    @given(st.integers(0, 2**64 - 1), st.binary(min_size=32, max_size=32))
    def test_a_promise_has_the_one_size(self, send_by: int, digest: bytes) -> None:
        promise = Promise(digest, send_by, CONTRACT, b"\xff" * 65)
        answer = encode_answer({"promise": promise.to_dict()})
        assert len(answer) == ANSWER_BYTES

    def test_what_does_not_fit_is_no_answer(self) -> None:
        with pytest.raises(RelayBodyRefused):
            encode_answer({"note": "x" * ANSWER_BYTES})


class TestPromises:
    def test_a_promise_is_signed_as_erc_191_says_over_32_bytes(self) -> None:
        """Put together by hand from the words of the recipe."""
        digest, send_by = b"\x05" * 32, 1_700_000_000
        inner = keccak256(
            RELAY_PROMISE_TAG
            + (31_337).to_bytes(32, "big")
            + bytes(12)
            + b"\xab" * 20
            + digest
            + send_by.to_bytes(32, "big")
        )
        found = relay_promise(
            chain_id=31_337, attestations=CONTRACT, call_digest=digest, send_by=send_by
        )
        assert found == keccak256(b"\x19Ethereum Signed Message:\n32" + inner)
        assert keccak256(b"ais/v1/relay-promise") == RELAY_PROMISE_TAG

    def test_another_chain_contract_call_or_time_is_another_promise(self) -> None:
        given = {"chain_id": 1, "attestations": CONTRACT, "call_digest": bytes(32), "send_by": 9}
        others = {
            "chain_id": 2,
            "attestations": Address("0x" + "ac" * 20),
            "call_digest": b"\x01" * 32,
            "send_by": 10,
        }
        first = relay_promise(**given)  # type: ignore[arg-type]
        changed = {relay_promise(**{**given, name: v}) for name, v in others.items()}  # type: ignore[arg-type]
        assert len(changed | {first}) == 5

    def test_a_time_of_more_than_64_bits_is_none(self) -> None:
        with pytest.raises(DigestInput):
            relay_promise(chain_id=1, attestations=CONTRACT, call_digest=bytes(32), send_by=1 << 64)
