"""The prover in Python works in processes of its own, of which nothing is asked to survive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ais.crypto.anonymity import Proof, prove, prover_named, verify
from tests.support.pace import until
from tests.unit.crypto.anonymity.circuits import ALICE, MESSAGE, PATHS, SCOPE

PROC = Path("/proc")
ROOT = Path(__file__).parents[4]
PROVING = """
import os
from pathlib import Path
from ais.crypto.anonymity import GroupSecret, LeanTree, prove, prover_named

alone, tree = GroupSecret.draw(), LeanTree()
tree.insert(alone.leaf)
prove(alone, tree.path(0), message=1, scope=2, prover=prover_named("python"))
for thread in os.listdir("/proc/self/task"):
    print(Path("/proc/self/task", thread, "children").read_text())
"""


def _prove(message: int = MESSAGE) -> Proof:
    python = prover_named("python")
    return prove(ALICE, PATHS["member"], message=message, scope=SCOPE, prover=python)


def _workers(of: int | None = None) -> list[int]:
    """Processes that prove for this one, or for another."""
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
        if b"slow_worker" in words and parent == (of or os.getpid()):
            found.append(int(folder.name))
    return found


def _end_all() -> set[int]:
    """Kill those there are and wait for their end; which they were."""
    ended = set(_workers())
    for each in ended:
        os.kill(each, signal.SIGKILL)
    while _workers():
        time.sleep(0.005)
    return ended


def _first_worker() -> int:
    """As soon as there is one; a proof takes it seconds."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if found := _workers():
            return found[0]
        time.sleep(0.005)
    raise AssertionError("no process was started in two minutes")


def test_a_fork_does_not_get_the_proof_that_its_parent_asked_for() -> None:
    """Nor the parent the fork's: the fork is killed while it waits for one."""
    verify(_prove())
    child = os.fork()
    if child == 0:
        try:
            _prove(MESSAGE + 1)
            signal.pause()
        finally:
            os._exit(0)
    until(lambda: _workers(child), pause=0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    verify(_prove())  # not that of another message


def test_nothing_is_left_open_at_the_end() -> None:
    command = [sys.executable, "-X", "dev", "-W", "always::ResourceWarning", "-c", PROVING]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.split()
    assert not any((PROC / pid).exists() for pid in done.stdout.split())


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core: proofs are made one by one")
def test_a_second_proof_does_not_wait_for_the_first() -> None:
    """The first one's process is stopped, and the second proof is made all the same."""
    _end_all()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_prove)
        stopped = _first_worker()
        os.kill(stopped, signal.SIGSTOP)
        try:
            verify(_prove())
            assert not first.done()
            assert len(_workers()) == 2
        finally:
            os.kill(stopped, signal.SIGCONT)
        verify(first.result())


def test_processes_that_ended_are_replaced() -> None:
    """However many have ended while they waited: the next proof starts another, and is right."""
    with ThreadPoolExecutor(2) as pool:
        for proof in pool.map(lambda _: _prove(), range(2)):
            verify(proof)
    ended = _end_all()
    verify(_prove())
    assert len(set(_workers()) - ended) == 1


def test_no_module_is_taken_from_the_folder_where_somebody_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A downloaded ``gmpy2.py`` would be handed the witness."""
    _end_all()
    (tmp_path / "gmpy2.py").write_text("open('taken', 'w'); raise ImportError")
    monkeypatch.chdir(tmp_path)
    verify(_prove())
    assert len(_workers()) == 1
    assert not (tmp_path / "taken").exists()


def test_where_no_process_can_be_started_the_proof_is_made_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Slower for several threads, and as right."""
    _end_all()
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    verify(_prove())
    assert _workers() == []


def test_a_process_knows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens the keystore stays with the process that opened it."""
    _end_all()
    monkeypatch.setenv("AIS_PASSWORD", "open sesame")
    monkeypatch.setenv("AIS_PASSWORD_FILE", "/run/secrets/sesame")
    verify(_prove())
    environments = [(PROC / str(each) / "environ").read_bytes() for each in _workers()]
    assert environments
    assert not any(b"sesame" in each for each in environments)
