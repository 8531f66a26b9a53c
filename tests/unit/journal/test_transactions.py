"""Signed transactions: a nonce is never taken without bytes that use it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais import errors
from ais.journal import Journal
from ais.ports import Draft, Role, StepRef, TxRecord, TxState
from tests.support.tokens import Plain

CHAIN = b"\x0c" * 32
_made = iter(range(10**9))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite", Plain()) as made:
        yield made


def draft(nonce: int, role: Role = Role.CALL) -> Draft:
    number = next(_made).to_bytes(32, "big")
    fields = {"nonce": nonce, "data": "0x", "maxFeePerGas": 7}
    return Draft(fields=fields, raw=b"raw" + number, hash=number, role=role)


def allocate(
    journal: Journal, chain_nonce: int = 0, step: StepRef | None = None, most: int = 16
) -> TxRecord | None:
    return journal.allocate(CHAIN, "0xa", chain_nonce, most, draft, step)


def allocated(journal: Journal, chain_nonce: int = 0, step: StepRef | None = None) -> TxRecord:
    record = allocate(journal, chain_nonce, step)
    assert record is not None
    return record


class TestAllocate:
    def test_nonces_follow_the_chain_and_the_journal(self, journal: Journal) -> None:
        assert [allocated(journal, 5).nonce for _ in range(3)] == [5, 6, 7]
        assert allocated(journal, 20).nonce == 20

    def test_a_node_that_lags_does_not_give_a_nonce_twice(self, journal: Journal) -> None:
        record = allocated(journal, 5)
        journal.mark(record, TxState.MINED, 1)
        assert allocated(journal, 5).nonce == 6

    def test_a_failure_while_signing_takes_nothing(self, journal: Journal) -> None:
        def broken(_nonce: int) -> Draft:
            raise KeyError("no key")

        with pytest.raises(KeyError):
            journal.allocate(CHAIN, "0xa", 0, 16, broken)
        assert journal.pending(CHAIN) == []
        assert allocated(journal).nonce == 0

    def test_bytes_for_another_nonce_are_refused(self, journal: Journal) -> None:
        with pytest.raises(errors.JournalError, match="signed for nonce"):
            journal.allocate(CHAIN, "0xa", 0, 16, lambda nonce: draft(nonce + 1))

    def test_a_step_has_one_transaction(self, journal: Journal) -> None:
        step = journal.begin("0xa", "submit", bytes(32)).tx("submit")
        first = allocated(journal, 0, step)
        assert allocated(journal, 0, step) == first
        assert journal.find(step) == first

    @pytest.mark.parametrize("end", [TxState.FAILED, TxState.DEAD])
    def test_a_step_whose_transaction_had_no_effect_may_have_another(
        self, journal: Journal, end: TxState
    ) -> None:
        step = journal.begin("0xa", "submit", bytes(32)).tx("submit")
        first = allocated(journal, 0, step)
        journal.mark(first, end)
        assert journal.find(step) is None
        assert allocated(journal, 1, step).id != first.id
        assert len(journal.history(step)) == 2

    def test_so_many_are_under_way_and_no_more(self, journal: Journal) -> None:
        records = [allocated(journal) for _ in range(3)]
        assert allocate(journal, most=3) is None
        journal.mark(records[0], TxState.MINED, 1)
        assert allocate(journal, most=3) is not None

    def test_accounts_and_chains_are_apart(self, journal: Journal) -> None:
        allocated(journal, 3)
        other = journal.allocate(b"\x0d" * 32, "0xa", 0, 1, draft)
        third = journal.allocate(CHAIN, "0xb", 0, 1, draft)
        assert other is not None
        assert third is not None
        assert (other.nonce, third.nonce) == (0, 0)

    @settings(max_examples=40, deadline=None)
    @given(moves=st.lists(st.sampled_from(["sign", "mine", "fail", "die"]), max_size=25))
    def test_nonces_are_never_shared_by_two_that_may_have_an_effect(
        self, moves: list[str], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("nonces")
        with Journal(folder / "j.sqlite", Plain()) as journal:
            chain_nonce = 0
            for move in moves:
                waiting = journal.pending(CHAIN)
                if move == "sign":
                    allocate(journal, chain_nonce)
                elif waiting and move in ("mine", "fail"):
                    state = TxState.MINED if move == "mine" else TxState.FAILED
                    journal.mark(waiting[0], state, 1)
                    chain_nonce = max(chain_nonce, waiting[0].nonce + 1)
                elif waiting:
                    journal.mark(waiting[-1], TxState.DEAD)
            with closing(sqlite3.connect(folder / "j.sqlite")) as file:
                rows = file.execute(
                    "SELECT nonce, count(*) FROM transactions WHERE state != 'dead' GROUP BY nonce"
                ).fetchall()
            assert all(count == 1 for _, count in rows)


class TestFamily:
    def test_a_replacement_shares_nonce_and_root(self, journal: Journal) -> None:
        step = journal.begin("0xa", "submit", bytes(32)).tx("submit")
        first = allocated(journal, 4, step)
        bump = journal.attach(first, draft(4, Role.BUMP))
        assert (bump.nonce, bump.root) == (4, first.id)
        assert [member.id for member in journal.family(bump)] == [first.id, bump.id]
        assert journal.find(step) == first

    def test_the_same_replacement_is_put_there_once(self, journal: Journal) -> None:
        first = allocated(journal, 4)
        bump = draft(4, Role.BUMP)
        assert journal.attach(first, bump) == journal.attach(first, bump)
        assert len(journal.family(first)) == 2

    def test_a_replaced_one_still_stands_for_its_step(self, journal: Journal) -> None:
        step = journal.begin("0xa", "submit", bytes(32)).tx("submit")
        first = allocated(journal, 4, step)
        journal.attach(first, draft(4, Role.BUMP))
        journal.mark(first, TxState.REPLACED, 9)
        found = journal.find(step)
        assert found is not None
        assert found.id == first.id

    def test_a_gap_is_filled_once(self, journal: Journal) -> None:
        assert journal.fill(CHAIN, "0xa", 2, draft(2, Role.FILL)) is not None
        assert journal.fill(CHAIN, "0xa", 2, draft(2, Role.FILL)) is None
        found = journal.at_nonce(CHAIN, "0xa", 2)
        assert found is not None
        assert found.role is Role.FILL
        assert journal.at_nonce(CHAIN, "0xa", 3) is None

    def test_what_was_signed_comes_back_as_it_was(self, journal: Journal) -> None:
        record = allocated(journal)
        [read] = journal.pending(CHAIN, "0xa")
        assert read == record
        assert read.fields["maxFeePerGas"] == 7
