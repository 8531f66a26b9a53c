"""Traffic Light Protocol in STIX: which colours an object carries, and the strictest of a set.

Reads TLP 1.0 (predefined by STIX 2.1, section 7.2.1.4) and TLP 2.0 (the OASIS extension), by
object and by granular markings. Other marking definitions are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .results import JsonObject, Refusal, Step, json_path

__all__ = ["TLP_IDS", "TLP_NAMES", "conflict", "marking_levels", "strictest_tlp"]

TLP_NAMES = ("none", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
"""Colours by level: 0 is no marking, 5 is RED."""

TLP_IDS = {
    "WHITE": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
"""TLP 2.0 markings by colour; WHITE is the old name of CLEAR."""

TLP2_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

_LEVELS = {"WHITE": 1, "CLEAR": 1, "GREEN": 2, "AMBER": 3, "AMBER+STRICT": 4, "RED": 5}
_KNOWN = {marking: _LEVELS[colour] for colour, marking in TLP_IDS.items()} | {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": 1,  # TLP 1.0 WHITE
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": 2,  # TLP 1.0 GREEN
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": 3,  # TLP 1.0 AMBER
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": 5,  # TLP 1.0 RED
}


def marking_levels(objects: Iterable[JsonObject]) -> dict[str, int]:
    """Marking ids and their TLP levels: the published ones and those that ``objects`` define.

    A definition under an id of its own counts by what it says in TLP 1.0 or 2.0 form, or by a
    name such as ``TLP:AMBER``: a home-made RED is still RED.
    """
    levels = dict(_KNOWN)
    for item in objects:
        marking = item.get("id")
        if item.get("type") == "marking-definition" and isinstance(marking, str):
            level = max(_defined(item), levels.get(marking, 0))
            if level:
                levels[marking] = level
    return levels


def _levels_of(item: JsonObject, levels: Mapping[str, int]) -> dict[str, set[int]]:
    """TLP levels by selector; the object as a whole has the selector ``""``."""
    found: dict[str, set[int]] = {}
    for marking in _texts(item.get("object_marking_refs")):
        if marking in levels:
            found.setdefault("", set()).add(levels[marking])
    for granular in _dicts(item.get("granular_markings")):
        named = granular.get("marking_ref")
        if isinstance(named, str) and named in levels:
            for selector in _texts(granular.get("selectors")):
                found.setdefault(selector, set()).add(levels[named])
    return found


def strictest_tlp(objects: Iterable[JsonObject]) -> int:
    """The strictest level among the objects, an index of ``TLP_NAMES``: 0 is no marking, 5 RED.

    A marking definition counts where it is used, and not merely because it lies in the bundle.
    """
    items = list(objects)
    levels = marking_levels(items)
    used = (_levels_of(item, levels) for item in items)
    return max((level for found in used for group in found.values() for level in group), default=0)


def conflict(item: JsonObject, levels: Mapping[str, int], at: tuple[Step, ...]) -> Refusal | None:
    """The refusal of an object whose whole, or one same part, carries two colours."""
    for selector, group in _levels_of(item, levels).items():
        if len(group) > 1:
            colours = " and ".join(f"TLP:{TLP_NAMES[level]}" for level in sorted(group))
            field = "granular_markings" if selector else "object_marking_refs"
            return Refusal(
                id=str(item.get("id", "")),
                path=json_path((*at, field)),
                code="marking-conflict",
                message=f"one object carries {colours}; which one holds is for its author to say",
            )
    return None


def _defined(item: JsonObject) -> int:
    extensions = item.get("extensions")
    extension = extensions.get(TLP2_EXTENSION) if isinstance(extensions, dict) else None
    definition = item.get("definition")
    said = [item.get("name")]
    if isinstance(extension, dict):
        said.append(extension.get("tlp_2_0"))
    if isinstance(definition, dict):
        said.append(definition.get("tlp"))
    colours = (text.upper().removeprefix("TLP:").strip() for text in said if isinstance(text, str))
    return max((_LEVELS.get(colour, 0) for colour in colours), default=0)


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _dicts(value: object) -> list[JsonObject]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
