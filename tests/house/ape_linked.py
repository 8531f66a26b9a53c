"""In a copy of the project: compile a contract with Ape, linked to a library; print its code.

Usage: ape_linked.py SOURCE CONTRACT LIBRARY-SOURCE LIBRARY ADDRESS
"""

from __future__ import annotations

import sys

import ape
from ape.contracts import ContractInstance
from ethpm_types import ContractType


def main(source: str, contract: str, library_source: str, library: str, address: str) -> None:
    """Tell Ape where the library stands, as `add_library` has it, and compile."""
    kind = ContractType(contractName=library, sourceId=library_source, abi=[])
    solidity = ape.compilers.get_compiler("solidity")
    assert solidity is not None
    solidity.add_library(ContractInstance(address, kind))
    path = ape.project.path / source
    made = {found.name: found for found in solidity.compile((path,), project=ape.project)}
    sys.stdout.write(f"code {made[contract].deployment_bytecode.bytecode}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
