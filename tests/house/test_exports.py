"""Every module says what it offers, and can be imported alone."""

from __future__ import annotations

import ast
import importlib

import pytest

from tests.house.tree import python_modules, relative

MODULES = [path for path in python_modules() if path.name != "__main__.py"]


def _exports(source: str) -> list[str] | None:
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        if any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets):
            assert node.value is not None  # type: ignore[attr-defined]
            return list(ast.literal_eval(node.value))  # type: ignore[attr-defined]
    return None


def _dotted(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_lists_its_public_names_and_has_them_all(path) -> None:  # type: ignore[no-untyped-def]
    """`__all__` is written out (ruff holds it sorted), each name once, and each name is there."""
    exported = _exports(path.read_text())
    assert exported is not None, "no __all__"
    assert len(exported) == len(set(exported))

    module = importlib.import_module(_dotted(relative(path)))
    assert [name for name in exported if not hasattr(module, name)] == []


def test_every_module_opens_with_what_it_is() -> None:
    bare = [
        relative(p) for p in python_modules() if not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert bare == []
