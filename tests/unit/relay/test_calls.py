"""What a relay reads from calldata: one encoding a call, and nothing believed."""

from __future__ import annotations

import dataclasses
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.chain.attestations import Attestations
from ais.crypto import Secret
from ais.crypto.anonymity import SCALAR
from ais.crypto.attestations import Context, Missing, SigningKey
from ais.digests import attestation_next
from ais.errors import RelayCallRefused
from ais.network import Kind, Refusal, RelayCall
from ais.network.relay_wire import MOST_CALLDATA_BYTES, encode_call
from ais.records import Claim, Opening, Post
from ais.relay import Settings
from ais.relay.calls import Call, read_call
from ais.types import Address

CONTRACT = Address("0x" + "ab" * 20)
POLICY = b"\x01" * 32
POST = Post(
    policy=POLICY,
    epoch=5,
    slot=2,
    compliant=True,
    tau="0x" + "22" * 20,
    nullifier=SCALAR - 1,
    commit=b"\x03" * 32,
    next=b"\x04" * 32,
    ciphertext=bytes(540),
    proof=tuple(range(8)),
    signature=bytes(65),
)
OPENING = Opening(True, 9, b"\x03" * 32, b"\x04" * 32, b"\x05" * 32)
CLAIM = Claim(POLICY, 5, "0x" + "21" * 20, POST.tau, b"\x07" * 32, bytes(65))
CONTRACTS = Attestations(CONTRACT)
CALLDATA = {
    Kind.POST: CONTRACTS.post(POST).payload,
    Kind.CONTEST: CONTRACTS.contest(
        POLICY, 5, POST.tau, OPENING, False, bytes(32), bytes(32)
    ).payload,
    Kind.CLAIM_MISSING: CONTRACTS.claim_missing(CLAIM, OPENING).payload,
    Kind.CLAIM_STILL_MISSING: CONTRACTS.claim_still_missing(CLAIM, bytes(32), 1).payload,
}


def request(kind: Kind, calldata: bytes | None = None) -> RelayCall:
    return RelayCall(kind, CALLDATA[kind] if calldata is None else calldata, 31_337, CONTRACT)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (Kind.POST, 5, 5),
        (Kind.CONTEST, 5, 6),
        (Kind.CLAIM_MISSING, 6, 6),
        (Kind.CLAIM_STILL_MISSING, 6, 6),
    ],
)
def test_each_kind_is_read_with_the_epochs_in_which_it_is_taken(
    kind: Kind, first: int, last: int
) -> None:
    call = read_call(request(kind))
    assert (call.first_epoch, call.last_epoch) == (first, last)
    assert (call.policy, call.epoch, call.tau.lower()) == (POLICY, 5, POST.tau)
    assert call.digest == request(kind).digest


def test_a_post_and_a_claim_of_one_tau_exclude_each_other_and_a_contest_neither() -> None:
    names = {kind: set(read_call(request(kind)).names) for kind in Kind}
    assert names[Kind.POST] & names[Kind.CLAIM_MISSING]
    assert names[Kind.CLAIM_MISSING] == names[Kind.CLAIM_STILL_MISSING]
    assert not names[Kind.CONTEST] & (names[Kind.POST] | names[Kind.CLAIM_MISSING])
    other = dataclasses.replace(POST, tau="0x" + "23" * 20)
    again = read_call(request(Kind.POST, CONTRACTS.post(other).payload))
    assert set(again.names) & names[Kind.POST]  # its nullifier


CLAIMER = SigningKey(Secret(b"\x33" * 32))


def claimed(silence: int, *, signed: Claim = CLAIM, sent: Claim = CLAIM) -> Call:
    """A claim as a relay reads it, signed as that silence in a row."""
    missing = Missing(
        Context(31_337, CONTRACT, signed.policy, signed.epoch),
        Address(signed.tau),
        CLAIMER,
        signed.next,
    )
    sent = dataclasses.replace(sent, signature=missing.signature(silence))
    named = attestation_next(tau=Address(CLAIM.tau), claimer=CLAIMER.address)
    if silence > 1:
        write = CONTRACTS.claim_still_missing(sent, named, silence - 1)
        return read_call(request(Kind.CLAIM_STILL_MISSING, write.payload))
    write = CONTRACTS.claim_missing(sent, dataclasses.replace(OPENING, next=named))
    return read_call(request(Kind.CLAIM_MISSING, write.payload))


