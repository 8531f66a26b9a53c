"""Properties take the same examples in every run, whatever ran or was imported before."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def _examples() -> list[tuple[int, str, bytes, float]]:
    """What a property takes, in order."""
    seen = []

    @settings(settings.get_profile("gate"))
    @given(st.integers(), st.text(), st.binary(), st.floats(allow_nan=False))
    def take(number: int, text: str, raw: bytes, real: float) -> None:
        seen.append((number, text, raw, real))

    take()
    return seen


def test_a_module_that_is_loaded_changes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its constants are not drawn: which modules are loaded hangs on the tests before."""
    before = _examples()
    assert len(set(before)) > settings().max_examples // 2
    file = tmp_path / "constants_of_ours.py"
    file.write_text("A, B, C, D = 123_456_789, 'seldom-drawn', b'seldom-drawn', 98_765.4321\n")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, file.stem, module)
    spec.loader.exec_module(module)
    assert _examples() == before
