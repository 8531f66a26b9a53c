"""A sealed report opens for one customer, for one statement, unchanged; or not at all."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256 as plain_sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.crypto import OwnKey, Secret
from ais.crypto import attestations as att
from ais.crypto.attestations.reports import _seal_from_parts
from ais.crypto.kem import encapsulate
from ais.crypto.symmetric import encrypt, hkdf
from ais.digests import report_digest, sha256
from ais.errors import (
    CryptoError,
    SealedReportForeign,
    SealedReportMalformed,
    SealedReportNotOurs,
    SealedReportTampered,
    SuiteUnsupported,
    VersionUnsupported,
)
from ais.types import Address, Suite
from tests.unit.crypto.parties import ALICE, BOB, CHAIN_ID

SUITES = pytest.mark.parametrize("suite", list(Suite))
REPORT = b"<Benchmark>a report</Benchmark>"
FILES = st.lists(st.binary(min_size=1, max_size=3_000), min_size=1, max_size=5, unique=True)
ATTESTATIONS = Address("0x" + "a7" * 20)
DATA_KEY = Secret(sha256(b"a data key"))


def place_of(*reports: bytes, suite: Suite = Suite.X25519) -> att.ReportPlace:
    digest = report_digest(map(sha256, reports))
    return att.ReportPlace(suite, CHAIN_ID, ATTESTATIONS, sha256(b"policy"), digest, 3, 5)


PLACE = place_of(REPORT)
BLOB = att.seal_report([REPORT], place=PLACE, recipient=ALICE.recipient(Suite.X25519))


def opened(
    blob: bytes, place: att.ReportPlace = PLACE, keys: list[OwnKey] | None = None
) -> tuple[bytes, ...]:
    found = [ALICE.own(place.suite)] if keys is None else keys
    return att.open_report(blob, found, place=place, blob_digest=sha256(blob))


def carrying(payload: bytes, place: att.ReportPlace = PLACE) -> bytes:
    """What a supplier makes that pays no heed to the payload's format."""
    to = ALICE.recipient(place.suite)
    head = b"AISR\x01" + bytes([place.suite, len(payload).bit_length() - 1])
    info = b"ais/v1/sealed-report" + place.to_bytes() + to.key_digest
    clear = head + encapsulate(to.key, info, DATA_KEY.reveal())
    okm = hkdf(DATA_KEY.reveal(), b"ais/v1/sealed-report-payload" + place.to_bytes(), 44)
    return clear + encrypt(okm[:32], okm[32:], payload, clear + place.to_bytes())


@SUITES
@given(files=FILES)
def test_what_is_sealed_is_what_the_customer_opens(suite: Suite, files: list[bytes]) -> None:
    place = place_of(*files, suite=suite)
    blob = att.seal_report(files, place=place, recipient=ALICE.recipient(suite))
    assert opened(blob, place) == tuple(sorted(files, key=lambda each: plain_sha256(each).digest()))


@given(files=FILES)
def test_files_have_one_form_in_whatever_order_they_come(files: list[bytes]) -> None:
    packed = att.pack_reports(files)
    assert att.pack_reports(files[::-1]) == packed
    assert att.pack_reports(att.unpack_reports(packed)) == packed
    assert len(packed) >= 4_096
    assert len(packed).bit_count() == 1
    assert place_of(*files[::-1]) == place_of(*files)


def test_the_digest_of_one_file_is_its_own_and_of_several_that_of_their_sorted_digests() -> None:
    one, two = (plain_sha256(each).digest() for each in (b"one", b"two"))
    assert report_digest([one]) == one
    joined = plain_sha256(b"".join(sorted((one, two)))).digest()
    assert report_digest([two, one]) == report_digest([one, two]) == joined


def test_the_blob_is_as_large_as_documented_and_names_nobody() -> None:
    assert len(BLOB) == 7 + 80 + 4_096 + 16
    for hidden in (PLACE.policy, PLACE.report_digest, bytes.fromhex("a7" * 20), REPORT):
        assert hidden not in BLOB
    again = att.seal_report([REPORT], place=PLACE, recipient=ALICE.recipient(Suite.X25519))
    assert again[7:] != BLOB[7:]


def test_a_record_names_a_blob_in_one_way() -> None:
    location = att.location_of(sha256(BLOB))
    assert len(location) == 70
    assert att.blob_at(location) == sha256(BLOB)
    for other in ("", "https://example.org", location[:-1], location.upper(), location + "\n"):
        assert att.blob_at(other) is None


def test_a_blob_with_any_byte_altered_is_refused() -> None:
    """Also where the record names the altered one."""
    for at in range(len(BLOB)):
        altered = BLOB[:at] + bytes([BLOB[at] ^ 0x80]) + BLOB[at + 1 :]
        with pytest.raises(CryptoError):
            opened(altered)
    with pytest.raises(SealedReportForeign):
        att.open_report(BLOB, [ALICE.own(Suite.X25519)], place=PLACE, blob_digest=bytes(32))
    assert opened(BLOB) == (REPORT,)


