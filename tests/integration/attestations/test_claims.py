"""Contests and claims: taken where they are due, and nobody honest is ever wronged by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ais.errors import CallNotDue
from ais.flows import keys as key_flow
from ais.flows import membership
from ais.flows.attestations import claims, opening, pairs, relaying, view
from ais.flows.attestations.opening import Verdict
from ais.flows.attestations.relaying import Delivery, State
from ais.records import Tally
from ais.types import KeyPurpose
from tests.integration.attestations.liars import Lie, post
from tests.integration.attestations.world import Attesting, attesting
from tests.support.pace import until

pytestmark = pytest.mark.chain
CUSTOMER = "member0"
WINDOW_SECONDS = 100
FALSE, TRUE, SILENT, GONE, MISNAMED, NEVER = (f"member{number}" for number in range(1, 7))
SUPPLIERS = (FALSE, TRUE, SILENT, GONE, MISNAMED, NEVER)


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    """Epoch 3. In 2 all but one posted, one with a false flag, one with a false name."""
    made = attesting(
        tmp_path_factory.mktemp("claims"),
        count=9,
        pairs_of=[(name, CUSTOMER) for name in SUPPLIERS],
    )
    for name in SUPPLIERS:
        made.state(name)
    post(made, FALSE, CUSTOMER, Lie(flag=False))
    post(made, MISNAMED, CUSTOMER, Lie(next=b"\x01" * 32))
    for name in (TRUE, SILENT, GONE):
        post(made, name, CUSTOMER)
    made.next_epoch()
    yield made
    made.close()


def tally(net: Attesting, epoch: int) -> Tally:
    party = net.party("governor")
    return party.read(party.attestations.tally(net.policy, epoch))


def refused(net: Attesting, name: str) -> str:
    with pytest.raises(CallNotDue) as caught:
        claims.claim_missing(net.party(CUSTOMER), net.number(name), net.policy, direct=True)
    return str(caught.value.reason)


def promised(send: Callable[[], list[Delivery]], stands: Callable[[], bool]) -> None:
    """Wait until a relay gives its word; one that has not seen the last blocks is asked again.

    It may send by then what it promised for a time that is past for us: then it ``stands``.
    """

    def is_promised() -> bool:
        try:
            return stands() or State.PROMISED in [each.state for each in send()]
        except CallNotDue:  # sent between the two looks
            return stands()

    until(is_promised)


class _Warned:
    """Listens for warnings alone."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str) -> None:
        """One more, if it is a warning."""
        if text.startswith("WARNING"):
            self.said.append(text)

    def count(self, what: str, done: int, total: int) -> None:
        """Nothing to hear."""


class _Heard(_Warned):
    """Listens to all."""

    def say(self, text: str) -> None:
        """One more."""
        self.said.append(text)


def landed(net: Attesting, seen: Callable[[], bool]) -> None:
    """Let the relays' windows pass, and wait until the chain has it."""
    net.later(WINDOW_SECONDS)
    until(seen)


def verdict(net: Attesting, name: str, epoch: int) -> Verdict:
    rows = opening.look(net.party(CUSTOMER), net.policy, epoch)
    found = opening.one_of(rows, "supplier", net.number(name))
    assert found is not None
    return found.verdict


