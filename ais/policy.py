"""The policy word, the names in it, and the table of who may read: the mirror of ``Policies.sol``.

Pure functions. The contract decides by the same table (``Indicators.mayRead`` and ``eligible``);
tests hold the two against each other. Nothing here asks a chain: rights and time are parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType

from .errors import PolicyField, PolicyName, PolicyWord
from .types import Policy, ReaderRights, SubmissionState

__all__ = [
    "CLASSES",
    "FLAG_ALLOW_LISTED",
    "FLAG_RELEASED_AT_SUBMISSION",
    "FLAG_UNDER_VALUATION",
    "FLAG_VALUATION_DECLINED",
    "MAX_EMBARGO_SECONDS",
    "MAX_LIFE_SECONDS",
    "MAX_SECTOR",
    "SECTORS",
    "SUBMITTER_FLAGS",
    "TIERS",
    "TLPS",
    "Denial",
    "check_draft",
    "denial",
    "eligible",
    "pack",
    "sector_bits",
    "sector_name",
    "sector_number",
    "sectors_of",
    "tier_name",
    "tier_number",
    "tlp_name",
    "tlp_number",
    "unpack",
]

FLAG_ALLOW_LISTED = 0x01
FLAG_VALUATION_DECLINED = 0x02
#: The flags that a submitter may set; the ones below are the contract's own.
SUBMITTER_FLAGS = 0x03
FLAG_RELEASED_AT_SUBMISSION = 0x10
FLAG_UNDER_VALUATION = 0x20

MAX_SECTOR = 48
MAX_LIFE_SECONDS = 2 * 365 * 86_400
MAX_EMBARGO_SECONDS = 90 * 86_400

_TLP_RED = 5

#: 1-16: the critical-infrastructure sectors of CISA in alphabetical order; then others.
#: 0, "not declared", is a value of ``affected_sector`` alone and never in a set of sectors.
SECTORS: Mapping[int, str] = MappingProxyType(
    {
        1: "Chemical",
        2: "Commercial Facilities",
        3: "Communications",
        4: "Critical Manufacturing",
        5: "Dams",
        6: "Defense Industrial Base",
        7: "Emergency Services",
        8: "Energy",
        9: "Financial Services",
        10: "Food and Agriculture",
        11: "Government Services and Facilities",
        12: "Healthcare and Public Health",
        13: "Information Technology",
        14: "Nuclear Reactors, Materials, and Waste",
        15: "Transportation Systems",
        16: "Water and Wastewater Systems",
        17: "Education",
        18: "Retail",
        19: "Legal and Professional Services",
        20: "Media",
        21: "Research",
        22: "Insurance",
    }
)
TIERS: Mapping[int, str] = MappingProxyType({1: "regular", 2: "core", 3: "critical"})
#: The criticality class of a sector weighs prices; it shares its names with the tiers.
CLASSES: Mapping[int, str] = TIERS
TLPS: Mapping[int, str] = MappingProxyType(
    {1: "CLEAR", 2: "GREEN", 3: "AMBER", 4: "AMBER+STRICT", 5: "RED"}
)

# name, first bit, width: the layout, in the order of the word.
_LAYOUT = (
    ("organisation", 0, 32),
    ("reader_sectors", 32, 48),
    ("affected_sector", 80, 8),
    ("minimum_tier", 88, 4),
    ("tlp", 92, 4),
    ("state", 96, 8),
    ("flags", 104, 8),
    ("terms_version", 112, 16),
    ("submitted_at", 128, 40),
    ("not_before", 168, 40),
    ("expires_at", 208, 40),
)
_WORD_BITS = 248


# ---- the word --------------------------------------------------------------------------------


def pack(policy: Policy) -> int:
    """The policy as one word. Raises ``PolicyField`` for a value that does not fit its bits."""
    word = 0
    for name, shift, width in _LAYOUT:
        value = int(getattr(policy, name))
        if not 0 <= value < 1 << width:
            raise PolicyField(field=name, reason=f"does not fit into {width} bits")
        word |= value << shift
    return word


def unpack(word: int) -> Policy:
    """The policy in a word. Raises ``PolicyWord`` where bits above the layout are set."""
    if not 0 <= word < 1 << _WORD_BITS:
        raise PolicyWord()
    values = {name: word >> shift & ((1 << width) - 1) for name, shift, width in _LAYOUT}
    return Policy(**values)


def check_draft(policy: Policy, now: int) -> None:
    """Raise ``PolicyField`` where ``Indicators.submit`` at time ``now`` would refuse the policy.

    Organisation and terms are compared by whoever knows them; here only what the word itself says.
    """
    pack(policy)
    checks = (
        ("organisation", policy.organisation != 0, "is missing"),
        ("state", policy.state == 0, "belongs to the contract"),
        ("submitted_at", policy.submitted_at == 0, "belongs to the contract"),
        ("flags", policy.flags & ~SUBMITTER_FLAGS == 0, "contains flags of the contract"),
        ("affected_sector", policy.affected_sector <= MAX_SECTOR, f"is above {MAX_SECTOR}"),
        ("minimum_tier", policy.minimum_tier in TIERS, "is no tier"),
        ("tlp", policy.tlp in TLPS, "is no TLP label"),
        ("expires_at", policy.expires_at > now, "is not in the future"),
        ("expires_at", policy.expires_at > policy.not_before, "is not after the embargo"),
        ("expires_at", policy.expires_at <= now + MAX_LIFE_SECONDS, "is more than two years away"),
        ("not_before", policy.not_before <= now + MAX_EMBARGO_SECONDS, "is over 90 days away"),
    )
    for field, holds, reason in checks:
        if not holds:
            raise PolicyField(field=field, reason=reason)


# ---- the table of mayRead --------------------------------------------------------------------


class Denial(Enum):
    """Why an organisation may not read, in the order in which it is looked at."""

    UNKNOWN = "the submission is not known"
    NOT_LIVE = "the submission was revoked or superseded"
    EMBARGOED = "the embargo has not ended"
    EXPIRED = "the submission has expired"
    TLP = "its TLP label admits only an allow list of the submitter"
    NOT_ENTITLED = "the organisation is not active, not in standing, or has not accepted the terms"
    SECTOR = "none of the organisation's sectors is among the readers'"
    TIER = "the organisation's tier is below the minimum"
    OWN = "it is the organisation's own submission"


def denial(policy: Policy, rights: ReaderRights, now: int) -> Denial | None:
    """Why ``rights`` may not read under ``policy`` (as stored) at ``now``; ``None`` if they may."""
    if policy.organisation == 0 or policy.state == SubmissionState.UNKNOWN:
        return Denial.UNKNOWN
    if policy.state != SubmissionState.LIVE:
        return Denial.NOT_LIVE
    if now < policy.not_before:
        return Denial.EMBARGOED
    if now >= policy.expires_at:
        return Denial.EXPIRED
    return _denial_by_rights(policy, rights)


def eligible(policy: Policy, rights: ReaderRights) -> bool:
    """The table of ``Indicators.eligible``: without time and state, and never the submitter."""
    if rights.organisation == policy.organisation:
        return False
    return _denial_by_rights(policy, rights) is None


def _denial_by_rights(policy: Policy, rights: ReaderRights) -> Denial | None:
    allow_listed = policy.flags & FLAG_ALLOW_LISTED != 0
    if policy.tlp not in TLPS or (policy.tlp == _TLP_RED and not allow_listed):
        return Denial.TLP
    if rights.organisation == 0 or not rights.entitled:
        return Denial.NOT_ENTITLED
    if policy.reader_sectors & rights.sectors == 0:
        return Denial.SECTOR
    if rights.tier < policy.minimum_tier:
        return Denial.TIER
    return None


# ---- names -----------------------------------------------------------------------------------


def sector_number(name: str) -> int:
    """The number of a sector by its name, the beginning of one, or its number as text."""
    return _number("sector", SECTORS, name)


def sector_name(number: int) -> str:
    """The name of a sector; 0 is "not declared", one without a name shows its number."""
    return "not declared" if number == 0 else SECTORS.get(number, f"sector {number}")


def sector_bits(numbers: Iterable[int]) -> int:
    """A set of sectors as the bits of a word: bit s-1 for sector s."""
    bits = 0
    for number in numbers:
        if not 1 <= number <= MAX_SECTOR:
            raise PolicyField(field="sector", reason=f"is {number}, not within 1 to {MAX_SECTOR}")
        bits |= 1 << (number - 1)
    return bits


def sectors_of(bits: int) -> tuple[int, ...]:
    """The numbers of the sectors in a set, ascending."""
    if not 0 <= bits < 1 << MAX_SECTOR:
        raise PolicyField(field="sectors", reason=f"do not fit into {MAX_SECTOR} bits")
    return tuple(number for number in range(1, MAX_SECTOR + 1) if bits >> (number - 1) & 1)


def tier_number(name: str) -> int:
    """The code of a tier, or of a sector's class, by its name or number."""
    return _number("tier", TIERS, name)


