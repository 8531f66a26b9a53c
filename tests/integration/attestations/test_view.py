"""What an officer looks at: counts of the network, changes since the last look, a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # our own output is read here
from collections.abc import Iterator
from pathlib import Path

import pytest

from ais.errors import AlertsUnusable, TallyUneven
from ais.flows.attestations import alerts, claims, picture, view
from ais.flows.attestations.opening import Verdict
from ais.flows.attestations.view import Counted
from ais.flows.party import Party
from ais.records import Tally
from tests.integration.attestations.liars import Lie, post
from tests.integration.attestations.world import FAILING, PASSING, Attesting, attesting

pytestmark = pytest.mark.chain
CUSTOMER, STEADY, FALLING, LIAR = (f"member{number}" for number in range(4))


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    """Epoch 2, in which nothing was posted so far."""
    pairs_of = [(name, CUSTOMER) for name in (STEADY, FALLING, LIAR)]
    made = attesting(tmp_path_factory.mktemp("view"), count=9, pairs_of=pairs_of)
    for name in (STEADY, FALLING, LIAR):
        made.state(name)
    yield made
    made.close()


def told(net: Attesting, *, keep: bool = True) -> list[tuple[str, object, object, bool]]:
    """Changes: whose and what, before, after, whether it is worse."""
    names = {net.number(name): name for name in (STEADY, FALLING, LIAR)}
    found = alerts.alerts(net.party(CUSTOMER), keep=keep)
    return [
        (names.get(each.supplier, each.what), each.before, each.after, each.is_worse)
        for each in found
    ]


def test_before_anything_was_posted_there_is_nothing_to_tell(net: Attesting) -> None:
    assert told(net) == []
    rows = view.suppliers(net.party(CUSTOMER))
    assert {row.verdict for row in rows} == {Verdict.NOT_YET}
    (row,) = view.network(net.party(CUSTOMER))
    assert (row.epoch, row.posted, row.is_over, row.is_final) == (2, 0, False, False)
    assert row.name == "tests-all-rules"


def test_a_first_verdict_is_told_once(net: Attesting) -> None:
    for name in (STEADY, FALLING):
        post(net, name, CUSTOMER)
    post(net, LIAR, CUSTOMER, Lie(flag=False))
    expected = [
        (STEADY, "not-yet", "compliant", False),
        (FALLING, "not-yet", "compliant", False),
        (LIAR, "not-yet", "failing", True),
        ("failing", 0, 1, True),
    ]
    assert told(net, keep=False) == expected
    assert told(net) == expected
    assert told(net) == []


def test_a_contest_and_a_turn_for_the_worse_are_told(net: Attesting) -> None:
    """Epoch 3: one now fails, one says nothing; the flag of the liar is corrected."""
    net.next_epoch()
    assert told(net) == []  # until something is posted, the epoch before stands
    net.state(FALLING, FAILING)
    post(net, STEADY, CUSTOMER)
    post(net, FALLING, CUSTOMER)
    claims.contest(net.party(CUSTOMER), net.number(LIAR), net.policy, 2, direct=True)
    net.later(2)
    assert told(net) == [
        (FALLING, "compliant", "failing", True),
        (LIAR, "failing", "contested", False),
        ("failing", 1, 0, False),
        ("contested", 0, 1, True),
        ("failing", 0, 1, True),
    ]
    assert told(net) == []


def test_a_silent_supplier_and_what_is_missing_in_the_network_are_told(net: Attesting) -> None:
    """Epoch 4 begins: the epoch before was as it was told, but for those who stayed silent."""
    net.next_epoch()
    assert told(net) == [
        (LIAR, "contested", "missing", True),
        ("contested", 1, 0, False),
    ]
    claims.claim_missing(net.party(CUSTOMER), net.number(LIAR), net.policy, direct=True)
    net.later(2)
    assert told(net) == [("missing", 0, 1, True)]
    assert told(net) == []


def test_the_network_s_counts_are_those_of_the_contract_over_epochs(net: Attesting) -> None:
    """Whoever has no key and no membership sees the same."""
    expected = [(2, 3, 0, 1, 0, True, True), (3, 2, 1, 0, 1, True, False)]
    with Party.open(net.party("governor").home.root) as outsider:
        assert not outsider.keys._root
        for party in (net.party(CUSTOMER), outsider):
            rows = view.network(party, last=3)
            assert [_counts(row) for row in rows] == expected
            assert [row.epoch for row in view.network(party, first=3)] == [3, 4]


def test_a_node_that_counts_otherwise_than_its_events_is_an_error(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    party = net.party(CUSTOMER)
    monkeypatch.setattr(party.index, "tally", lambda _policy, _epoch: Tally(posted=99))
    with pytest.raises(TallyUneven) as caught:
        view.network(party)
    assert "99 posted" in caught.value.events


def test_one_supplier_is_shown_over_epochs(net: Attesting) -> None:
    rows = view.history(net.party(CUSTOMER), net.number(FALLING))
    assert [(row.epoch, row.verdict) for row in rows] == [
        (2, Verdict.COMPLIANT),
        (3, Verdict.FAILING),
        (4, Verdict.NOT_YET),
    ]
    assert len(view.history(net.party(CUSTOMER), net.number(FALLING), last=1)) == 1


def test_what_was_told_is_sealed_and_a_changed_file_is_refused(net: Attesting) -> None:
    party = net.party(CUSTOMER)
    file = party.home.root / "alerts.sealed"
    text = file.read_bytes()
    assert b"compliant" not in text
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(text[:-1] + bytes([text[-1] ^ 1]))
    with pytest.raises(AlertsUnusable):
        alerts.alerts(party)
    file.write_bytes(text)
    assert told(net) == []


def test_the_picture_is_made_of_the_same_counts(net: Attesting, tmp_path: Path) -> None:
    rows = view.network(net.party(CUSTOMER))
    file = picture.write_picture(rows, tmp_path / "network.svg")
    text = ET.parse(file).getroot().findtext("{http://www.w3.org/2000/svg}desc") or ""
    for row in rows:
        assert f"epoch {row.epoch}: {row.posted} posted, {row.failing} failing" in text


def test_recorded_reports_are_as_old_as_they_are(net: Attesting) -> None:
    """The supplier's statement and the customer's row show the report's own date."""
    kept = net.state(STEADY, PASSING)
    rows = view.suppliers(net.party(CUSTOMER), 3)
    (row,) = [each for each in rows if each.supplier == net.number(STEADY)]
    assert row.record is not None
    assert row.record.scanned_at == kept.scanned_at


def _counts(row: Counted) -> tuple[object, ...]:
    counts = row.posted, row.failing, row.contested, row.missing
    return (row.epoch, *counts, row.is_over, row.is_final)