def test_a_false_flag_is_contested_through_a_relay_and_counted_once(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer's own account sends nothing; the relay's does, and may know our address."""
    net.start_relays(2, "--window", str(WINDOW_SECONDS))
    party, number = net.party(CUSTOMER), net.number(FALSE)
    account = party.keys.address("operator")
    nonce = party.connection.ask("eth_getTransactionCount", account, "latest")
    assert tally(net, 2) == Tally(posted=5, non_compliant=1, contested=0, missing=0)
    warned = _Warned()
    monkeypatch.setattr(party, "progress", warned)

    def contest() -> list[Delivery]:
        return [claims.contest(party, number, net.policy, 2)]

    def stands() -> bool:
        return bool(party.sync().contests(net.policy, 2))

    promised(contest, stands)
    promised(contest, stands)  # the same one goes on
    assert ["--proxy" in each for each in warned.said] == [True]
    landed(net, stands)
    assert tally(net, 2) == Tally(posted=5, non_compliant=0, contested=1, missing=0)
    assert verdict(net, FALSE, 2) is Verdict.CONTESTED
    rows = opening.look(party, net.policy, 2)
    seen = opening.one_of(rows, "supplier", number)
    assert seen is not None
    assert (seen.worth, seen.corrected, seen.public) == (Verdict.COMPLIANT, True, False)
    with pytest.raises(CallNotDue):
        claims.contest(party, number, net.policy, 2)
    assert party.connection.ask("eth_getTransactionCount", account, "latest") == nonce


def test_a_true_flag_is_not_contested(net: Attesting) -> None:
    with pytest.raises(CallNotDue) as caught:
        claims.contest(net.party(CUSTOMER), net.number(TRUE), net.policy, 2)
    assert "told us" in caught.value.reason


def test_an_outsider_has_nobody_to_contest_or_claim_about(net: Attesting) -> None:
    with pytest.raises(CallNotDue):
        claims.contest(net.party("member7"), net.number(FALSE), net.policy, 2)
    with pytest.raises(CallNotDue):
        claims.claim_missing(net.party("member7"), net.number(SILENT), net.policy)


def test_whoever_posted_is_not_claimed_about(net: Attesting) -> None:
    assert "not missing" in refused(net, TRUE)


def test_a_first_post_cannot_be_missed_on_chain(net: Attesting) -> None:
    """The officer sees that it is missing; nothing names it, so nothing can be opened."""
    assert verdict(net, NEVER, 2) is Verdict.MISSING
    assert "neither a post nor a claim" in refused(net, NEVER) or "not older" in refused(net, NEVER)


def test_about_whom_nothing_is_claimed_is_said_by_number(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With several silent suppliers an officer has to know which of them is meant."""
    heard = _Heard()
    party = net.party(CUSTOMER)
    monkeypatch.setattr(party, "progress", heard)
    claims.due(party)
    about = [text for text in heard.said if "not claimed" in text]
    assert any(text.startswith(f"supplier {net.number(NEVER)}, epoch 2: ") for text in about)


def test_nothing_is_claimed_under_a_pair_that_was_ended(net: Attesting) -> None:
    """Its supplier is told nothing of that by any chain, and stops posting when it is told so."""
    party, number = net.party(CUSTOMER), net.number(FALSE)
    assert verdict(net, FALSE, 3) is Verdict.NOT_YET
    (entry,) = [e for e in pairs.list_pairs(party) if e.supplier == number]
    pairs.end(party, entry.name)
    assert verdict(net, FALSE, 2) is Verdict.CONTESTED


def test_a_rotated_attestation_key_makes_nobody_missing(net: Attesting) -> None:
    """Announced in 3, in force in 5; the post of 4 names the tau of the new key."""
    key_flow.announce(net.party(TRUE), KeyPurpose.ATTESTATION, rotate_now=True)
    post(net, TRUE, CUSTOMER)
    assert verdict(net, TRUE, 3) is Verdict.COMPLIANT


def test_silence_is_claimed_when_its_moment_has_come_and_is_counted(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SILENT and GONE say nothing in 3; then GONE is suspended, and nobody claims about it."""
    net.next_epoch()
    membership.change(net.party("registrar"), "suspend", net.number(GONE))
    post(net, TRUE, CUSTOMER)
    party = net.party(CUSTOMER)
    assert verdict(net, SILENT, 3) is Verdict.MISSING
    assert [(e.what, e.supplier, e.epoch, e.silence) for e in claims.due(party)] == [
        ("claim", net.number(SILENT), 3, 1)
    ]
    (due,) = claims.due(party)
    assert net.clock.starts_at <= due.moment < net.clock.starts_at + 6 * net.clock.tenth
    assert due == claims.due(party)[0]  # the moment stays what it is
    if due.moment > net.clock.now:
        assert claims.tend(party) == []
        net.later(due.moment - net.clock.now)
    warned = _Warned()
    monkeypatch.setattr(party, "progress", warned)
    party.configure(proxy="socks5h://127.0.0.1:1")  # nobody is there; nothing goes past it
    assert [each.state for each in claims.tend(party)] == [State.TRYING]
    party.configure(proxy=None)

    def stands() -> bool:
        return bool(party.sync().silences(net.policy, 3))

    promised(lambda: claims.tend(party), stands)
    assert warned.said == []
    landed(net, stands)
    assert tally(net, 3) == Tally(posted=1, non_compliant=0, contested=0, missing=1)
    assert claims.due(party) == []
    assert "stands already" in refused(net, SILENT)
    assert "was ended" in refused(net, FALSE)
    assert verdict(net, GONE, 3) is Verdict.MISSING
    assert "removed since" in refused(net, GONE)
    assert verdict(net, GONE, 4) is Verdict.REMOVED


def test_a_post_that_named_another_key_cannot_be_claimed_about(net: Attesting) -> None:
    """Its customer has seen that in epoch 2, and counts it as failing."""
    assert verdict(net, MISNAMED, 3) is Verdict.MISSING
    assert "named another" in refused(net, MISNAMED)


def test_silence_goes_on_being_counted_three_times_and_no_more(net: Attesting) -> None:
    """Epochs 3, 4, 5 are counted, 6 is not; the rotated supplier posts in all of them."""
    party, number = net.party(CUSTOMER), net.number(SILENT)
    for silence, missed in ((2, 4), (3, 5)):
        net.next_epoch()
        post(net, TRUE, CUSTOMER)
        assert [(e.silence, e.epoch) for e in claims.due(party)] == [(silence, missed)]
        sent = claims.claim_missing(party, number, net.policy, direct=True)
        assert sent.state in (State.LANDED, State.SENT)
        landed(net, lambda e=missed: bool(party.sync().silences(net.policy, e)))  # type: ignore[misc]
        assert tally(net, missed).missing == 1
        assert verdict(net, TRUE, missed + 1) is Verdict.COMPLIANT
    assert "it is removed" in refused(net, GONE)
    net.next_epoch()
    assert verdict(net, SILENT, 6) is Verdict.MISSING
    assert "no more" in refused(net, SILENT)
    assert claims.due(party) == []
    assert [row.missing for row in view.network(party)] == [0, 1, 1, 1, 0, 0]


def test_without_a_snapshot_nobody_is_missing(net: Attesting) -> None:
    """Epoch 8 has none: in it nobody could post."""
    net.next_epoch(snapshot=False)
    skipped = net.epoch
    net.next_epoch()
    assert skipped == net.epoch - 1
    assert verdict(net, TRUE, skipped) is Verdict.NOT_YET
    assert "not missing" in refused(net, TRUE)


def test_a_pair_that_a_later_one_replaced_is_not_claimed_about(net: Attesting) -> None:
    """The supplier posts under the new pair: the old one's silence is nobody's fault."""
    net.pair(TRUE, CUSTOMER)
    post(net, TRUE, CUSTOMER)
    net.next_epoch()
    post(net, TRUE, CUSTOMER)
    assert verdict(net, TRUE, net.epoch) is Verdict.COMPLIANT
    net.next_epoch()
    assert "not missing" in refused(net, TRUE)
    assert [e for e in claims.due(net.party(CUSTOMER)) if e.supplier == net.number(TRUE)] == []
    assert len(pairs.held(net.party(CUSTOMER), net.epoch)) == len(SUPPLIERS) - 1


def test_what_is_delivered_is_forgotten_when_it_is_over(net: Attesting) -> None:
    party = net.party(CUSTOMER)
    assert {each.state for each in relaying.track(party)} <= {State.LANDED, State.LOST}
    assert relaying.track(party) == []
    files = b"".join(f.read_bytes() for f in Path(party.home.root).glob("journal.sqlite*"))
    taus = [e.event.tau.encode() for e in party.index.silences(net.policy)]
    assert taus
    assert [tau for tau in taus if tau in files] == []
