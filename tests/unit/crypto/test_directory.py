"""Key rotation and a lying node: every honest recipient reads, and no wrong bundle gets a key.

A small directory stands in for the contract: it keeps what ``KeyDirectory`` keeps, a number, a
digest and the announcer for each organisation. (The contract itself is in tests/contracts.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ais import crypto
from ais.digests import keccak256, sha256
from ais.errors import CryptoError, SlotNotOurs
from ais.types import Address, KeyPurpose, Suite
from tests.unit.crypto.parties import (
    ALICE,
    BOB,
    CAROL,
    CHAIN_ID,
    DIRECTORY,
    OUTSIDER,
    Member,
    binding,
)

SUITE = Suite.X25519
MEMBERS = (ALICE, BOB, CAROL)
OUTSIDERS_KEY = OUTSIDER.own(SUITE)
OPERATORS = {member: member.root.account(1).address for member in MEMBERS}


@dataclass
class Entry:
    """What the chain says of an organisation's current key, and the bundle from its event."""

    number: int
    bundle: bytes


class Rotations(RuleBasedStateMachine):
    """Members rotate, somebody sends, a node may serve an old or foreign bundle; then all read."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[Member, Entry] = {}
        self.history: list[bytes] = []
        self.sent: list[tuple[crypto.Binding, bytes, crypto.Secret, dict[Member, int]]] = []

    @initialize()
    def everybody_announces(self) -> None:
        for member in MEMBERS:
            self._announce(member, 1)

    @rule(member=st.sampled_from(MEMBERS))
    def rotate(self, member: Member) -> None:
        if self.entries[member].number < 4:
            self._announce(member, self.entries[member].number + 1)

    @rule(served=st.sets(st.sampled_from(MEMBERS)), lies=st.booleans(), data=st.data())
    def send(self, served: set[Member], lies: bool, data: st.DataObject) -> None:
        """A submitter takes bundles from a node, verifies them against the chain, and wraps."""
        submission, key = (
            sha256(b"%d" % len(self.sent)),
            crypto.Secret(sha256(b"k%d" % len(self.sent))),
        )
        bound = binding(SUITE, submission)
        recipients: list[crypto.Recipient | None] = []
        got: dict[Member, int] = {}
        for place, member in enumerate(MEMBERS):
            entry = self.entries[member]
            handed = data.draw(st.sampled_from(self.history)) if lies else entry.bundle
            recipient = self._verified(member, entry, handed)
            assert (recipient is not None) == (handed == entry.bundle)
            if recipient is not None and member in served:
                got[member] = place
            recipients.append(recipient if member in served else None)
        self.sent.append((bound, crypto.make_slots(bound, [key], recipients), key, got))

    @invariant()
    def who_was_served_reads_and_nobody_else(self) -> None:
        for bound, blob, key, got in self.sent[-1:]:
            slots = crypto.check_slots(blob, binding=bound, slots_digest=sha256(blob), slot_count=3)
            for place, member in enumerate(MEMBERS):
                keys = self._keys_of(member)
                if member in got:
                    release = slots.open_at(place, keys)
                    found = release.data_key(bound.submission_ids[0], crypto.commit_to_key(key))
                    assert found == key
                    continue
                with pytest.raises(SlotNotOurs):
                    slots.open_any(keys)
            with pytest.raises(SlotNotOurs):
                slots.open_any([OUTSIDERS_KEY])

    def _announce(self, member: Member, number: int) -> None:
        bundle = bundle_of(member, number)
        self.entries[member] = Entry(number, bundle)
        self.history.append(bundle)

    def _verified(self, member: Member, entry: Entry, handed: bytes) -> crypto.Recipient | None:
        try:
            return crypto.verify_bundle(
                handed,
                announcement=replace(member, number=entry.number).announcement(),
                announced_by=OPERATORS[member],
                digest=keccak256(handed),  # the node lies about the digest as well
                suite=SUITE,
            )
        except CryptoError:
            return None

    def _keys_of(self, member: Member) -> list[crypto.OwnKey]:
        """All keys of a member, the newest first, from its root secret and the chain's digests."""
        return [
            crypto.OwnKey(member.root.sealing_key(n, SUITE), keccak256(bundle_of(member, n)))
            for n in range(self.entries[member].number, 0, -1)
        ]


_BUNDLES: dict[tuple[Member, int], bytes] = {}


def bundle_of(member: Member, number: int) -> bytes:
    """The bundle of one key; signatures are deterministic (RFC 6979), so it is made once."""
    if (member, number) not in _BUNDLES:
        _BUNDLES[member, number] = replace(member, number=number).bundle(SUITE)
    return _BUNDLES[member, number]


TestRotations = Rotations.TestCase
TestRotations.settings = settings(max_examples=2000, stateful_step_count=6, deadline=None)


class TestWrongBundles:
    """Every way in which a bundle can be another's: of 128 that are well-formed, one is taken."""

    def test_only_the_announced_one_is_taken(self) -> None:
        taken = []
        for choice in product((True, False), repeat=7):
            raw = self.made(*choice)
            try:
                crypto.verify_bundle(
                    raw,
                    announcement=ALICE.announcement(),
                    announced_by=ALICE.root.account(1).address,
                    digest=keccak256(raw),
                    suite=SUITE,
                )
            except CryptoError:
                continue
            taken.append(choice)
        assert taken == [(True,) * 7]

    @staticmethod
    def made(*right: bool) -> bytes:
        """A bundle that is right in what is true: chain, directory, organisation, purpose, ..."""
        chain, directory, organisation, purpose, number, suite, signer = right
        announcement = crypto.Announcement(
            CHAIN_ID if chain else 1,
            DIRECTORY if directory else Address("0x" + "77" * 20),
            ALICE.organisation if organisation else BOB.organisation,
            KeyPurpose.SEALING if purpose else KeyPurpose.AGREEMENT,
            1 if number else 2,
        )
        key = ALICE.key(SUITE if suite else Suite.HYBRID)
        return crypto.make_bundle(announcement, key, (ALICE if signer else BOB).root.account(1))
