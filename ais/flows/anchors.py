"""The tables of the panel's rubric: named anchors, and what in STIX speaks for which of them.

Data only; ``rubric`` reads it. Changing a row changes what honest panelists are told, so a change
belongs in the changelog.
"""

from __future__ import annotations

__all__ = [
    "HOST_KINDS",
    "HOST_LANGUAGES",
    "INDUSTRIES",
    "MALWARE_TYPES",
    "NAMED",
    "PHASES",
    "SCOPES",
    "SEVERITIES",
    "WORDS",
]

#: Name -> basis points, weakest first. The contract takes any value; these are the named ones.
SEVERITIES = {"access point": 2500, "component": 5000, "system": 7500, "root": 10000}
SCOPES = {"one organisation": 2500, "several": 5000, "a sector": 7500, "cross-sector": 10000}

_ACCESS, _COMPONENT, _SYSTEM, _ROOT = SEVERITIES.values()


def _each(value: int, names: str) -> dict[str, int]:
    return dict.fromkeys(names.split(), value)


#: STIX malware-type-ov.
MALWARE_TYPES = {
    **_each(_ROOT, "bootkit rootkit wiper"),
    **_each(_SYSTEM, "backdoor bot ransomware remote-access-trojan spyware webshell worm"),
    **_each(_COMPONENT, "adware ddos downloader dropper exploit-kit keylogger"),
    **_each(
        _COMPONENT, "resource-exploitation rogue-security-software screen-capture trojan virus"
    ),
}

#: Phases of Lockheed Martin's, Mandiant's and ATT&CK's chains (enterprise and ICS).
PHASES = {
    **_each(_ROOT, "privilege-escalation inhibit-response-function impair-process-control"),
    **_each(_SYSTEM, "actions-on-objective actions-on-objectives collection command-and-control"),
    **_each(_SYSTEM, "credential-access exfiltration impact lateral-movement"),
    **_each(
        _COMPONENT, "defense-evasion discovery execution exploitation installation persistence"
    ),
}

#: Words in names, labels and descriptions: weak evidence, never above system.
WORDS = {
    **_each(_SYSTEM, "backdoor bootkit c2 implant infostealer ransomware rat rootkit spyware"),
    **_each(_SYSTEM, "stealer wiper"),
    **dict.fromkeys(("command and control", "remote access"), _SYSTEM),
    **_each(_COMPONENT, "downloader dropper exploit loader malware trojan"),
}

#: Kinds of values (STIX observable types) that speak of more than a point of contact.
HOST_KINDS = frozenset(
    ("artifact", "directory", "file", "mutex", "process", "software", "windows-registry-key")
)
HOST_LANGUAGES = frozenset(("sigma", "yara"))

#: Objects that name who or what is behind the values.
NAMED = ("campaign", "intrusion-set", "malware", "threat-actor")

#: STIX industry-sector-ov -> AIS sector.
INDUSTRIES = {
    **_each(1, "chemical"),
    **_each(2, "commercial construction entertainment hospitality-leisure"),
    **_each(3, "communications telecommunications"),
    **_each(4, "automotive manufacturing mining"),
    **_each(5, "dams"),
    **_each(6, "aerospace defense defence"),
    **_each(7, "emergency-services"),
    **_each(8, "energy utilities"),
    **_each(9, "financial-services"),
    **_each(10, "agriculture"),
    **_each(11, "government government-local government-national"),
    **_each(11, "government-public-services government-regional"),
    **_each(12, "healthcare pharmaceuticals"),
    **_each(13, "technology"),
    **_each(14, "nuclear"),
    **_each(15, "transportation"),
    **_each(16, "water"),
    **_each(17, "education"),
    **_each(18, "retail"),
    **_each(22, "insurance"),
}
