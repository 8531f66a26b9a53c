"""What a kept statement says later: scans age, plans fall due, salts are never the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ais.crypto.attestations import RecordStatus
from ais.errors import RecordMalformed
from ais.flows.attestations.statement import Statement

NOW = 1_800_000_000
MONTH = 30 * 86_400
KEPT = Statement(
    policy=b"\x01" * 32,
    name="tests",
    status="compliant",
    score=None,
    met=0,
    not_met=0,
    not_assessed=0,
    scanned_at=NOW - 100,
    evaluated_at=NOW,
    due_at=0,
    report_digest=b"\x02" * 32,
    scope="a host",
    tool="a tool",
    version="1",
    location="",
    scanner=None,
    conditional_allowed=True,
    max_age_seconds=MONTH,
)


def test_a_fresh_statement_is_said_as_it_was_evaluated() -> None:
    """Status and times are those of the evaluation as long as the scan is young enough."""
    record = KEPT.record(NOW + 1_000)
    assert (record.status, record.evaluated_at) == (RecordStatus.COMPLIANT, NOW)
    assert KEPT.is_compliant(NOW + 1_000)


def test_a_scan_that_has_aged_since_is_said_to_be_stale_and_no_longer_compliant() -> None:
    """The same evaluation at the time of posting would say so too."""
    later = NOW - 100 + MONTH
    assert KEPT.is_compliant(later)
    record = KEPT.record(later + 1)
    assert (record.status, record.evaluated_at) == (RecordStatus.STALE, later + 1)
    assert not KEPT.is_compliant(later + 1)


def test_a_conditional_result_ends_with_its_plan() -> None:
    """After the due date nothing is conditional any more."""
    kept = replace(KEPT, status="conditional", due_at=NOW + 500)
    assert kept.is_compliant(NOW + 500)
    assert kept.record(NOW + 501).status is RecordStatus.NON_COMPLIANT
    assert not kept.is_compliant(NOW + 501)


def test_what_failed_stays_failed_however_old() -> None:
    """A failing result is not made milder by becoming stale."""
    kept = replace(KEPT, status="non-compliant")
    assert kept.record(NOW + 2 * MONTH).status is RecordStatus.NON_COMPLIANT


def test_every_post_has_its_own_salt() -> None:
    """So that two customers cannot compare what they were told."""
    assert KEPT.record(NOW).salt != KEPT.record(NOW).salt


def test_a_label_that_is_too_long_is_refused_and_not_cut() -> None:
    """48 bytes of scope are the record's limit."""
    with pytest.raises(RecordMalformed) as caught:
        replace(KEPT, scope="x" * 49).record(NOW)
    assert caught.value.field == "scope"