def tier_name(number: int) -> str:
    """The name of a tier or of a sector's class."""
    return TIERS.get(number, f"tier {number}")


def tlp_number(name: str) -> int:
    """The code of a TLP 2.0 label, with or without the prefix ``TLP:``, or by number."""
    bare = name.strip().upper().removeprefix("TLP:").replace("_", "+").replace(" ", "+")
    return _number("TLP label", TLPS, bare)


def tlp_name(number: int) -> str:
    """The TLP 2.0 label, as ``TLP:AMBER``."""
    return f"TLP:{TLPS[number]}" if number in TLPS else f"TLP {number}"


_ABBREVIATED = 3  # letters that an abbreviated name has at least


def _number(kind: str, names: Mapping[int, str], given: str) -> int:
    wanted = _slug(given)
    for number, name in names.items():
        if wanted in (_slug(name), str(number)):
            return number
    fitting = [number for number, name in names.items() if _slug(name).startswith(wanted)]
    if len(fitting) == 1 and len(wanted) >= _ABBREVIATED:
        return fitting[0]
    raise PolicyName(
        kind=kind, given=given, known=", ".join(_slug(name) for name in names.values())
    )


def _slug(name: str) -> str:
    return "-".join(name.replace(",", " ").replace("-", " ").lower().split())
