"""What is delivered without a name, and how it is kept while it is under way.

All deliveries that end with an epoch are steps of one saga, sealed and of one size, under names
that only the holder of the root secret can compute: a stolen journal tells neither what was sent
nor when.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.journal import Saga
from ais.network import Kind

__all__ = [
    "STEP_BYTES",
    "UNTIL",
    "VERB",
    "Delivery",
    "Parcel",
    "State",
    "box_of",
    "forget",
    "has_landed",
    "name_of",
    "packed",
    "pad",
    "parcels_of",
]

VERB = "deliver"
UNTIL = "until"  # the step of a box that tells its last epoch
STEP_BYTES = 4_096


class State(StrEnum):
    """How far a delivery got."""

    LANDED = "landed"  # it is on chain, as our own node tells
    PROMISED = "promised"  # a relay gave its word and has time left
    TRYING = "trying"  # no relay has taken it so far
    ASK = "ask"  # the end is near: a person decides (see ``resolve``)
    SENT = "sent"  # the last resort: our node has it from a new account
    SILENT = "silent"  # it was decided not to send it
    LOST = "lost"  # its time is over


@dataclass(frozen=True, slots=True)
class Parcel:
    """A call of ``IAttestations`` that anyone may send, and by what it is found on chain.

    ``epoch`` is that of the post or silence that it is about.
    """

    kind: Kind
    calldata: bytes
    policy: bytes
    epoch: int
    tau: str
    until_epoch: int  # the last one in which the contract takes it


@dataclass(frozen=True, slots=True)
class Delivery(Outcome):
    """Where a call stands. ``name`` is of this home alone; nobody else can make anything of it."""

    name: str
    kind: Kind
    state: State
    tries: int = 0
    send_by: int | None = None
    note: str = ""


def has_landed(party: Party, sent: Parcel) -> bool:
    """Whether the chain has what the call is for, as the index tells."""
    index = party.index
    entries: list[Any]
    if sent.kind is Kind.POST:
        entries = list(index.posts(sent.policy, sent.epoch))
    elif sent.kind is Kind.CONTEST:
        entries = list(index.contests(sent.policy, sent.epoch))
    else:
        entries = list(index.silences(sent.policy, sent.epoch))
    return any(entry.event.tau.lower() == sent.tau.lower() for entry in entries)


def box_of(party: Party, until_epoch: int) -> Saga:
    """All deliveries that end with an epoch: when each of them began is nobody's to read."""
    box = party.saga(VERB, party.input_digest(until_epoch))
    if box.outcome() is None:
        box.once(UNTIL, lambda: b"%d" % until_epoch)
    return box


def name_of(party: Party, sent: Parcel) -> str:
    """What only the holder of the root secret can compute from the bytes that everybody sees."""
    return party.keys.digest_of_input(b"delivery", sent.calldata).hex()[:32]


def packed(sent: Parcel) -> bytes:
    """A parcel as a step."""
    return pad(
        {
            "kind": int(sent.kind),
            "calldata": sent.calldata.hex(),
            "policy": sent.policy.hex(),
            "epoch": sent.epoch,
            "tau": sent.tau,
            "until": sent.until_epoch,
        }
    )


def parcels_of(box: Saga) -> Iterator[tuple[str, Parcel]]:
    """Names and parcels that are under way in a box."""
    for step in box.steps():
        name, _, part = step.partition("/")
        raw = box.step(step) if part == "call" else None
        if raw is not None:
            found = json.loads(raw)
            policy, calldata = bytes.fromhex(found["policy"]), bytes.fromhex(found["calldata"])
            yield (
                name,
                Parcel(
                    Kind(found["kind"]),
                    calldata,
                    policy,
                    found["epoch"],
                    found["tau"],
                    found["until"],
                ),
            )


def forget(box: Saga, name: str) -> None:
    """Delete what a box knows of one delivery; of all where the name is empty."""
    for step in box.steps():
        if step.startswith(name):
            box.forget(step)


def pad(value: dict[str, Any]) -> bytes:
    """A step's value; all have one size."""
    return json.dumps(value).encode().ljust(STEP_BYTES)
