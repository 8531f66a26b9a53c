"""What a customer is shown of each supplier: found among all posts, opened, judged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ais.errors import TraceUnusable
from ais.flows import membership
from ais.flows.attestations import alerts, claims, group, opening, pairs, view
from ais.flows.attestations.opening import Seen, Verdict
from ais.flows.attestations.pairstore import PairStore
from ais.flows.attestations.traces import remember, traces_of
from tests.integration.attestations.liars import Lie, post
from tests.integration.attestations.world import FAILING, Attesting, attesting

pytestmark = pytest.mark.chain
CUSTOMER = "member0"
#: Each of them supplies ``CUSTOMER``; the name says what it does in epoch 2.
CAST = {
    "passing": "member1",
    "failing": "member2",
    "stale": "member3",
    "garbage": "member4",
    "no record": "member5",
    "false next": "member6",
    "false flag": "member7",
    "false commit": "member8",
    "silent": "member9",
    "removed": "member10",
}


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    """Epoch 2 with all its posts, still running."""
    made = attesting(
        tmp_path_factory.mktemp("opening"),
        count=12,
        pairs_of=[(name, CUSTOMER) for name in CAST.values()],
    )
    for name in CAST.values():
        made.state(name, *([FAILING] if name == CAST["failing"] else []))
    lies = {
        "passing": Lie(),
        "failing": Lie(),
        "stale": Lie(record={"scanned_at": 1_000_000_000}),
        "garbage": Lie(key=os.urandom(32)),
        "no record": Lie(plain=os.urandom(512)),
        "false next": Lie(next=os.urandom(32)),
        "false flag": Lie(flag=False),
        "false commit": Lie(committed=False, flag=False),
        "removed": Lie(),
    }
    for what, lie in lies.items():
        post(made, CAST[what], CUSTOMER, lie)
    yield made
    made.close()


def row(net: Attesting, what: str, epoch: int | None = None) -> Seen:
    rows = view.suppliers(net.party(CUSTOMER), epoch)
    found = opening.one_of(rows, "supplier", net.number(CAST[what]))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("what", "verdict", "reason", "due"),
    [
        ("passing", Verdict.COMPLIANT, "", False),
        ("failing", Verdict.FAILING, "", False),
        ("stale", Verdict.FAILING_STALE, "", False),
        ("garbage", Verdict.UNREADABLE, "post-tampered", False),
        ("no record", Verdict.UNREADABLE, "record-malformed", False),
        ("false next", Verdict.FAILING, "post-next-mismatch", False),
        ("false flag", Verdict.FAILING, "post-flag-mismatch", True),
        ("false commit", Verdict.FAILING, "post-commit-mismatch", False),
        ("silent", Verdict.NOT_YET, "awaited", False),
        ("removed", Verdict.COMPLIANT, "", False),
    ],
)
def test_each_supplier_is_shown_as_what_it_did(
    net: Attesting, what: str, verdict: Verdict, reason: str, due: bool
) -> None:
    seen = row(net, what, 2)
    assert (seen.verdict, seen.reason, seen.contest_due) == (verdict, reason, due)
    assert seen.is_passing is (verdict is Verdict.COMPLIANT)


def test_a_stale_scan_fails_whatever_flag_was_posted(net: Attesting) -> None:
    seen = row(net, "stale", 2)
    assert seen.public is True
    assert seen.to_dict()["verdict"] == "failing (stale)"


def test_the_row_says_where_the_post_stands_and_holds_no_key(net: Attesting) -> None:
    seen = row(net, "passing", 2)
    shown = seen.to_dict()
    assert seen.trace is not None
    assert seen.record is not None
    assert shown["statement"]["predicate"]["status"] == "compliant"
    assert shown["place"]["transaction"].startswith("0x")
    text = str(shown) + repr(seen)
    for secret in (seen.trace.keys.tweak.reveal(), seen.trace.keys.content_key.reveal()):
        assert secret.hex() not in text
    assert seen.record.salt.hex() not in text


def test_no_node_is_asked_for_a_one_time_key(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every request of a look in an empty index, word by word."""
    party = net.party(CUSTOMER)
    taus = [e.keys.tau for e in traces_of(party, 2)]
    party.forget_index()
    asked: list[str] = []
    pool = party.connection.pool
    monkeypatch.setattr(pool, "request", _told(asked, pool.request))
    monkeypatch.setattr(pool, "batch", _told(asked, pool.batch))
    rows = view.suppliers(party, 2)
    view.network(party)
    assert len(rows) == len(CAST)
    assert any("eth_getLogs" in each for each in asked)
    whole = " ".join(asked).lower()
    assert [tau for tau in taus if tau.lower().removeprefix("0x") in whole] == []


