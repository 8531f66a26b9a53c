"""STIX patterns without a parser: bounds before the real one runs, and the values inside.

Whether a pattern is valid is decided by the OASIS parser in the bounded worker. This module only
reads tokens, in linear time, to refuse what could stall that parser or a reader's engine, and to
list what a pattern compares with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .limits import Limits

__all__ = ["Comparison", "comparisons", "pattern_problem", "regex_problem"]

UNBOUNDED_REPEATS = 4
COUNTED_REPEAT = 1_000

_TOKEN = re.compile(
    r"(?P<path>[A-Za-z_][\w-]*:(?:[\w.-]|\[(?:\d+|\*)\]|'(?:[^'\\]|\\.)*+')++)"
    r"|(?P<string>[thb]?'(?:[^'\\]|\\.)*+'?)"
    r"|(?P<bracket>[\[\]()])"
    r"|(?P<sign>==|!=|<>|<=|>=|=|<|>)"
    r"|(?P<word>[A-Za-z]++)",
    re.DOTALL,
)
_WORD_OPERATORS = {"IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_REGEX_TOKEN = re.compile(
    r"\\(?P<escaped>.)|(?P<class>\[\^?\]?(?:[^\]\\]|\\.)*+\]?)|(?P<open>\((?:\?(?P<kind>[^)]{0,2}))?)"
    r"|(?P<close>\))|(?P<bar>\|)|(?P<star>[*+][?+]?)|(?P<count>\{\d*,?\d*\}[?+]?)|(?P<maybe>\?)|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One ``path operator 'text'`` of a pattern; ``negated`` by NOT, ``!=`` or ``<>``."""

    path: str
    operator: str
    text: str
    negated: bool


def comparisons(pattern: str) -> Iterator[Comparison]:
    """Every comparison with a text, in order; each member of an IN set is one of its own."""
    path, operator, negated = "", "", False
    for token in _TOKEN.finditer(pattern):
        kind, text = token.lastgroup, token[0]
        if kind == "path":
            path, operator, negated = text, "", False
        elif kind == "sign":
            operator = text
            negated = negated or text in ("!=", "<>")
        elif kind == "word":
            word = text.upper()
            negated = negated or word == "NOT"
            operator = word if word in _WORD_OPERATORS else operator
        elif kind == "string" and path and operator and text.startswith("'"):
            yield Comparison(path, operator, _unquoted(text), negated)


def pattern_problem(pattern: str, limits: Limits) -> tuple[str, str] | None:
    """``(code, message)`` for a pattern beyond the limits, else None."""
    if len(pattern) > limits.pattern_characters:
        return _complex(f"it has more than {limits.pattern_characters} characters")
    depth = deepest = count = 0
    for token in _TOKEN.finditer(pattern):
        if token.lastgroup == "bracket":
            depth += 1 if token[0] in "[(" else -1
            deepest = max(deepest, depth)
        elif token.lastgroup == "path":
            count += 1
    if deepest > limits.pattern_depth:
        return _complex(f"its brackets are nested {deepest} deep, more than {limits.pattern_depth}")
    if count > limits.pattern_comparisons:
        return _complex(f"it has {count} comparisons, more than {limits.pattern_comparisons}")
    regexes = (each.text for each in comparisons(pattern) if each.operator == "MATCHES")
    reason = next(filter(None, (regex_problem(regex, limits) for regex in regexes)), "")
    return ("pattern-regex", f"its MATCHES expression {reason}") if reason else None


def regex_problem(regex: str, limits: Limits) -> str:
    """Why a backtracking engine may run for ever on ``regex``, or "".

    AIS never runs it; readers will, on engines unknown. Refused are back references, look-around,
    a repeat around something that itself repeats or branches, many open repeats in a row and
    large counts. That refuses some harmless ones too: say those with ``=`` or ``LIKE``.
    """
    if len(regex) > limits.regex_characters:
        return f"is longer than {limits.regex_characters} characters"
    groups: list[bool] = []  # whether the open group holds a repeat or a branch
    closed = False  # whether the piece just read is a group that does
    repeats = 0
    for token in _REGEX_TOKEN.finditer(regex):
        kind = token.lastgroup
        refused = _refused_token(token)
        if refused:
            return refused
        if closed and kind in ("star", "count"):
            return "repeats a group that itself repeats or branches"
        repeats += kind in ("star", "maybe") or (kind == "count" and ",}" in token[0])
        if repeats > UNBOUNDED_REPEATS:
            return f"has more than {UNBOUNDED_REPEATS} open repeats"
        if kind in ("star", "count", "maybe", "bar") and groups:
            groups[-1] = True
        if kind == "open":
            groups.append(False)
        closed = _closes(kind, groups)
    return ""


def _closes(kind: str | None, groups: list[bool]) -> bool:
    if kind != "close" or not groups:
        return False
    inner = groups.pop()
    if inner and groups:
        groups[-1] = True
    return inner


def _refused_token(token: re.Match[str]) -> str:
    if token["escaped"] is not None and (token["escaped"].isdigit() or token["escaped"] in "kgG"):
        return "has a back reference"
    if token["kind"] and token["kind"][0] != ":":
        return "has a look-around or a special group"
    if token["count"] is not None:
        figures = [int(figure) for figure in re.findall(r"\d{1,9}", token["count"])]
        if max(figures, default=0) > COUNTED_REPEAT:
            return f"counts beyond {COUNTED_REPEAT}"
    return ""


def _complex(reason: str) -> tuple[str, str]:
    return "pattern-too-complex", f"the pattern is too complex: {reason}"


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(r"\1", text[1:].removesuffix("'"))
