"""Values as JSON-RPC writes them, read from nodes that may answer anything.

What is no such value is ``NodeAnswer``, and names the request: a node's nonsense is told as the
node's, not as a fault of this client.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ais.errors import NodeAnswer

from .rpc import NodePool, Refusal

__all__ = ["ask_quantity", "octets", "quantity", "table"]

_SHOWN = 40


def quantity(answer: Any, method: str, *, bits: int = 63) -> int:
    """A number in hex: by default one that databases take too. Raises ``NodeAnswer``."""
    try:
        number = int(_digits(answer), 16)
    except ValueError:
        raise _nonsense(method, "number", answer) from None
    if number >= 1 << bits:
        raise _nonsense(method, f"number of {bits} bits", answer)
    return number


def octets(answer: Any, method: str, size: int | None = None) -> bytes:
    """Bytes in hex, of that length where one is given. Raises ``NodeAnswer``."""
    try:
        found = bytes.fromhex(_digits(answer))
    except ValueError:
        raise _nonsense(method, "bytes", answer) from None
    if size is not None and len(found) != size:
        raise _nonsense(method, f"{size} bytes", answer)
    return found


def table(answer: Any, method: str) -> Mapping[str, Any]:
    """A block, a log, a receipt: names and values. Raises ``NodeAnswer``."""
    if not isinstance(answer, dict):
        raise _nonsense(method, "object", answer)
    return answer


def ask_quantity(pool: NodePool, method: str, *params: Any) -> int:
    """The number that a node answers. Raises ``NodeAnswer``, ``NodesUnreachable``."""
    try:
        return quantity(pool.request(method, *params), method)
    except Refusal as refusal:
        raise NodeAnswer(method=method, reason=refusal.text) from None


def _digits(answer: Any) -> str:
    if not isinstance(answer, str) or not answer.startswith("0x"):
        raise ValueError
    return answer[2:]


def _nonsense(method: str, wanted: str, answer: Any) -> NodeAnswer:
    if isinstance(answer, dict | list):
        shown = "an object" if isinstance(answer, dict) else "a list"
    else:
        shown = repr(answer if not isinstance(answer, str) else answer[:_SHOWN])
    return NodeAnswer(method=method, reason=f"{shown} stands where {wanted} should")
