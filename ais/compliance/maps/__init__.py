"""Maps from what scanners name (CCI, SP 800-53) to the requirements of SP 800-171 Rev. 2.

The maps are data files beside this module. Each says where it comes from, under which licence, the
digest of its source and the digest of its rows, which is checked on loading.

The last step, 800-53 to 800-171, is of Rev. 4. Ids of Rev. 5 are bridged by name alone: Rev. 5 gave
no id of Rev. 4 to another control, so an id that stands in the Rev. 4 table means the same control.
Ids that are new in Rev. 5, and enhancements that SP 800-171 does not draw on, lead nowhere: a rule
that has only such ids is unmapped. An enhancement never counts for its base control.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from ais.compliance.documents import digest_of
from ais.errors import ComplianceDataDamaged

__all__ = [
    "MAPS",
    "about",
    "control_of",
    "map_digest",
    "requirements_of",
    "requirements_of_rule",
]

#: The names of the maps, which are the names of their files.
MAPS = ("800-53-to-800-171", "cci-to-800-53", "scubagear-to-800-53")

_CONTROL = re.compile(r"([A-Z]{2})-0*(\d{1,3})(?:\s*\(\s*0*(\d{1,2})\s*\)|\.0*(\d{1,2})(?!\d))?")
_CCI = re.compile(r"(?:CCI-)?0*(\d{1,6})", re.IGNORECASE)


def control_of(text: str) -> str | None:
    """A control or enhancement of SP 800-53 in one form, ``AC-6`` or ``AC-6(1)``; None if neither.

    Reads ``ac-6.1`` of OSCAL and ``AC-2 (3) (d)`` of the CCI list; parts of a control
    (``AC-6 a``, ``ac-6_smt.b``) are left out.
    """
    found = _CONTROL.match(text.strip().upper())
    if found is None:
        return None
    family, number, enhancement, dotted = found.groups()
    inner = enhancement or dotted
    return f"{family}-{number}({inner})" if inner else f"{family}-{number}"


def about(name: str) -> Mapping[str, str]:
    """Title, source, licence, revision and digests of a map, as its file says them."""
    return MappingProxyType(_load(name)["about"])


def map_digest(name: str) -> str:
    """SHA-256 of the RFC 8785 bytes of a map's rows, as hex; what policies name a map by."""
    digest = _load(name)["about"]["rows_sha256"]
    assert isinstance(digest, str)
    return digest


def requirements_of(scheme: str, identifier: str) -> frozenset[str]:
    """The requirements behind one identifier of the schemes ``cci``, ``800-53`` and ``800-171``.

    Empty for what no map knows, and for other schemes.
    """
    if scheme == "cci":
        found = _CCI.fullmatch(identifier.strip())
        control = _controls_by_cci().get(int(found[1])) if found else None
        return _requirements_by_control().get(control or "", frozenset())
    if scheme == "800-53":
        return _requirements_by_control().get(control_of(identifier) or "", frozenset())
    if scheme == "800-171":
        known = _load("800-53-to-800-171")["rows"]
        return frozenset({identifier.strip()} & known.keys())
    return frozenset()


def requirements_of_rule(rule: str) -> frozenset[str]:
    """The requirements behind a policy of ScubaGear, by its id; empty for other rules."""
    controls = _load("scubagear-to-800-53")["rows"].get(rule, ())
    by_control = _requirements_by_control()
    return frozenset().union(*(by_control.get(each, frozenset()) for each in controls))


@cache
def _load(name: str) -> dict[str, Any]:
    raw = (resources.files(__package__) / f"{name}.json").read_bytes()
    found = json.loads(raw)
    if digest_of(found["rows"]).hex() != found["about"]["rows_sha256"]:
        raise ComplianceDataDamaged(name=f"the map {name}", reason="its rows have another digest")
    assert isinstance(found, dict)
    return found


@cache
def _requirements_by_control() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for requirement, controls in _load("800-53-to-800-171")["rows"].items():
        for control in controls:
            found[control] = found.get(control, frozenset()) | {requirement}
    return MappingProxyType(found)


@cache
def _controls_by_cci() -> Mapping[int, str]:
    rows = _load("cci-to-800-53")["rows"]
    return MappingProxyType({number: control for control, many in rows.items() for number in many})
