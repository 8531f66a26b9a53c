"""Who plays: companies with their sectors and tiers, and the officers of the network."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COMPANIES", "EVERYBODY", "LATECOMER", "OFFICERS", "OUTSIDER", "Company", "company"]

ENERGY, WATER, HEALTH, FINANCE, TELECOM, IT, EDUCATION = 8, 16, 12, 9, 3, 13, 17
REGULAR, CORE, CRITICAL = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Company:
    """One member: ``key`` names its home folder."""

    key: str
    name: str
    sectors: tuple[int, ...]
    tier: int
    seated: bool = True
    part: str = ""


#: In the order in which the registrar lists them: number 1 is the first.
COMPANIES = (
    Company("northgrid", "Northgrid Power", (ENERGY,), CRITICAL, part="submits a spyware campaign"),
    Company("rivermouth", "Rivermouth Water", (WATER,), CRITICAL, part="submits a CSV list"),
    Company("harbor", "Harbor Bank", (FINANCE,), CRITICAL),
    Company("brendan", "St. Brendan Hospital", (HEALTH,), CRITICAL),
    Company("clearline", "Clearline Telecom", (TELECOM,), CORE),
    Company("stackworks", "Stackworks IT", (IT,), CORE, part="submits a batch"),
    Company(
        "trading", "Northgrid Trading", (ENERGY, FINANCE), REGULAR, part="Northgrid's affiliate"
    ),
    Company("bluewater", "Bluewater Utilities", (WATER,), CORE),
    Company("summit", "Summit Insurance", (FINANCE,), CORE),
    Company("meadow", "Meadow Clinics", (HEALTH,), REGULAR),
    Company("delta", "Delta Gas", (ENERGY,), CORE),
    Company("polar", "Polar Data", (IT,), REGULAR, part="Stackworks' competitor"),
    Company("union", "Union Credit", (FINANCE,), REGULAR),
    Company("fjord", "Fjord Hydro", (ENERGY, WATER), REGULAR, False, "never accepts the new terms"),
    Company("campus", "Campus Net", (EDUCATION,), REGULAR, False, "is of another sector"),
    Company("westwind", "Westwind Energy", (ENERGY,), REGULAR, False, "suspended before a release"),
    Company("eastwind", "Eastwind Energy", (ENERGY, WATER), REGULAR, False, "suspended after one"),
)
#: Comes through the other door: a first accepted disclosure instead of dues.
LATECOMER = Company("latecomer", "Solar Latecomer", (ENERGY,), REGULAR, False, "candidate; embargo")
#: No member: has the chain, the stores, the source, and keys of its own.
OUTSIDER = Company("outsider", "an outsider", (), 0, False)

OFFICERS = ("deployer", "governor", "registrar", "treasurer", "overseer")


#: Home -> who it is.
EVERYBODY = {each.key: each for each in (*COMPANIES, LATECOMER, OUTSIDER)}


def company(key: str) -> Company:
    """Look up by the name of the home folder; raises ``KeyError``."""
    return EVERYBODY[key]
