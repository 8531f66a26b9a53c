"""Scalars of the two groups in which secrets live: their orders, and one from surplus bytes."""

from __future__ import annotations

from .secret import Secret

__all__ = ["BABY_JUBJUB_ORDER", "SECP256K1_ORDER", "scalar_of"]

#: Order of secp256k1's group (SEC 2, 2.4.1).
SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
#: Order of Baby Jubjub's subgroup (ERC-2494); a group secret is below it, as the circuit demands.
BABY_JUBJUB_ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041


def scalar_of(wide: bytes, order: int) -> Secret:
    """From 1 to ``order`` - 1, as 32 bytes: uniform bytes, modulo ``order`` - 1, plus 1.

    Give 16 bytes or more beyond the order's own (RFC 9380, 5.2): then nobody sees the bias.
    """
    return Secret((int.from_bytes(wide, "big") % (order - 1) + 1).to_bytes(32, "big"))
