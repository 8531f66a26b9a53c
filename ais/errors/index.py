"""Errors of the index: the local database that is rebuilt from the chain alone."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "IndexBehind",
    "IndexInconsistent",
    "IndexOfOtherNetwork",
    "IndexUnavailable",
    "IndexUnknown",
    "IndexingError",
]


class IndexingError(AisError):
    """Base of all that can go wrong with the index."""

    code = "index-error"
    why = "the index cannot be used: {reason}"
    what_to_do = "Delete the index file: it is rebuilt from the chain alone."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class IndexUnavailable(IndexingError):
    """The file cannot be opened, is locked for too long, or the disk is full."""

    code = "index-unavailable"
    why = "the index {path} cannot be used: {reason}"
    what_to_do = "Check free space and permissions; the file may be deleted, it is rebuilt."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class IndexOfOtherNetwork(IndexingError):
    """The file belongs to another deployment or version."""

    code = "index-of-other-network"
    why = "the index {path} belongs to another network or version"
    what_to_do = "Delete the file: it is rebuilt from the chain alone."
    fields: ClassVar[tuple[str, ...]] = ("path",)


class IndexInconsistent(IndexingError):
    """The node's blocks and logs do not fit together, also after several tries."""

    code = "index-inconsistent"
    why = "blocks and logs of the node do not fit together at block {block_number}: {reason}"
    what_to_do = "Try again; if it stays, use another node. Nothing wrong was written."
    fields: ClassVar[tuple[str, ...]] = ("block_number", "reason")


class IndexBehind(IndexingError):
    """A question about a block that the index has not reached."""

    code = "index-behind"
    why = "the index has reached block {reached}, asked was block {wanted}"
    what_to_do = "Let it catch up (`ais status`), then ask again."
    fields: ClassVar[tuple[str, ...]] = ("reached", "wanted")


class IndexUnknown(IndexingError):
    """Nothing of that name is on record."""

    code = "index-unknown"
    why = "no {what} {name} is on record"
    what_to_do = "Check the id; a transaction just sent shows after the next block."
    fields: ClassVar[tuple[str, ...]] = ("what", "name")
