"""The peer on chain: the Ethereum Attestation Service, compiled here with the same settings.

Its sources name compiler 0.8.29; this repository's 0.8.30 is let in, nothing else is changed.
"""

from __future__ import annotations

from typing import Any

import solcx
from eth_abi.abi import encode
from toolchain import ROOT, VERSIONS, compiler_settings

from ais.chain.codec import Function, Write, functions
from ais.digests import sha256

from .site import Site

__all__ = ["Eas"]

_FOLDER = "node_modules/@ethereum-attestation-service/eas-contracts/contracts"
_NOBODY = "0x" + "00" * 20
_RECIPIENT = "0x" + "a1" * 20
_WANTED = ("EAS", "SchemaRegistry")


class Eas:
    """Both contracts on the site's chain, with one schema of 32 bytes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        compiled = _compiled()
        registry = self._create(compiled["SchemaRegistry"]["bytecode"], b"")
        self._eas = self._create(compiled["EAS"]["bytecode"], encode(["address"], [registry]))
        self._functions: dict[str, Function] = compiled["EAS"]["functions"]
        register = compiled["SchemaRegistry"]["functions"]["register"]
        calldata = register.calldata("bytes32 digest", _NOBODY, True)
        write = Write(registry, calldata, "SchemaRegistry.register")
        self._schema = self._topic(site.send(site.deployer, write).tx_hash)

    def attest(self, *names: str) -> int:
        """Gas of one attestation of 32 bytes, or of several in one transaction."""
        requests = [(_RECIPIENT, 0, True, bytes(32), sha256(name.encode()), 0) for name in names]
        if len(requests) == 1:
            name, argument = "attest", (self._schema, requests[0])
        else:
            name, argument = "multiAttest", [(self._schema, requests)]
        calldata = self._functions[name].calldata(argument)
        receipt = self._site.send(self._site.deployer, Write(self._eas, calldata, f"EAS.{name}"))
        if self._logs(receipt.tx_hash) != len(names):
            raise AssertionError("the attestations are not on chain")
        return receipt.gas_used

    def _create(self, bytecode: str, arguments: bytes) -> str:
        write = Write("", bytes.fromhex(bytecode) + arguments, "constructor")
        address = self._site.send(self._site.deployer, write).contract_address
        assert address is not None
        return address

    def _receipt(self, transaction: bytes) -> Any:
        name = "0x" + transaction.hex()
        return self._site.local.request("eth_getTransactionReceipt", name)

    def _topic(self, transaction: bytes) -> bytes:
        return bytes.fromhex(self._receipt(transaction)["logs"][0]["topics"][1][2:])

    def _logs(self, transaction: bytes) -> int:
        return len(self._receipt(transaction)["logs"])


def _compiled() -> dict[str, Any]:
    sources = {
        path.relative_to(ROOT).as_posix(): {
            "content": path.read_text().replace(
                "pragma solidity 0.8.29;", "pragma solidity ^0.8.29;"
            )
        }
        for path in (ROOT / _FOLDER).rglob("*.sol")
    }
    wanted = {name: ["abi", "evm.bytecode.object"] for name in _WANTED}
    request = {
        "language": "Solidity",
        "sources": sources,
        "settings": {**compiler_settings(), "outputSelection": {"*": wanted}},
    }
    output = solcx.compile_standard(
        request, base_path=ROOT, allow_paths=[ROOT], solc_version=VERSIONS["solc"]
    )
    found = {name: output["contracts"][f"{_FOLDER}/{name}.sol"][name] for name in _WANTED}
    return {
        name: {"functions": functions(made["abi"]), "bytecode": made["evm"]["bytecode"]["object"]}
        for name, made in found.items()
    }
