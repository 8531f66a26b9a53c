"""The pinned versions and the compiler's settings, read from pyproject.toml: the one place."""

import tomllib
from pathlib import Path
from typing import Any

__all__ = ["EXPORT_ALSO", "REMAPPINGS", "ROOT", "VERSIONS", "compiler_settings"]

ROOT = Path(__file__).resolve().parent.parent

_AIS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ais"]
VERSIONS: dict[str, Any] = _AIS["toolchain"]
EXPORT_ALSO: dict[str, str] = _AIS["export"]["also"]

#: Import prefixes of other people's contracts, and where npm puts them. (Without the last slash Ape
#: takes a path of two parts for a dependency of its own.)
REMAPPINGS = tuple(
    (name, f"node_modules/{name}")
    for name in (
        "@openzeppelin/contracts/",
        "@semaphore-protocol/contracts/",
        "@zk-kit/",
        "poseidon-solidity/",
    )
)


def compiler_settings() -> dict[str, Any]:
    """Return the `settings` of solc's standard JSON, less the selection of outputs.

    They go into the bytecode's metadata, so Ape must be given the very same.
    """
    return {
        "optimizer": {"enabled": True, "runs": VERSIONS["optimizer_runs"]},
        "evmVersion": VERSIONS["evm"],
        "remappings": ["=".join(each) for each in REMAPPINGS],
    }
