"""What became of a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ais import errors
from ais.events import Event
from ais.ports import LoggedEvent, TxRecord

from .client import Chain
from .rpc import Refusal

__all__ = ["Receipt", "find_receipt", "receipt_of", "revert_of"]

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
            raise errors.NodeAnswer(method="eth_getTransactionReceipt", reason=reason)
        return found[0]


def find_receipt(
    chain: Chain, family: Sequence[TxRecord]
) -> tuple[TxRecord, dict[str, Any]] | None:
    """The member of a family that was mined, deep enough to be acted on, and its raw receipt."""
    answers = chain.pool.batch(
        [("eth_getTransactionReceipt", ["0x" + member.hash.hex()]) for member in family]
    )
    for member, answer in zip(family, answers, strict=True):
        if isinstance(answer, dict) and answer.get("blockNumber"):
            depth = chain.deployment.finality_depth
            deep = depth == 0 or chain.block_number() >= int(answer["blockNumber"], 16) + depth
            return (member, answer) if deep else None
    return None


def receipt_of(chain: Chain, raw: dict[str, Any]) -> Receipt:
    """A node's receipt as a value."""
    return Receipt(
        tx_hash=bytes.fromhex(raw["transactionHash"].removeprefix("0x")),
        block_number=int(raw["blockNumber"], 16),
        gas_used=int(raw["gasUsed"], 16),
        contract_address=chain.web3.to_checksum_address(raw["contractAddress"])
        if raw.get("contractAddress")
        else None,
        events=tuple(chain.decoded(raw.get("logs", ()))),
    )


def revert_of(chain: Chain, record: TxRecord, raw: dict[str, Any]) -> errors.ContractError:
    """Why a transaction reverted: its call is asked again as of the block before, then of its own.

    Nodes that have pruned that state cannot tell; then ``ContractRefused`` says so.
    """
    fields = record.fields
    call = {"from": record.account, "data": fields["data"], "gas": hex(fields["gas"])}
    if fields.get("to"):
        call["to"] = fields["to"]
    number = int(raw["blockNumber"], 16)
    for answer in chain.pool.batch([("eth_call", [call, hex(n)]) for n in (number - 1, number)]):
        if isinstance(answer, Refusal) and (answer.revert or "revert" in answer.text.lower()):
            return chain.reverts.error(answer.revert)
    if int(raw["gasUsed"], 16) >= fields["gas"]:
        return errors.ContractRefused(reason="it ran out of gas")
    return errors.ContractRefused(reason="the node no longer knows why")
