"""What an adversary has of an epoch: every public fact of each post, and what a node was asked.

Nothing here knows who posted; the truth is kept apart, in ``Epoch.truth``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ais.network import LocalChain
from tests.integration.adversary.node import Asked

__all__ = ["Epoch", "Look", "PublicPost", "looks_of", "posts_between"]

_HEAD = 4 + 32  # selector, and where the struct begins


@dataclass(frozen=True, slots=True)
class PublicPost:
    """One post as the chain has it. ``at``: seconds since its epoch began."""

    sender: str
    gas_limit: int
    gas_used: int
    price: int
    calldata: int
    zeros: int
    slot: int
    compliant: bool
    nullifier: int
    tau: str
    root: int
    block: int
    position: int
    beside: int  # posts of the same block
    at: int
    rank: int
    slot_rank: int  # among the posts of this slot
    events: tuple[str, ...]
    needles: tuple[str, ...] = field(repr=False)  # what would name it in a node's log


@dataclass(frozen=True, slots=True)
class Look:
    """All that a client asked at one time; ``at`` as in ``PublicPost``, lengths in seconds."""

    at: int
    bodies: int
    requests: int
    kinds: tuple[str, ...]
    length: float
    longest_pause: float


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch. ``members``: the candidates by name, with their accounts and places in the tree.

    ``truth``: who posted, by nullifier. ``known``: posts that the insider made or can read.
    ``own``: those that it made.
    """

    number: int
    accounts: Mapping[str, frozenset[str]]
    leaves: Mapping[str, int]
    posts: Sequence[PublicPost]
    looks: Mapping[str, Sequence[Look]]
    mentions: Mapping[int, frozenset[str]]  # by nullifier: clients whose requests name the post
    truth: Mapping[int, str]
    known: frozenset[int]
    own: frozenset[int]

    @property
    def targets(self) -> list[PublicPost]:
        """Posts whose poster is to be guessed."""
        return [post for post in self.posts if post.nullifier not in self.known]


def posts_between(
    chain: LocalChain, attestations: str, first: int, last: int, began: int, root: int
) -> list[PublicPost]:
    """The posts of blocks first..last, in the chain's order."""
    found: list[dict[str, Any]] = []
    for number in range(first, last + 1):
        block: Any = chain.request("eth_getBlockByNumber", hex(number), True)
        receipts: Any = chain.request("eth_getBlockReceipts", hex(number))
        here = [
            (transaction, receipt)
            for transaction, receipt in zip(block["transactions"], receipts, strict=True)
            if (transaction["to"] or "").lower() == attestations.lower()
        ]
        for position, (transaction, receipt) in enumerate(here):
            at = int(block["timestamp"], 16) - began
            place = {"block": number, "position": position, "beside": len(here), "at": at}
            found.append(_facts(transaction, receipt) | place | {"root": root})
    ranks: dict[int, int] = {}
    posts = []
    for rank, facts in enumerate(found):
        of_slot = ranks.get(facts["slot"], 0)
        ranks[facts["slot"]] = of_slot + 1
        posts.append(PublicPost(rank=rank, slot_rank=of_slot, **facts))
    return posts


def _facts(transaction: dict[str, Any], receipt: dict[str, Any]) -> dict[str, Any]:
    raw = bytes.fromhex(transaction["input"][2:])
    words = [raw[_HEAD + 32 * n : _HEAD + 32 * (n + 1)] for n in range(8)]
    _policy, _epoch, slot, compliant, tau, nullifier, commit, next_ = words
    assert receipt["status"] == "0x1", receipt
    hidden = (tau[12:], nullifier, commit, next_)
    return {
        "sender": transaction["from"].lower(),
        "gas_limit": int(transaction["gas"], 16),
        "gas_used": int(receipt["gasUsed"], 16),
        "price": int(transaction["gasPrice"], 16),
        "calldata": len(raw),
        "zeros": raw.count(0),
        "slot": int.from_bytes(slot, "big"),
        "compliant": bool(compliant[-1]),
        "nullifier": int.from_bytes(nullifier, "big"),
        "tau": tau[12:].hex(),
        "events": tuple(log["topics"][0] for log in receipt["logs"]),
        "needles": (*(each.hex() for each in hidden), transaction["hash"][2:]),
    }


def looks_of(log: Iterable[Asked], began: int) -> dict[str, list[Look]]:
    """A client's requests of one time of the chain are one look."""
    grouped: dict[str, dict[int, list[Asked]]] = {}
    for asked in log:
        grouped.setdefault(asked.client, {}).setdefault(asked.at, []).append(asked)
    return {
        client: [_look(at - began, each) for at, each in sorted(times.items())]
        for client, times in grouped.items()
    }


def _look(at: int, asked: Sequence[Asked]) -> Look:
    moments = [each.moment for each in asked]
    pauses = [later - one for one, later in itertools.pairwise(moments)]
    return Look(
        at=at,
        bodies=len(asked),
        requests=sum(len(each.methods) for each in asked),
        kinds=tuple(sorted({method for each in asked for method in each.methods})),
        length=moments[-1] - moments[0],
        longest_pause=max(pauses, default=0.0),
    )
