"""What was served, and how somebody voted, cannot be told before its holder shows it.

The outsider may use the source to make slots and ballots of its own, and learn from those.
"""

from __future__ import annotations

import os

import pytest

from ais import crypto
from ais.crypto import slots as slot_format
from ais.crypto.kem import KemPublicKey
from ais.digests import ballot_commit
from ais.events import CommitRecorded, ReadersReleased, ReleaseRepeated
from ais.flows import bundles, readers, release
from ais.types import Address, Ballot, Suite, Verdict
from tests.integration.outsider import recipes, telling
from tests.integration.outsider.public import Public
from tests.integration.outsider.story import Story

pytestmark = pytest.mark.chain

#: Standard deviations: over all statistics and positions, chance goes beyond in 1 run of 5 million.
CHANCE = 6.8
#: The same of rank correlations, of which there are eight: 1 run of 10 million.
RANKS = 5.0
LEARNED = 400


def suite_of(tale: Story) -> Suite:
    return Suite.named(tale.world.deployment.suite)


def sorted_out(tale: Story, taken: Public) -> tuple[list[bytes], list[bytes]]:
    """Real slots and dummies of all readers' releases, by the submitter's own knowledge."""
    real, dummy = [], []
    for digest, served in tale.served.items():
        made = telling.slots_of(taken.blobs[digest])
        assert len(made) == len(served)
        for slot, is_real in zip(made, served, strict=True):
            (real if is_real else dummy).append(slot)
    return real, dummy


