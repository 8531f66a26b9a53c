"""The list of relays that the network vouches for: kept by the governor, read by everybody."""

from __future__ import annotations

from dataclasses import dataclass

from ais.flows.acts import Act, act
from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.network import relays

__all__ = ["ListedRelay", "add", "listed", "remove"]


@dataclass(frozen=True, slots=True)
class ListedRelay(Outcome):
    """A relay: the account that signs its promises, and where it answers."""

    key: str
    url: str


def add(party: Party, key: str, url: str, *, dry_run: bool = False) -> Act:
    """List a relay, or give a listed one a new URL.

    Raises ``RelayUrlRefused`` for an address that no client would use, ``AccessDenied``,
    ``RelaysInvalidUrl``.
    """
    relays.origin(url)
    write, public = party.relays.list(key, url), f"that {url} is a relay of the network"
    return act(party, "relay-list", (key, url), write, public, dry_run=dry_run)


def remove(party: Party, key: str, *, dry_run: bool = False) -> Act:
    """Take a relay off the list. Raises ``AccessDenied``, ``RelaysUnknown``."""
    write, public = party.relays.delist(key), "that this relay is used no more"
    return act(party, "relay-delist", (key,), write, public, dry_run=dry_run)


def listed(party: Party) -> list[ListedRelay]:
    """The relays on the list, by key."""
    return [ListedRelay(key, url) for key, url in sorted(party.sync().relays().items())]
