"""Sagas: what was decided stays decided, for the same input, across processes and crashes."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ais import errors
from ais.journal import Journal
from tests.support.opened import files_below
from tests.support.tokens import Plain

INPUT = b"\x01" * 32


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite", Plain()) as made:
        yield made


class TestBegin:
    def test_the_same_input_resumes(self, journal: Journal) -> None:
        first = journal.begin("0xa", "submit", INPUT)
        first.put("salt", b"s")
        again = journal.begin("0xa", "submit", INPUT)
        assert again.record == first.record
        assert again.step("salt") == b"s"

    @pytest.mark.parametrize(
        "other", [("0xb", "submit", INPUT), ("0xa", "pay", INPUT), ("0xa", "submit", b"\x02" * 32)]
    )
    def test_other_account_verb_or_input_is_another_saga(
        self, journal: Journal, other: tuple[str, str, bytes]
    ) -> None:
        first = journal.begin("0xa", "submit", INPUT)
        assert journal.begin(*other).record.id != first.record.id

    def test_a_finished_one_is_returned_with_its_outcome(self, journal: Journal) -> None:
        journal.begin("0xa", "submit", INPUT).finish(b"id")
        assert journal.begin("0xa", "submit", INPUT).outcome() == b"id"

    def test_again_insists_once_it_is_finished(self, journal: Journal) -> None:
        """An unfinished attempt is resumed all the same, so that a crash never doubles it."""
        first = journal.begin("0xa", "submit", INPUT, again=True)
        assert journal.begin("0xa", "submit", INPUT, again=True).record == first.record
        first.finish()
        second = journal.begin("0xa", "submit", INPUT, again=True)
        assert second.record.attempt == 2
        assert second.outcome() is None
        assert journal.begin("0xa", "submit", INPUT).record == second.record


class TestSteps:
    def test_another_value_is_refused(self, journal: Journal) -> None:
        saga = journal.begin("0xa", "submit", INPUT)
        saga.put("salt", b"s")
        saga.put("salt", b"s")
        with pytest.raises(errors.JournalStepConflict):
            saga.put("salt", b"t")

    def test_once_makes_a_value_once(self, journal: Journal) -> None:
        saga = journal.begin("0xa", "submit", INPUT)
        made = [saga.once("key", lambda: os.urandom(8)) for _ in range(3)]
        assert len(set(made)) == 1

    def test_the_first_of_two_processes_wins(self, journal: Journal, tmp_path: Path) -> None:
        """The second asks before the first has written, and still gets the first one's value."""
        saga = journal.begin("0xa", "submit", INPUT)
        with Journal(tmp_path / "journal.sqlite", Plain()) as beside:
            other = beside.begin("0xa", "submit", INPUT)

            def late() -> bytes:
                other.put("key", b"first")
                return b"second"

            assert saga.once("key", late) == b"first"

    def test_nothing_is_written_into_a_finished_saga(self, journal: Journal) -> None:
        saga = journal.begin("0xa", "submit", INPUT)
        assert saga.finish(b"1") == b"1"
        assert saga.finish(b"2") == b"1"
        with pytest.raises(errors.JournalSagaFinished):
            saga.put("late", b"")

    def test_steps_and_unfinished_sagas_are_listed(self, journal: Journal) -> None:
        one, two = (journal.begin("0xa", verb, INPUT) for verb in ("submit", "pay"))
        one.put("b", b"")
        one.put("a", b"")
        two.finish()
        assert one.steps() == ["a", "b"]
        assert [saga.record for saga in journal.sagas(unfinished=True)] == [one.record]
        assert [saga.record.verb for saga in journal.sagas(verb="pay")] == ["pay"]


class TestSecrets:
    def test_values_stand_sealed_in_the_file(self, tmp_path: Path) -> None:
        class Xor(Plain):
            def seal(self, plaintext: bytes, context: bytes) -> bytes:
                return bytes(b ^ 0x55 for b in super().seal(plaintext, context))

            def open(self, sealed: bytes, context: bytes) -> bytes:
                return super().open(bytes(b ^ 0x55 for b in sealed), context)

        with Journal(tmp_path / "j.sqlite", Xor()) as journal:
            saga = journal.begin("0xa", "submit", INPUT)
            saga.put("key", b"top secret")
            saga.finish(b"also secret")
            assert saga.step("key") == b"top secret"
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"secret" not in content

    def test_a_step_moved_elsewhere_does_not_open(self, journal: Journal, tmp_path: Path) -> None:
        journal.begin("0xa", "submit", INPUT).put("one", b"v")
        with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as file, file:
            file.execute("UPDATE steps SET name = 'two'")
        with pytest.raises(errors.JournalOpeningFailed):
            journal.begin("0xa", "submit", INPUT).step("two")

    def test_the_file_is_the_owners_alone(self, journal: Journal, tmp_path: Path) -> None:
        mode = (tmp_path / "journal.sqlite").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


class TestFile:
    def test_a_newer_version_is_refused(self, journal: Journal, tmp_path: Path) -> None:
        journal.close()
        with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as file:
            file.execute("PRAGMA user_version = 99")
        with pytest.raises(errors.JournalVersion) as refused:
            Journal(tmp_path / "journal.sqlite", Plain())
        assert refused.value.found == 99
        assert files_below(tmp_path) == []

    def test_what_is_no_journal_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "journal.sqlite").write_bytes(b"not a database, surely" * 100)
        with pytest.raises(errors.JournalUnavailable) as refused:
            Journal(tmp_path / "journal.sqlite", Plain())
        assert refused.value.path == tmp_path / "journal.sqlite"
        assert files_below(tmp_path) == []
        with pytest.raises(errors.JournalUnavailable):
            Journal(tmp_path, Plain())

    def test_every_commit_is_flushed(self, journal: Journal) -> None:
        with journal._database.read() as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
