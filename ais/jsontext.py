"""Strict JSON: from bytes to values, with the place of whatever is wrong.

Cheap bounds come first and without recursion. What spoils only one object (a key given twice, a
number beyond 2^53) is left in the tree as a ``Flaw`` and found by ``first_flaw``, so that the
other objects of the file survive. Python's ``json`` alone would take all of that silently.
Follows RFC 8259 and the I-JSON rules of RFC 7493; a byte-order mark is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ais.errors import InputCompressed, InputNotJson, InputNotText, InputTooLarge

__all__ = ["Flaw", "Step", "decode_text", "first_flaw", "parse_json", "unrepeated"]

#: A key or an index on the way to a value.
Step = str | int

MAGICS = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"Rar!", "rar"),
)
UTF8_MARK = b"\xef\xbb\xbf"
OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
SAFE_INTEGER = 2**53 - 1
INTEGER_DIGITS = 17
WRITTEN_WHOLE = 1e21  # from here on RFC 8785 writes an exponent

# Possessive, so that an open string cannot make it go back over what it has read.
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]|,', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Stands in the parsed tree where a value cannot be used."""

    code: str
    message: str


def decode_text(raw: bytes, *, mark_allowed: bool) -> str:
    """Bytes as UTF-8 text; ``mark_allowed`` bears (and drops) a UTF-8 byte-order mark.

    Raises ``InputCompressed`` for archives, ``InputNotText`` for all that is not plain UTF-8.
    """
    for magic, kind in MAGICS:
        if raw.startswith(magic):
            raise InputCompressed(kind=kind)
    if raw.startswith(OTHER_MARKS):
        raise InputNotText(reason="it is UTF-16 or UTF-32 (byte-order mark)")
    if raw.startswith(UTF8_MARK):
        if not mark_allowed:
            raise InputNotText(reason="it begins with a byte-order mark")
        raw = raw[len(UTF8_MARK) :]
    if b"\x00" in raw:
        raise InputNotText(reason=f"it has a zero byte at {raw.index(0)}: UTF-16 or binary")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputNotText(reason=f"byte {error.start} is not UTF-8") from None


def parse_json(text: str, *, depth: int, values: int) -> object:
    """The value that ``text`` holds, at most so deep and with so many values.

    Its flaws stay inside as ``Flaw``.

    Raises ``InputTooLarge`` past the bounds on levels and values, ``InputNotJson`` where the
    grammar is broken.
    """
    _measure(text, depth, values)
    decoder = json.JSONDecoder(
        object_pairs_hook=_object,
        parse_int=_integer,
        parse_float=_float,
        parse_constant=_constant,
    )
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputNotJson(reason=error.msg.lower().removesuffix(" at"), at=place) from None


def first_flaw(value: object) -> tuple[tuple[Step, ...], Flaw] | None:
    """The first flaw in a parsed value, in reading order, with the steps that lead to it."""
    for steps, item in _walk(value):
        if isinstance(item, Flaw):
            return steps, item
        if isinstance(item, str) and _SURROGATE.search(item):
            return steps, Flaw("json-surrogate", "text with half of a surrogate pair")
    return None


def unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object's pairs as a table, for ``json.loads(…, object_pairs_hook=unrepeated)``.

    For what a person writes, where one flaw spoils the file. Raises ``ValueError`` where a name
    stands twice: Python's ``json`` would take the last one and tell nobody.
    """
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name[:60]} stands twice in its table")
        found[name] = value
    return found


def _measure(text: str, most_depth: int, most_values: int) -> None:
    depth = values = 0
    for token in _TOKENS.finditer(text):
        character = text[token.start()]
        if character in "[{":
            depth += 1
            values += 1
            if depth > most_depth:
                raise InputTooLarge(what="levels of nesting", limit=most_depth)
        elif character in "]}":
            depth -= 1
        elif character == ",":
            values += 1
        if values > most_values:
            raise InputTooLarge(what="JSON values", limit=most_values)


def _walk(root: object) -> Iterator[tuple[tuple[Step, ...], object]]:
    pending: list[tuple[tuple[Step, ...], object]] = [((), root)]
    while pending:
        steps, item = pending.pop()
        yield steps, item
        if isinstance(item, dict):
            for key, value in reversed(item.items()):
                pending.append(((*steps, key), value))
                pending.append(((*steps, key), _key_flaw(key)))
        elif isinstance(item, list):
            pending.extend(((*steps, index), item[index]) for index in reversed(range(len(item))))


def _key_flaw(key: str) -> Flaw | None:
    if key == "__proto__":
        return Flaw("json-hostile-key", "a key named __proto__ corrupts some readers")
    if _SURROGATE.search(key):
        return Flaw("json-surrogate", "a key with half of a surrogate pair")
    return None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                found[key] = Flaw("json-duplicate-key", "this key stands twice in its object")
            seen.add(key)
    return found


def _integer(digits: str) -> object:
    if len(digits) <= INTEGER_DIGITS and abs(int(digits)) <= SAFE_INTEGER:
        return int(digits)
    return Flaw("json-number", "a whole number beyond 2^53 is not read alike by every program")


def _float(digits: str) -> object:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        return Flaw("json-number", "a number too large for a double")
    if SAFE_INTEGER < abs(number) < WRITTEN_WHOLE:
        return Flaw("json-number", "a number that RFC 8785 writes as a whole one beyond 2^53")
    return number


def _constant(name: str) -> object:
    raise InputNotJson(reason=f"{name} is not a JSON value", at="a number")
