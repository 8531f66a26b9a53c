"""What ``Group.sol`` refuses: the leaves of members that speak without a name.

Fields stand in the order of the ABI.
"""

from __future__ import annotations

from typing import ClassVar

from .chain import ContractError

__all__ = [
    "GroupChangeWaits",
    "GroupError",
    "GroupFrozen",
    "GroupFull",
    "GroupLeafOutOfRange",
    "GroupLeafTaken",
    "GroupNoLeaf",
    "GroupNotStarted",
    "GroupNothingWaits",
    "GroupProofRefused",
    "GroupQueueWaits",
    "GroupTooSmall",
    "GroupTreeRefused",
    "GroupUnchanged",
    "GroupWrongSiblings",
    "GroupWrongStatus",
]


class GroupError(ContractError):
    """Base of what ``Group.sol`` refuses."""

    code = "group-error"


class GroupWrongStatus(GroupError):
    """``GroupWrongStatus(organisation)``."""

    code = "group-wrong-status"
    why = "the standing of organisation {organisation} does not allow this"
    what_to_do = (
        "To join it must be active and have accepted the terms in force; "
        "only a suspended or removed one can be taken out."
    )
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class GroupLeafOutOfRange(GroupError):
    """``GroupLeafOutOfRange(leaf)``."""

    code = "group-leaf-out-of-range"
    why = "{leaf} is no leaf: it is 0 or beyond the proof's field"
    what_to_do = "Let the client derive the leaf from the root secret."
    fields: ClassVar[tuple[str, ...]] = ("leaf",)


class GroupLeafTaken(GroupError):
    """``GroupLeafTaken(leaf)``."""

    code = "group-leaf-taken"
    why = "the leaf {leaf} was used before"
    what_to_do = "A leaf is used once for ever: derive the next one."
    fields: ClassVar[tuple[str, ...]] = ("leaf",)


class GroupChangeWaits(GroupError):
    """``GroupChangeWaits(organisation)``."""

    code = "group-change-waits"
    why = "a leaf of organisation {organisation} waits already"
    what_to_do = "Wait until it is let in, at the latest in the next epoch."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class GroupProofRefused(GroupError):
    """``GroupProofRefused()``."""

    code = "group-proof-refused"
    why = "the proof does not show that the leaf's secret is known"
    what_to_do = "Make the proof anew, for this chain, this group and this organisation."
    fields: ClassVar[tuple[str, ...]] = ()


class GroupFrozen(GroupError):
    """``GroupFrozen(epoch)``."""

    code = "group-frozen"
    why = "the group of epoch {epoch} has its snapshot"
    what_to_do = "Nothing enters before the next epoch: try again then."
    fields: ClassVar[tuple[str, ...]] = ("epoch",)


class GroupNothingWaits(GroupError):
    """``GroupNothingWaits()``."""

    code = "group-nothing-waits"
    why = "fewer changes of the group wait than were to be let in"
    what_to_do = "Somebody else let them in, or none was given: read the queue again."
    fields: ClassVar[tuple[str, ...]] = ()


class GroupFull(GroupError):
    """``GroupFull()``."""

    code = "group-full"
    why = "all 65,536 places of the group are taken"
    what_to_do = "Ask the governor: a network with more leaves needs a new group."
    fields: ClassVar[tuple[str, ...]] = ()


class GroupWrongSiblings(GroupError):
    """``GroupWrongSiblings(organisation)``."""

    code = "group-wrong-siblings"
    why = "the siblings given for the leaf of organisation {organisation} are not the tree's"
    what_to_do = "The tree changed meanwhile: follow the chain and try again."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class GroupTreeRefused(GroupError):
    """The library that keeps the tree refused a change; ``reason`` is its error's name."""

    code = "group-tree-refused"
    why = "the group's tree refused the change: {reason}"
    what_to_do = "The tree changed meanwhile: follow the chain and try again."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class GroupNoLeaf(GroupError):
    """``GroupNoLeaf(organisation)``."""

    code = "group-no-leaf"
    why = "organisation {organisation} has no leaf in the group"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class GroupNotStarted(GroupError):
    """``GroupNotStarted()``."""

    code = "group-not-started"
    why = "the network has not started: there is no epoch yet"
    what_to_do = "Wait until the governor starts the network."
    fields: ClassVar[tuple[str, ...]] = ()


class GroupQueueWaits(GroupError):
    """``GroupQueueWaits(count)``."""

    code = "group-queue-waits"
    why = "{count} changes of an earlier epoch wait to be let into the group"
    what_to_do = "Let them in first, then take the snapshot."
    fields: ClassVar[tuple[str, ...]] = ("count",)


class GroupTooSmall(GroupError):
    """``GroupTooSmall(leaves, least)``."""

    code = "group-too-small"
    why = "the group has {leaves} members; under {least} nobody would be hidden among them"
    what_to_do = "Wait until more members have joined the group."
    fields: ClassVar[tuple[str, ...]] = ("leaves", "least")


class GroupUnchanged(GroupError):
    """``GroupUnchanged(epoch)``."""

    code = "group-unchanged"
    why = "the snapshot of epoch {epoch} was taken, and nobody was removed since"
    what_to_do = "Nothing is left to do."
    fields: ClassVar[tuple[str, ...]] = ("epoch",)
