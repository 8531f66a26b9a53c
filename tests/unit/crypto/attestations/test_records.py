"""A record has one form: what is written is read back, and nothing else is read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.crypto import attestations as att
from ais.errors import RecordMalformed, ScannerSignature
from tests.unit.crypto.attestations.cases import fields_of, record_of, unhex, vectors
from tests.unit.crypto.parties import run_foreign

CASES = vectors("records")
BY_NAME = {case["name"]: record_of(case["fields"]) for case in CASES["records"]}
PLAIN = BY_NAME["plain"]
LAST_SECOND = 253402300799

_COUNTS = st.integers(0, 0xFFFF)
_TIMES = st.integers(1, LAST_SECOND)
_DIGESTS = st.binary(min_size=32, max_size=32)


def labels(most: int, *, least: int = 0) -> st.SearchStrategy[str]:
    """Texts that a label may hold, by bytes; letters of one to four bytes."""
    letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp", "Cn", "Co"))
    texts = st.text(letters, min_size=least, max_size=most)
    return texts.filter(lambda text: len(text.encode()) <= most)


@st.composite
def records(draw: st.DrawFn) -> att.Record:
    status = draw(st.sampled_from(list(att.RecordStatus)))
    passing = status in (att.RecordStatus.COMPLIANT, att.RecordStatus.CONDITIONAL)
    scanner = None
    if draw(st.booleans()):
        scanner = att.Scanner(att.ScannerKind.ED25519, draw(_DIGESTS), draw(_DIGESTS) * 2)
    return att.Record(
        status=status,
        score=draw(st.none() | st.integers(-(2**15), 2**15 - 1)),
        met=draw(_COUNTS),
        not_met=draw(_COUNTS),
        not_assessed=draw(_COUNTS),
        scanned_at=draw(_TIMES if passing else st.none() | _TIMES),
        evaluated_at=draw(_TIMES),
        due_at=draw(_TIMES if status is att.RecordStatus.CONDITIONAL else st.just(0) | _TIMES),
        policy_digest=draw(_DIGESTS),
        report_digest=draw(_DIGESTS),
        salt=draw(_DIGESTS),
        scope=draw(labels(48, least=1)),
        tool=draw(labels(32, least=1)),
        version=draw(labels(16)),
        scanner=scanner,
        location=draw(labels(96)),
    )


def read_abroad(raw: list[bytes]) -> list[dict[str, Any]]:
    """What the reader in JavaScript makes of them."""
    answers = run_foreign("read_records.mjs", json.dumps([each.hex() for each in raw]))
    found: list[dict[str, Any]] = json.loads(answers)
    return found


def read(raw: bytes) -> dict[str, Any]:
    """What the client makes of it, in the same words."""
    try:
        return fields_of(att.Record.from_bytes(raw))
    except RecordMalformed as error:
        return {"refused": error.field}


class TestVectors:
    """Two implementations write and read the same bytes."""

    @pytest.mark.parametrize("case", CASES["records"], ids=lambda case: case["name"])
    def test_the_client_writes_the_foreign_bytes_and_reads_them(self, case: Any) -> None:
        assert record_of(case["fields"]).to_bytes().hex() == case["record"]
        assert att.Record.from_bytes(unhex(case["record"])) == record_of(case["fields"])

    @pytest.mark.parametrize("case", CASES["invalid"], ids=lambda case: case["about"])
    def test_the_client_refuses_what_is_no_record(self, case: Any) -> None:
        assert read(unhex(case["record"])) == {"refused": case["field"]}

    def test_the_foreign_reader_says_the_same_of_all_of_them(self) -> None:
        cases = [*CASES["records"], *CASES["invalid"]]
        raw = [unhex(case["record"]) for case in cases]
        assert read_abroad(raw) == [read(each) for each in raw]


class TestCodec:
    """Whatever can be written is read back; whatever is read could have been written."""

    @given(records())
    def test_what_is_written_is_read_back(self, record: att.Record) -> None:
        raw = record.to_bytes()
        assert len(raw) == 512
        assert att.Record.from_bytes(raw) == record

    @given(records(), st.integers(0, 511), st.integers(1, 255))
    def test_an_altered_record_is_another_one_or_none(
        self, record: att.Record, at: int, mask: int
    ) -> None:
        raw = bytearray(record.to_bytes())
        raw[at] ^= mask
        try:
            other = att.Record.from_bytes(bytes(raw))
        except RecordMalformed:
            return
        assert other.to_bytes() == bytes(raw)
        assert other != record

    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.tuples(records(), st.integers(0, 511), st.integers(0, 255)), min_size=20))
    def test_a_reader_in_another_language_agrees(
        self, drawn: list[tuple[att.Record, int, int]]
    ) -> None:
        raw = []
        for record, at, mask in drawn:
            changed = bytearray(record.to_bytes())
            changed[at] ^= mask
            raw.append(bytes(changed))
        for ours, theirs in zip(map(read, raw), read_abroad(raw), strict=True):
            assert ("refused" in ours) == ("refused" in theirs)
            assert "refused" in ours or ours == theirs

    @given(st.binary(max_size=600))
    def test_other_bytes_are_refused(self, raw: bytes) -> None:
        with pytest.raises(RecordMalformed):
            att.Record.from_bytes(raw)


class TestLabels:
    """A label is refused where it is too long, and never cut."""

    @pytest.mark.parametrize(
        ("attribute", "most"), [("scope", 48), ("tool", 32), ("version", 16), ("location", 96)]
    )
    def test_one_byte_too_many(self, attribute: str, most: int) -> None:
        assert getattr(replace(PLAIN, **{attribute: "x" * most}), attribute) == "x" * most
        for text in ("x" * (most + 1), "x" * (most - 1) + "ä"):
            with pytest.raises(RecordMalformed):
                replace(PLAIN, **{attribute: text})

    @pytest.mark.parametrize(
        "text", ["a\0b", "a\n", "\x1b[2J", "\u202egnp.exe", "a\u200bb", "\ufeffa", "\ud800", "\x9b"]
    )
    def test_what_hides_or_turns_text_is_refused(self, text: str) -> None:
        with pytest.raises(RecordMalformed):
            replace(PLAIN, scope=text)


class TestScanner:
    """A scanner's signature is over the digest of the report."""

    @pytest.mark.parametrize("name", ["signed by Ed25519", "signed by secp256k1"])
    def test_a_right_one_and_its_forgeries(self, name: str) -> None:
        record = BY_NAME[name]
        assert att.verify_scanner(record) == record.scanner
        assert record.scanner is not None
        other = bytearray(record.scanner.signature)
        other[40] ^= 1
        for forged in (
            replace(record, report_digest=bytes(32)),
            replace(record, scanner=replace(record.scanner, signature=bytes(other))),
            replace(record, scanner=replace(record.scanner, signature=bytes(64))),
        ):
            with pytest.raises(ScannerSignature):
                att.verify_scanner(forged)

    def test_none_is_no_claim(self) -> None:
        assert att.verify_scanner(PLAIN) is None


