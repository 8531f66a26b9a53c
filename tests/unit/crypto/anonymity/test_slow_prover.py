"""The prover in Python works in processes of its own, of which nothing is asked to survive."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ais.crypto.anonymity import Proof, prove, prover_named, verify
from tests.unit.crypto.anonymity.circuits import ALICE, MESSAGE, PATHS, SCOPE

PROC = Path("/proc")


def _prove() -> Proof:
    python = prover_named("python")
    return prove(ALICE, PATHS["member"], message=MESSAGE, scope=SCOPE, prover=python)


def _workers() -> list[int]:
    """Processes that prove for this one."""
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
        if b"slow_worker" in words and parent == os.getpid():
            found.append(int(folder.name))
    return found


def test_two_proofs_at_once_are_made_by_two_processes() -> None:
    """On a machine with two cores; with one core by one."""
    with ThreadPoolExecutor(2) as pool:
        for proof in pool.map(lambda _: _prove(), range(2)):
            verify(proof)
    assert len(_workers()) == min(2, os.cpu_count() or 1)


def test_a_process_that_was_killed_is_replaced() -> None:
    """While it waited: the next proof starts another, and is right."""
    verify(_prove())
    killed = _workers()
    for each in killed:
        os.kill(each, signal.SIGKILL)
    verify(_prove())
    assert set(_workers()).isdisjoint(killed)


def test_where_no_process_can_be_started_the_proof_is_made_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Slower for several threads, and as right."""
    for each in _workers():
        os.kill(each, signal.SIGKILL)
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    verify(_prove())
    assert _workers() == []


def test_a_process_knows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens the keystore stays with the process that opened it."""
    for each in _workers():
        os.kill(each, signal.SIGKILL)
    monkeypatch.setenv("AIS_PASSWORD", "open sesame")
    monkeypatch.setenv("AIS_PASSWORD_FILE", "/run/secrets/sesame")
    verify(_prove())
    environments = [(PROC / str(each) / "environ").read_bytes() for each in _workers()]
    assert environments
    assert not any(b"sesame" in each for each in environments)
