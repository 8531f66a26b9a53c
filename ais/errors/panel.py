"""Errors of seats, rounds and ballots that the client finds before the contracts do."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "BallotField",
    "NotOnPanel",
    "NothingToReveal",
    "PanelError",
    "PanelKeyMissing",
    "SeatsTaken",
    "WaitTimeout",
]


class PanelError(AisError):
    """Base of what a panelist, or whoever keeps a round going, is refused."""

    code = "panel-refused"
    why = "the round cannot go on like this: {reason}"
    what_to_do = "See what is due with `ais status` and `ais panel assigned`."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class WaitTimeout(PanelError):
    """The chain did not reach a block in time."""

    code = "wait-timeout"
    why = "block {block_number} was not reached within {seconds} s; the newest is {newest}"
    what_to_do = "Run the same again later; with `ais run` it happens by itself."
    fields: ClassVar[tuple[str, ...]] = ("block_number", "newest", "seconds")


class NotOnPanel(PanelError):
    """The organisation was not drawn for the running round, or its seat may not act."""

    code = "not-on-panel"
    why = "this organisation has no ballot on submission {submission_id} in its running round"
    what_to_do = "See what you are drawn for with `ais panel assigned`."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class PanelKeyMissing(PanelError):
    """The submitter has not released the key to the panel (yet)."""

    code = "panel-key-missing"
    why = "the key of submission {submission_id} has not been released to the panel"
    what_to_do = "Wait until block {key_by}; after that the round closes at the submitter's cost."
    fields: ClassVar[tuple[str, ...]] = ("submission_id", "key_by")


class NothingToReveal(PanelError):
    """No ballot of ours is on record for the running round, or it is revealed already."""

    code = "nothing-to-reveal"
    why = "no ballot of this organisation on submission {submission_id} waits to be revealed"
    what_to_do = "See what is due with `ais panel assigned`."
    fields: ClassVar[tuple[str, ...]] = ("submission_id",)


class BallotField(PanelError):
    """A ballot that the contract would not count."""

    code = "ballot-field"
    why = "the ballot's {field} {reason}"
    what_to_do = "Correct the option; `ais panel commit --help` lists the values."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class SeatsTaken(PanelError):
    """No seat is empty in the next epoch."""

    code = "seats-taken"
    why = "all {count} seats are taken"
    what_to_do = "Wait until one is left: see `ais panel seats`."
    fields: ClassVar[tuple[str, ...]] = ("count",)
