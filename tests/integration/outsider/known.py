"""A thousand published indicators, in every form in which they might have been hashed.

Objects are built by the client's own converter, with every time that the chain suggests.
"""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from ais.events import Submitted
from ais.policy import unpack
from ais.stix.canonical import canonical_bytes
from ais.stix.conversions import NAMESPACE, indicator, stix_time
from ais.stix.limits import Limits
from ais.stix.observables import recognise
from ais.stix.tables import read_list, read_table

from .public import Public

DAY = 86_400
LISTS = (
    "lists/javaghost.txt",
    "csv/conti.csv",
    "csv/fin7.csv",
    "batch/uta0388.csv",
    "batch/ivanti.csv",
    "batch/powerstar.csv",
    "batch/inkysquid.csv",
    "batch/gimmick.csv",
    "lists/gamaredon.txt",
)
NETWORK = ipaddress.ip_network("63.135.0.0/16")

#: Spellings of an address that fill a word; and four bytes alone, which stand anywhere by chance.
WORDS, PACKED = ("as a word", "as bytes32"), "packed"

_VALUE = re.compile(r"= '((?:[^'\\]|\\.)*)'|ISSUBSET '([^']*)'")
_STAND_IN = "203.0.113.77"


@dataclass(frozen=True)
class Known:
    """One published indicator. ``objects``: time -> RFC 8785 bytes."""

    value: str
    pattern: str
    objects: dict[int, bytes] = field(repr=False)
    ids: tuple[str, ...] = field(repr=False)

    @cached_property
    def texts(self) -> dict[str, bytes]:
        """Spellings of the value."""
        raw = self.value
        found = {
            "raw": raw,
            "lower case": raw.lower(),
            "upper case": raw.upper(),
            "with a line end": raw + "\n",
            "quoted": f'"{raw}"',
            "defanged": raw.replace(".", "[.]"),
            "defanged once": "[.]".join(raw.rsplit(".", 1)),
            "rooted": raw + ".",
            "as a URL": f"http://{raw}/",
            "pattern": self.pattern,
            "inner pattern": self.pattern.strip("[]"),
        }
        texts = {name: text.encode() for name, text in found.items()}
        texts["utf-16"] = raw.encode("utf-16-le")
        texts |= _packed(raw)
        return texts


@dataclass(frozen=True)
class Shelf:
    """Published files by name, as the converter makes them at each time."""

    known: tuple[Known, ...]
    files: dict[str, dict[int, list[bytes]]] = field(repr=False)


def conversions(public: Public) -> tuple[int, ...]:
    """When submissions were converted: the expiry less the usual terms and the embargo."""
    found: dict[int, None] = {}
    stamps = {int(b["number"], 16): int(b["timestamp"], 16) for b in public.blocks}
    for entry in public.entries(Submitted):
        policy = unpack(entry.event.policy)
        embargo = round(policy.not_before - stamps[entry.block_number], -2)
        found[policy.expires_at - 90 * DAY - max(embargo, 0)] = None
    return tuple(sorted(found))


def shelf(data: Path, moments: Iterable[int], count: int = 1000) -> Shelf:
    """Convert the published lists at each of the moments; ``count`` indicators of them."""
    moments = tuple(moments)
    files: dict[str, dict[int, list[bytes]]] = {}
    objects: dict[str, dict[int, bytes]] = {}
    ids: dict[str, list[str]] = {}
    for name in LISTS:
        text = (data / name).read_text("utf-8-sig")
        reader = read_table if name.endswith(".csv") else read_list
        for moment in moments:
            at = datetime.fromtimestamp(moment, UTC)
            made = [row.made for row in reader(text, at=at, limits=Limits()) if row.made]
            files.setdefault(name, {})[moment] = [canonical_bytes(each) for each in made]
            for each in made:
                pattern = str(each["pattern"])
                objects.setdefault(pattern, {})[moment] = canonical_bytes(each)
                ids.setdefault(pattern, []).append(str(each["id"]))
    known = [
        Known(_value(pattern), pattern, by_time, tuple(ids[pattern]))
        for pattern, by_time in objects.items()
    ]
    return Shelf(tuple(known[:count]), files)


def addresses(moments: Iterable[int]) -> Iterator[tuple[str, bytes, list[bytes]]]:
    """Each address of the /16: text, pattern, and the objects that the converter makes of it."""
    makers = [Maker(moment) for moment in moments]
    for address in NETWORK:
        text = str(address)
        pattern = f"[ipv4-addr:value = '{text}']".encode()
        yield text, pattern, [maker.make(text) for maker in makers]


class Maker:
    """What the converter makes of an address at one time: asked once, then value and id change."""

    def __init__(self, moment: int) -> None:
        self._created = stix_time(datetime.fromtimestamp(moment, UTC))
        raw = converted(_STAND_IN, moment)
        at = raw.index(b"indicator--")
        self._before, rest = raw[:at], raw[at + 47 :]
        self._between, self._after = rest.split(_STAND_IN.encode())

    def make(self, text: str) -> bytes:
        """The object of one address."""
        name = f'[[["ipv4-addr","{text}",0]],"{self._created}"]'
        made = f"indicator--{uuid.uuid5(NAMESPACE, name)}".encode()
        return b"".join((self._before, made, self._between, text.encode(), self._after))


def converted(text: str, moment: int) -> bytes:
    """What the converter itself makes of a value."""
    seen = recognise(text)
    assert seen is not None
    return canonical_bytes(indicator([seen], at=datetime.fromtimestamp(moment, UTC)))


def _value(pattern: str) -> str:
    match = _VALUE.search(pattern)
    assert match, pattern
    return (match[1] or match[2]).replace("\\'", "'").replace("\\\\", "\\")


def _packed(text: str) -> dict[str, bytes]:
    try:
        raw = ipaddress.ip_address(text).packed
    except ValueError:
        return {}
    return {PACKED: raw, **dict(zip(WORDS, words_of(raw), strict=True))}


def words_of(packed: bytes) -> tuple[bytes, bytes]:
    """A packed address in a word of 32 bytes: as a number, and as ``bytes32``."""
    return packed.rjust(32, b"\0"), packed.ljust(32, b"\0")
