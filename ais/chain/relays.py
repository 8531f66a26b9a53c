"""``IRelays``: the relays that the network vouches for."""

from __future__ import annotations

from .codec import View, Write
from .contract import Contract

__all__ = ["Relays"]


class Relays(Contract):
    """Calls of ``Relays.sol``; what they mean stands in ``IRelays.sol``."""

    NAME = "Relays"

    def list(self, key: str, url: str) -> Write:
        """The governor's: a relay, or a new URL of one."""
        return self._write("list", key, url)

    def delist(self, key: str) -> Write:
        """The governor's: clients use it no more."""
        return self._write("delist", key)

    def url_of(self, key: str) -> View[str]:
        """Its URL; empty where it is not listed."""
        return self._view("urlOf", key)

    def authority(self) -> View[str]:
        """Address of the access manager."""
        return self._view("authority")
