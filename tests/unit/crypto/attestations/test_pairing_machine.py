"""Whatever order, replay or change the files go through, no two sides hold different pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from ais.crypto import attestations as att
from ais.errors import CryptoError, PairingCode
from tests.unit.crypto.attestations.cases import DIRECTION, EPOCH, NOW, partner, side

EXPIRES = NOW + 100
OTHER = {"alice": "bob", "bob": "alice"}
NAMES = st.sampled_from(sorted(OTHER))


@dataclass
class Company:
    """One side as a flow would keep it: one open state, what it ever took, its pairs."""

    name: str
    state: Any = None
    seen: set[bytes] = field(default_factory=set)
    pairs: list[att.Pair] = field(default_factory=list)

    def step(self, make: Callable[[], Any]) -> bytes | None:
        """Take a step; the new state goes through its bytes, the former one is forgotten."""
        try:
            made = make()
        except CryptoError:
            return None
        state, file = made if isinstance(made, tuple) else (made, None)
        self.state = att.pairing_state_from_bytes(att.pairing_state_to_bytes(state))
        return file


class Pairing(RuleBasedStateMachine):
    """Two companies, and a post office that loses, repeats, mixes up and changes files."""

    files = Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self.companies = {name: Company(name) for name in OTHER}
        self.now, self.epoch = NOW, EPOCH

    def place(self, name: str) -> tuple[att.Side, att.Partner]:
        return side(name), partner(OTHER[name])

    @rule(target=files, name=NAMES)
    def invites(self, name: str) -> bytes:
        company = self.companies[name]
        company.state, raw = att.invite(side(name), DIRECTION, expires_at=EXPIRES)
        return raw

    @rule(target=files, name=NAMES)
    def offers_a_single_file(self, name: str) -> bytes:
        company = self.companies[name]
        company.state, raw = att.offer_single(
            *self.place(name), DIRECTION, epoch=self.epoch, expires_at=EXPIRES
        )
        return raw

    @rule(target=files, name=NAMES, raw=files)
    def takes_a_file(self, name: str, raw: bytes) -> bytes:
        """As a flow does: by what the file says it is."""
        company, at = self.companies[name], {"now": self.now, "epoch": self.epoch}
        try:
            file = att.read_file(raw)
        except CryptoError:
            return raw
        place, state, out = self.place(name), company.state, None
        if file.kind == "invitation":
            out = company.step(lambda: att.answer_invitation(raw, *place, **at, seen=company.seen))
            company.seen |= {file.digest} if out else set()
        elif file.kind == "answer" and isinstance(state, att.Invited):
            out = company.step(lambda: att.conclude_pairing(state, raw, *place, **at))
        elif file.kind == "confirmation" and isinstance(state, att.Answered):
            company.step(lambda: att.complete_pairing(state, raw, *place, **at))
        elif file.kind == "single":
            company.step(lambda: att.take_single(raw, *place, **at, seen=company.seen))
            if company.state is not state:
                company.seen.add(file.digest)
        return out or raw

    @rule(target=files, raw=files, at=st.integers(0, 10**6), mask=st.integers(1, 255))
    def a_file_is_changed(self, raw: bytes, at: int, mask: int) -> bytes:
        changed = bytearray(raw)
        changed[at % len(raw)] ^= mask
        return bytes(changed)

    @rule(raw=consumes(files))
    def a_file_is_lost(self, raw: bytes) -> None:
        pass

    @rule(seconds=st.sampled_from([1, 40, 90]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds
        self.epoch += seconds // 40

    @rule()
    def the_officers_compare(self) -> None:
        """Each types what the other reads out; a side without a code has none to read."""
        one, two = self.companies.values()
        codes = [
            each.state.code if isinstance(each.state, att.Unconfirmed) else None
            for each in (one, two)
        ]
        for company, heard in ((one, codes[1]), (two, codes[0])):
            if heard is None or not isinstance(company.state, att.Unconfirmed):
                continue
            try:
                company.pairs.append(company.state.confirm(heard))
            except PairingCode:
                continue
            company.state = None

    @invariant()
    def both_hold_the_same_pairs(self) -> None:
        one, two = self.companies.values()
        assert one.pairs == two.pairs

    @invariant()
    def no_origin_is_active_twice(self) -> None:
        for company in self.companies.values():
            origins = [pair.origin for pair in company.pairs]
            assert len(origins) == len(set(origins))

    @invariant()
    def equal_codes_mean_equal_keys(self) -> None:
        one, two = (company.state for company in self.companies.values())
        if isinstance(one, att.Unconfirmed) and isinstance(two, att.Unconfirmed):
            assert (one.code == two.code) == (one._pair == two._pair)


TestPairing = Pairing.TestCase
TestPairing.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_the_machine_reaches_a_pair_and_a_dead_end() -> None:
    """A control: the rules of the machine can end in a pair, and in none."""
    honest = Pairing()
    invitation = honest.invites("alice")
    answer = honest.takes_a_file("bob", invitation)
    confirmation = honest.takes_a_file("alice", answer)
    honest.takes_a_file("bob", confirmation)
    honest.the_officers_compare()
    assert [len(each.pairs) for each in honest.companies.values()] == [1, 1]

    crossed = Pairing()
    first, second = crossed.invites("alice"), crossed.invites("bob")
    crossed.takes_a_file("bob", first)
    crossed.takes_a_file("alice", second)
    crossed.the_officers_compare()
    assert [len(each.pairs) for each in crossed.companies.values()] == [0, 0]
