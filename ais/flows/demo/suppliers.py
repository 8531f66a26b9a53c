"""Who plays the second act: a supply chain of three tiers, and members that only keep the beat.

Reports are real ones of real scanners (``examples/compliance``); which company shows which is made
up, as the companies are.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.flows.demo.cast import Company

__all__ = ["AUDITOR", "CUSTOMERS", "LIAR", "MEMBERS", "PRIME", "REMOVED", "SILENT", "SUPPLIERS"]

_MAKING, _IT, _TRANSPORT, _ENERGY, _WATER, _HEALTH = 4, 13, 15, 8, 16, 12


@dataclass(frozen=True, slots=True)
class Supplier:
    """A member that attests: to whom, and the report of which scanner it shows."""

    key: str
    customers: tuple[str, ...]
    report: str  # file in examples/compliance
    part: str = ""


#: At the top of the chain; reads and is read by nobody.
PRIME = "aurora"
#: Nobody told the first three that they would be in the story.
SILENT, LIAR, REMOVED = "falcon", "ibis", "heron"

SUPPLIERS = (
    Supplier("baltic", (PRIME,), "hdf-nginx.json"),
    Supplier("cedar", (PRIME,), "xccdf-prelink.xml"),
    Supplier("dunlin", (PRIME,), "xccdf-kubelet.xml"),
    Supplier("ember", (PRIME,), "kube-bench.json", "its scan says no time"),
    Supplier(SILENT, ("cedar",), "oscal-prelink.json", "stays silent in the second epoch"),
    Supplier("gannet", ("dunlin",), "hdf-aws.json"),
    Supplier(REMOVED, ("baltic",), "hdf-nginx.json", "is removed after the first epoch"),
    Supplier(LIAR, ("dunlin",), "hdf-cve.json", "lies in public in the second epoch"),
    Supplier("jackdaw", ("ember",), "xccdf-prelink.xml"),
    Supplier("kestrel", ("cedar", PRIME), "hdf-nginx.json", "has two customers"),
)
CUSTOMERS = tuple(
    dict.fromkeys(customer for supplier in SUPPLIERS for customer in supplier.customers)
)


def _company(key: str, name: str, sector: int, part: str = "") -> Company:
    return Company(key, name, (sector,), 1, False, part)


#: In the order in which the registrar lists them.
MEMBERS = (
    _company(PRIME, "Aurora Turbines", _MAKING, "the prime"),
    _company("baltic", "Baltic Castings", _MAKING),
    _company("cedar", "Cedar Controls", _IT),
    _company("dunlin", "Dunlin Software", _IT),
    _company("ember", "Ember Logistics", _TRANSPORT),
    _company(SILENT, "Falcon Sensors", _MAKING),
    _company("gannet", "Gannet Cloud", _IT),
    _company(REMOVED, "Heron Alloys", _MAKING),
    _company(LIAR, "Ibis Hosting", _IT),
    _company("jackdaw", "Jackdaw Freight", _TRANSPORT),
    _company("kestrel", "Kestrel Firmware", _IT),
    _company("lark", "Lark Water", _WATER),
    _company("magpie", "Magpie Hydro", _WATER),
    _company("nuthatch", "Nuthatch Clinics", _HEALTH),
    _company("osprey", "Osprey Grid", _ENERGY),
    _company("plover", "Plover Pumps", _WATER),
    _company("quail", "Quail Radiology", _HEALTH),
    _company("raven", "Raven Rail", _TRANSPORT),
    _company("siskin", "Siskin Solar", _ENERGY),
    _company("tern", "Tern Terminals", _TRANSPORT),
    _company("umber", "Umber Utilities", _ENERGY),
    _company("vireo", "Vireo Valves", _MAKING),
    _company("wren", "Wren Wind", _ENERGY),
    _company("yaffle", "Yaffle Yards", _MAKING),
)
#: No member: verifies one pack of evidence with a node and a deployment file.
AUDITOR = Company("auditor", "an auditor", (), 0, False)
