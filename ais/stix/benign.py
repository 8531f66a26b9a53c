"""The known-benign check: values that would do harm if members blocked them.

It only reports. ``ais submit`` refuses what is reported here unless told otherwise, and nothing
is dropped silently. A value that is on no list may still be harmless.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from urllib.parse import urlsplit

from ais.errors import AssetsRefused

from .observables import recognise, url_host
from .observed import Seen, observed
from .results import Benign, JsonObject, Step, json_path, shown

__all__ = ["Assets", "benign_in", "read_assets"]

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

RESERVED_NAMES = frozenset(
    ("example", "invalid", "localhost", "test", "local", "internal", "lan", "corp", "home")
)
EXAMPLE_NAMES = frozenset(("example.com", "example.net", "example.org", "home.arpa"))

_LINE_END = re.compile(r"\r\n|\n|\r")
_REASONS = {
    "reserved-addresses": "an address that is not of the public internet",
    "reserved-names": "a name that is reserved for examples, tests or private use",
    "public-resolvers": "a public DNS resolver",
    "microsoft-office365-ip": "a network of Office 365",
    "cisco_top1000": "one of the most asked-for names of the internet",
    "bank-website": "the website of a bank",
    "empty-hashes": "the digest of an empty file",
    "common-ioc-false-positive": "the digest of a file that is often reported by mistake",
    "own-assets": "one of your own assets",
}


@dataclass(frozen=True, slots=True)
class Assets:
    """What a member owns: domains (with all below them) and networks."""

    domains: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()


def read_assets(text: str) -> Assets:
    """Domains, addresses and networks, one a line; ``#`` begins a comment.

    Raises ``AssetsRefused`` for a line that is neither: an asset that is misspelt would
    leave the member unprotected without a word.
    """
    domains: set[str] = set()
    networks: list[Network] = []
    for number, line in enumerate(_LINE_END.split(text.lstrip("\ufeff")), start=1):
        bare = line.partition("#")[0].strip()
        found = recognise(bare, "ip") if bare else None
        if found is not None and found.kind == "domain-name" and not found.port:
            domains.add(found.value)
        elif found is not None and found.kind in ("ipv4-addr", "ipv6-addr") and not found.port:
            networks.append(ipaddress.ip_network(found.value))
        elif bare:
            raise AssetsRefused(line=number)
    return Assets(frozenset(domains), tuple(networks))


def benign_in(item: JsonObject, at: tuple[Step, ...], assets: Assets) -> Iterator[Benign]:
    """The values of one object that a list knows. ``at`` leads to the object in its file."""
    told: set[tuple[str, str]] = set()
    for seen in observed(item):
        name = _list_of(seen, assets)
        if name and (seen.value, name) not in told:
            told.add((seen.value, name))
            yield Benign(
                id=str(item.get("id", "")),
                path=json_path((*at, *seen.field)),
                value=shown(seen.value),
                list=name,
                reason=_REASONS[name],
            )


def _list_of(seen: Seen, assets: Assets) -> str:
    if seen.kind in ("ipv4-addr", "ipv6-addr"):
        return _of_address(seen.value, assets)
    if seen.kind == "domain-name":
        return _of_name(seen.value, assets)
    if seen.kind == "email-addr":
        return _of_name(seen.value.rpartition("@")[2], assets, exact=False)
    if seen.kind == "url":
        return _of_url(seen.value, assets)
    if seen.kind.startswith("file:"):
        for name in ("empty-hashes", "common-ioc-false-positive"):
            if seen.value in _values(name):
                return name
    return ""


def _of_address(value: str, assets: Assets) -> str:
    try:
        network = ipaddress.ip_network(value)
    except ValueError:
        return ""
    if _overlaps(network, assets.networks):
        return "own-assets"
    if not network.is_global or network.is_multicast:
        return "reserved-addresses"
    for name in ("public-resolvers", "microsoft-office365-ip"):
        if _overlaps(network, _networks(name)):
            return name
    return ""


def _of_name(name: str, assets: Assets, *, exact: bool = True) -> str:
    """``exact`` asks the lists of the well known too: mail to a big provider is no reason."""
    above = {name.split(".", cut)[cut] for cut in range(name.count(".") + 1)}
    if above & assets.domains:
        return "own-assets"
    if above & EXAMPLE_NAMES or name.rpartition(".")[2] in RESERVED_NAMES:
        return "reserved-names"
    if exact and name in _values("cisco_top1000"):
        return "cisco_top1000"
    if exact and above & _values("bank-website"):
        return "bank-website"
    return ""


def _of_url(url: str, assets: Assets) -> str:
    host = url_host(url)
    parts = urlsplit(url)
    front_page = parts.path in ("", "/") and not parts.query
    if _is_address(host):
        found = _of_address(host, assets)
        return found if front_page or found in ("own-assets", "reserved-addresses") else ""
    return _of_name(host, assets, exact=front_page)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _overlaps(network: Network, others: Iterable[Network]) -> bool:
    return any(other.version == network.version and other.overlaps(network) for other in others)


@functools.cache
def _values(name: str) -> frozenset[str]:
    text = resources.files(__package__).joinpath("lists", f"{name}.txt").read_text("utf-8")
    return frozenset(line.strip().lower().lstrip(".") for line in text.splitlines() if line.strip())


@functools.cache
def _networks(name: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(value) for value in sorted(_values(name)))
