"""A statement follows from the record alone, and its export shows who signed it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from ais.crypto import attestations as att
from ais.digests import keccak256, sha256
from ais.errors import StatementSignature
from tests.unit.crypto.attestations.cases import KEYS, record_of, signing_key, unhex, vectors
from tests.unit.crypto.attestations.test_records import records

CASES = vectors("records")["records"]
PLAIN = record_of(CASES[0]["fields"])
KEY_DIGEST = keccak256(unhex(KEYS["alice"]["attestationBundle"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_statement_digest_and_export_are_those_of_the_foreign_implementation(case: Any) -> None:
    record = record_of(case["fields"])
    assert att.statement_bytes(record).decode() == case["statement"]
    assert att.result_digest(record).hex() == case["resultDigest"]
    assert att.sign_statement(record, signing_key("alice"), KEY_DIGEST) == case["envelope"]
    opened = att.open_statement(case["envelope"], signing_key("alice").public)
    assert opened == json.loads(case["statement"])


@given(records(), records())
def test_other_records_have_other_statements(one: att.Record, other: att.Record) -> None:
    """But for the salt, which is no part of it."""
    assert att.statement(replace(one, salt=bytes(32))) == att.statement(one)
    if replace(one, salt=other.salt) != other:
        assert att.result_digest(one) != att.result_digest(other)


def test_a_score_of_none_is_no_score_of_zero() -> None:
    none, zero = replace(PLAIN, score=None), replace(PLAIN, score=0)
    assert "score" not in att.statement(none)["predicate"]
    assert att.result_digest(none) != att.result_digest(zero)


def test_it_never_claims_a_level_or_a_type_of_slsa() -> None:
    text = att.statement_bytes(PLAIN).decode().lower()
    assert "slsa" not in text
    assert "certified" not in text
    assert att.statement(PLAIN)["predicateType"] == "urn:ais:attestation:v1"


class TestExport:
    """DSSE, signed by S over the type and the bytes."""

    def envelope(self) -> dict[str, Any]:
        return att.sign_statement(PLAIN, signing_key("alice"), KEY_DIGEST)

    def refused(self, envelope: Any, public: bytes | None = None) -> str:
        with pytest.raises(StatementSignature) as caught:
            att.open_statement(envelope, public or signing_key("alice").public)
        return str(caught.value.field)

    def test_another_key_or_content_or_type_is_refused(self) -> None:
        other = base64.b64encode(att.statement_bytes(replace(PLAIN, score=1))).decode()
        assert self.refused(self.envelope(), signing_key("bob").public) == "signature"
        assert self.refused({**self.envelope(), "payload": other}) == "signature"
        assert self.refused({**self.envelope(), "payloadType": "text/plain"}) == "payloadType"

    def test_malformed_envelopes_are_refused(self) -> None:
        assert self.refused([]) == "payloadType"
        assert self.refused({**self.envelope(), "payload": "%"}) == "payload"
        assert self.refused({**self.envelope(), "signatures": []}) == "signatures"
        assert self.refused({**self.envelope(), "signatures": [7]}) == "sig"
        assert self.refused({**self.envelope(), "signatures": [{"sig": "AA=="}]}) == "signature"

    def test_a_signed_payload_that_is_no_statement_is_refused(self) -> None:
        for payload in (b"{}", b"[]", b"\xff", b'{"_type":1,"_type":2}'):
            pae = b"DSSEv1 28 application/vnd.in-toto+json %d %s" % (len(payload), payload)
            signature = signing_key("alice").sign(sha256(pae))[:64]
            envelope = {
                "payloadType": "application/vnd.in-toto+json",
                "payload": base64.b64encode(payload).decode(),
                "signatures": [{"sig": base64.b64encode(signature).decode()}],
            }
            assert self.refused(envelope) == "payload"
