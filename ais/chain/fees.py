"""What a transaction offers for its gas, and how much more its replacement must offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .hex_values import quantity, table
from .rpc import NodePool, Refusal

__all__ = ["bumped", "free_of_charge", "suggest"]

Fees = dict[str, int]
_BITS = 128  # of a price: what is offered of it still fits a transaction


def suggest(pool: NodePool) -> Fees:
    """Fee fields for now, in wei a gas: none at all on a chain without fees.

    Chains with a base fee get room for six full blocks (twice the base fee) and the node's tip.
    """
    price, tip, block = pool.batch(
        [
            ("eth_gasPrice", []),
            ("eth_maxPriorityFeePerGas", []),
            ("eth_getBlockByNumber", ["latest", False]),
        ]
    )
    gas_price = 0 if isinstance(price, Refusal) else _wei(price, "eth_gasPrice")
    unknown = isinstance(block, Refusal) or block is None
    base = None if unknown else table(block, "eth_getBlockByNumber").get("baseFeePerGas")
    if base is None:
        return {"gasPrice": gas_price}
    if gas_price == 0:
        return {"type": 2, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0}
    base_fee = _wei(base, "eth_getBlockByNumber")
    if isinstance(tip, Refusal):
        priority = max(gas_price - base_fee, 0)
    else:
        priority = _wei(tip, "eth_maxPriorityFeePerGas")
    return {
        "type": 2,
        "maxFeePerGas": 2 * base_fee + priority,
        "maxPriorityFeePerGas": priority,
    }


def bumped(fields: Mapping[str, Any], now: Fees) -> Fees:
    """Fees for a replacement: at least an eighth and one wei more than before, or today's."""
    names = [
        name for name in ("gasPrice", "maxFeePerGas", "maxPriorityFeePerGas") if name in fields
    ]
    return {name: max(now.get(name, 0), fields[name] + fields[name] // 8 + 1) for name in names}


def free_of_charge(fields: Mapping[str, Any]) -> bool:
    """Whether a transaction offers nothing: such a one cannot be replaced."""
    return int(fields.get("gasPrice", fields.get("maxFeePerGas", 0))) == 0


def _wei(answer: Any, method: str) -> int:
    return quantity(answer, method, bits=_BITS)
