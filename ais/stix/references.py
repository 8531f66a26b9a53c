"""References between the objects of one file: what dangles, what contradicts, what goes in circles.

STIX lets an object refer to anything anywhere. A relationship or sighting is nothing without its
ends, so those must be in the file and accepted; other references may lead elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .canonical import canonical_bytes
from .results import JsonObject, Refusal, Step, json_path, shown

__all__ = ["Placed", "circles", "conflicts", "dangling"]

CIRCULAR = (("created_by_ref", "identity"), ("object_marking_refs", "marking-definition"))
ENDS = {"relationship": ("source_ref", "target_ref"), "sighting": ("sighting_of_ref",)}


@dataclass(frozen=True, slots=True)
class Placed:
    """An object and the steps that lead to it in its file (a line for lists)."""

    at: tuple[Step, ...]
    item: JsonObject

    @property
    def id(self) -> str:
        """The object's id, "" where it has none."""
        value = self.item.get("id")
        return value if isinstance(value, str) else ""

    def refusal(self, code: str, message: str, *field: Step) -> Refusal:
        """A refusal of this object, at a field of it."""
        return Refusal(shown(self.id), json_path((*self.at, *field)), code, message)


def conflicts(placed: Sequence[Placed]) -> tuple[list[Placed], list[tuple[Placed, Refusal]]]:
    """``(distinct, refused)``: exact copies are kept once; one version with two contents, never.

    A version is an id with its ``modified`` time; several versions of one object may stand in one
    file. Expects objects that have canonical bytes.
    """
    seen: dict[tuple[str, str], list[tuple[bytes, Placed]]] = {}
    for entry in placed:
        group = seen.setdefault((entry.id, str(entry.item.get("modified", ""))), [])
        raw = canonical_bytes(entry.item)
        if all(raw != other for other, _ in group):
            group.append((raw, entry))
    distinct: list[Placed] = []
    refused: list[tuple[Placed, Refusal]] = []
    message = "this id and version stands more than once, with different contents"
    for group in seen.values():
        if len(group) == 1:
            distinct.append(group[0][1])
        else:
            refused.extend((e, e.refusal("same-id-conflict", message, "id")) for _, e in group)
    return distinct, refused


def circles(placed: Sequence[Placed]) -> Iterator[tuple[Placed, Refusal]]:
    """Relationships from an object to itself, and authors or markings that refer in a circle.

    An identity that names itself as its author is usual and is let through.
    """
    for entry in placed:
        item = entry.item
        if item.get("type") == "relationship" and item.get("source_ref") == item.get("target_ref"):
            message = "the relationship leads from an object to itself"
            yield entry, entry.refusal("reference-cycle", message, "target_ref")
    by_id = {entry.id: entry for entry in placed}
    for field, kind in CIRCULAR:
        edges = {i: _targets(e, field) for i, e in by_id.items() if e.item["type"] == kind}
        ring = _in_circles(edges)
        message = f"{len(ring)} objects refer to each other in a circle by {field}"
        for name in sorted(ring):
            yield by_id[name], by_id[name].refusal("reference-cycle", message, field)


def dangling(placed: Sequence[Placed], refused: set[str]) -> Iterator[tuple[Placed, Refusal]]:
    """Relationships and sightings whose ends are not in the file, or are among ``refused`` ids.

    What is refused here can make others dangle (a sighting of a relationship): call it again
    with the ids of both until nothing more comes.
    """
    present = {entry.id for entry in placed}
    for entry in placed:
        for field in ENDS.get(str(entry.item.get("type")), ()):
            end = entry.item.get(field)
            if end in present:
                continue
            if end in refused:
                message = f"{field} is {shown(end)}, which was refused"
                yield entry, entry.refusal("reference-refused", message, field)
            else:
                message = f"{field} is {shown(end)}, which is not in the file"
                yield entry, entry.refusal("reference-missing", message, field)
            break


def _targets(entry: Placed, field: str) -> list[str]:
    value = entry.item.get(field)
    targets = value if isinstance(value, list) else [value]
    return [target for target in targets if isinstance(target, str) and target != entry.id]


def _in_circles(edges: Mapping[str, Sequence[str]]) -> set[str]:
    """Nodes on a circle, or between two: what is left when ends and beginnings are stripped."""
    forward = {node: {t for t in targets if t in edges} for node, targets in edges.items()}
    back: dict[str, set[str]] = {node: set() for node in edges}
    for node, targets in forward.items():
        for target in targets:
            back[target].add(node)
    left = set(edges)
    for one, other in ((forward, back), (back, forward)):
        loose = [node for node in left if not one[node]]
        while loose:
            node = loose.pop()
            left.discard(node)
            for neighbour in other[node]:
                one[neighbour].discard(node)
                if not one[neighbour] and neighbour in left:
                    loose.append(neighbour)
    return left
