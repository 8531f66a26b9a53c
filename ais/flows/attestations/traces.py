"""What is kept of a pair for each epoch and policy, before the pair's key of it is deleted.

A trace finds the post of one relationship, policy and epoch among all, and opens it; it opens
nothing else. Posts stay on chain and pairwise keys do not, so a home without traces cannot read
its own past: keep a backup of the folder, or, where the past shall be closed to a thief as well,
set for how many epochs it is kept. Files are sealed, of one size, under names that only the
holder of the root secret can compute; a trace is written once and never changed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ais.crypto import Secret, self_open, self_seal
from ais.crypto.attestations import Context, Pair, PostKeys
from ais.errors import CryptoError, KeyNotInForce, TraceUnusable
from ais.flows.home import write_private_bytes
from ais.flows.party import Party
from ais.types import Address

from .announced import attestation_key
from .pairstore import PairStore

__all__ = ["Trace", "context_of", "keep", "remember", "traces_of"]

_USE = "trace"
_ENDING = ".trace"
_PLAIN_BYTES = 1_024


@dataclass(frozen=True, slots=True)
class Trace:
    """One relationship in one epoch and policy.

    ``origin``, ``first_epoch``: of the pair; zeroes where it came from a pack. ``next``: what the
    post must carry; None where that is not known (a pack does not tell).
    """

    supplier: int
    customer: int
    policy: bytes
    epoch: int
    keys: PostKeys
    next: bytes | None
    origin: bytes = bytes(32)
    first_epoch: int = 0

    @property
    def is_of_pack(self) -> bool:
        """Whether it came from a pack and not from a pair."""
        return not any(self.origin)


def remember(party: Party) -> int:
    """Keep what the pairs' keys give for every epoch up to the running one; how many were new.

    To be called before keys are deleted (``PairStore.advance``). Needs a followed index. An epoch
    for which the supplier had no attestation key has no trace: it could not post. Traces of epochs
    that this home keeps no more are deleted, those of packs too.
    """
    running, new = party.index.epoch(), 0
    for entry in PairStore(party).all():
        if entry.pair is None:
            continue
        for epoch in range(entry.pair.epoch, running + 1):
            for term in party.index.policies_in_force(epoch):
                context = context_of(party, term.policy, epoch)
                if not _path(party, epoch, _name(party, entry.pair.origin, context)).exists():
                    found = _trace(party, entry.pair, context)
                    new += 0 if found is None else keep(party, found)
    _forget_past(party, running)
    return new


def keep(party: Party, trace: Trace) -> bool:
    """Write a trace; False where it is there already."""
    marker = bytes(trace.keys.tau, "ascii") if trace.is_of_pack else trace.origin
    name = _name(party, marker, context_of(party, trace.policy, trace.epoch))
    path = _path(party, trace.epoch, name)
    if path.exists():
        return False
    text = json.dumps(
        {
            "supplier": trace.supplier,
            "customer": trace.customer,
            "policy": trace.policy.hex(),
            "epoch": trace.epoch,
            "tau": trace.keys.tau,
            "t": trace.keys.tweak.reveal().hex(),
            "contentKey": trace.keys.content_key.reveal().hex(),
            "next": None if trace.next is None else trace.next.hex(),
            "origin": trace.origin.hex(),
            "firstEpoch": trace.first_epoch,
        }
    ).encode()
    key = party.keys.root().self_key()
    sealed = self_seal(key, _USE, text.ljust(_PLAIN_BYTES), name.encode())
    write_private_bytes(path, sealed)
    return True


def traces_of(party: Party, epoch: int) -> list[Trace]:
    """Every trace of an epoch. Raises ``TraceUnusable``."""
    return sorted(_traces(party, epoch), key=lambda e: (e.supplier, e.customer, e.first_epoch))


def context_of(party: Party, policy: bytes, epoch: int) -> Context:
    """What a derivation for this network's contract is bound to."""
    return Context(party.chain_id, Address(party.attestations.address), policy, epoch)


# ---- private ---------------------------------------------------------------------------------


def _forget_past(party: Party, running: int) -> None:
    """Delete the folders of epochs before those that are kept, with what a kill left in them."""
    kept = party.config.keep_traces
    if kept is None or not party.home.traces.is_dir():
        return
    for folder in party.home.traces.iterdir():
        if folder.name.isdecimal() and int(folder.name) < running - kept:
            shutil.rmtree(folder, ignore_errors=True)  # what is left goes at the next look


def _trace(party: Party, pair: Pair, context: Context) -> Trace | None:
    supplier = pair.direction.supplier
    try:
        public = attestation_key(party, supplier, context.epoch)
        after = attestation_key(party, supplier, context.epoch + 1)
    except (KeyNotInForce, CryptoError):  # a bundle that nobody would take is no key either
        return None
    return Trace(
        supplier,
        pair.direction.customer,
        context.policy,
        context.epoch,
        pair.post_keys(context, public),
        pair.next_of(context, after),
        pair.origin,
        pair.first_epoch,
    )


def _traces(party: Party, epoch: int) -> Iterator[Trace]:
    for path in sorted(_folder(party, epoch).glob("*" + _ENDING)):
        yield _read(party, path)


def _read(party: Party, path: Path) -> Trace:
    key = party.keys.root().self_key()
    try:
        found = json.loads(self_open(key, _USE, path.read_bytes(), path.stem.encode()))
        tweak, content = (Secret(bytes.fromhex(found[name])) for name in ("t", "contentKey"))
        return Trace(
            found["supplier"],
            found["customer"],
            bytes.fromhex(found["policy"]),
            found["epoch"],
            PostKeys(Address(found["tau"]), tweak, content),
            None if found["next"] is None else bytes.fromhex(found["next"]),
            bytes.fromhex(found["origin"]),
            found["firstEpoch"],
        )
    except OSError as error:
        raise TraceUnusable(path=path, reason=error.strerror) from None
    except (CryptoError, ValueError, KeyError, TypeError):
        raise TraceUnusable(path=path, reason="it is not what this home sealed") from None


def _name(party: Party, marker: bytes, context: Context) -> str:
    return party.keys.digest_of_input(b"trace", marker, context.to_bytes()).hex()[:32]


def _path(party: Party, epoch: int, name: str) -> Path:
    return _folder(party, epoch) / (name + _ENDING)


def _folder(party: Party, epoch: int) -> Path:
    return party.home.traces / str(epoch)
