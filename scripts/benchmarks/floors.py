"""The least gas that the effects of a transaction cost, whatever contract has them.

Its base fee and calldata, a cold write for every storage slot that it changed (less the refund for
one that it cleared), and its logs: prices of the Ethereum Yellow Paper and EIP-2929. Reading,
hashing, memory, calls and the checks themselves are not in it: they are what a contract adds.
"""

from __future__ import annotations

from typing import Any

from ais.network import LocalChain

__all__ = ["floor"]

_BASE, _ZERO_BYTE, _BYTE = 21_000, 4, 16
_NEW_SLOT, _CHANGED_SLOT = 22_100, 5_000  # cold access included
_CLEARING_REFUND, _MOST_REFUNDED = 4_800, 5  # at most a fifth of all
_LOG, _LOG_TOPIC, _LOG_BYTE = 375, 375, 8
_EMPTY = "0x" + "0" * 64


def floor(local: LocalChain, transaction: bytes) -> int:
    """The floor of a mined transaction, from its calldata, its receipt and its state difference."""
    name = "0x" + transaction.hex()
    sent: Any = local.request("eth_getTransactionByHash", name)
    receipt: Any = local.request("eth_getTransactionReceipt", name)
    options = {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}}
    change: Any = local.request("debug_traceTransaction", name, options)

    calldata = bytes.fromhex(sent["input"].removeprefix("0x"))
    gas = _BASE + sum(_BYTE if byte else _ZERO_BYTE for byte in calldata)
    gas += sum(_log(entry) for entry in receipt["logs"])
    slots, refund = _slots(change["pre"], change["post"])
    return gas + slots - min(refund, (gas + slots) // _MOST_REFUNDED)


def _log(entry: Any) -> int:
    size = (len(entry["data"]) - 2) // 2
    return _LOG + _LOG_TOPIC * len(entry["topics"]) + _LOG_BYTE * size


def _slots(before: Any, after: Any) -> tuple[int, int]:
    """Price of the changed slots, and what is refunded for those that were cleared."""
    price = refund = 0
    for address in before.keys() | after.keys():
        old = before.get(address, {}).get("storage") or {}
        new = after.get(address, {}).get("storage") or {}
        for slot in old.keys() | new.keys():
            was, now = old.get(slot, _EMPTY), new.get(slot, _EMPTY)
            if was == now:
                continue
            price += _NEW_SLOT if int(was, 16) == 0 else _CHANGED_SLOT
            refund += _CLEARING_REFUND if int(now, 16) == 0 else 0
    return price, refund
