"""The panel's rubric: from opened content to a suggested ballot, with a reason for every field.

Pure and deterministic: the same content gives the same suggestion on every machine and day, so
two panelists who read the same differ only where they say so. It is a suggestion: the panelist
confirms or overrides each field, and nothing here claims that an indicator is true.

How it judges, in short (``docs/protocol`` has the same table):

* **verdict**: *invalid* without a single value to look for, with everything revoked or expired at
  submission, or with at least half of the values known to be harmless; *duplicate* where an
  earlier submission that this panelist can read holds at least half of the values; else *valid*.
  *Unavailable* is decided before there is any content to read.
* **severity**: the highest anchor with evidence. Values of the network alone: access point. Files,
  processes, installation: component. Remote control, theft, lateral movement: system. Below the
  operating system, destruction, or higher privileges by a named weakness: root. Names, labels and
  descriptions are weaker evidence and carry no further than system.
* **scope**: how many the content itself says are aimed at; without that, how much there is of it.
* **sector**: what the content aims at; without that, what the submitter declared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ais.types import Ballot, Bytes32, Verdict

from .anchors import (
    HOST_KINDS,
    HOST_LANGUAGES,
    INDUSTRIES,
    MALWARE_TYPES,
    NAMED,
    PHASES,
    SCOPES,
    SEVERITIES,
    WORDS,
)

__all__ = [
    "SCOPES",
    "SEVERITIES",
    "Content",
    "Overlap",
    "Suggestion",
    "suggest",
]

StixObject = Mapping[str, Any]

_DUPLICATE_SHARE = 0.5
BENIGN_SHARE = 0.5
SEVERAL_VALUES = 20
SEVERAL_KINDS = 3
SECTOR_VALUES = 100

_ACCESS, _COMPONENT, _SYSTEM, _ROOT = SEVERITIES.values()
_WORD = re.compile(r"\b(" + "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True)) + r")\b")


@dataclass(frozen=True, slots=True)
class Overlap:
    """What another submission that this panelist can read holds of the values at hand."""

    submission_id: Bytes32
    submitted_at: int
    shared: int
    share: float  # of the values at hand
    earlier: bool  # by (submittedAt, id): only an earlier one can be a prior


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """An opened submission as the rubric looks at it."""

    objects: Sequence[StixObject]
    values: frozenset[tuple[str, str]]  # (kind, normalised value)
    benign: int = 0  # how many of the values are known to be harmless
    declared_sector: int = 0
    submitted_at: int = 0
    overlaps: Sequence[Overlap] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A ballot, and why each of its fields is what it is."""

    ballot: Ballot
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Evidence:
    bps: int
    what: str


def suggest(content: Content) -> Suggestion:
    """Suggest the ballot that the content supports.

    Fields that the verdict leaves open stay zero.
    """
    verdict, prior_id, why = _verdict(content)
    if verdict is not Verdict.VALID:
        return Suggestion(Ballot(verdict, prior_id=prior_id), {"verdict": why})

    severity, severity_why = _severity(content)
    scope, scope_why = _scope(content)
    sector, sector_why = _sector(content)

    return Suggestion(
        Ballot(verdict, sector, severity, scope),
        {"verdict": why, "sector": sector_why, "severity": severity_why, "scope": scope_why},
    )


# ---- verdict ---------------------------------------------------------------------------------


def _verdict(content: Content) -> tuple[Verdict, Bytes32, str]:
    total = len(content.values)
    if total == 0:
        return Verdict.INVALID, bytes(32), "it holds no value that anyone could look for"
    if content.benign >= BENIGN_SHARE * total:
        why = f"{content.benign} of {total} values are known to be harmless"
        return Verdict.INVALID, bytes(32), why
    if _all_dead(content):
        why = "every indicator was revoked or had expired when it was submitted"
        return Verdict.INVALID, bytes(32), why

    priors = [o for o in content.overlaps if o.earlier and o.share >= _DUPLICATE_SHARE]
    if priors:
        first = min(priors, key=lambda o: (o.submitted_at, o.submission_id))
        why = f"an earlier submission holds {first.shared} of {total} values ({first.share:.0%})"
        return Verdict.DUPLICATE, first.submission_id, why

    return Verdict.VALID, bytes(32), _valid_why(content, total)


def _valid_why(content: Content, total: int) -> str:
    known = max((o.shared for o in content.overlaps if o.earlier), default=0)
    kinds = len(_kinds(content))
    why = f"{total} values of {kinds} kind{'s' * (kinds > 1)}"
    if known:
        why += f", {known} of them in an earlier submission"
    if content.benign:
        why += f", {content.benign} known to be harmless"
    return why


def _all_dead(content: Content) -> bool:
    """Whether nothing but indicators is there and none of them held at submission."""
    indicators = [o for o in content.objects if o.get("type") == "indicator"]
    if not indicators or any(o.get("type") in HOST_KINDS for o in content.objects):
        return False
    return all(o.get("revoked") is True or _expired(o, content.submitted_at) for o in indicators)


def _expired(indicator: StixObject, at: int) -> bool:
    until = indicator.get("valid_until")
    # Both in UTC and in the form that STIX prescribes, so that their text sorts by time.
    return isinstance(until, str) and at > 0 and until[:19] <= _utc(at)


