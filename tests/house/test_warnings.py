"""No test is failed by what another one left: warnings become errors by their kind alone.

The collector runs when it likes, in whatever test. A socket that an earlier test of the process
left open is told there, as a warning.
"""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, relative

CALLS = {"simplefilter": 1, "filterwarnings": 2}  # which of the arguments is the category
#: What garbage is told as, alone or under its base classes; pytest gathers what finalizers raise.
OF_GARBAGE = {"Warning", "ResourceWarning", "pytest.PytestUnraisableExceptionWarning"}


def _kind(call: ast.Call, place: int) -> str:
    named = {word.arg: word.value for word in call.keywords}
    found = named.get("category") or (call.args[place] if len(call.args) > place else None)
    return "Warning" if found is None else ast.unparse(found)


def _too_wide(source: str) -> list[int]:
    """Lines that make errors of warnings of garbage."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        texts = [each.value for each in node.args[:1] if isinstance(each, ast.Constant)]
        if texts == ["error"] and name in CALLS and _kind(node, CALLS[name]) in OF_GARBAGE:
            found.append(node.lineno)
        if ast.unparse(node.func) == "pytest.mark.filterwarnings" and _is_of_garbage(str(texts[0])):
            found.append(node.lineno)
    return found


def _is_of_garbage(setting: str) -> bool:
    action, _, kind = (*setting.split(":"), "", "")[:3]
    return action == "error" and (kind or "Warning") in OF_GARBAGE


@pytest.mark.parametrize("path", files("tests", ".py"), ids=relative)
def test_warnings_become_errors_by_their_kind(path: Path) -> None:
    assert _too_wide(path.read_text("utf-8")) == []


def test_the_settings_of_all_tests_do_so_too() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    chosen = settings["tool"]["pytest"]["ini_options"]["filterwarnings"]
    assert [each for each in chosen if _is_of_garbage(each)] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('warnings.simplefilter("error")', True),
        ('simplefilter("error", category=Warning)', True),
        ('warnings.filterwarnings("error", "unclosed", ResourceWarning)', True),
        ('@pytest.mark.filterwarnings("error")\ndef test(): ...', True),
        ('@pytest.mark.filterwarnings("error::ResourceWarning")\ndef test(): ...', True),
        ('warnings.simplefilter("ignore")', False),
        ('warnings.simplefilter("error", RuntimeWarning)', False),
        ('@pytest.mark.filterwarnings("error::RuntimeWarning")\ndef test(): ...', False),
    ],
)
def test_the_rule_sees_what_it_is_for(line: str, wrong: bool) -> None:
    assert bool(_too_wide(line)) == wrong
