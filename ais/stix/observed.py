"""What an object says was, or should be, observed: its values with the field each stands in.

Reads the equal comparisons of STIX patterns and the fields of cyber observables. Values behind
``LIKE``, ``MATCHES`` or a negation are no single values and are not listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .observables import normalise, recognise
from .patterns import comparisons
from .results import JsonObject, Step

__all__ = ["Seen", "normal_values", "observed"]

_HASH_NAMES = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha512": "SHA-512"}
_SIMPLE = {
    "ipv4-addr:value": "ipv4-addr",
    "ipv6-addr:value": "ipv6-addr",
    "domain-name:value": "domain-name",
    "url:value": "url",
    "email-addr:value": "email-addr",
    "file:name": "file:name",
}
_EQUAL = ("=", "==", "IN", "ISSUBSET")
_HASHES = re.compile(r"^[a-z0-9-]+:(?:.+\.)?hashes\.'?([A-Za-z0-9-]+)'?$")
_REFERENCE_VALUE = re.compile(r"_refs?(?:\[(?:\d+|\*)\])?\.value$")


@dataclass(frozen=True, slots=True)
class Seen:
    """One value in normal form, and the steps to its field inside the object."""

    kind: str
    value: str
    field: tuple[Step, ...]


def observed(item: JsonObject) -> Iterator[Seen]:
    """Every value of an indicator with a STIX pattern, or of a cyber observable.

    Field types are not taken for granted: what is not text is passed over.
    """
    kind = item.get("type")
    pattern = item.get("pattern")
    if kind == "indicator" and isinstance(pattern, str):
        if item.get("pattern_type", "stix") == "stix":
            yield from _of_pattern(pattern)
        return
    value = item.get("value")
    if isinstance(kind, str) and isinstance(value, str) and f"{kind}:value" in _SIMPLE:
        yield _seen(kind, value, ("value",))
    if kind == "file" and isinstance(item.get("name"), str):
        yield _seen("file:name", item["name"], ("name",))
    hashes = item.get("hashes")
    if kind in ("file", "artifact", "x509-certificate") and isinstance(hashes, dict):
        for name, digest in hashes.items():
            if isinstance(digest, str):
                yield _seen(_hash_kind(name), digest, ("hashes", name))


def normal_values(objects: Iterable[JsonObject]) -> frozenset[tuple[str, str]]:
    """``(kind, value)`` of all objects, each in normal form: the measure of "the same".

    Kinds are STIX observable types, ``file:SHA-256`` and the like, or a pattern's own path.
    Comparing two such sets ignores case, defanging, punycode, IPv6 forms, trailing dots, default
    ports, order, names, times and ids.
    """
    return frozenset((seen.kind, seen.value) for item in objects for seen in observed(item))


def _of_pattern(pattern: str) -> Iterator[Seen]:
    for comparison in comparisons(pattern):
        if comparison.operator not in _EQUAL or comparison.negated:
            continue
        path = comparison.path
        hashes = _HASHES.match(path)
        if path in _SIMPLE:
            yield _seen(_SIMPLE[path], comparison.text, ("pattern",))
        elif hashes:
            yield _seen(_hash_kind(hashes[1]), comparison.text, ("pattern",))
        elif _REFERENCE_VALUE.search(path):
            found = recognise(comparison.text)
            kind = found.kind if found else path
            yield _seen(kind, comparison.text, ("pattern",))
        elif not path.endswith("_ref.type"):
            yield _seen(path, comparison.text, ("pattern",))


def _hash_kind(name: str) -> str:
    plain = name.lower().replace("-", "")
    return f"file:{_HASH_NAMES.get(plain, name.upper())}"


def _seen(kind: str, value: str, field: tuple[Step, ...]) -> Seen:
    kind, value = normalise(kind, value)
    return Seen(kind, value, field)
