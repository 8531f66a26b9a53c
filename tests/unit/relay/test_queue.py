"""The relay's queue: what is promised survives, what excludes each other waits once."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ais.errors import RelayQueueUnusable
from ais.network import Kind
from ais.relay.queue import Entry, Queue
from tests.support.opened import files_below


def entry(number: int, *names: int, send_by: int = 100, ends_at: int = 200) -> Entry:
    held = tuple(bytes([name]) * 32 for name in names or (number,))
    return Entry(bytes([number]) * 32, Kind.POST, b"calldata %d" % number, held, send_by, ends_at)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    with closing(Queue(tmp_path / "relay" / "queue.sqlite")) as made:
        yield made


def test_what_was_added_is_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "relay" / "queue.sqlite"
    child = os.fork()
    if child == 0:
        Queue(path).add(entry(1, 7, 8))
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    with closing(Queue(path)) as queue:
        assert queue.waiting() == [entry(1, 7, 8)]


def test_a_name_is_held_by_one_call(queue: Queue) -> None:
    assert queue.add(entry(1, 7, 8)) is None
    assert queue.add(entry(2, 8, 9)) == entry(1).digest
    assert queue.add(entry(1, 7, 8)) == entry(1).digest
    assert queue.waiting() == [entry(1, 7, 8)]
    assert queue.holders([b"\x08" * 32, b"\x09" * 32]) == [entry(1, 7, 8)]


def test_a_call_takes_the_place_of_those_that_are_given_up(queue: Queue) -> None:
    queue.add(entry(1, 7))
    queue.add(entry(2, 8))
    assert queue.add(entry(3, 7, 8), instead_of=[entry(1).digest]) == entry(2).digest
    assert queue.count() == 2  # nothing was given up for nothing
    given_up = [entry(1).digest, entry(2).digest]
    assert queue.add(entry(3, 7, 8), instead_of=given_up) is None
    assert queue.waiting() == [entry(3, 7, 8)]


def test_what_is_on_chain_loses_its_bytes_and_keeps_its_name(queue: Queue) -> None:
    queue.add(entry(1, 7))
    queue.done(entry(1).digest)
    assert queue.waiting() == []
    assert queue.count() == 0
    assert queue.add(entry(2, 7)) == entry(1).digest
    found = queue.find(entry(1).digest)
    assert found is not None
    assert found.calldata is None
    assert b"calldata 1" not in queue.path.read_bytes()


def test_what_is_dropped_frees_its_name(queue: Queue) -> None:
    queue.add(entry(1, 7))
    queue.drop(entry(1).digest)
    assert queue.find(entry(1).digest) is None
    assert queue.add(entry(2, 7)) is None


def test_an_epoch_s_calls_are_deleted_after_it_and_not_before(queue: Queue) -> None:
    queue.add(entry(1, ends_at=200))
    queue.add(entry(2, ends_at=300))
    queue.done(entry(1).digest)
    assert queue.forget(200) == 0
    assert queue.forget(201) == 1
    assert queue.find(entry(1).digest) is None
    assert queue.waiting() == [entry(2, ends_at=300)]
    assert queue.add(entry(3, 1)) is None  # its name is free


def test_rows_stand_in_no_order_of_arrival(queue: Queue) -> None:
    for number in (5, 1, 9, 3):
        queue.add(entry(number))
    assert [each.digest[0] for each in queue.waiting()] == [1, 3, 5, 9]


def test_the_file_is_its_owner_s_and_keeps_no_time_of_a_write(queue: Queue) -> None:
    queue.add(entry(1))
    queue.close()
    assert stat.S_IMODE(queue.path.stat().st_mode) == 0o600
    assert {path.name for path in queue.path.parent.iterdir()} == {"queue.sqlite"}
    assert queue.path.stat().st_mtime == queue.path.parent.stat().st_mtime == 0


def test_a_file_that_is_no_queue_or_a_newer_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "relay" / "queue.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(RelayQueueUnusable) as refused:
        Queue(path)
    assert refused.value.path == path
    assert files_below(tmp_path) == []
    path.unlink()
    made = Queue(path)
    made._connection.execute("PRAGMA user_version = 9")
    made.close()
    with pytest.raises(RelayQueueUnusable, match="version 9") as refused:
        Queue(path)
    assert refused.value.path == path
    assert files_below(tmp_path) == []
