"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

import ast
import re

from tests.house.tree import files, relative, solidity_code

FUNCTION = 40
#: (folder, suffix) -> most lines of a file
LIMITS = {
    ("contracts", ".sol"): 250,
    ("ais", ".py"): 300,
    ("scripts", ".py"): 300,
    ("tests", ".py"): 400,
    ("tests", ".sol"): 400,
}
#: What may be longer, how long, and why. An entry that is not needed any more must go.
EXEMPT_FILES: dict[str, tuple[int, str]] = {}
EXEMPT_FUNCTIONS: dict[str, tuple[int, str]] = {}


def _too_long(sizes: dict[str, int], limit: int, exempt: dict[str, tuple[int, str]]) -> list[str]:
    return [
        f"{name}: {size} lines, at most {exempt.get(name, (limit,))[0]}"
        for name, size in sizes.items()
        if size > exempt.get(name, (limit,))[0]
    ]


def _python_functions(name: str, source: str) -> dict[str, int]:
    """Lines of each function, without decorators and docstring."""
    sizes = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None and first.end_lineno is not None:
                lines -= first.end_lineno - first.lineno + 1
            sizes[f"{name}:{node.name}"] = lines
    return sizes


def _solidity_functions(name: str, source: str) -> dict[str, int]:
    """Lines of each function and constructor that has a body."""
    code, sizes = solidity_code(source), {}
    for match in re.finditer(r"\b(?:function\s+(\w+)|constructor)\s*\([^;{]*\{", code):
        depth, end = 1, match.end()
        while depth and end < len(code):
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            end += 1
        function = f"{name}:{match[1] or 'constructor'}"
        lines = code.count("\n", match.start(), end) + 1
        sizes[function] = max(sizes.get(function, 0), lines)
    return sizes


def test_no_file_is_longer_than_its_kind_may_be() -> None:
    problems = []
    for (folder, suffix), limit in LIMITS.items():
        sizes = {relative(p): len(p.read_text().splitlines()) for p in files(folder, suffix)}
        problems += _too_long(sizes, limit, EXEMPT_FILES)
    assert problems == []


def test_no_function_of_the_product_is_longer_than_40_lines() -> None:
    sizes: dict[str, int] = {}
    for folder in ("ais", "scripts"):
        for path in files(folder, ".py"):
            sizes |= _python_functions(relative(path), path.read_text())
    for path in files("contracts", ".sol"):
        sizes |= _solidity_functions(relative(path), path.read_text())
    assert _too_long(sizes, FUNCTION, EXEMPT_FUNCTIONS) == []


def test_no_exemption_outlives_its_need() -> None:
    known = {relative(path) for suffix in (".py", ".sol") for path in files("", suffix)}
    assert EXEMPT_FILES.keys() <= known
    assert {name.partition(":")[0] for name in EXEMPT_FUNCTIONS} <= known


def test_the_readme_is_at_most_150_lines() -> None:
    (readme,) = [path for path in files("", "README.md") if relative(path) == "README.md"]
    assert len(readme.read_text().splitlines()) <= 150


def test_the_measuring_sees_a_long_function() -> None:
    """Negative control, in both languages."""
    body = "\n".join(f"    x = {n}" for n in range(45))
    python = _python_functions("a.py", f'def f():\n    """Doc."""\n{body}\n')
    solidity = _solidity_functions(
        "A.sol", "contract A { function f(uint a)\n external { // {\n" + "a++;\n" * 45 + "} }"
    )
    assert python == {"a.py:f": 46}
    assert solidity == {"A.sol:f": 48}
    assert len(_too_long(python | solidity, FUNCTION, {"a.py:f": (46, "to see it pass")})) == 1