class TestVerdict:
    """What the customer is shown does not depend on the flag alone."""

    AGE = 90 * 86400

    def at(self, record: att.Record, now: int, *, flag: bool, allowed: bool = False) -> str:
        return att.verdict_at(
            record, compliant=flag, conditional_allowed=allowed, max_age=self.AGE, now=now
        ).text

    def test_a_scan_that_is_too_old_fails_whatever_the_flag(self) -> None:
        assert PLAIN.scanned_at is not None
        young, old = PLAIN.scanned_at + self.AGE, PLAIN.scanned_at + self.AGE + 1
        assert self.at(PLAIN, young, flag=True) == "compliant"
        assert self.at(PLAIN, young, flag=False) == "failing"
        assert self.at(PLAIN, old, flag=True) == "failing (stale)"
        assert self.at(PLAIN, old, flag=False) == "failing (stale)"
        assert self.at(PLAIN, PLAIN.scanned_at - 1, flag=True) == "failing (stale)"

    def test_a_scan_without_time_has_no_age(self) -> None:
        unknown = BY_NAME["stale without a time"]
        assert self.at(unknown, PLAIN.evaluated_at, flag=True) == "failing (stale)"

    def test_conditional_counts_where_the_policy_allows_it_and_until_it_is_due(self) -> None:
        record = replace(BY_NAME["conditional"], due_at=PLAIN.evaluated_at + 10)
        due = record.due_at
        assert self.at(record, due, flag=True, allowed=True) == "compliant"
        assert self.at(record, due + 1, flag=True, allowed=True) == "failing"
        assert self.at(record, due, flag=True, allowed=False) == "failing"

    @pytest.mark.parametrize(
        ("name", "flags"),
        [
            ("plain", (True, True)),
            ("conditional", (False, True)),
            ("lowest score", (False, False)),
            ("not assessed", (False, False)),
            ("stale without a time", (False, False)),
        ],
    )
    def test_the_flag_follows_from_the_status(self, name: str, flags: tuple[bool, bool]) -> None:
        found = [
            att.is_compliant(BY_NAME[name], conditional_allowed=each) for each in (False, True)
        ]
        assert tuple(found) == flags
