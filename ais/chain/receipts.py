"""What became of a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ais import errors
from ais.events import Event
from ais.ports import LoggedEvent, TxRecord

from .client import Chain
from .hex_values import octets, quantity
from .rpc import Refusal

__all__ = ["Receipt", "find_receipt", "has_reverted", "mined_in", "receipt_of", "revert_of"]

_METHOD = "eth_getTransactionReceipt"

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction on chain, with its effect. ``contract_address`` where it created one."""

    tx_hash: bytes
    block_number: int
    gas_used: int
    contract_address: str | None
    events: tuple[LoggedEvent, ...]

    def all(self, kind: type[E]) -> list[E]:
        """Its events of a kind, in order."""
        return [logged.event for logged in self.events if isinstance(logged.event, kind)]

    def one(self, kind: type[E]) -> E:
        """Its one event of a kind. Raises ``NodeAnswer`` where it has none."""
        found = self.all(kind)
        if not found:
            reason = f"the receipt has no {kind.__name__}"
            raise errors.NodeAnswer(method=_METHOD, reason=reason)
        return found[0]


def find_receipt(
    chain: Chain, family: Sequence[TxRecord]
) -> tuple[TxRecord, dict[str, Any]] | None:
    """The member of a family that was mined, deep enough to be acted on, and its raw receipt."""
    answers = chain.pool.batch([(_METHOD, ["0x" + member.hash.hex()]) for member in family])
    for member, answer in zip(family, answers, strict=True):
        if isinstance(answer, dict) and answer.get("blockNumber"):
            depth = chain.deployment.finality_depth
            deep = depth == 0 or chain.block_number() >= mined_in(answer) + depth
            return (member, answer) if deep else None
    return None


def receipt_of(chain: Chain, raw: dict[str, Any]) -> Receipt:
    """A node's receipt as a value. Raises ``NodeAnswer``."""
    created = raw.get("contractAddress")
    if created:
        created = chain.web3.to_checksum_address(octets(created, _METHOD, 20))
    return Receipt(
        tx_hash=octets(raw.get("transactionHash"), _METHOD, 32),
        block_number=mined_in(raw),
        gas_used=quantity(raw.get("gasUsed"), _METHOD),
        contract_address=created or None,
        events=tuple(chain.decoded(raw.get("logs", []))),
    )


def mined_in(raw: Mapping[str, Any]) -> int:
    """The block of a node's receipt. Raises ``NodeAnswer``."""
    return quantity(raw.get("blockNumber"), _METHOD)


def has_reverted(raw: Mapping[str, Any]) -> bool:
    """Whether a node's receipt is of a call that had no effect. Raises ``NodeAnswer``."""
    return quantity(raw.get("status"), _METHOD) == 0


def revert_of(chain: Chain, record: TxRecord, raw: dict[str, Any]) -> errors.ContractError:
    """Why a transaction reverted: its call is asked again as of the block before, then of its own.

    Nodes that have pruned that state cannot tell; then ``ContractRefused`` says so.
    """
    fields = record.fields
    call = {"from": record.account, "data": fields["data"], "gas": hex(fields["gas"])}
    if fields.get("to"):
        call["to"] = fields["to"]
    number = mined_in(raw)
    for answer in chain.pool.batch([("eth_call", [call, hex(n)]) for n in (number - 1, number)]):
        if isinstance(answer, Refusal) and (answer.revert or "revert" in answer.text.lower()):
            return chain.reverts.error(answer.revert)
    if quantity(raw.get("gasUsed"), _METHOD) >= fields["gas"]:
        return errors.ContractRefused(reason="it ran out of gas")
    return errors.ContractRefused(reason="the node no longer knows why")
