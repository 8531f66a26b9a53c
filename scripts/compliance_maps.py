"""Make the data files of ais/compliance/maps from their sources. Run by hand when a source changes.

    scripts/compliance_maps.py MAPPINGS.json SCUBA.csv CciNistMappingData.js

Sources: ``misc/nist_800_53_mappings.json`` of tbusillo/nist-800-171-oscal, the ScubaGear mapping
``scuba-to-nist-sp-800-53-r5-fedramp-high.csv``, and ``lib/src/mappings/CciNistMappingData.js`` of
the npm package @mitre/hdf-converters. Only ids are taken over, without titles or texts.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import rfc8785

from ais.compliance.maps import control_of

MAPS = Path(__file__).resolve().parent.parent / "ais/compliance/maps"

ABOUT = {
    "800-53-to-800-171": {
        "title": "SP 800-171 Rev. 2 requirements and the SP 800-53 Rev. 4 controls behind them",
        "source": "tbusillo/nist-800-171-oscal:misc/nist_800_53_mappings.json @ 5fc2ed3a5af5",
        "licence": "MIT, Copyright (c) 2022 Tom Busillo; LICENSES/tbusillo-nist-800-171-oscal.txt",
        "revision": "SP 800-53 Rev. 4",
        "changes": "turned into lists; Si-2 written SI-2; weights left out",
    },
    "cci-to-800-53": {
        "title": "Control Correlation Identifiers and the SP 800-53 controls that they belong to",
        "source": "npm @mitre/hdf-converters 2.14.0:lib/src/mappings/CciNistMappingData.js",
        "licence": "Apache-2.0, The MITRE Corporation; LICENSES/mitre-hdf-converters.md",
        "revision": "SP 800-53 Rev. 5, Rev. 4 for identifiers that Rev. 5 dropped",
        "changes": "turned round (control to CCI numbers); parts of a control left out",
    },
    "scubagear-to-800-53": {
        "title": "ScubaGear policies and the SP 800-53 controls that they belong to",
        "source": "cisagov/ScubaGear:PowerShell/ScubaGear/mappings/"
        "scuba-to-nist-sp-800-53-r5-fedramp-high.csv @ 4d34e9a48e38",
        "licence": "CC0-1.0",
        "revision": "SP 800-53 Rev. 5",
        "changes": "turned into lists; two rows of one policy joined; parts of a control left out",
    },
}


def requirements(raw: bytes) -> dict[str, list[str]]:
    """Requirement -> controls. 3.12.4 has none."""
    found: dict[str, list[str]] = {}
    for row in json.loads(raw)["controls"]:
        named = row.get("mapped_controls", "").upper().split(",")
        found[row["control_id"]] = [control_of(each) or "" for each in named if each.strip()]
    return found


def ccis(raw: bytes) -> dict[str, list[int]]:
    """Control -> numbers of its CCIs."""
    found: dict[str, list[int]] = {}
    for number, named in re.findall(r"'CCI-(\d{6})': '([^']+)'", raw.decode()):
        for each in named.split(","):
            found.setdefault(control_of(each) or "", []).append(int(number))
    return dict(sorted(found.items()))


def scuba(raw: bytes) -> dict[str, list[str]]:
    """Policy -> controls."""
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(raw.decode("utf-8-sig").splitlines()):
        controls = found.setdefault(row["scuba-control-id"], [])
        for each in row["nist-800-53-control-id"].split(","):
            control = control_of(each) or ""
            if control not in controls:
                controls.append(control)
    return found


def main(arguments: list[str]) -> None:
    """Write the three files."""
    readers: list[tuple[str, Any]] = [
        ("800-53-to-800-171", requirements),
        ("scubagear-to-800-53", scuba),
        ("cci-to-800-53", ccis),
    ]
    for (name, read), path in zip(readers, arguments, strict=True):
        raw = Path(path).read_bytes()
        rows = read(raw)
        assert "" not in rows
        assert all("" not in each for each in rows.values())
        about = ABOUT[name] | {
            "source_sha256": hashlib.sha256(raw).hexdigest(),
            "rows_sha256": hashlib.sha256(rfc8785.dumps(rows)).hexdigest(),
        }
        lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in rows.items())
        head = json.dumps(about, indent=2).replace("\n", "\n ")
        text = f'{{\n "about": {head},\n "rows": {{\n{lines}\n }}\n}}\n'
        json.loads(text)
        (MAPS / f"{name}.json").write_text(text)
        sys.stdout.write(f"{name}: {len(rows)} rows\n")


if __name__ == "__main__":
    main(sys.argv[1:])
