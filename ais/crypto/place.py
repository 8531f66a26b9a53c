"""Where a sealed thing belongs: chain, contract, organisation. Part of what it is bound to."""

from __future__ import annotations

from dataclasses import dataclass

from ais.digests import keccak256
from ais.errors import DigestInput
from ais.types import Address

__all__ = ["Place", "address_bytes", "address_text"]


@dataclass(frozen=True, slots=True)
class Place:
    """The chain, the Indicators contract and the submitting organisation of a submission."""

    chain_id: int
    indicators: Address
    organisation: int

    def __post_init__(self) -> None:
        """Bring the address into its checksummed form and refuse what the formats cannot hold."""
        object.__setattr__(self, "indicators", address_text(address_bytes(self.indicators)))
        for field, value, bits in (
            ("chain_id", self.chain_id, 64),
            ("organisation", self.organisation, 32),
        ):
            if not 0 < value < 1 << bits:
                raise DigestInput(field=field, reason=f"is 0 or does not fit into {bits} bits")


def address_bytes(address: str) -> bytes:
    """The 20 bytes of an address; raises ``DigestInput``."""
    try:
        raw = bytes.fromhex(address.removeprefix("0x"))
    except ValueError:
        raw = b""
    if len(raw) != 20:
        raise DigestInput(field="address", reason="is not an address of 20 bytes")
    return raw


def address_text(raw: bytes) -> Address:
    """The checksummed text of an address (EIP-55)."""
    digits = raw.hex()
    nibbles = keccak256(digits.encode()).hex()
    marked = (d.upper() if int(n, 16) > 7 else d for d, n in zip(digits, nibbles, strict=False))
    return Address("0x" + "".join(marked))
