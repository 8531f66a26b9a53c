"""Two rules of STIX 2.1 that the pinned OASIS validator gets wrong, done right.

Release 3.2.0 compares times as text, so that ``48.5Z`` comes before ``48Z``, and lets observed data
refer to anything. Its own repository has since mended both; these two replace the old ones and
agree with the verdicts recorded there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from .results import JsonObject, Step, shown

__all__ = ["REPLACED", "observed_types", "times_in_order"]

REPLACED = frozenset(("timestamp_compare", "observable_timestamp_compare"))
"""Names of the validator's rules that ``times_in_order`` stands for."""

Order = Mapping[str, Sequence[tuple[str, str, str]]]
Problem = tuple[str, list[Step], str]

_NOT_OBSERVED = frozenset(
    (
        *("attack-pattern", "campaign", "course-of-action", "grouping", "identity", "incident"),
        *("indicator", "infrastructure", "intrusion-set", "location", "malware"),
        *("malware-analysis", "note", "observed-data", "opinion", "report", "threat-actor"),
        *("tool", "vulnerability"),
    )
)
_COMPARE: dict[str, tuple[str, Callable[[str, str], bool]]] = {
    "ge": ("later than or equal to", lambda first, second: first >= second),
    "gt": ("later than", lambda first, second: first > second),
}


def times_in_order(item: JsonObject, order: Order) -> Iterator[Problem]:
    """``modified`` not before ``created``, and the like. ``order`` is ``(later, ge|gt, earlier)``.

    Expects times in the form that the schemas have already checked.
    """
    rules = [("modified", "ge", "created"), *order.get(str(item.get("type")), ())]
    for later, comparison, earlier in rules:
        first, second = item.get(later), item.get(earlier)
        if isinstance(first, str) and isinstance(second, str):
            words, holds = _COMPARE[comparison]
            if not holds(*_aligned(first, second)):
                message = (
                    f"'{later}' ({shown(first)}) must be {words} '{earlier}' ({shown(second)})"
                )
                yield "stix-rule", [later], message


def observed_types(item: JsonObject) -> Iterator[Problem]:
    """``object_refs`` of observed data lead to observables and relationships, nothing else."""
    if item.get("type") != "observed-data":
        return
    for index, name in enumerate(item.get("object_refs", ())):
        if str(name).partition("--")[0] in _NOT_OBSERVED:
            message = f"observed data cannot refer to {shown(name)}, only to what was observed"
            yield "stix-field", ["object_refs", index], message


def _aligned(first: str, second: str) -> tuple[str, str]:
    """Two times with fractions of one length, so that they compare as text."""
    (head, _, fraction), (other_head, _, other_fraction) = (
        time.removesuffix("Z").partition(".") for time in (first, second)
    )
    width = max(len(fraction), len(other_fraction))
    return (
        f"{head}.{fraction.ljust(width, '0')}",
        f"{other_head}.{other_fraction.ljust(width, '0')}",
    )
