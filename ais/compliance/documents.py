"""YAML and JSON files written by people: from bytes to plain values, within bounds.

JSON is read as strictly as everywhere (``ais.jsontext``). Of YAML only what JSON can say is read:
no anchors, aliases, tags, merge keys or second documents, no key twice, keys are text, and what
looks like a date stays text. A file that begins with ``{`` or ``[`` is JSON.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785
import yaml

from ais.errors import AisError, StixError
from ais.jsontext import decode_text, first_flaw, parse_json

__all__ = ["JSON_BYTES", "YAML_BYTES", "Refuse", "digest_of", "moment_of", "read_document"]

JSON_BYTES = 16 * 1024 * 1024
YAML_BYTES = 512 * 1024
DEPTH = 32
VALUES = 500_000
YAML_VALUES = 50_000

#: Makes the caller's error of a place in the document and a reason.
Refuse = Callable[[str, str], AisError]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2})?"
)


def read_document(raw: bytes, refuse: Refuse) -> dict[str, Any]:
    """The mapping that a YAML or JSON file holds.

    Raises what ``refuse(place, reason)`` makes, for everything that is wrong.
    """
    is_json = raw.lstrip()[:1] in (b"{", b"[")
    found = _json(raw, refuse) if is_json else _yaml(raw, refuse)
    flaw = first_flaw(found)
    if flaw is not None:
        raise refuse(".".join(str(step) for step in flaw[0]) or "the file", flaw[1].message)
    if not isinstance(found, dict):
        raise refuse("the beginning", "it is no mapping of names to values")
    return found


def digest_of(value: Mapping[str, Any]) -> bytes:
    """SHA-256 of the RFC 8785 bytes of a document."""
    return hashlib.sha256(rfc8785.dumps(dict(value))).digest()


def moment_of(text: object, *, end_of_day: bool = False) -> int | None:
    """Seconds, UTC, of a date or an ISO 8601 time; None for anything else and before 1970.

    A time without a zone is UTC. A date alone is its first second, or its last.
    """
    if not isinstance(text, str):
        return None
    try:
        if _DATE.fullmatch(text):
            day = datetime.fromisoformat(text).replace(tzinfo=UTC)
            seconds = int(day.timestamp()) + (86_399 if end_of_day else 0)
        elif _MOMENT.fullmatch(text):
            found = datetime.fromisoformat(text.upper())
            aware = found if found.tzinfo else found.replace(tzinfo=UTC)
            seconds = int(aware.timestamp())
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return seconds if seconds >= 0 else None


def _json(raw: bytes, refuse: Refuse) -> object:
    if len(raw) > JSON_BYTES:
        raise refuse("the file", f"it has more than {JSON_BYTES:,} bytes")
    try:
        return parse_json(decode_text(raw, mark_allowed=False), depth=DEPTH, values=VALUES)
    except StixError as error:
        raise refuse("the file", error.message) from None


def _yaml(raw: bytes, refuse: Refuse) -> object:
    if len(raw) > YAML_BYTES:
        raise refuse("the file", f"it has more than {YAML_BYTES:,} bytes; use JSON")
    try:
        text = decode_text(raw, mark_allowed=False)
        return _Loader(text).get_single_data()
    except StixError as error:
        raise refuse("the file", error.message) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}" if mark else "the file"
        raise refuse(place, error.problem or "it is no YAML") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise refuse("the file", f"it is no YAML ({type(error).__name__})") from None


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # the library has no types
    """YAML with the values of JSON, and nothing that refers or converts."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the library's own shape

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._deep = 0
        self._values = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(event, "anchors and aliases are not read")
        if getattr(event, "tag", None):
            raise _refused(event, "tags are not read")
        self._deep += 1
        self._values += 1
        if self._deep > DEPTH or self._values > YAML_VALUES:
            raise _refused(event, f"more than {DEPTH} levels or {YAML_VALUES:,} values")
        try:
            return super().compose_node(parent, index)
        finally:
            self._deep -= 1

    def construct_mapping(self, node: Any, _deep: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != _TEXT:
                raise _refused(key, "a key must be text; put it in quotes")
            if key.value in found:
                raise _refused(key, f"the key {key.value!r} stands twice")
            found[key.value] = self.construct_object(value, deep=True)
        return found


_TEXT = "tag:yaml.org,2002:str"


def _refused(place: Any, reason: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=reason, problem_mark=place.start_mark)


def _whole(loader: Any, node: Any) -> int:
    return int(loader.construct_scalar(node))


for _tag, _pattern, _first in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", list("tf")),
    ("int", r"^-?(?:0|[1-9][0-9]{0,14})$", list("-0123456789")),
    ("float", r"^-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}$", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
