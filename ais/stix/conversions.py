"""Observables as STIX 2.1 indicators, with text and ids that depend on nothing but the input.

Ids are UUIDv5 over the value, its kind and the time of conversion, in the namespace below. They
are thus guessable by whoever guesses the value: that is harmless only because objects travel
inside the sealed payload and no id of them ever stands on chain, in a store's name or in a log.
The time is part of the name since STIX forbids one id with two ``created`` times, and two members
who convert the same value are two creators.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from .markings import TLP_IDS
from .observables import Observable
from .results import JsonObject

__all__ = ["NAMESPACE", "indicator", "pattern_text", "stix_time"]

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://ais.example/stix/indicators/v1")
"""Namespace of converted indicators: UUIDv5 of a URL that is a name and leads nowhere."""

DESCRIPTION_CHARACTERS = 2_000

_FIELDS = {
    "ipv4-addr": "ipv4-addr:value",
    "ipv6-addr": "ipv6-addr:value",
    "domain-name": "domain-name:value",
    "url": "url:value",
    "email-addr": "email-addr:value",
    "file:name": "file:name",
    "file:MD5": "file:hashes.MD5",
    "file:SHA-1": "file:hashes.'SHA-1'",
    "file:SHA-256": "file:hashes.'SHA-256'",
    "file:SHA-512": "file:hashes.'SHA-512'",
}
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|\+00:00)?)?")


def stix_time(at: datetime) -> str:
    """A moment as STIX writes it, to the millisecond. Raises ``ValueError`` without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without zone")
    moment = at.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def pattern_text(observables: Sequence[Observable]) -> str:
    """One STIX pattern for the spellings of one thing (several hashes of one file)."""
    return "[" + " OR ".join(_comparison(item) for item in sorted(observables)) + "]"


def indicator(
    observables: Sequence[Observable],
    *,
    at: datetime,
    about: Mapping[str, str] | None = None,
) -> JsonObject:
    """An indicator for one line of a list or row of a table.

    ``about`` may give ``name``, ``description``, ``seen`` (ISO 8601, else it is left out) and
    ``tlp`` (a colour). Empty values are left out; foreign text is kept as text.
    """
    about = about or {}
    created = stix_time(at)
    facts = [[item.kind, item.value, item.port] for item in sorted(observables)]
    name = json.dumps([facts, created], separators=(",", ":"))
    made: JsonObject = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid5(NAMESPACE, name)}",
        "created": created,
        "modified": created,
        "indicator_types": ["unknown"],
        "pattern": pattern_text(observables),
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": _seen(about.get("seen", "")) or created,
    }
    for field in ("name", "description"):
        text = _plain_text(about.get(field, ""))
        if text:
            made[field] = text
    marking = TLP_IDS.get(about.get("tlp", "").strip().upper().removeprefix("TLP:").strip())
    if marking:
        made["object_marking_refs"] = [marking]
    return made


def _comparison(item: Observable) -> str:
    if item.port:
        kind = item.kind
        return (
            f"(network-traffic:dst_ref.type = '{kind}'"
            f" AND network-traffic:dst_ref.value = {_literal(item.value)}"
            f" AND network-traffic:dst_port = {item.port})"
        )
    network = item.kind in ("ipv4-addr", "ipv6-addr") and "/" in item.value
    return f"{_FIELDS[item.kind]} {'ISSUBSET' if network else '='} {_literal(item.value)}"


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _plain_text(text: str) -> str:
    kept = "".join(c for c in text if c.isprintable() or c == "\n").strip()
    return kept[:DESCRIPTION_CHARACTERS]


def _seen(text: str) -> str:
    text = text.strip()
    if not _ISO_TIME.fullmatch(text):
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return stix_time(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
