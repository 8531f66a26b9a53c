"""Proofs of an epoch's posts, and the moments at which they leave: one of each for a snapshot.

A proof is verified before it is kept, and kept before it is sent.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from ais.crypto.anonymity import Prover, prove
from ais.crypto.attestations import Context
from ais.digests import field_element
from ais.flows.party import Party
from ais.journal import Saga

from .clock import EpochClock
from .content import Content, entry_of, scope_of, unpacked
from .standing import Standing

__all__ = ["body_of", "proved"]

_MOMENT = struct.Struct(">Q")


def proved(
    party: Party,
    saga: Saga,
    contents: Mapping[int, bytes],
    context: Context,
    standing: Standing,
    clock: EpochClock,
    *,
    workers: int = 1,
    prover: Prover | None = None,
) -> dict[int, bytes]:
    """A body for each content: a moment, and the calldata of its post under the standing's root.

    Made once for a root; what is on record is not proved again.
    """
    mark = mark_of(standing)
    found = {n: saga.step(f"body/{n}/{mark}") for n in contents}
    lacking = [number for number, raw in found.items() if raw is None]
    if lacking:
        party.progress.say(f"making {len(lacking)} proofs")

    def points(number: int) -> tuple[int, ...]:
        return _points(unpacked(context, contents[number]), context, standing, prover)

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        for done, (number, made) in enumerate(zip(lacking, pool.map(points, lacking), strict=True)):
            body = _body(party, unpacked(context, contents[number]), made, clock)
            found[number] = saga.once(f"body/{number}/{mark}", lambda body=body: body)  # type: ignore[misc]
            party.progress.count("proofs", done + 1, len(lacking))
    return {number: raw for number, raw in found.items() if raw is not None}


def body_of(raw: bytes) -> tuple[int, bytes]:
    """The moment (seconds of the chain's time) and the calldata of a body."""
    return _MOMENT.unpack_from(raw)[0], raw[_MOMENT.size :]


def mark_of(standing: Standing) -> str:
    """A short name for a root, within a saga."""
    return f"{standing.root:064x}"[:16]


def _points(
    content: Content, context: Context, standing: Standing, prover: Prover | None
) -> tuple[int, ...]:
    message = field_element(content.posted.digest)
    scope = scope_of(context, content.slot)
    proof = prove(standing.secret, standing.path, message=message, scope=scope, prover=prover)
    return tuple(proof.points)


def _body(party: Party, content: Content, points: tuple[int, ...], clock: EpochClock) -> bytes:
    write = party.attestations.post(entry_of(content, points))
    return _MOMENT.pack(_moment(clock)) + write.payload


def _moment(clock: EpochClock) -> int:
    """Later than now, and so long before the end that two relays could be tried.

    What is drawn never leaves with the look that draws it: only where the epoch is all but over.
    """
    last = clock.ends_at - clock.tenth - (clock.ends_at - clock.starts_at) // 4
    if last <= clock.now:
        last = max(clock.now, clock.ends_at - 2 * clock.tenth)
    left = last - clock.now
    return clock.now + 1 + secrets.randbelow(left) if left else clock.now
