"""The checking process is bounded, knows no secrets, and one object that kills it costs itself."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ais.errors import WorkerFailed
from ais.stix import Limits, Worker
from ais.stix import worker as worker_module

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def own() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def process_of(worker: Worker) -> int:
    assert worker._process is not None
    return worker._process.pid


def test_one_process_serves_many_objects(own: Worker, indicator: Make) -> None:
    """Schemas are compiled once: the process stays."""
    assert own.problem(indicator()) is None
    first = process_of(own)
    assert own.problem(indicator(valid_from="never")) is not None
    assert own.problem(indicator(2)) is None
    assert process_of(own) == first


def test_a_slow_object_is_cut_off_and_the_next_goes_on(indicator: Make) -> None:
    """Past its seconds an object is refused, and a new process checks the next one."""
    pattern = "[" + " OR ".join(f"domain-name:value = 'n{n}.ru'" for n in range(25_000)) + "]"
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    before = children.ru_utime + children.ru_stime
    with Worker(Limits(object_seconds=2.0)) as quick:
        assert quick.problem(indicator()) is None
        problem = quick.problem(indicator(pattern=pattern))
        assert problem is not None
        assert problem[0] == "object-too-slow"
        burnt = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert burnt.ru_utime + burnt.ru_stime - before < 20  # with what a process needs to start
        assert quick.problem(indicator()) is None


def test_an_object_is_not_refused_because_the_machine_is_busy(indicator: Make) -> None:
    """A process that got no processor for longer than the object may burn has burnt nothing."""
    with Worker(Limits(object_seconds=1.0)) as starved:
        assert starved.problem(indicator()) is None
        process = process_of(starved)
        os.kill(process, signal.SIGSTOP)
        going_on = threading.Timer(2.5, os.kill, (process, signal.SIGCONT))
        going_on.start()
        assert starved.problem(indicator(2)) is None
        going_on.join()
        assert process_of(starved) == process


def test_a_process_that_hangs_is_given_up(indicator: Make) -> None:
    """What neither answers nor burns anything is waited for, and not for ever."""
    with Worker(Limits(wait_seconds=0.5)) as hanging:
        hanging._start()
        os.kill(process_of(hanging), signal.SIGSTOP)
        problem = hanging.problem(indicator())
        assert problem is not None
        assert problem[0] == "object-too-slow"


def test_a_heavy_object_is_refused(indicator: Make) -> None:
    """Beyond its memory the process says so, or dies and is replaced."""
    heavy = indicator(x_heavy=["y" * 100] * 400_000)
    with Worker(Limits(worker_bytes=160 * 1024 * 1024, object_seconds=30)) as small:
        problem = small.problem(heavy)
        assert problem is not None
        assert problem[0] in ("object-too-heavy", "object-broke-checker")
        assert small.problem(indicator()) is None


def test_a_process_that_died_between_costs_nothing(own: Worker, indicator: Make) -> None:
    """A process killed from outside is replaced, and the innocent object is checked by another."""
    assert own.problem(indicator()) is None
    dead = process_of(own)
    os.kill(dead, signal.SIGKILL)
    os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)
    assert own.problem(indicator(2)) is None
    assert process_of(own) != dead


def test_an_object_that_kills_is_refused(
    own: Worker, indicator: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes die on one object: the object is refused, and the next is checked."""
    write = worker_module._write

    def kill_then_write(process: subprocess.Popen[bytes], line: bytes) -> None:
        os.kill(process.pid, signal.SIGSEGV)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        write(process, line)

    monkeypatch.setattr(worker_module, "_write", kill_then_write)
    assert own.problem(indicator()) == (
        "object-broke-checker",
        (),
        "the checking process died on it (status -11)",
    )
    monkeypatch.undo()
    assert own.problem(indicator(2)) is None


def test_the_kernel_ends_what_burns_on(own: Worker, indicator: Make) -> None:
    """The processor limit, which holds without a watcher, is told as slowness."""
    assert own.problem(indicator()) is None
    os.kill(process_of(own), signal.SIGXCPU)
    os.waitid(os.P_PID, process_of(own), os.WEXITED | os.WNOWAIT)
    problem = own.problem(indicator(2))
    assert problem is not None
    assert problem[0] == "object-too-slow"


def test_secrets_of_the_caller_are_out_of_reach(
    own: Worker, indicator: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process gets no environment beyond what Python needs."""
    monkeypatch.setenv("AIS_PASSWORD", "a secret that must not travel")
    assert own.problem(indicator()) is None
    environment = Path(f"/proc/{process_of(own)}/environ")
    if not environment.exists():
        pytest.fail("this test reads /proc: run it on Linux")
    assert b"AIS_PASSWORD" not in environment.read_bytes()


def test_no_module_is_taken_from_the_folder_where_somebody_works(
    indicator: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Files that are checked lie beside others that strangers sent."""
    (tmp_path / "stix2validator.py").write_text("open('taken', 'w'); raise ImportError")
    monkeypatch.chdir(tmp_path)
    with Worker() as worker:
        assert worker.problem(indicator()) is None
    assert not (tmp_path / "taken").exists()


def test_closing_leaves_no_process(indicator: Make) -> None:
    """After the block the process is gone; closing twice does nothing."""
    with Worker() as brief:
        brief.problem(indicator())
        gone = process_of(brief)
    brief.close()
    with pytest.raises(ProcessLookupError):
        os.kill(gone, 0)


def test_without_a_process_there_is_a_clear_error(
    indicator: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be started the caller hears it, and why."""
    monkeypatch.setattr(worker_module.sys, "executable", "/nonexistent/python")
    with Worker() as hopeless, pytest.raises(WorkerFailed) as caught:
        hopeless.problem(indicator())
    assert caught.value.reason
    monkeypatch.setattr(worker_module.sys, "executable", "/bin/false")
    with Worker() as silent, pytest.raises(WorkerFailed):
        silent.problem(indicator())


def test_an_orphan_ends_by_itself(indicator: Make) -> None:
    """When the caller dies the process reads the end of its input and goes."""
    code = (
        "import os, sys; from ais.stix import Worker; w = Worker();"
        "w.problem({'type': 'x', 'id': 'x'}); print(w._process.pid, flush=True); os._exit(1)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    orphan = int(ended.stdout)
    for _ in range(600):
        if not Path(f"/proc/{orphan}").exists() or _is_zombie(orphan):
            return
        time.sleep(0.1)
    pytest.fail("the process outlived its caller by a minute")


def _is_zombie(process: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True


@pytest.mark.parametrize(
    "item",
    [
        {"type": "indicator", "id": "indicator--1", "created": 3, "modified": []},
        {"type": "../../../etc/passwd", "id": "x--1"},
        {"type": "observed-data", "id": "observed-data--1", "objects": {"0": 3}},
        {"type": "observed-data", "id": "observed-data--1", "objects": []},
        {"type": "process", "id": "process--nonsense"},
        {"type": "language-content", "id": "language-content--1", "contents": {"de": 1}},
        {"type": "x" * 100_000, "id": "\n\x00"},
        {"type": "file", "id": "file--1", "extensions": [], "hashes": {"MD5": None}},
    ],
)
def test_odd_objects_are_problems_and_not_failures(worker: Worker, item: dict[str, Any]) -> None:
    """Where the validator itself stumbles, the object is at fault and the process lives on."""
    problem = worker.problem(item)
    assert problem is not None
    code, _, message = problem
    assert code.startswith("stix-")
    assert message.isprintable()
    assert len(message) <= 400
