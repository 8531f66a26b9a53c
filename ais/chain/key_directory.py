"""``IKeyDirectory``: which public key an organisation uses for which purpose."""

from __future__ import annotations

from ais.records import KeyRecord

from .codec import View, Write
from .contract import Contract

__all__ = ["KeyDirectory"]


class KeyDirectory(Contract):
    """Calls of ``KeyDirectory.sol``; what they mean stands in ``IKeyDirectory.sol``."""

    NAME = "KeyDirectory"

    def announce(self, purpose: int, number: int, bundle: bytes) -> Write:
        """``purpose``: ``ais.types.KeyPurpose``; ``number``: the current one + 1."""
        return self._write("announce", purpose, number, bundle)

    def current(self, organisation: int, purpose: int) -> View[KeyRecord]:
        """The key in use; its number is 0 where there is none."""
        return self._view("current", organisation, purpose, into=lambda key: KeyRecord(*key))

    def narrowed_at(self) -> View[int]:
        """Block of the last replacement of a sealing key."""
        return self._view("narrowedAt")

    def rotation_delay_seconds(self) -> View[int]:
        """Least time between two keys of a purpose."""
        return self._view("rotationDelaySeconds")

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")
