"""Finding a policy: one of the built-in ones by name, or a file of a consortium by path.

A file is YAML or JSON. A rule policy has its own list of rules; a requirement policy names a
built-in one as its ``base`` and changes no more than name, version, title, the ages and whether
conditional counts as compliant. The document is brought into one form before it is hashed, so the
same policy in YAML and in JSON has one digest.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ais.compliance.documents import read_document
from ais.compliance.maps import MAPS, map_digest
from ais.errors import ComplianceDataDamaged, CompliancePolicyRefused, CompliancePolicyUnknown

from .policy import Policy
from .requirements import RequirementPolicy
from .rules import RulePolicy

__all__ = ["BUILT_IN", "load_policy", "parse_policy"]

#: The names of the built-in policies.
BUILT_IN = ("all-rules", "cmmc-l1", "cmmc-l2", "nist-800-171r2")

VERSION = 1
MOST_DAYS = 3_650
MOST_RULES = 20_000
FILE_BYTES = 4 * 1024 * 1024

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,47}")
_COMMON = {
    *("ais-policy", "kind", "name", "version", "title"),
    *("max_scan_age_days", "conditional_is_compliant"),
}
_FORMATS = {"xccdf", "arf", "oscal-ar", "hdf", "kube-bench", "scubagear", "lynis"}


def load_policy(source: str | Path) -> Policy:
    """The built-in policy of a name, or the policy in a file. A name goes before a file.

    Raises ``CompliancePolicyUnknown`` for neither, ``CompliancePolicyRefused`` for a file with a
    mistake in it, ``ComplianceDataDamaged`` where the installation is not whole.
    """
    if str(source) in BUILT_IN:
        return _built_in(str(source))
    try:
        with Path(source).open("rb") as file:
            raw = file.read(FILE_BYTES + 1)
    except (OSError, ValueError):
        raise CompliancePolicyUnknown(name=str(source), known=", ".join(BUILT_IN)) from None
    return parse_policy(raw, name=str(source))


def parse_policy(raw: bytes, *, name: str = "the file") -> Policy:
    """The policy that a file's bytes hold. Raises ``CompliancePolicyRefused``."""
    if len(raw) > FILE_BYTES:
        raise CompliancePolicyRefused(name=name, field="the file", reason="it is too large")
    check = _Check(name)
    document = read_document(raw, check.no)
    check.same("ais-policy", document.get("ais-policy"), VERSION)
    kind = document.get("kind")
    if kind == "rules":
        return RulePolicy(check.rules(document))
    if kind == "requirements":
        return RequirementPolicy(check.requirements(document))
    raise check.no("kind", "it is rules or requirements")


@cache
def _built_in(name: str) -> Policy:
    raw = (resources.files(__package__) / "builtin" / f"{name}.json").read_bytes()
    document = json.loads(raw)
    if document["kind"] == "rules":
        return RulePolicy(document)
    if document["maps"] != {each: map_digest(each) for each in MAPS}:
        raise ComplianceDataDamaged(name=f"the policy {name}", reason="it names other maps")
    return RequirementPolicy(document)