@pytest.mark.parametrize(
    ("blob", "error"),
    [
        (BLOB[:6], SealedReportMalformed),
        (b"AISK" + BLOB[4:], SealedReportMalformed),
        (BLOB[:4] + b"\x02" + BLOB[5:], VersionUnsupported),
        (BLOB[:5] + b"\x01" + BLOB[6:], SuiteUnsupported),
        (BLOB[:6] + b"\x0b" + BLOB[7:], SealedReportMalformed),
        (BLOB[:6] + b"\x1b" + BLOB[7:], SealedReportMalformed),
        (BLOB[:-1], SealedReportMalformed),
        (BLOB + b"\0", SealedReportMalformed),
        (BLOB[:7] + bytes([BLOB[7] ^ 1]) + BLOB[8:], SealedReportNotOurs),
        (BLOB[:-1] + bytes([BLOB[-1] ^ 1]), SealedReportTampered),
    ],
)
def test_each_step_has_its_error(blob: bytes, error: type[CryptoError]) -> None:
    with pytest.raises(error):
        opened(blob)


@SUITES
def test_nobody_else_opens_it(suite: Suite) -> None:
    place = place_of(REPORT, suite=suite)
    blob = att.seal_report([REPORT], place=place, recipient=ALICE.recipient(suite))
    for keys in ([], [BOB.own(suite)], [replace(BOB.own(suite), key_digest=bytes(32))]):
        with pytest.raises(SealedReportNotOurs):
            opened(blob, place, keys)
    assert opened(blob, place, [BOB.own(suite), ALICE.own(suite)]) == (REPORT,)


@pytest.mark.parametrize(
    "change",
    [
        {"chain_id": CHAIN_ID + 1},
        {"attestations": Address("0x" + "a8" * 20)},
        {"policy": bytes(32)},
        {"report_digest": sha256(b"another report")},
        {"supplier": 4},
        {"customer": 6},
    ],
)
def test_it_opens_for_no_other_statement(change: dict[str, object]) -> None:
    with pytest.raises(SealedReportNotOurs):
        opened(BLOB, replace(PLACE, **change))  # type: ignore[arg-type]


def test_another_report_than_the_stated_one_is_neither_sealed_nor_taken() -> None:
    with pytest.raises(SealedReportForeign):
        att.seal_report([b"other"], place=PLACE, recipient=ALICE.recipient(Suite.X25519))
    with pytest.raises(SealedReportForeign, match="reportDigest"):
        opened(carrying(att.pack_reports([b"other"])))
    assert opened(carrying(att.pack_reports([REPORT]))) == (REPORT,)


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        (bytes(4_096), "count"),
        (b"\xff\xff" + bytes(4_094), "count"),
        (b"\0\x01" + bytes(4_094), "length"),
        (b"\0\x01\0\0\xff\0" + bytes(4_090), "length"),
        (b"\0\x02\0\0\0\x01\0\0\0\x01aa" + bytes(4_084), "files"),
        (b"\0\x01\0\0\0\x01a" + bytes(4_088) + b"\x01", "padding"),
        (b"\0\x01\0\0\0\x01a" + bytes(8_185), "padding"),
    ],
)
def test_a_payload_of_another_form_is_refused(payload: bytes, field: str) -> None:
    assert len(payload).bit_count() == 1
    with pytest.raises(SealedReportMalformed) as caught:
        opened(carrying(payload))
    assert caught.value.field == field


def test_files_in_the_other_order_are_refused() -> None:
    first, second = att.unpack_reports(att.pack_reports([b"one", b"two"]))
    turned = b"\0\x02" + b"\0\0\0\x03" * 2 + second + first
    with pytest.raises(SealedReportMalformed, match="order"):
        att.unpack_reports(turned.ljust(4_096, b"\0"))


@pytest.mark.parametrize("files", [[], [b""], [b"same", b"same"]])
def test_what_is_no_set_of_files_is_not_packed(files: list[bytes]) -> None:
    with pytest.raises(SealedReportMalformed):
        att.pack_reports(files)


def test_a_key_of_another_suite_gets_nothing() -> None:
    with pytest.raises(SuiteUnsupported):
        _seal_from_parts([REPORT], PLACE, ALICE.recipient(Suite.HYBRID), DATA_KEY)


def test_the_data_key_is_never_that_of_another_blob() -> None:
    """One layer down it is a parameter; above, two blobs of the same content differ throughout."""
    to = ALICE.recipient(Suite.X25519)
    one, other = (_seal_from_parts([REPORT], PLACE, to, Secret(bytes([n]) * 32)) for n in (1, 2))
    assert one[-4_112:] != other[-4_112:]
    assert opened(one) == opened(other) == (REPORT,)