def _utc(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


# ---- severity --------------------------------------------------------------------------------


def _severity(content: Content) -> tuple[int, str]:
    evidence = list(_severity_evidence(content))
    best = max((e.bps for e in evidence), default=_ACCESS)
    name = _anchor(SEVERITIES, best)
    seen = list(dict.fromkeys(e.what for e in evidence if e.bps == best))
    if not seen:
        return best, f"{name}: nothing beyond values of the network"
    return best, f"{name}: {', '.join(seen[:3])}" + (f" and {len(seen) - 3} more" * (len(seen) > 3))


def _severity_evidence(content: Content) -> Iterator[_Evidence]:
    weakness = any(o.get("type") == "vulnerability" for o in content.objects)
    for entry in content.objects:
        yield from _of_malware(entry)
        yield from _of_phases(entry, weakness)
        for word in _words(entry):
            yield _Evidence(WORDS[word], f"the word “{word}”")
        if str(entry.get("pattern_type")) in HOST_LANGUAGES:
            yield _Evidence(_COMPONENT, f"a {entry['pattern_type']} rule")
    for kind in sorted(_kinds(content) & HOST_KINDS):
        yield _Evidence(_COMPONENT, f"values of kind {kind}")


def _of_malware(entry: StixObject) -> Iterator[_Evidence]:
    if entry.get("type") == "malware":
        yield _Evidence(_COMPONENT, "malware")
    for kind in _strings(entry, "malware_types"):
        if kind in MALWARE_TYPES:
            yield _Evidence(MALWARE_TYPES[kind], f"malware of type {kind}")


def _of_phases(entry: StixObject, weakness: bool) -> Iterator[_Evidence]:
    for phase in _phases(entry):
        bps = PHASES.get(phase, 0)
        # Higher privileges without the weakness that gives them are an aim, not a means.
        if bps == _ROOT and phase == "privilege-escalation" and not weakness:
            bps = _SYSTEM
        if bps:
            yield _Evidence(bps, f"phase {phase}")


def _phases(entry: StixObject) -> Iterator[str]:
    chain = entry.get("kill_chain_phases")
    for phase in chain if isinstance(chain, list) else ():
        if isinstance(phase, Mapping) and isinstance(phase.get("phase_name"), str):
            yield phase["phase_name"].lower()


def _words(entry: StixObject) -> Iterator[str]:
    if entry.get("type") not in (*NAMED, "indicator", "infrastructure", "report", "tool"):
        return
    texts = [entry.get("name"), entry.get("description"), *_strings(entry, "labels")]
    for text in texts:
        if isinstance(text, str):
            yield from _WORD.findall(text[:4096].lower())


# ---- scope and sector ------------------------------------------------------------------------


def _scope(content: Content) -> tuple[int, str]:
    one, several, sector, cross = SCOPES.values()
    aimed = _targets(content)
    if len(aimed) > 1:
        return cross, f"cross-sector: it names targets in {len(aimed)} sectors"
    if len(aimed) == 1:
        return sector, "a sector: it names targets in one sector"

    total, kinds = len(content.values), len(_kinds(content))
    named = sorted({str(o["type"]) for o in content.objects if o.get("type") in NAMED})
    if named and total >= SECTOR_VALUES:
        return sector, f"a sector: a named {named[0]} with {total} values serves more than a few"
    if named:
        return several, f"several: it belongs to a named {named[0]}"
    if total >= SEVERAL_VALUES or kinds >= SEVERAL_KINDS:
        return several, f"several: {total} values of {kinds} kind{'s' * (kinds > 1)}"
    return one, f"one organisation: {total} values and nobody named behind them"


def _sector(content: Content) -> tuple[int, str]:
    aimed, declared = _targets(content), content.declared_sector
    if not aimed:
        return declared, "as declared: the content names no target" if declared else "none is named"
    if declared in aimed:
        return declared, "as declared, and the content names it"
    most = max(aimed.values())
    sector = min(code for code, count in aimed.items() if count == most)
    return sector, "the sector that the content aims at"


def _targets(content: Content) -> Counter[int]:
    """Sectors of the identities that the content says are aimed at, with how often."""
    by_id = {o.get("id"): o for o in content.objects if o.get("type") == "identity"}
    aimed = [
        str(o.get("target_ref"))
        for o in content.objects
        if o.get("type") == "relationship" and o.get("relationship_type") == "targets"
    ]
    aimed += [ref for o in content.objects for ref in _strings(o, "where_sighted_refs")]
    aimed += [str(key) for key, o in by_id.items() if o.get("identity_class") == "class"]

    found: Counter[int] = Counter()
    for ref in dict.fromkeys(aimed):
        sectors = {
            INDUSTRIES[s] for s in _strings(by_id.get(ref, {}), "sectors") if s in INDUSTRIES
        }
        found.update(sectors)
    return found


def _kinds(content: Content) -> set[str]:
    """Observable types of the values: ``file:SHA-256`` and ``file:name`` are both a file's."""
    return {kind.partition(":")[0] for kind, _ in content.values}


def _strings(entry: StixObject, name: str) -> Iterable[str]:
    listed = entry.get(name)
    return [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []


def _anchor(anchors: Mapping[str, int], bps: int) -> str:
    return next(name for name, value in anchors.items() if value == bps)
