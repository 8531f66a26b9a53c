"""Run Slither over contracts/ and hold its High and Medium findings against the accepted ones.

Accepted findings stand in `tests/house/slither.toml`, each with the reason why it is none. Exit
status 1 where one is unexplained, or where an explanation fits nothing any more.
"""

import json
import os
import subprocess
import sys
import tomllib
from typing import Any

from toolchain import ROOT

ACCEPTED = ROOT / "tests/house/slither.toml"
WEIGHTY = ("High", "Medium")


def main() -> int:
    """Compare what Slither finds with what is accepted; return the exit status."""
    found: dict[tuple[str, str], str] = {}
    for finding in _slither():
        if finding["impact"] in WEIGHTY:
            found[finding["check"], _place(finding)] = finding["description"].strip()
    entries = tomllib.loads(ACCEPTED.read_text()).get("accepted", [])
    accepted = {(entry["check"], entry["where"]): entry["reason"] for entry in entries}

    for key in sorted(found.keys() - accepted.keys()):
        print(f"slither: {key[0]} at {key[1]}, mend it or explain it\n  {found[key]}\n")
    for check, where in sorted(accepted.keys() - found.keys()):
        print(f"slither: {check} at {where} is explained in {ACCEPTED.name} but not found any more")
    print(f"slither: {len(found)} findings of weight, {len(found.keys() & accepted)} explained")
    return 1 if found.keys() ^ accepted.keys() else 0


def _slither() -> list[dict[str, Any]]:
    own = ROOT / ".build/slither"  # Slither cleans the folder that it compiles into
    environment = {
        **os.environ,
        "FOUNDRY_OUT": str(own / "out"),
        "FOUNDRY_CACHE_PATH": str(own / "cache"),
    }
    command = [
        "slither",
        ".",
        "--json",
        "-",
        "--filter-paths",
        "node_modules|tests|contracts/mocks",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        sys.exit(f"slither did not run\n{done.stderr}")
    if not report["success"]:
        sys.exit(f"slither did not run: {report['error']}")
    return list(report["results"].get("detectors", []))


def _place(finding: dict[str, Any]) -> str:
    """Return `Contract.function` of the first element, or the contract's name alone."""
    element = finding["elements"][0]
    while element["type"] not in ("function", "contract"):
        element = element["type_specific_fields"]["parent"]
    if element["type"] == "contract":
        return str(element["name"])
    return f"{element['type_specific_fields']['parent']['name']}.{element['name']}"


if __name__ == "__main__":
    sys.exit(main())
