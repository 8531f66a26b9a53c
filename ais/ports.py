"""What chain client, journal and index ask of each other: values and ``Protocol`` classes.

Siblings never import each other; a flow hands them to one another through these. No I/O here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:  # ports name events in annotations only
    from ais.events import Event

__all__ = [
    "BlockRef",
    "Draft",
    "EventReader",
    "LoggedEvent",
    "NetworkFacts",
    "Role",
    "Sealer",
    "Signed",
    "Signer",
    "StepRef",
    "TxJournal",
    "TxRecord",
    "TxState",
]


# ---- blocks and events -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BlockRef:
    """A block's number, hash, parent's hash and time (whole seconds)."""

    number: int
    hash: bytes
    parent_hash: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A decoded event with its place in the chain."""

    contract: str
    event: Event
    block_number: int
    block_hash: bytes
    tx_hash: bytes
    log_index: int


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """What holds for a deployment for ever: immutables of the contracts, and who they are.

    Seconds and blocks as named. ``first_block`` is the earliest block that may hold an event.
    """

    digest: bytes
    first_block: int
    epoch_seconds: int
    seed_delay_blocks: int
    key_blocks: int
    commit_blocks: int
    reveal_blocks: int


class EventReader(Protocol):
    """Blocks and events, as the index follows them."""

    def head(self) -> BlockRef:
        """The newest block that may be acted on (finality depth taken off)."""
        ...

    def blocks(self, numbers: Sequence[int]) -> list[BlockRef | None]:
        """Blocks by number; None where the chain has none."""
        ...

    def events(self, first: int, last: int) -> list[LoggedEvent]:
        """All events of the deployment's contracts in blocks first..last, in order."""
        ...

    def facts(self) -> NetworkFacts:
        """What holds for this deployment for ever."""
        ...


# ---- signing and the journal of transactions -------------------------------------------------


class Signed(Protocol):
    """A signed transaction, as ``eth-account`` returns it."""

    @property
    def raw_transaction(self) -> bytes:
        """The bytes that are sent."""
        ...

    @property
    def hash(self) -> bytes:
        """Their Keccak-256."""
        ...


class Signer(Protocol):
    """Holder of one account's key. ``eth_account.signers.local.LocalAccount`` is one."""

    @property
    def address(self) -> str:
        """The checksummed address."""
        ...

    def sign_transaction(self, transaction_dict: Any) -> Any:
        """The transaction, signed (a ``Signed``)."""
        ...


class Sealer(Protocol):
    """Seals what the journal keeps; handed in by flows, keyed by the member's root secret."""

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """Ciphertext bound to ``context``."""
        ...

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The plaintext; raises where bytes or context are not the sealed ones."""
        ...


class TxState(StrEnum):
    """How far a signed transaction got."""

    SIGNED = "signed"  # journalled; may or may not have been sent
    SENT = "sent"  # a node has taken it
    MINED = "mined"  # on chain, with its effect
    FAILED = "failed"  # on chain, reverted: nonce used, no effect
    REPLACED = "replaced"  # another transaction of its family was mined
    DEAD = "dead"  # its nonce is used by something else: it can never be mined


class Role(StrEnum):
    """Why a transaction was signed."""

    CALL = "call"  # the call itself
    BUMP = "bump"  # the same call and nonce with a higher fee
    FILL = "fill"  # an empty transfer to oneself, so that a nonce is used


class StepRef(NamedTuple):
    """The place in a saga that one transaction belongs to; the name begins with ``tx:``."""

    saga: int
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A signed transaction before it is on record. ``fields`` are what was signed."""

    fields: Mapping[str, Any]
    raw: bytes
    hash: bytes
    role: Role = Role.CALL


@dataclass(frozen=True, slots=True)
class TxRecord:
    """A signed transaction on record. ``root`` is the id of the first of its family."""

    id: int
    root: int
    chain: bytes
    account: str
    nonce: int
    hash: bytes
    raw: bytes = field(repr=False)
    fields: Mapping[str, Any] = field(repr=False)
    role: Role
    state: TxState
    step: StepRef | None
    block_number: int | None
    signed_at: int


class TxJournal(Protocol):
    """What the chain client asks of the journal. Every write is durable when the call returns."""

    def allocate(
        self,
        chain: bytes,
        account: str,
        chain_nonce: int,
        most_in_flight: int,
        sign: Callable[[int], Draft],
        step: StepRef | None = None,
    ) -> TxRecord | None:
        """Sign with the next nonce and put it on record, in one act that no crash divides.

        ``chain_nonce`` is the account's next nonce as the node sees it. Returns the step's
        transaction where it has one already, and None where ``most_in_flight`` are under way.
        """
        ...

    def attach(self, record: TxRecord, draft: Draft) -> TxRecord:
        """Put a transaction of the same nonce on record, as a member of ``record``'s family."""
        ...

    def fill(self, chain: bytes, account: str, nonce: int, draft: Draft) -> TxRecord | None:
        """Put the transaction that closes a gap on record; None where the nonce has a family."""
        ...

    def at_nonce(self, chain: bytes, account: str, nonce: int) -> TxRecord | None:
        """The first transaction of the family that holds a nonce."""
        ...

    def find(self, step: StepRef) -> TxRecord | None:
        """The first transaction of the step, unless that is dead or failed."""
        ...

    def family(self, record: TxRecord) -> list[TxRecord]:
        """All transactions that share its nonce by intent, oldest first."""
        ...

    def mark(self, record: TxRecord, state: TxState, block_number: int | None = None) -> None:
        """Record how far it got."""
        ...

    def pending(self, chain: bytes, account: str | None = None) -> list[TxRecord]:
        """What is signed or sent and not settled, by nonce."""
        ...
