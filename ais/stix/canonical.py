"""The bytes that get hashed: RFC 8785 of one object, and bundles written from such bytes.

Nothing is validated here beyond what is needed to write and read the bytes.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from ais.errors import CanonicalRefused, InputNotJson
from ais.jsontext import decode_text, first_flaw, parse_json

from .limits import Limits
from .results import JsonObject, json_path

__all__ = ["canonical_bytes", "deterministic_bundle_id", "read_canonical", "write_bundle"]

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://ais.example/stix/bundles/v1")


def canonical_bytes(value: Mapping[str, Any]) -> bytes:
    """One object as RFC 8785 bytes: UTF-8, keys in UTF-16 order, numbers as ECMAScript writes them.

    Raises ``CanonicalRefused`` for what has no such bytes: NaN, infinities, whole numbers beyond
    2^53, lone surrogates, values that are not JSON.
    """
    try:
        return rfc8785.dumps(dict(value))
    except (rfc8785.CanonicalizationError, UnicodeError, TypeError, RecursionError) as error:
        raise CanonicalRefused(reason=str(error) or type(error).__name__) from None


def read_canonical(raw: bytes, limits: Limits | None = None) -> JsonObject:
    """The object that canonical bytes hold: the way back, for bytes that others sealed.

    Raises ``InputTooLarge``, ``InputNotText`` or ``InputNotJson`` for bytes that are no strict JSON
    object, ``CanonicalRefused`` where writing it again gives other bytes.
    """
    bounds = limits or Limits()
    text = decode_text(raw, mark_allowed=False)
    value = parse_json(text, depth=bounds.json_depth, values=bounds.json_values)
    flaw = first_flaw(value)
    if flaw is not None:
        raise InputNotJson(reason=flaw[1].message, at=json_path(flaw[0]) or "the object")
    if not isinstance(value, dict):
        raise InputNotJson(reason="not an object", at="the beginning")
    if canonical_bytes(value) != raw:
        raise CanonicalRefused(reason="the bytes are not in canonical form")
    return value


def deterministic_bundle_id(canonical: Iterable[bytes]) -> str:
    """A bundle id that depends on nothing but the objects, in their order.

    It is guessable by whoever has the objects, so it belongs into files only, never on chain.
    """
    digests = b"".join(hashlib.sha256(raw).digest() for raw in canonical)
    return f"bundle--{uuid.uuid5(NAMESPACE, hashlib.sha256(digests).hexdigest())}"


def write_bundle(canonical: Iterable[bytes], bundle_id: str | None = None) -> bytes:
    """A STIX 2.1 bundle around canonical bytes, which stand in it unchanged and one a line.

    ``bundle_id`` defaults to ``deterministic_bundle_id``. Without objects the field is left out,
    since STIX allows no empty list.
    """
    objects = list(canonical)
    name = json.dumps(bundle_id or deterministic_bundle_id(objects)).encode("ascii")
    inner = b',\n"objects":[\n' + b",\n".join(objects) + b"\n]" if objects else b""
    return b'{"id":' + name + inner + b',\n"type":"bundle"}\n'
