"""The supply-chain check passes on what is installed, and sees what it is there to see."""

from __future__ import annotations

from dataclasses import replace

import circuit_check
import pytest

from ais.crypto.anonymity.zkey import proving_key


@pytest.fixture(scope="module")
def circuit() -> circuit_check.Compiled:
    return circuit_check.compiled(circuit_check.MAIN)


def test_what_is_installed_passes(capsys: pytest.CaptureFixture[str]) -> None:
    """Four lines, each begins with yes."""
    assert circuit_check.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:3] for line in lines] == ["yes"] * 4


def test_one_entry_more_or_less_or_other_is_seen(
    circuit: circuit_check.Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the key's matrices: a constraint loosened, one dropped, a public signal unbound."""
    key = proving_key()
    matrix, row, wire, value = key.entries[100]
    for entries in (
        key.entries[:-1],
        (*key.entries, (1, 0, 5, value)),
        (*key.entries[:100], (matrix, row, wire, value + 1), *key.entries[101:]),
        (*key.entries, key.entries[0]),
    ):
        other = replace(key, entries=entries)
        monkeypatch.setattr(circuit_check, "proving_key", lambda other=other: other)
        assert not circuit_check._same_matrices(circuit)


def test_another_circuit_is_seen() -> None:
    """One of less depth has fewer constraints, other matrices, and another witness."""
    other = circuit_check.compiled(circuit_check.MAIN.replace("(16)", "(15)"))
    assert not circuit_check._is_as_large(other)
    assert not circuit_check._same_matrices(other)
    assert not circuit_check._satisfied(other)
