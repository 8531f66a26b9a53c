"""Handing signed bytes to nodes, and reading what they say together."""

from __future__ import annotations

from http.client import HTTPException

from .answers import Answer, classify
from .rpc import NodePool, Refusal

__all__ = ["broadcast"]


def broadcast(pool: NodePool, raw: bytes, *, everywhere: bool = False) -> tuple[Answer, str]:
    """Send the bytes to the first node that takes them, or to all; what they say, and why.

    A refusal counts only if every node refuses: one that is silent may take them later.
    """
    said: list[tuple[Answer, str]] = []
    for node in pool.in_order():
        try:
            pool.ask(node, "eth_sendRawTransaction", "0x" + raw.hex())
            said.append((Answer.TAKEN, ""))
        except Refusal as refusal:
            said.append((classify(refusal.text), refusal.text))
        except (OSError, HTTPException, ValueError) as error:
            said.append((Answer.LATER, f"{node.name}: {type(error).__name__}"))
        if said[-1][0] is Answer.TAKEN and not everywhere:
            break
    for answer in (Answer.TAKEN, Answer.NONCE_LOW, Answer.LATER):
        for one in said:
            if one[0] is answer:
                return one
    return said[0]
