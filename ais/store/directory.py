"""A store in a directory: one file a blob, named by its SHA-256.

Blobs stand in 256 folders by their first byte. A blob appears whole or not at all, and is on disk
when ``put`` returns.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from ais import errors

__all__ = ["DirectoryStore"]


class DirectoryStore:
    """An ``ais.types.Store`` over a directory; ``name`` is what errors call it."""

    def __init__(self, folder: Path, name: str | None = None) -> None:
        self.folder = folder
        self.name = name or str(folder)

    def make(self) -> None:
        """Found the store: its folder, where there is none. Raises ``StoreUnavailable``."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unavailable(error) from None

    def put(self, blob: bytes) -> bytes:
        """Keep a blob, read it back, and return its SHA-256. Putting it again changes nothing.

        Raises ``StoreUnavailable``, ``StoreRefused``.
        """
        digest = hashlib.sha256(blob).digest()
        path = self._path(digest)
        try:
            if not path.exists() or path.read_bytes() != blob:
                self._write(path, blob)
            kept = path.read_bytes()
        except OSError as error:
            raise self._unavailable(error) from None
        if kept != blob:
            raise errors.StoreRefused(store=self.name, digest=digest.hex())
        return digest

    def get(self, digest: bytes) -> bytes:
        """Return the blob, checked.

        Raises ``BlobMissing``, ``BlobTampered``, ``StoreUnavailable``.
        """
        try:
            blob = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise errors.BlobMissing(digest=digest.hex(), store=self.name) from None
        except OSError as error:
            raise self._unavailable(error) from None
        found = hashlib.sha256(blob).digest()
        if found != digest:
            raise errors.BlobTampered(digest=digest.hex(), store=self.name, found=found.hex())
        return blob

    def has(self, digest: bytes) -> bool:
        """Whether a file of that name is there."""
        return self._path(digest).is_file()

    def erase(self, digest: bytes) -> None:
        """Forget a blob; erasing what is not there changes nothing. Raises ``StoreUnavailable``."""
        try:
            self._path(digest).unlink(missing_ok=True)
        except OSError as error:
            raise self._unavailable(error) from None

    def _path(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.folder / name[:2] / name

    def _write(self, path: Path, blob: bytes) -> None:
        path.parent.mkdir(exist_ok=True)  # never the store itself: it may be a volume not mounted
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(blob)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def _unavailable(self, error: OSError) -> errors.StoreUnavailable:
        return errors.StoreUnavailable(
            store=self.name, reason=error.strerror or type(error).__name__
        )


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
