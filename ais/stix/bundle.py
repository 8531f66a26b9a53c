"""From parsed JSON to the objects of a file, each with its place; and what is wrong by its shape.

What stands here is cheap and runs in the caller's process; the rules of STIX run in the worker.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ais.errors import InputNotJson, InputNotStix, InputTooLarge, InputVersion
from ais.jsontext import Flaw, first_flaw

from .limits import Limits
from .patterns import pattern_problem
from .references import Placed
from .results import JsonObject, Refusal, json_path, shown

__all__ = ["place_objects", "shape_refusal", "wrapper_of"]

VERSION = "2.1"


def place_objects(value: object, limits: Limits) -> tuple[str, list[tuple[Placed, object]]]:
    """``(format, entries)`` of a bundle, one object or a list of objects.

    Format is ``stix-bundle``, ``stix-object`` or ``stix-list``. An entry is the place with the raw
    value, which need not be an object yet. Raises ``InputNotStix`` for other JSON, ``InputVersion``
    for a bundle of another version, ``InputTooLarge`` past the number of objects, ``InputNotJson``
    where the frame itself is flawed.
    """
    steps: tuple[str, ...] = ()
    if isinstance(value, dict) and value.get("type") == "bundle":
        _refuse_other_version(value)
        inner = value.get("objects", [])
        if isinstance(inner, Flaw):
            raise InputNotJson(reason=inner.message, at="objects")
        if not isinstance(inner, list):
            raise InputNotStix(reason="the bundle's objects are not a list")
        kind, steps = "stix-bundle", ("objects",)
    elif isinstance(value, dict) and {"type", "id"} & value.keys():
        return "stix-object", [(Placed((), value), value)]
    elif isinstance(value, list) and value and all(_may_be_stix(entry) for entry in value):
        kind, inner = "stix-list", value
    else:
        raise InputNotStix(reason="neither a bundle, nor an object with type and id, nor a list")
    if len(inner) > limits.objects:
        raise InputTooLarge(what="objects", limit=limits.objects)
    return kind, [
        (Placed((*steps, index), entry if isinstance(entry, dict) else {}), entry)
        for index, entry in enumerate(inner)
    ]


def wrapper_of(value: object) -> JsonObject | None:
    """A bundle with a stand-in for its objects, for the rules about the bundle itself."""
    if not isinstance(value, dict) or value.get("type") != "bundle":
        return None
    stand_in = {"objects": [{"type": "x", "id": "x"}]} if "objects" in value else {}
    return {**value, **stand_in}


def shape_refusal(placed: Placed, value: object, limits: Limits) -> Refusal | None:
    """Why an entry is refused before any rule of STIX is asked, or None. Linear in its size."""
    flaw = first_flaw(value)
    if flaw is not None:
        return placed.refusal(flaw[1].code, flaw[1].message, *flaw[0])
    for code, field, message in _shape_problems(placed.item, value, limits):
        return Refusal(
            id=shown(placed.id),
            path=json_path((*placed.at, field) if field else placed.at),
            code=code,
            message=message,
        )
    return None


def _shape_problems(
    item: JsonObject, value: object, limits: Limits
) -> Iterator[tuple[str, str, str]]:
    if not isinstance(value, dict):
        yield "stix-not-object", "", "not an object"
        return
    for field in ("type", "id"):
        if not isinstance(item.get(field), str):
            yield "stix-not-object", field, f"the required property '{field}' is missing or no text"
    if item.get("type") == "bundle":
        yield "stix-not-object", "type", "a bundle inside a bundle"
    version = item.get("spec_version", VERSION if "created" not in item else None)
    if version != VERSION:
        yield "stix-version", "spec_version", _version_message(version)
    if len(json.dumps(item)) > limits.object_bytes:
        yield "object-too-large", "", f"the object is larger than {limits.object_bytes} bytes"
    pattern = item.get("pattern")
    if item.get("type") == "indicator" and isinstance(pattern, str):
        problem = pattern_problem(pattern, limits)
        if problem is not None:
            yield problem[0], "pattern", problem[1]


def _version_message(version: object) -> str:
    if version is None:
        return "no spec_version: that is STIX 2.0, or incomplete"
    return f"spec_version is {shown(version, 20)}; only {VERSION} is taken in"


def _refuse_other_version(bundle: JsonObject) -> None:
    version = bundle.get("spec_version")
    if isinstance(version, str) and version != VERSION:
        raise InputVersion(version=shown(version, 20))


def _may_be_stix(entry: object) -> bool:
    return isinstance(entry, dict) and bool({"type", "id"} & entry.keys())
