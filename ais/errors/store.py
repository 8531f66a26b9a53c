"""Errors of the stores where ciphertext lives."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = ["BlobMissing", "BlobTampered", "StoreError", "StoreRefused", "StoreUnavailable"]


class StoreError(AisError):
    """Base of all that can go wrong with a store; ``store`` is its name in the deployment file."""

    code = "store-error"
    why = "the store {store} cannot be used: {reason}"
    what_to_do = "Check the store's entry in the deployment file and that it can be reached."
    fields: ClassVar[tuple[str, ...]] = ("store", "reason")


class StoreUnavailable(StoreError):
    """The store cannot be reached, read or written."""

    code = "store-unavailable"
    why = "the store {store} cannot be used: {reason}"
    what_to_do = "Check that it can be reached and has free space; then run the same command again."
    fields: ClassVar[tuple[str, ...]] = ("store", "reason")


class StoreRefused(StoreError):
    """What was written is not what is read back."""

    code = "store-refused"
    why = "the store {store} did not keep the blob {digest} as it was written"
    what_to_do = "Do not rely on this store: check its disk, or use another one."
    fields: ClassVar[tuple[str, ...]] = ("store", "digest")


class BlobMissing(StoreError):
    """No store has the blob."""

    code = "blob-missing"
    why = "the blob {digest} is not in {store}"
    what_to_do = (
        "Ask the submitter to put it again, or name another store; it may have been erased."
    )
    fields: ClassVar[tuple[str, ...]] = ("digest", "store")


class BlobTampered(StoreError):
    """The bytes are there, but they are not the ones with that SHA-256."""

    code = "blob-tampered"
    why = "the blob {digest} in {store} was altered: its bytes have the digest {found}"
    what_to_do = "Tell the store's operator, and fetch it from another store."
    fields: ClassVar[tuple[str, ...]] = ("digest", "store", "found")
