"""Errors of relays: of whoever runs one, and of whoever hands it a call."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "RelayBodyRefused",
    "RelayCallRefused",
    "RelayError",
    "RelayListenRefused",
    "RelayNoneListed",
    "RelayPromiseRefused",
    "RelayQueueUnusable",
    "RelayRefused",
    "RelayUnreachable",
    "RelayUrlRefused",
]


class RelayError(AisError):
    """Base of what goes wrong between a member and a relay, or in a relay."""

    code = "relay-error"
    why = "the relay cannot be used: {reason}"
    what_to_do = "Use another relay of the network's list."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class RelayNoneListed(RelayError):
    """No relay is left to draw from."""

    code = "relay-none-listed"
    why = "of {listed} listed relays none is left to try"
    what_to_do = "Wait and try again, or ask the governor to list more relays."
    fields: ClassVar[tuple[str, ...]] = ("listed",)


class RelayUrlRefused(RelayError):
    """The address of a relay is none that may be used."""

    code = "relay-url-refused"
    why = "the relay's address {url} cannot be used: it {reason}"
    what_to_do = (
        "A relay is listed as https://HOST or http://NAME.onion, without a path; use another one."
    )
    fields: ClassVar[tuple[str, ...]] = ("url", "reason")


class RelayUnreachable(RelayError):
    """No whole answer came back: whether the relay has the call is not known."""

    code = "relay-unreachable"
    why = "the relay at {url} gave no answer that can be read: {reason}"
    what_to_do = "Hand the same bytes to another relay: the chain takes them once."
    fields: ClassVar[tuple[str, ...]] = ("url", "reason")


class RelayRefused(RelayError):
    """The relay does not take the call; ``refusal`` is its code."""

    code = "relay-refused"
    why = "the relay at {url} refuses the call: {refusal} ({note})"
    what_to_do = "On `busy` or `no-node` try again or use another relay; else the call must change."
    fields: ClassVar[tuple[str, ...]] = ("url", "refusal", "note")


class RelayPromiseRefused(RelayError):
    """What the relay signed is not the promise that was asked for."""

    code = "relay-promise-refused"
    why = "the promise of the relay at {url} is worth nothing: it {reason}"
    what_to_do = "Hand the same bytes to another relay, and tell the governor of this one."
    fields: ClassVar[tuple[str, ...]] = ("url", "reason")


class RelayBodyRefused(RelayError):
    """A call does not fit into the body that all requests have, or a body holds none."""

    code = "relay-body-refused"
    why = "the request of a relay is malformed: {field} {reason}"
    what_to_do = "Bring both sides to the same version."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class RelayCallRefused(RelayError):
    """Why a relay does not queue a call; what its client reads as ``RelayRefused``."""

    code = "relay-call-refused"
    why = "the call is not relayed: {refusal} ({note})"
    what_to_do = "Correct the call; the relay's operator has nothing to do."
    fields: ClassVar[tuple[str, ...]] = ("refusal", "note")


class RelayListenRefused(RelayError):
    """A relay may not, or cannot, listen there."""

    code = "relay-listen-refused"
    why = "the relay does not listen on {host}:{port}: {reason}"
    what_to_do = "Listen on 127.0.0.1 behind a TLS terminator or onion service (docs/operations)."
    fields: ClassVar[tuple[str, ...]] = ("host", "port", "reason")


class RelayQueueUnusable(RelayError):
    """The file of what waits cannot be read or written."""

    code = "relay-queue-unusable"
    why = "the relay's queue {path} cannot be used: {reason}"
    what_to_do = "Check the disk and the rights of the folder, then start the relay again."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")