def test_a_node_is_asked_the_same_by_whoever_has_suppliers_and_whoever_has_none(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The questions of a look do not tell how many there are, nor what was found."""
    asked: dict[str, list[str]] = {}
    for name in (CUSTOMER, "member11"):
        party, said = net.party(name), asked.setdefault(name, [])
        view.suppliers(party)
        pool = party.connection.pool
        monkeypatch.setattr(pool, "request", _told(said, pool.request))
        monkeypatch.setattr(pool, "batch", _told(said, pool.batch))
        rows = [*view.suppliers(party), *view.standing(party), *claims.due(party)]
        alerts.alerts(party)
        assert bool(rows) is (name == CUSTOMER)
    assert asked[CUSTOMER]
    assert asked[CUSTOMER] == asked["member11"]


def _told(said: list[str], ask: Callable[..., object]) -> Callable[..., object]:
    def asking(*values: object) -> object:
        said.append(repr(values))
        return ask(*values)

    return asking


def test_what_we_told_is_shown_to_ourselves(net: Attesting) -> None:
    party = net.party(CAST["failing"])
    rows = opening.said(party, net.policy, 2)
    assert [(e.customer, e.verdict) for e in rows] == [(net.number(CUSTOMER), Verdict.FAILING)]


def test_without_the_policy_s_document_nothing_is_judged(net: Attesting) -> None:
    party = net.party(CUSTOMER)
    file = party.home.policies / f"{net.policy.hex()}.json"
    text = file.read_bytes()
    file.unlink()
    try:
        assert row(net, "passing", 2).verdict is Verdict.NO_DOCUMENT
        assert row(net, "false flag", 2).contest_due  # what is false is false under any policy
    finally:
        file.write_bytes(text)


def test_a_removed_supplier_is_shown_as_removed_and_its_past_stays(net: Attesting) -> None:
    """Suspended in epoch 3: removed from then on; what it said in epoch 2 is as it was."""
    net.next_epoch()
    organisation = net.number(CAST["removed"])
    membership.change(net.party("registrar"), "suspend", organisation)
    seen = row(net, "removed", 3)
    assert (seen.verdict, seen.reason) == (Verdict.REMOVED, "removed")
    group.tend(net.party(CUSTOMER))
    assert row(net, "removed", 3).verdict is Verdict.REMOVED
    assert row(net, "removed", 2).verdict is Verdict.COMPLIANT
    assert row(net, "silent", 2).verdict is Verdict.MISSING
    assert row(net, "passing", 3).verdict is Verdict.NOT_YET


def test_posts_can_be_read_after_the_pair_s_key_is_gone(net: Attesting) -> None:
    """Whoever deletes the keys keeps what opens the posts before; another home has nothing."""
    while net.epoch < 5:
        net.next_epoch()
    party = net.party(CUSTOMER)
    assert {held.pair.epoch for held in pairs.held(party, net.epoch)} == {4}
    assert row(net, "passing", 2).verdict is Verdict.COMPLIANT
    assert row(net, "failing", 2).verdict is Verdict.FAILING
    assert [e.verdict for e in view.history(party, net.number(CAST["passing"]))][:2] == [
        Verdict.COMPLIANT,
        Verdict.MISSING,
    ]


def test_what_is_kept_is_sealed_and_written_once(net: Attesting) -> None:
    party = net.party(CUSTOMER)
    files = sorted((party.home.root / "traces" / "2").iterdir())
    assert len(files) == len(CAST)
    assert {file.stat().st_size for file in files} == {files[0].stat().st_size}
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
    content = b"".join(file.read_bytes() for file in files)
    found = traces_of(party, 2)
    assert [e for e in found if e.keys.tweak.reveal() in content] == []
    assert [e for e in found if e.keys.tau.encode() in content] == []
    assert remember(party) == 0


def test_a_trace_that_was_changed_is_refused_with_its_path(net: Attesting) -> None:
    party = net.party(CUSTOMER)
    file = sorted((party.home.root / "traces" / "2").iterdir())[0]
    text = file.read_bytes()
    file.write_bytes(text[:-1] + bytes([text[-1] ^ 1]))
    try:
        with pytest.raises(TraceUnusable) as caught:
            view.suppliers(party, 2)
        assert Path(caught.value.path) == file
    finally:
        file.write_bytes(text)


def test_an_ended_pair_leaves_what_it_said(net: Attesting) -> None:
    party = net.party(CUSTOMER)
    number = net.number(CAST["failing"])
    entry = next(e for e in PairStore(party).all() if e.direction.supplier == number)
    pairs.end(party, entry.name)
    assert row(net, "failing", 2).verdict is Verdict.FAILING
    rows = view.suppliers(party)
    assert [e.verdict for e in rows if e.supplier == number] == [Verdict.NOT_YET]


def test_what_is_older_than_a_home_keeps_is_deleted_and_opens_nothing(net: Attesting) -> None:
    """The folder goes, with what a kill left in it; claims still find the two epochs they need."""
    party, number = net.party(CUSTOMER), net.number(CAST["passing"])
    while net.epoch < 6:
        net.next_epoch()
    party.configure(keep_traces=3)
    folders = party.home.traces
    (folders / "2" / ".half.trace.x").write_bytes(b"left by a kill")
    assert len(view.history(party, number)) >= 4
    assert sorted(int(each.name) for each in folders.iterdir()) == [3, 4, 5, 6]
    assert {each.stat().st_mode & 0o777 for each in (folders, *folders.iterdir())} == {0o700}
    seen = row(net, "passing", 2)
    assert (seen.verdict, seen.reason, seen.record) == (Verdict.NOT_YET, "not-kept", None)
    assert row(net, "passing", 3).verdict is Verdict.MISSING
    party.configure(keep_traces=None)
    net.next_epoch()
    assert remember(party) > 0
    assert sorted(int(each.name) for each in folders.iterdir()) == [3, 4, 5, 6, 7]
