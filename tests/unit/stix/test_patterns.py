"""Patterns are bounded before the parser sees them, and their values are read without it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.stix import Limits, normal_values
from ais.stix.observed import observed
from ais.stix.patterns import Comparison, comparisons, pattern_problem, regex_problem
from tests.support.pace import within

LIMITS = Limits()
CASES = json.loads((Path(__file__).parents[2] / "data/stix/patterns/syntax-cases.json").read_text())
EVIL = [
    *("(a+)+$", "^(a+)+$", "(a|a)*", "(a|aa)+", "([a-z]+)*x", "((a+)b)*", "(a*)*", "(.*a){11}"),
    *(
        "(a?){50}a",
        "(x+x+)+y",
        "(?:a+)+",
        "((ab)*)*",
        "(a{1,})*",
        "(.*)*",
        "\\1",
        "(a)\\1",
        "(?=a)a",
    ),
    *("(?<!a)b", "(?P<n>a+)", ".*.*.*.*.*=", "a?" * 30 + "a" * 30, "a{5000}", "(a{1,99}){1,99}"),
    *("x" * 1001, "(" * 400 + "a+" + ")+" * 400, "[^a]*[^b]*[^c]*[^d]*[^e]*f", "\\k<n>"),
]


@pytest.mark.parametrize("case", [case for case in CASES["cases"] if case["valid"]])
def test_no_valid_example_is_beyond_the_bounds(case: dict[str, Any]) -> None:
    """What the OASIS tests call valid is never refused for its size or its expressions."""
    assert pattern_problem(case["pattern"], LIMITS) is None


@pytest.mark.parametrize("regex", EVIL)
def test_costly_expressions_are_refused(regex: str) -> None:
    """Expressions that make a backtracking engine run for ever are refused with a reason."""
    assert regex_problem(regex, LIMITS)
    literal = regex.replace("\\", "\\\\").replace("'", "\\'")
    problem = pattern_problem(f"[domain-name:value MATCHES '{literal}']", LIMITS)
    assert problem is not None
    assert problem[0] == "pattern-regex"


@pytest.mark.parametrize(
    "regex",
    [
        *(
            r".+\@example\.com$",
            r"^Final Report.+\.exe$",
            r"^[a-z0-9]{8,16}\.ru$",
            r"(?:ab|cd)\.ru",
        ),
        *("", "[", "(", "\\", "[(+]+", r"\(a+\)", "(ab)+", "a{2,3}", "a{,5}", "x|y|z"),
    ],
)
def test_plain_expressions_pass(regex: str) -> None:
    """Expressions that run in linear or nearly linear time are let through."""
    assert not regex_problem(regex, LIMITS)


@pytest.mark.parametrize(
    "pattern",
    [
        "[" + "(" * 64 + "a:b = 1" + ")" * 64 + "]",
        "[a:b = '" + "x" * 100_000 + "']",
        "a:b=1 OR " * 2_501,
    ],
)
def test_depth_length_and_number_are_bounded(pattern: str) -> None:
    """Beyond 64 brackets, 100,000 characters or 2,500 comparisons a pattern is refused."""
    problem = pattern_problem(pattern, LIMITS)
    assert problem is not None
    assert problem[0] == "pattern-too-complex"


@pytest.mark.parametrize("piece", ["(", "a:'", "'\\", "a:b", "a:b.'", "[", "x:[*]", "\\'", "t'"])
def test_scanning_is_linear(piece: str) -> None:
    """Any piece repeated to the limit is read in a blink, in patterns and in expressions."""
    text = piece * (LIMITS.pattern_characters // len(piece))
    with within(1):
        pattern_problem(text, LIMITS)
        regex_problem(piece * (LIMITS.regex_characters // len(piece)), LIMITS)


def test_comparisons_are_read_with_their_operators() -> None:
    """Paths, operators, sets, negation and escapes are understood; times are no texts."""
    pattern = (
        r"[file:hashes.'SHA-256' = 'aa' AND file:name NOT IN ('x', 'it\'s')] "
        r"FOLLOWEDBY [a-b:c_ref.d[*].e != 'q' OR a:b LIKE '%z'] START t'2020-01-01T00:00:00Z'"
    )
    assert list(comparisons(pattern)) == [
        Comparison("file:hashes.'SHA-256'", "=", "aa", False),
        Comparison("file:name", "IN", "x", True),
        Comparison("file:name", "IN", "it's", True),
        Comparison("a-b:c_ref.d[*].e", "!=", "q", True),
        Comparison("a:b", "LIKE", "%z", False),
    ]


@given(st.text(max_size=200))
def test_reading_never_raises(pattern: str) -> None:
    """Any text is a pattern without a problem or with one."""
    list(comparisons(pattern))
    pattern_problem(pattern, LIMITS)
    regex_problem(pattern, LIMITS)


def test_values_are_those_that_a_pattern_is_equal_to() -> None:
    """Negated, LIKE and MATCHES comparisons name no single value."""
    pattern = (
        "[ipv4-addr:value = '198.51.100.7' OR domain-name:value IN ('EVIL.ru', 'evil.ru.') OR"
        " url:value LIKE 'http://x.ru/%' OR NOT email-addr:value != 'joe@evil.ru' OR"
        " file:hashes.sha256 = 'AA' OR network-traffic:dst_ref.value = 'c2[.]ru' OR"
        " process:name = 'rundll32.exe' OR x:y MATCHES 'z']"
    )
    item = {"type": "indicator", "pattern": pattern, "pattern_type": "stix"}
    assert normal_values([item]) == {
        ("ipv4-addr", "198.51.100.7"),
        ("domain-name", "evil.ru"),
        ("file:SHA-256", "aa"),
        ("domain-name", "c2.ru"),
        ("process:name", "rundll32.exe"),
    }


def test_observables_and_patterns_give_the_same_values() -> None:
    """A value is the same in a pattern and as an object of its own."""
    file = {"type": "file", "name": "a.exe", "hashes": {"SHA-256": "AB", "MD5": "CD"}}
    names = [(seen.kind, seen.value, seen.field) for seen in observed(file)]
    assert names == [
        ("file:name", "a.exe", ("name",)),
        ("file:SHA-256", "ab", ("hashes", "SHA-256")),
        ("file:MD5", "cd", ("hashes", "MD5")),
    ]
    address = {"type": "ipv6-addr", "value": "2001:DB8::0:1"}
    pattern = {"type": "indicator", "pattern": "[ipv6-addr:value = '2001:db8:0::1']"}
    assert normal_values([address]) == normal_values([pattern])


@pytest.mark.parametrize(
    "item", [{}, {"type": "indicator", "pattern": 3}, {"type": "file", "hashes": []}]
)
def test_odd_objects_have_no_values(item: dict[str, Any]) -> None:
    """Fields of a wrong type are passed over."""
    assert not normal_values([item])


def test_other_pattern_languages_are_not_read() -> None:
    """A YARA or Sigma rule is not taken for a STIX pattern."""
    item = {"type": "indicator", "pattern": "[a:b = 'c']", "pattern_type": "yara"}
    assert not normal_values([item])