@pytest.mark.parametrize("silence", [1, 2, 3])
def test_a_claim_is_taken_from_the_claimer_that_was_named_and_just_as_it_was_signed(
    silence: int,
) -> None:
    claimed(silence).require_signature()
    for change in ({"policy": bytes(32)}, {"epoch": 4}, {"next": bytes(32)}, {"tau": CONTRACT}):
        other = dataclasses.replace(CLAIM, **change)
        calls = [claimed(silence, signed=other), claimed(silence, sent=other)]
        if "tau" in change:
            calls.append(claimed(silence, signed=other, sent=other))
        for call in calls:
            with pytest.raises(RelayCallRefused) as caught:
                call.require_signature()
            assert caught.value.refusal == Refusal.SIGNATURE


@pytest.mark.parametrize("length", [0, 64, 66])
def test_a_claims_signature_has_one_length(length: int) -> None:
    claim = dataclasses.replace(CLAIM, signature=bytes(length))
    for kind, write in (
        (Kind.CLAIM_MISSING, CONTRACTS.claim_missing(claim, OPENING)),
        (Kind.CLAIM_STILL_MISSING, CONTRACTS.claim_still_missing(claim, bytes(32), 1)),
    ):
        with pytest.raises(RelayCallRefused) as caught:
            read_call(request(kind, write.payload))
        assert caught.value.refusal == Refusal.SIGNATURE


@pytest.mark.parametrize("silence", [3, 4, 255])
def test_a_fourth_silence_in_a_row_is_not_taken(silence: int) -> None:
    write = CONTRACTS.claim_still_missing(CLAIM, bytes(32), silence)
    with pytest.raises(RelayCallRefused) as caught:
        read_call(request(Kind.CLAIM_STILL_MISSING, write.payload))
    assert caught.value.refusal == Refusal.RANGE


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_fits_into_a_body(kind: Kind) -> None:
    assert len(CALLDATA[kind]) <= MOST_CALLDATA_BYTES
    assert len(encode_call(request(kind))) == 1_536


@given(st.sampled_from(Kind), st.integers(0, 1_400), st.integers(1, 255))
def test_any_other_byte_is_another_call_or_none(kind: Kind, at: int, change: int) -> None:
    calldata = bytearray(CALLDATA[kind])
    calldata[at % len(calldata)] ^= change
    try:
        call = read_call(request(kind, bytes(calldata)))
    except RelayCallRefused:
        return
    assert call.calldata == bytes(calldata)
    assert call.digest != request(kind).digest


@given(st.sampled_from(Kind), st.binary(max_size=1_500))
def test_whatever_follows_a_selector_is_read_or_refused(kind: Kind, tail: bytes) -> None:
    with suppress(RelayCallRefused):
        assert read_call(request(kind, CALLDATA[kind][:4] + tail)).calldata[4:] == tail


@pytest.mark.parametrize("kind", Kind)
def test_bytes_that_a_decoder_overlooks_are_refused(kind: Kind) -> None:
    for calldata in (CALLDATA[kind] + b"\0", CALLDATA[kind] + bytes(32), b"", b"\0" * 4):
        with pytest.raises(RelayCallRefused) as caught:
            read_call(request(kind, calldata))
        assert caught.value.refusal == Refusal.CALLDATA


def test_settings_keep_a_window_within_the_epoch() -> None:
    assert Settings().window(4_000) == 1_000
    assert Settings(window_seconds=10).window(4_000) == 10
    assert Settings(window_seconds=9_999).window(4_000) == 4_000
    assert Settings().window(1) == 2
