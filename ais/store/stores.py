"""The stores of a network as one: put to all, read from any."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ais import errors
from ais.types import Store

from .directory import DirectoryStore

__all__ = ["NamedStore", "Stores", "open_stores"]


class NamedStore(Store, Protocol):
    """A store that errors can name."""

    @property
    def name(self) -> str:
        """As the deployment file calls it."""
        ...

    def make(self) -> None:
        """Found it, where it is not there yet."""
        ...


class Stores:
    """Several stores as one ``ais.types.Store``. There is at least one."""

    def __init__(self, members: Sequence[NamedStore]) -> None:
        if not members:
            raise errors.StoreError(
                store="of this network", reason="the deployment file names none"
            )
        self.members = tuple(members)

    def make(self) -> None:
        """Found all: the deployer's part. Raises ``StoreUnavailable``."""
        for store in self.members:
            store.make()

    def put(self, blob: bytes) -> bytes:
        """Put to all; each reads back what it wrote.

        Raises ``StoreUnavailable``, ``StoreRefused``.
        """
        for store in self.members:
            store.put(blob)
        return hashlib.sha256(blob).digest()

    def get(self, digest: bytes) -> bytes:
        """From the first that has it whole.

        Where none has: raises what says most, ``BlobTampered`` before ``StoreUnavailable`` before
        ``BlobMissing``.
        """
        failures: list[errors.StoreError] = []
        for store in self.members:
            try:
                return store.get(digest)
            except errors.StoreError as failure:
                failures.append(failure)
        for kind in (errors.BlobTampered, errors.StoreUnavailable):
            for said in failures:
                if isinstance(said, kind):
                    raise said
        names = ", ".join(store.name for store in self.members)
        raise errors.BlobMissing(digest=digest.hex(), store=names)

    def has(self, digest: bytes) -> bool:
        """Whether any of them has it."""
        return any(store.has(digest) for store in self.members)

    def erase(self, digest: bytes) -> None:
        """Erase from all. Raises ``StoreUnavailable``."""
        for store in self.members:
            store.erase(digest)


def open_stores(entries: Sequence[Mapping[str, Any]], base: Path | None = None) -> Stores:
    """Open the stores that a deployment file names. Relative paths start at ``base``.

    Raises ``StoreError`` for an entry that is incomplete or of a kind that is not known.
    """
    return Stores([_open(entry, base or Path()) for entry in entries])


def _open(entry: Mapping[str, Any], base: Path) -> NamedStore:
    kind = str(entry.get("kind"))
    make = _KINDS.get(kind)
    if make is None:
        reason = f"its kind is {kind!r}, and this client knows {', '.join(sorted(_KINDS))}"
        raise errors.StoreError(store=str(entry.get("name", kind)), reason=reason)
    return make(entry, base)


def _directory(entry: Mapping[str, Any], base: Path) -> NamedStore:
    path = entry.get("path")
    if not isinstance(path, str) or not path:
        raise errors.StoreError(store=str(entry.get("name", "directory")), reason="it has no path")
    return DirectoryStore(base / path, entry.get("name"))


_KINDS: dict[str, Callable[[Mapping[str, Any], Path], NamedStore]] = {"directory": _directory}
