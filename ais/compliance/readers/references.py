"""The identifiers that a report itself gives for a rule, each in one form.

``cci``: ``CCI-000366``. ``800-53``: control and enhancement, ``AC-6(1)``, without the part of the
control (``CM-6 b``). ``800-171``: the requirement, ``3.1.1``. What is none of them is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Reference", "cci", "control", "objective", "requirement", "unique"]

#: Scheme and identifier.
Reference = tuple[str, str]

FAMILIES = frozenset(
    {"AC", "AP", "AR", "AT", "AU", "CA", "CM", "CP", "DI", "DM", "IA", "IP", "IR", "MA", "MP"}
    | {"PE", "PL", "PM", "PS", "PT", "RA", "SA", "SC", "SE", "SI", "SR", "TR", "UL"}
)

_CCI = re.compile(r"CCI-(\d{6})")
_CONTROL = re.compile(r"([A-Z]{2})-0*(\d{1,2})(?:\s*\(0*(\d{1,2})\))?(?![\d-]).*", re.DOTALL)
_REQUIREMENT = re.compile(r"(3\.\d{1,2}\.\d{1,2})(?!\d).*", re.DOTALL)
_OSCAL_CONTROL = re.compile(
    r"([a-z]{2})-0*(\d{1,2})(?:\.0*(\d{1,2})(?![\d]))?(?![\d-]).*", re.DOTALL
)
_OSCAL_PREFIX = re.compile(r"sp-?800-171(?:-?r(?:ev-?)?[23])?[-_.:]", re.IGNORECASE)


def cci(text: str) -> list[Reference]:
    """A control correlation identifier."""
    found = _CCI.fullmatch(text.strip().upper())
    return [("cci", f"CCI-{found[1]}")] if found else []


def control(text: str) -> list[Reference]:
    """A control of 800-53 as people write it: ``AC-6``, ``AC-6(1)``, ``IA-2 (12)``, ``CM-6 b``."""
    return _control(_CONTROL.fullmatch(text.strip().upper()))


def requirement(text: str) -> list[Reference]:
    """A requirement of 800-171: ``3.1.1``."""
    found = _REQUIREMENT.fullmatch(text.strip())
    return [("800-171", found[1])] if found else []


def objective(text: str) -> list[Reference]:
    """What an OSCAL finding is about: ``ac-6.1_obj``, ``au-1_smt.a``, ``3.1.1_obj.a``."""
    name = _OSCAL_PREFIX.sub("", text.strip(), count=1)
    return requirement(name) or _control(_OSCAL_CONTROL.fullmatch(name.lower()))


def unique(found: Iterable[Reference]) -> tuple[Reference, ...]:
    """Each once, in the order of the file."""
    return tuple(dict.fromkeys(found))


def _control(found: re.Match[str] | None) -> list[Reference]:
    if found is None or found[1].upper() not in FAMILIES:
        return []
    enhancement = f"({found[3]})" if found[3] else ""
    return [("800-53", f"{found[1].upper()}-{found[2]}{enhancement}")]
