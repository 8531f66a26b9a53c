"""What ``ais run`` tells people of a step that looked at attestations: sentences, and what to do.

Nothing is asked of a node for it: what it hears is the same whatever there was to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ais.flows.due import Kind

__all__ = ["Sentence", "sentences"]

#: A line for people, and how a terminal shows it.
Sentence = tuple[str, str | None]
_LOOK = "yellow"


def sentences(
    kind: Kind, outcome: Mapping[str, Any], name_of: Callable[[bytes], str]
) -> list[Sentence]:
    """Of what an agent's step came to; none where "done" says it all. ``name_of``: a policy."""
    if kind is Kind.POSTS:
        return list(_of_posts(outcome, name_of))
    if kind is Kind.CALLS:
        return list(_of_calls(outcome))
    if kind is Kind.ALERTS:
        rows = outcome.get("alerts", ())
        return [(row["sentence"], "red" if row["is_worse"] else "green") for row in rows]
    return []


def _of_posts(outcome: Mapping[str, Any], name_of: Callable[[bytes], str]) -> Iterator[Sentence]:
    if outcome.get("policies") and outcome["complete"] == outcome["policies"]:
        yield "all of them are on chain", None
    for digest in outcome.get("unstated", ()):
        name = name_of(bytes.fromhex(digest[2:]))
        yield f"customers wait for a statement: `ais attest state REPORT --policy {name}`", _LOOK
    if count := outcome.get("withheld", 0):
        yield f"{count} customers get none: too few would be left to hide among", _LOOK
    if count := outcome.get("unserved", 0):
        yield f"{count} customers get none: there are fewer posts than customers", _LOOK
    yield from _asking(outcome)


def _of_calls(outcome: Mapping[str, Any]) -> Iterator[Sentence]:
    for what in ("contests", "claims"):
        for state, count in outcome.get(what, {}).items():
            yield f"{what}: {count} {state}", None
    yield from _asking(outcome)


def _asking(outcome: Mapping[str, Any]) -> Iterator[Sentence]:
    for name in outcome.get("ask", ()):
        choice = f"`ais attest resolve {name} fresh-account` or `silence`"
        yield f"no relay sent {name}, and the epoch ends: {choice}", _LOOK
