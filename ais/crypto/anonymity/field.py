"""The two prime fields of BN254, as plain integers, and their bytes.

Python's integers take no constant time. What is secret here is used on the member's own machine
only, and no remote party can have it computed often.
"""

from __future__ import annotations

from ais.errors import NumberOutOfField

__all__ = ["BASE", "NUMBER_BYTES", "SCALAR", "check_scalar"]

SCALAR = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001
"""The order of the group, r: what circuits calculate in, and what leaves and signals are below."""

BASE = 0x30644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47
"""The field of the curve's coordinates, q."""

NUMBER_BYTES = 32


def check_scalar(name: str, number: int) -> int:
    """The number, if it is at least 0 and below ``SCALAR``. Raises ``NumberOutOfField``."""
    if not 0 <= number < SCALAR:
        raise NumberOutOfField(name=name)
    return number
