"""Thousands of members in the group within a minute, so that gas can be measured among them.

What nobody measures is done for nobody's sake: organisations without keys, whose calls the chain
takes without signatures, standing that is granted in the name of Rewards, and leaves whose proof of
possession is taken unseen, since a verifier that says yes stands in the place of Semaphore's while
they join. The contracts are the real ones: every leaf is listed, queued and let in by their own
rules, and the verifier is put back before anything is measured.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from eth_utils.address import to_checksum_address

from ais.chain import Write, artifacts
from ais.chain.codec import functions
from ais.crypto.anonymity import LeanTree
from ais.digests import keccak256, sha256
from ais.policy import sector_bits

from .site import ENERGY, Site

__all__ = ["fill"]

_YES = "0x600160005260206000f3"  # returns 1, whatever it is asked
_TOGETHER = 500  # calls in one request
_ADMITTED = 100  # leaves in one call
_GAS = 1_200_000  # of a call, and 250 such calls in a block
_ADMIT_GAS = 280_000_000
_EPOCHS = 1_000  # of standing
_PROOF = (1,) * 8


def fill(site: Site, count: int) -> tuple[LeanTree, dict[int, int]]:
    """Let so many organisations into an empty group; the tree, and whose each leaf is."""
    group, local = site.chain.contracts.group, site.local
    verifier = site.chain.deployment.contracts["SemaphoreVerifier"].address
    real = local.request("eth_getCode", verifier, "latest")
    first = site.chain.read(site.chain.contracts.membership.organisation_count()) + 1
    numbers = range(first, first + count)

    local.request("evm_setAutomine", False)
    local.request("anvil_autoImpersonateAccount", True)
    local.request("anvil_setCode", verifier, _YES)
    _list(site, numbers)
    _send_all(site, {_operator(n): [group.join(_leaf(n), 1, _PROOF)] for n in numbers})
    for start in range(0, count, _ADMITTED):
        write = group.admit([()] * min(_ADMITTED, count - start))
        _send_all(site, {site.governor.address: [replace(write, least_gas=_ADMIT_GAS)]})
    local.request("anvil_setCode", verifier, real)
    local.request("anvil_autoImpersonateAccount", False)
    local.request("evm_setAutomine", True)

    tree = LeanTree(_entered(site))
    if len(tree) != count or site.chain.read(group.root()) != tree.root:
        raise AssertionError("the group is not the one that was filled in")
    return tree, {_leaf(number): number for number in numbers}


def _list(site: Site, numbers: Sequence[int]) -> None:
    """Every organisation active under the terms in force."""
    contracts = site.chain.contracts
    membership, sectors = contracts.membership, sector_bits([ENERGY])
    grant = functions(artifacts.load("Membership").abi)["grantStanding"]
    listed, granted = [], []
    for number in numbers:
        accounts = (_account(number, "owner"), _operator(number), _account(number, "payout"))
        listed.append(membership.list(*accounts, sectors, 1))
        calldata = grant.calldata(number, _EPOCHS)
        granted.append(Write(membership.address, calldata, "Membership.grantStanding"))
    _send_all(site, {site.registrar.address: listed})
    _send_all(site, {_operator(number): [membership.accept_terms(1)] for number in numbers})
    _send_all(site, {contracts.rewards.address: granted})


def _entered(site: Site) -> list[int]:
    """The leaves in the order of their places: in a crowd it is the chain that gives it."""
    group = site.chain.contracts.group.address
    topic = "0x" + keccak256(b"LeafEntered(uint32,uint32,uint256)").hex()
    wanted = {"address": group, "topics": [topic], "fromBlock": "0x0"}
    logs: Any = site.local.request("eth_getLogs", wanted)
    data = [bytes.fromhex(entry["data"][2:]) for entry in logs]
    places = {int.from_bytes(each[:32], "big"): int.from_bytes(each[32:], "big") for each in data}
    return [places[place] for place in range(len(places))]


def _leaf(number: int) -> int:
    return int.from_bytes(sha256(b"leaf %d" % number), "big") >> 8


def _operator(number: int) -> str:
    return _account(number, "operator")


def _account(number: int, role: str) -> str:
    """An address that nobody has a key for."""
    return to_checksum_address(sha256(f"{role} {number}".encode())[:20])


def _send_all(site: Site, calls: Mapping[str, Sequence[Write]]) -> None:
    """Send calls in the names of their senders, each one's in order, many in a request."""
    fields = (each for caller, writes in calls.items() for each in _fields(site, caller, writes))
    while batch := list(islice(fields, _TOGETHER)):
        requests = [
            {"jsonrpc": "2.0", "id": number, "method": "eth_sendTransaction", "params": [each]}
            for number, each in enumerate(batch)
        ]
        answers = _posted(site.local.port, requests)
        refused = [answer["error"] for answer in answers if "error" in answer]
        if refused or len(answers) != len(requests):
            raise AssertionError(f"not filled in: {refused[:1]}")
    while _waiting(site):
        site.local.mine()


def _waiting(site: Site) -> bool:
    """Whether any transaction is not in a block yet."""
    status: Any = site.local.request("txpool_status")
    return any(int(status[where], 16) for where in ("pending", "queued"))


def _fields(site: Site, caller: str, writes: Sequence[Write]) -> Iterator[dict[str, str]]:
    count: Any = site.local.request("eth_getTransactionCount", caller, "latest")
    for nonce, write in enumerate(writes, int(count, 16)):
        yield {
            "from": caller,
            "to": write.to,
            "data": "0x" + write.payload.hex(),
            "gas": hex(write.least_gas or _GAS),
            "gasPrice": "0x0",
            "nonce": hex(nonce),
        }


def _posted(port: int, requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        body, kind = json.dumps(requests), {"Content-Type": "application/json"}
        connection.request("POST", "/", body, kind)
        answers: list[dict[str, Any]] = json.loads(connection.getresponse().read())
        return answers
    finally:
        connection.close()
