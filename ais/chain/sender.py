"""Signing and sending: journalled before it is sent, the same bytes after any doubt.

What holds whenever the process dies:

1. A nonce is taken, the transaction signed and its bytes written in one act of the journal.
2. Only then are the bytes sent. What a node says is an opinion; the receipt decides.
3. A step of a saga has one transaction. It is signed anew only when the first one is provably
   without effect: it reverted, or its nonce was used by something else.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_utils.address import is_address

from ais import errors
from ais.ports import Draft, Role, Signer, StepRef, TxJournal, TxRecord, TxState

from . import artifacts, fees
from .client import Chain
from .codec import Write
from .delivery import Delivery
from .hex_values import quantity
from .receipts import Receipt
from .rpc import Refusal

__all__ = ["Receipt", "Sender", "Timing"]

_MOST_BYTES = 131_072  # a transaction


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait for what, in seconds; how many transactions an account has under way."""

    receipt: float = 120.0  # for a receipt, before giving up for now
    resend: float = 3.0  # between sending the same bytes again
    stuck: float = 30.0  # before a higher fee is offered
    poll: float = 0.05  # between two looks
    most_in_flight: int = 16


class Sender:
    """Sends calls of any account whose signer it is handed, through one journal."""

    def __init__(self, chain: Chain, journal: TxJournal, timing: Timing | None = None) -> None:
        self.chain = chain
        self._journal = journal
        self._timing = timing or Timing()
        self._key = chain.deployment.genesis_hash
        self._delivery = Delivery(chain, journal, self._draft, self._timing.stuck)

    def send(
        self, signer: Signer, write: Write, *, step: StepRef | None = None, gas: int | None = None
    ) -> Receipt:
        """Sign, journal, send and wait; a step that has a transaction goes on with that one.

        ``gas`` where an estimate cannot be trusted. Raises the contract's error,
        ``InsufficientFunds``, ``TransactionRefused``, ``TransactionLost``, ``ReceiptTimeout``,
        ``JournalStepConflict`` where the step's transaction is another call.
        """
        return self.wait(self.post(signer, write, step=step, gas=gas), signer)

    def post(
        self, signer: Signer, write: Write, *, step: StepRef | None = None, gas: int | None = None
    ) -> TxRecord:
        """Sign, journal and send, but do not wait for the receipt (see ``wait``)."""
        known = self._known(step, signer) if step else None
        if known is None:
            fields = self._fields(signer.address, write, gas)
            known = self._allocate(signer, fields, step)
        _same_call(known, write)

        if known.state is TxState.SIGNED:
            self._delivery.push(known, signer, everywhere=False)
        return known

    def wait(
        self, record: TxRecord, signer: Signer | None = None, seconds: float | None = None
    ) -> Receipt:
        """The receipt, once it is final; sends the same bytes again as long as there is none.

        With a signer, gaps before it are filled and a stuck one is replaced. Raises as ``send``.
        """
        allowed = self._timing.receipt if seconds is None else seconds
        deadline = time.monotonic() + allowed
        resend_at = time.monotonic() + self._timing.resend
        pause = self._timing.poll
        while True:
            receipt = self._delivery.conclude(record)
            if receipt is not None:
                return receipt
            now = time.monotonic()
            if now >= deadline:
                note = f" ({self._delivery.said})" if self._delivery.said else ""
                raise errors.ReceiptTimeout("0x" + record.hash.hex(), allowed, note)
            if now >= resend_at:
                self._delivery.push(record, signer, everywhere=True)
                resend_at = now + self._timing.resend
            time.sleep(pause)
            pause = min(pause * 1.25, 10 * self._timing.poll)

    def deploy(
        self,
        signer: Signer,
        name: str,
        *arguments: Any,
        step: StepRef | None = None,
        libraries: Mapping[str, str] | None = None,
    ) -> Receipt:
        """Create a contract of the package; its address is ``contract_address`` of the receipt.

        ``libraries``: addresses of those that it is linked to. Raises ``ArtifactLinks``.
        """
        code = artifacts.load(name).creation(*arguments, libraries=libraries or {})
        return self.send(signer, Write("", code, f"{name}.constructor"), step=step)

    def estimate(self, account: str, write: Write) -> int:
        """Gas that the call takes now, without margin. Raises what the contract would refuse."""
        call: dict[str, str] = {"from": account, "data": "0x" + write.payload.hex()}
        if write.to:
            call["to"] = write.to
        if write.value:
            call["value"] = hex(write.value)
        try:
            answer = self.chain.pool.request("eth_estimateGas", call, "pending")
        except Refusal as refusal:
            if "insufficient funds" in refusal.text.lower():
                raise errors.InsufficientFunds(account) from None
            raise self.chain.refused(write.name, refusal) from None
        return quantity(answer, "eth_estimateGas")

    def next_nonce(self, account: str) -> int:
        """The nonce that the account's next transaction will have, if nothing else is signed."""
        pending = self._journal.pending(self._key, account)
        return max([self._delivery.counts(account)[1], *(r.nonce + 1 for r in pending)])

    def settle_pending(self, signer: Signer | None = None) -> list[TxRecord]:
        """Look after everything that is under way (all accounts without a signer); what is left."""
        account = None if signer is None else signer.address
        self._delivery.settle(self._journal.pending(self._key, account), signer, push=True)
        return self._journal.pending(self._key, account)

    # ---- private -----------------------------------------------------------------------------

    def _known(self, step: StepRef, signer: Signer) -> TxRecord | None:
        """The step's transaction; one that was given up is waited out first: it has no effect."""
        known = self._journal.find(step)
        if known is None or not self._delivery.given_up(known):
            return known
        try:
            self.wait(known, signer)
        except errors.TransactionRefused:
            return None
        return known

    def _fields(self, account: str, write: Write, gas: int | None) -> dict[str, Any]:
        if write.to and not is_address(write.to):
            raise errors.ContractMissing(contract=write.name, address=write.to)
        if gas is None:
            gas = self.estimate(account, write)
            gas = max(gas + gas // 4 + 10_000, write.least_gas)
        fields: dict[str, Any] = {
            "chainId": self.chain.deployment.chain_id,
            "value": write.value,
            "data": "0x" + write.payload.hex(),
            "gas": gas,
            **fees.suggest(self.chain.pool),
        }
        if write.to:
            fields["to"] = write.to
        return fields

    def _allocate(self, signer: Signer, fields: dict[str, Any], step: StepRef | None) -> TxRecord:
        """A place in the journal; waits while too many are under way (one, for a new account)."""
        push_at = time.monotonic()
        deadline = push_at + self._timing.receipt
        while True:
            latest, pending = self._delivery.counts(signer.address)
            record = self._journal.allocate(
                self._key,
                signer.address,
                chain_nonce=max(latest, pending),
                most_in_flight=self._timing.most_in_flight if latest else 1,
                sign=lambda nonce: self._draft(signer, {**fields, "nonce": nonce}, Role.CALL),
                step=step,
            )
            if record is not None:
                return record
            left = self._journal.pending(self._key, signer.address)
            now = time.monotonic()
            if left and now >= deadline:
                first = "0x" + left[0].hash.hex()
                note = " (too many are under way)"
                raise errors.ReceiptTimeout(first, self._timing.receipt, note)
            self._delivery.settle(left, signer, push=now >= push_at)
            if now >= push_at:
                push_at = now + self._timing.resend
            time.sleep(self._timing.poll)

    @staticmethod
    def _draft(signer: Signer, fields: dict[str, Any], role: Role) -> Draft:
        signed = signer.sign_transaction(fields)
        raw = bytes(signed.raw_transaction)
        if len(raw) > _MOST_BYTES:
            raise errors.TransactionTooLarge(len(raw), _MOST_BYTES)
        return Draft(fields=fields, raw=raw, hash=bytes(signed.hash), role=role)


def _same_call(record: TxRecord, write: Write) -> None:
    """A step stands for one call: with other arguments it is another step."""
    same = (
        record.fields.get("to", "") == write.to
        and record.fields["data"] == "0x" + write.payload.hex()
    )
    if not same:
        step = record.step.name if record.step else "tx"
        raise errors.JournalStepConflict(verb=write.name, step=step)
