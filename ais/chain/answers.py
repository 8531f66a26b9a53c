"""What nodes say to a transaction that is sent to them, in one vocabulary."""

from __future__ import annotations

from enum import Enum, auto

__all__ = ["Answer", "classify"]


class Answer(Enum):
    """A node's answer to signed bytes."""

    TAKEN = auto()  # it has them now, or had them before
    NONCE_LOW = auto()  # the nonce is used: by these bytes or by others
    UNDERPRICED = auto()  # the fee is too low for now
    NO_FUNDS = auto()  # the account cannot pay
    REFUSED = auto()  # never, as they are
    LATER = auto()  # nothing that lasts: try again


# Parts of the messages of Geth, Anvil, Besu, Erigon, Nethermind, Cosmos EVM; the first match holds.
_PHRASES: tuple[tuple[Answer, tuple[str, ...]], ...] = (
    (
        Answer.TAKEN,
        ("already known", "known transaction", "already imported", "already in", "alreadyknown"),
    ),
    (Answer.NONCE_LOW, ("nonce too low", "nonce is too low", "nonce_too_low", "oldnonce")),
    (
        Answer.UNDERPRICED,
        (
            "underpriced",
            "less than block base fee",
            "less than the block base fee",
            "fee too low",
            "gas price below",
            "feetoolow",
            "insufficient fee",
        ),
    ),
    (Answer.NO_FUNDS, ("insufficient funds", "upfront cost exceeds", "insufficient balance")),
    (
        Answer.REFUSED,
        (
            "intrinsic gas too",
            "exceeds block gas limit",
            "exceeds gas limit",
            "gas limit reached",
            "oversized data",
            "tx too large",
            "max initcode size",
            "not authorized",
            "not permitted",
            "invalid chain id",
            "invalid sender",
            "invalid signature",
            "transaction type not supported",
            "tip higher than fee cap",
            "tip above fee cap",
        ),
    ),
)


def classify(message: str) -> Answer:
    """The meaning of a node's message; ``LATER`` for what is not known."""
    text = message.lower()
    for answer, phrases in _PHRASES:
        if any(phrase in text for phrase in phrases):
            return answer
    return Answer.LATER
