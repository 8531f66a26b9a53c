"""Export ABI and bytecode of every deployable contract into the package, `ais/chain/abi/`.

Users of the client then need no compiler. Left out are interfaces, libraries and mocks, and what
is abstract. The same sources always give the same bytes: a test exports again and compares.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import solcx
from toolchain import EXPORT_ALSO, REMAPPINGS, ROOT, VERSIONS, compiler_settings

CONTRACTS = ROOT / "contracts"
TARGET = ROOT / "ais/chain/abi"
LEFT_OUT = ("interfaces", "libraries", "mocks")


class ExportError(Exception):
    """What kept the contracts from being exported."""


def main(arguments: list[str]) -> int:
    """Write the artifacts, or with `--check` tell which differ; return the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/export", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell, by exit status 1")
    options = parser.parse_args(arguments)
    try:
        wanted = render(export())
    except ExportError as error:
        print(f"export: {error}", file=sys.stderr)
        return 1

    stale = differences(wanted)
    if options.check:
        for name, reason in stale.items():
            print(f"export: ais/chain/abi/{name} {reason}: run ./scripts/export", file=sys.stderr)
        return 1 if stale else 0

    TARGET.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in wanted:
            (TARGET / name).write_text(wanted[name])
        else:
            (TARGET / name).unlink()
    print(f"export: {len(wanted)} contracts, {len(stale)} files changed")
    return 0


def export() -> dict[str, dict[str, Any]]:
    """Compile, and return what is exported, by contract name."""
    also = {_where(path): name for name, path in EXPORT_ALSO.items()}
    units = [*(path.relative_to(ROOT).as_posix() for path in _own_sources()), *also]
    output = _compile(units)

    exported: dict[str, dict[str, Any]] = {}
    for unit, contracts in sorted(output["contracts"].items()):
        for name, made in sorted(contracts.items()):
            if unit not in units or also.get(unit, name) != name:
                continue
            if not made["evm"]["bytecode"]["object"]:
                continue  # abstract
            if name in exported:
                raise ExportError(f"two contracts are called {name}")
            exported[name] = _artifact(name, made)
    for name, artifact in exported.items():
        if unknown := artifact["links"].keys() - exported.keys():
            raise ExportError(f"{name} is linked to {min(unknown)}, which is not exported")
    return exported


def render(exported: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return file name and text of every artifact."""
    return {
        f"{name}.json": json.dumps(artifact, indent=1, sort_keys=True) + "\n"
        for name, artifact in exported.items()
    }


def differences(wanted: dict[str, str]) -> dict[str, str]:
    """Return the files that differ from `wanted`, with the reason."""
    found = {path.name: path.read_text() for path in TARGET.glob("*.json")}
    stale = dict.fromkeys(sorted(found.keys() - wanted.keys()), "belongs to no contract")
    for name, text in sorted(wanted.items()):
        if name not in found:
            stale[name] = "is missing"
        elif found[name] != text:
            stale[name] = "is not what the contracts compile to"
    return stale


def _where(path: str) -> str:
    """A file of other people's as the compiler names it."""
    for prefix, folder in REMAPPINGS:
        if path.startswith(prefix):
            return folder + path.removeprefix(prefix)
    return path


def _own_sources() -> list[Path]:
    found = sorted(CONTRACTS.rglob("*.sol"))
    return [path for path in found if path.relative_to(CONTRACTS).parts[0] not in LEFT_OUT]


def _compile(units: list[str]) -> dict[str, Any]:
    selection = {
        "*": {"*": ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences", "metadata"]}
    }
    request = {
        "language": "Solidity",
        "sources": {unit: {"content": (ROOT / unit).read_text()} for unit in units},
        "settings": {**compiler_settings(), "outputSelection": selection},
    }
    try:
        output: dict[str, Any] = solcx.compile_standard(
            request, base_path=ROOT, allow_paths=[ROOT], solc_version=VERSIONS["solc"]
        )
    except solcx.exceptions.SolcNotInstalled as error:
        raise ExportError(f"{error}: run ./scripts/setup dev, then ./scripts/export") from error
    except solcx.exceptions.SolcError as error:
        raise ExportError(f"the contracts do not compile\n{error.message}") from error
    return output


def _artifact(name: str, made: dict[str, Any]) -> dict[str, Any]:
    metadata = json.loads(made["metadata"])
    read = {unit: source["keccak256"] for unit, source in metadata["sources"].items()}
    return {
        "contract": name,
        "abi": sorted(made["abi"], key=_order),
        "bytecode": "0x" + made["evm"]["bytecode"]["object"],
        "links": _links(name, made["evm"]["bytecode"]["linkReferences"]),
        "sourceDigest": hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest(),
        "compiler": {
            "solc": metadata["compiler"]["version"],
            "evm": metadata["settings"]["evmVersion"],
            "optimizerRuns": metadata["settings"]["optimizer"]["runs"],
        },
    }


def _links(name: str, references: dict[str, dict[str, list[dict[str, int]]]]) -> dict[str, Any]:
    """Library -> where its address goes into the creation code, in bytes."""
    found: dict[str, list[int]] = {}
    for libraries in references.values():
        for library, places in libraries.items():
            if library in found:
                raise ExportError(f"{name} is linked to two libraries called {library}")
            found[library] = sorted(place["start"] for place in places)
    return found


def _order(entry: dict[str, Any]) -> tuple[str, str, list[str]]:
    return entry["type"], entry.get("name", ""), [item["type"] for item in entry.get("inputs", [])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
