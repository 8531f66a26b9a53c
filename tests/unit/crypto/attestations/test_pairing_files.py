"""A pairing's file has one form, and its states survive the days between two files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.crypto import attestations as att
from ais.errors import CryptoError, PairingError, PairingMalformed, VersionUnsupported
from tests.unit.crypto.attestations.cases import partner, side
from tests.unit.crypto.attestations.test_pairing import AT, answered, concluded, started

_INVITATION = started()[1]


class TestForm:
    """A file is one flat document in one form."""

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"type": "ais-evidence"}, "type"),
            ({"version": True}, "version"),
            ({"kind": "proposal"}, "kind"),
            ({"kind": 7}, "kind"),
            ({"supplier": 0}, "supplier"),
            ({"supplier": 7.5}, "supplier"),
            ({"customer": 7}, "customer"),
            ({"sender": 8}, "sender"),
            ({"expiresAt": "1"}, "expiresAt"),
            ({"chainId": 2**53}, "file"),
            ({"commitment": "0x" + "AB" * 32}, "commitment"),
            ({"commitment": "ab" * 32}, "commitment"),
            ({"signature": "0x00"}, "signature"),
            ({"value": "0x" + "00" * 32}, "value"),
            ({"keyDigest": None}, "keyDigest"),
        ],
    )
    def test_malformed_fields_are_named(self, change: dict[str, Any], field: str) -> None:
        _, raw = started()
        with pytest.raises(PairingMalformed) as caught:
            att.read_file(json.dumps({**json.loads(raw), **change}).encode())
        assert caught.value.field == field

    def test_other_versions_and_files_are_refused(self) -> None:
        _, raw = started()
        with pytest.raises(VersionUnsupported):
            att.read_file(json.dumps({**json.loads(raw), "version": 2}).encode())
        for other in (b"", b"[]", b"7", b"{", b"\xff\xfe", raw * 9, raw[:-2] + b',"kind":"x"}'):
            with pytest.raises(PairingMalformed):
                att.read_file(other)

    def test_white_space_and_order_do_not_matter(self) -> None:
        _, raw = started()
        document = json.loads(raw)
        spread = json.dumps(dict(reversed(document.items())), indent=4).encode()
        assert att.read_file(spread).digest == att.read_file(raw).digest
        att.answer_invitation(spread, side("bob"), partner("alice"), **AT)

    @given(st.data())
    def test_any_flipped_byte_is_refused(self, data: st.DataObject) -> None:
        raw = bytearray(_INVITATION)
        at = data.draw(st.integers(0, len(raw) - 2))  # the last is the line feed
        raw[at] ^= data.draw(st.integers(1, 255))
        with pytest.raises(CryptoError):
            att.answer_invitation(bytes(raw), side("bob"), partner("alice"), **AT)


class TestStates:
    """A state survives the days between two files."""

    def test_there_and_back(self) -> None:
        invited, state, _ = answered()
        ready, *_ = concluded()
        for each in (invited, state, ready):
            raw = att.pairing_state_to_bytes(each)
            found = att.pairing_state_from_bytes(raw)
            assert type(found) is type(each)
            assert att.pairing_state_to_bytes(found) == raw

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"[]",
            b"{}",
            b'{"state":"x"}',
            b'{"state":"invited"}',
            b'{"state":"invited","value":7}',
        ],
    )
    def test_other_bytes_are_refused(self, raw: bytes) -> None:
        with pytest.raises(PairingError):
            att.pairing_state_from_bytes(raw)