class _Check:
    """Reads the fields of a policy file; every method raises ``CompliancePolicyRefused``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def no(self, field: str, reason: str) -> CompliancePolicyRefused:
        return CompliancePolicyRefused(name=self._name, field=field, reason=reason)

    def same(self, field: str, value: object, wanted: object) -> None:
        if value != wanted or type(value) is not type(wanted):
            raise self.no(field, f"{json.dumps(wanted)[:60]} is wanted")

    def rules(self, document: dict[str, Any]) -> dict[str, Any]:
        """A rule policy in its canonical form."""
        self._known("the file", document, {*_COMMON, "rules"})
        listed = document.get("rules")
        if listed == "all":
            return self._own({**self._common(document), "rules": "all"})
        if not isinstance(listed, list) or not 0 < len(listed) <= MOST_RULES:
            raise self.no("rules", f"all, or a list of 1 to {MOST_RULES:,} rules, is wanted")
        entries = [self._rule(f"rules.{number}", each) for number, each in enumerate(listed)]
        keys = [(each["rule"], each.get("format", "")) for each in entries]
        if len(set(keys)) != len(keys):
            raise self.no("rules", "a rule stands in it twice")
        plain = [e["rule"] if set(e) == {"rule"} else e for _, e in _sorted(keys, entries)]
        return self._own({**self._common(document), "rules": plain})

    def requirements(self, document: dict[str, Any]) -> dict[str, Any]:
        """A requirement policy: all of its base, with what it may change changed."""
        name = document.get("base", document.get("name"))
        if name not in BUILT_IN or name == "all-rules":
            raise self.no("base", "the name of a built-in requirement policy is wanted")
        base = dict(_built_in(name).document)
        fixed = base.keys() - _COMMON - {"max_assessment_age_days"}
        self._known("the file", document, {*base, "base"})
        for key in sorted(fixed & document.keys()):
            self.same(key, document[key], base[key])
        if "base" not in document:
            if document != base:
                raise self.no("base", "what differs from a built-in policy names its base")
            return base
        age = document.get("max_assessment_age_days", base["max_assessment_age_days"])
        changed = self._common({**{each: base[each] for each in _COMMON}, **document})
        if changed["conditional_is_compliant"] and base["plan"] is None:
            raise self.no("conditional_is_compliant", f"{name} is never conditional")
        changed["max_assessment_age_days"] = self._days("max_assessment_age_days", age)
        return self._own({**base, **changed, "base": name})

    def _own(self, document: dict[str, Any]) -> dict[str, Any]:
        """Nobody else's: what bears the name of a built-in policy is that policy."""
        name = document["name"]
        if name in BUILT_IN and document != _built_in(name).document:
            raise self.no("name", "a built-in policy has this name")
        return document

    def _common(self, document: dict[str, Any]) -> dict[str, Any]:
        name = document.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise self.no("name", "small letters, digits, points and hyphens, at most 48")
        conditional = document.get("conditional_is_compliant", False)
        if not isinstance(conditional, bool):
            raise self.no("conditional_is_compliant", "true or false is wanted")
        return {
            "ais-policy": VERSION,
            "kind": document["kind"],
            "name": name,
            "version": self._text("version", document.get("version"), 48),
            "title": self._text("title", document.get("title", name), 200),
            "max_scan_age_days": self._days("max_scan_age_days", document.get("max_scan_age_days")),
            "conditional_is_compliant": conditional,
        }

    def _rule(self, place: str, value: object) -> dict[str, Any]:
        entry = {"rule": value} if isinstance(value, str) else value
        if not isinstance(entry, dict):
            raise self.no(place, "the id of a rule, or a mapping with rule, is wanted")
        self._known(place, entry, {"rule", "accept", "format"})
        found: dict[str, Any] = {"rule": self._text(place, entry.get("rule"), 400)}
        if "accept" in entry:
            accept = entry["accept"]
            if not isinstance(accept, list) or not 0 < len(accept) <= 20:
                raise self.no(f"{place}.accept", "a list of results is wanted")
            found["accept"] = sorted({self._text(f"{place}.accept", each, 40) for each in accept})
        if "format" in entry:
            if entry["format"] not in _FORMATS:
                raise self.no(f"{place}.format", f"it is one of {', '.join(sorted(_FORMATS))}")
            found["format"] = entry["format"]
        return found

    def _known(self, place: str, row: dict[str, Any], names: set[str]) -> None:
        unknown = sorted(row.keys() - names)
        if unknown:
            raise self.no(place, f"{unknown[0][:60]!r} is no field of it")

    def _text(self, field: str, value: object, most: int) -> str:
        if not isinstance(value, str) or not 0 < len(value.strip()) <= most:
            raise self.no(field, f"a text of 1 to {most} characters is wanted (in quotes)")
        return value.strip()

    def _days(self, field: str, value: object) -> int:
        if type(value) is not int or not 0 < value <= MOST_DAYS:
            raise self.no(field, f"whole days, 1 to {MOST_DAYS:,}, are wanted")
        return value


def _sorted(keys: list[tuple[str, str]], entries: list[dict[str, Any]]) -> Any:
    return sorted(zip(keys, entries, strict=True), key=lambda pair: pair[0])