class TestSlots:
    def test_no_statistic_differs_between_real_slots_and_dummies(
        self, tale: Story, taken: Public
    ) -> None:
        """With the truth in hand: bytes, bits, chi-square a position, curve, ML-KEM's rounding."""
        real, dummy = sorted_out(tale, taken)
        assert min(len(real), len(dummy)) > 200
        scores = telling.differences(real, dummy, suite_of(tale))
        assert {name: s for name, s in scores.items() if abs(s) > CHANCE} == {}

    def test_who_learned_on_its_own_slots_guesses_no_better_than_a_coin(
        self, tale: Story, taken: Public
    ) -> None:
        """Each statistic alone, and a classifier over all bits."""
        suite, place = suite_of(tale), taken.indicators
        learned = tuple(telling.own_slots(suite, place, real, LEARNED) for real in (True, False))
        real, dummy = sorted_out(tale, taken)
        count = min(len(real), len(dummy))
        for name, guess in telling.blind(learned, real[:count] + dummy[:count], suite).items():
            right = sum(guess[:count]) + sum(not each for each in guess[count:])
            assert abs(telling.score_of(right, 2 * count)) < CHANCE, name

    def test_dummies_of_random_bytes_would_show(self, tale: Story, taken: Public) -> None:
        """The control, planted in a blob of the stores: the same statistics and guesser see it."""
        suite = suite_of(tale)
        real, dummy = sorted_out(tale, taken)
        fakes = [os.urandom(len(real[0])) for _ in dummy]
        scores = telling.differences(real, fakes, suite)
        shown = {name for name, score in scores.items() if score > CHANCE}
        expected = {"on the curve", "below the prime", "high bit", "bit 7 of the worst position"}
        assert expected <= shown
        assert ("ML-KEM u's gaps" in shown) is (suite is Suite.HYBRID)
        own = telling.own_slots(suite, taken.indicators, True, LEARNED)
        learned = (own, [os.urandom(len(own[0])) for _ in own])
        count = min(len(real), len(fakes))
        unknown = real[:count] + fakes[:count]
        guess = telling.blind(learned, unknown, suite)["below the prime"]
        right = sum(guess[:count]) + sum(not each for each in guess[count:])
        assert telling.score_of(right, 2 * count) > CHANCE

    def test_nothing_is_repeated_across_slots_and_releases(
        self, tale: Story, taken: Public
    ) -> None:
        """Neither for one reader over many releases nor between dummies; a repeat would show."""
        real, dummy = sorted_out(tale, taken)
        assert telling.repeats(real + dummy) == 0
        planted = dummy[0][:32] + dummy[1][32:]
        assert telling.repeats([*real, *dummy, planted]) > 0

    def test_a_place_tells_nothing(self, tale: Story, taken: Public) -> None:
        """Slots stand in order of id whoever is served, so their number is that of the eligible."""
        narrowed = [served for served in tale.served.values() if not all(served)]
        assert len(narrowed) > 30
        assert {len(served) for served in narrowed} == {12}
        shares = [sum(column) for column in zip(*narrowed, strict=True)]
        assert max(abs(s - sum(shares) / 12) for s in shares) < CHANCE * len(narrowed) ** 0.5 / 2

    def test_neither_size_nor_gas_nor_time_tells_how_many_were_served(
        self, tale: Story, taken: Public
    ) -> None:
        """Rank correlations with everything around a release that the chain and a store show."""
        served = {digest: sum(each) for digest, each in tale.served.items()}
        made = [
            entry
            for kind in (ReadersReleased, ReleaseRepeated)
            for entry in taken.entries(kind)
            if entry.event.slots_digest in served
        ]
        repeated = [e for e in made if isinstance(e.event, ReleaseRepeated)]
        receipts = {r["transactionHash"]: r for r in taken.receipts}
        calls = {t["hash"]: t["input"] for b in taken.blocks for t in b["transactions"]}
        put = sorted(taken.put_at.values())
        facts: dict[str, list[float]] = {}
        for entry in repeated:
            digest, name = entry.event.slots_digest, "0x" + entry.tx_hash.hex()
            at = taken.put_at[digest]
            before = [other for other in put if other < at]
            for fact, value in (
                ("size of the blob", len(taken.blobs[digest])),
                ("size of the call", len(calls[name])),
                ("zeros in the call", bytes.fromhex(calls[name][2:]).count(0)),
                ("gas", int(receipts[name]["gasUsed"], 16)),
                ("blocks since", entry.block_number - entry.event.as_of_block),
                ("time since the last blob", at - before[-1]),
            ):
                facts.setdefault(fact, []).append(value)
        counts = [served[entry.event.slots_digest] for entry in repeated]
        assert len(set(facts["size of the blob"][1:])) == 1
        for fact, values in facts.items():
            assert abs(telling.correlation(counts, values)) < RANKS, fact
        planted = [value + 10 * count for value, count in zip(facts["gas"], counts, strict=True)]
        assert telling.correlation(counts, planted) > RANKS

    def test_the_work_is_the_same_whoever_is_served(
        self, tale: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As many bundles verified, seals and key pairs made: a store's host learns no time."""
        party, done = tale.world.party("discloser"), dict[str, int]()

        def counted(module: object, name: str) -> None:
            real = getattr(module, name)

            def call(*given: object, **named: object) -> object:
                done[name] = done.get(name, 0) + 1
                return real(*given, **named)

            monkeypatch.setattr(module, name, call)

        counted(bundles, "verify_bundle")
        counted(slot_format, "encapsulate")
        counted(slot_format, "throwaway")
        record = party.sync().submission(tale.ids["narrowed"])
        keys = release.data_keys(party, [record])
        eligible = readers.eligible(party, record.policy).organisations
        seen = []
        for allow in ([], list(eligible[:4]), list(eligible)):
            done.clear()
            release.wrap(party, record.policy, [record.submission_id], keys, allow)
            seen.append(dict(done))
        count = len(eligible)
        assert seen == [{"verify_bundle": count, "encapsulate": count, "throwaway": 1}] * 3


class TestBallots:
    def test_no_ballot_can_be_guessed_before_it_is_revealed(self, tale: Story) -> None:
        """Every ballot that the rubric can give, each public value as salt: no commit is hit."""
        assert tale.before_reveal is not None
        public = tale.before_reveal
        commits = public.events(CommitRecorded)
        assert {c.organisation for c in commits} == set(tale.ballots)
        salts = recipes.salts(public, ())
        assert hits(public, commits, salts) == []
        # The control: with the true salt of one panelist its ballot is found, and no other's.
        one = commits[2]
        party = tale.world.party(tale.world.name_of(one.organisation))
        context = crypto.BallotContext(
            public.chain_id, Address(public.valuation), one.submission_id, 1, one.organisation
        )
        key = party.keys.root().ballot_key()
        _, salt = crypto.open_ballot(one.sealed_ballot, context, key, one.commit_digest)
        ballot = tale.ballots[one.organisation]
        found = hits(public, commits, {"true": salt.reveal()})
        assert found == [(one.organisation, ballot)]

    def test_sealed_ballots_differ_in_everything_but_their_length(self, tale: Story) -> None:
        """Equal ballots and unequal ones look alike: as long, no byte in common beyond chance."""
        assert tale.before_reveal is not None
        commits = tale.before_reveal.events(CommitRecorded)
        assert len(set(tale.ballots.values())) >= 3
        assert len(tale.ballots) > len(set(tale.ballots.values()))  # some are equal
        assert {len(each.sealed_ballot) for each in commits} == {71}
        parts = [bytes(c.sealed_ballot)[1:] for c in commits] + [c.commit_digest for c in commits]
        assert telling.repeats(parts) == 0

    def test_what_was_voted_shows_in_no_bit_of_the_sealed_ballot(self) -> None:
        """1,300 of one ballot against 1,300 of another, by position and by bit."""
        valid = sealed(Ballot(Verdict.VALID, 8, 10_000, 10_000), 1300)
        invalid = sealed(Ballot(Verdict.INVALID, 0, 0, 0), 1300)
        scores = telling.differences(valid, invalid, Suite.X25519)
        assert {name: s for name, s in scores.items() if abs(s) > CHANCE} == {}
        biased = [bytes([raw[0] | 1]) + raw[1:] for raw in invalid]
        assert (
            telling.differences(valid, biased, Suite.X25519)["bit 0 of the worst position"] > CHANCE
        )


def hits(public: Public, commits: list, salts: dict[str, bytes]) -> list[tuple[int, Ballot]]:
    """Ballots that a commit is one to, under one of the salts."""
    anchors = (2500, 5000, 7500, 10_000)
    ballots = [Ballot(Verdict.INVALID, 0, 0, 0), Ballot(Verdict.UNAVAILABLE, 0, 0, 0)]
    for sector in (0, 3, 8, 9, 12, 13):
        ballots += [Ballot(Verdict.VALID, sector, a, b) for a in anchors for b in anchors]
    found = []
    for commit in commits:
        for ballot in ballots:
            for salt in salts.values():
                made = _commit(public, commit, ballot, salt)
                if made == commit.commit_digest:
                    found.append((commit.organisation, ballot))
    return found


def _commit(public: Public, commit: CommitRecorded, ballot: Ballot, salt: bytes) -> bytes:
    return ballot_commit(
        chain_id=public.chain_id,
        valuation=Address(public.valuation),
        submission_id=commit.submission_id,
        round_=commit.round,
        panelist=commit.organisation,
        ballot=ballot,
        salt=salt,
    )


def sealed(ballot: Ballot, count: int) -> list[bytes]:
    """Sealed ballots of a panelist that the outsider plays, without the version byte."""
    key = crypto.RootSecret.generate().ballot_key()
    context = crypto.BallotContext(31_337, Address("0x" + "11" * 20), bytes(32), 1, 1)
    return [crypto.seal_ballot(ballot, context, key).sealed[1:] for _ in range(count)]


def test_the_key_of_nobody_is_made_anew_for_each_blob() -> None:
    """Two blobs never share the key pair to which their dummies are sealed."""
    made: list[KemPublicKey] = [slot_format.throwaway(Suite.X25519) for _ in range(2)]
    assert made[0] != made[1]
