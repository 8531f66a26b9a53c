"""The sealed store of pairs: one file each, all of one size, under names that say nothing.

A file is replaced whole or not at all. What a pair needs no more (keys of past epochs, the values
of a pairing) is not in the file that takes the place of the former one.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from ais.crypto import self_open, self_seal
from ais.crypto.attestations import (
    Direction,
    Pair,
    PairingState,
    pairing_state_from_bytes,
    pairing_state_to_bytes,
)
from ais.errors import CryptoError, PairStoreUnusable, PairUnknown
from ais.flows.home import write_private_bytes
from ais.flows.party import Party

__all__ = ["Entry", "PairStore", "Stage"]

_USE = "pair"
_ENDING = ".pair"
_PLAIN_BYTES = 12_288
_DAY = 86_400


class Stage(StrEnum):
    """How far a pair got."""

    INVITED = "invited"  # we wait for the answer
    ANSWERED = "answered"  # we wait for the confirmation
    UNCONFIRMED = "unconfirmed"  # the officers compare the code
    ACTIVE = "active"
    ENDED = "ended"  # nothing of it is left but that its first file is never taken again


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the store. ``origin``: digest of the invitation or single file it came from.

    ``outgoing``: the file of ours that the partner needs next, to be handed over again.
    """

    name: str
    stage: Stage
    direction: Direction
    origin: bytes
    state: PairingState | None = None
    pair: Pair | None = None
    outgoing: bytes = b""

    def ended(self) -> Entry:
        """What is kept of it."""
        return replace(self, stage=Stage.ENDED, state=None, pair=None, outgoing=b"")


class PairStore:
    """The files of one home."""

    def __init__(self, party: Party) -> None:
        self._folder = party.home.pairs
        self._key = party.keys.root().self_key()

    @staticmethod
    def new_name() -> str:
        """A name that says nothing."""
        return secrets.token_hex(8)

    def all(self) -> list[Entry]:
        """Every entry, by name. Raises ``PairStoreUnusable``."""
        return [self._read(path) for path in self._paths()]

    def get(self, name: str) -> Entry:
        """One entry. Raises ``PairUnknown``, ``PairStoreUnusable``."""
        for path in self._paths():
            if path.stem == name:
                return self._read(path)
        raise PairUnknown(name=name)

    def put(self, entry: Entry) -> Entry:
        """Keep an entry instead of the former one of its name."""
        content = {
            "stage": entry.stage.value,
            "supplier": entry.direction.supplier,
            "customer": entry.direction.customer,
            "origin": entry.origin.hex(),
            "state": None if entry.state is None else pairing_state_to_bytes(entry.state).decode(),
            "pair": None if entry.pair is None else entry.pair.to_bytes().hex(),
            "outgoing": entry.outgoing.decode(),
        }
        text = json.dumps(content).encode()
        if len(text) > _PLAIN_BYTES:
            raise PairStoreUnusable(path=self._path(entry.name), reason="it is too large")
        sealed = self_seal(self._key, _USE, text.ljust(_PLAIN_BYTES), entry.name.encode())
        write_private_bytes(self._path(entry.name), sealed)
        return entry

    def advance(self, epoch: int) -> list[Entry]:
        """Delete the keys that the running epoch needs no more; all entries as they are then.

        A pair that a later one of the same direction replaced ends two epochs after that.
        """
        self._sweep()
        found = self.all()
        active = [each for each in found if each.pair is not None]
        return [self._advanced(each, active, epoch) for each in found]

    def _advanced(self, entry: Entry, active: list[Entry], epoch: int) -> Entry:
        if entry.pair is None:
            return entry
        first = entry.pair.first_epoch
        later = [
            each.pair.first_epoch
            for each in active
            if each.pair and each.direction == entry.direction and each.pair.first_epoch > first
        ]
        if later and min(later) + 2 <= epoch:
            return self.put(entry.ended())
        kept = entry.pair.advanced(epoch)
        if kept.epoch == entry.pair.epoch:
            return entry
        return self.put(replace(entry, pair=kept))

    def _sweep(self) -> None:
        """Delete what a kill left of a file half-way put in place: it holds a key of its day."""
        for path in self._folder.glob(f".*{_ENDING}.*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _DAY:
                    path.unlink()

    def _paths(self) -> Iterator[Path]:
        return iter(sorted(self._folder.glob("*" + _ENDING)))

    def _path(self, name: str) -> Path:
        return self._folder / (name + _ENDING)

    def _read(self, path: Path) -> Entry:
        try:
            raw = self_open(self._key, _USE, path.read_bytes(), path.stem.encode())
            found = json.loads(raw)
            state, pair = found["state"], found["pair"]
            return Entry(
                name=path.stem,
                stage=Stage(found["stage"]),
                direction=Direction(found["supplier"], found["customer"]),
                origin=bytes.fromhex(found["origin"]),
                state=None if state is None else pairing_state_from_bytes(state.encode()),
                pair=None if pair is None else Pair.from_bytes(bytes.fromhex(pair)),
                outgoing=found["outgoing"].encode(),
            )
        except OSError as error:
            raise PairStoreUnusable(path=path, reason=error.strerror) from None
        except (CryptoError, ValueError, KeyError, TypeError, AttributeError):
            raise PairStoreUnusable(path=path, reason="it is not what this home sealed") from None
