"""Getting a journalled transaction on chain: sending again, filling gaps, offering more, giving up.

Nothing here signs for a new purpose: what it signs has the nonce of what is already on record.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import Any

from ais import errors
from ais.ports import Draft, Role, Signer, TxJournal, TxRecord, TxState

from . import fees
from .answers import Answer
from .broadcast import broadcast
from .client import Chain
from .hex_values import quantity
from .receipts import Receipt, find_receipt, has_reverted, mined_in, receipt_of, revert_of
from .rpc import Refusal

__all__ = ["Delivery"]

_LIVE = (TxState.SIGNED, TxState.SENT)
_COUNT = "eth_getTransactionCount"
_FILL_GAS = 21_000
_LOOKS_UNTIL_DEAD = 3
_SECONDS_BETWEEN_LOOKS = 0.3


class Delivery:
    """Follows transactions of one journal. ``said``: what nodes last said that needs no act."""

    def __init__(
        self,
        chain: Chain,
        journal: TxJournal,
        draft: Callable[[Signer, dict[str, Any], Role], Draft],
        stuck_seconds: float,
    ) -> None:
        self._chain = chain
        self._journal = journal
        self._draft = draft
        self._stuck_seconds = stuck_seconds
        self._looks: dict[int, tuple[int, float]] = {}
        self.said = ""

    def counts(self, account: str) -> tuple[int, int]:
        """The account's next nonce by the newest block, and with what waits in the node's pool."""
        latest, pending = self._chain.pool.batch(
            [(_COUNT, [account, tag]) for tag in ("latest", "pending")]
        )
        if isinstance(latest, Refusal):
            raise self._chain.refused(_COUNT, latest)
        number = quantity(latest, _COUNT)
        return number, number if isinstance(pending, Refusal) else quantity(pending, _COUNT)

    # ---- what became of it -------------------------------------------------------------------

    def conclude(self, record: TxRecord) -> Receipt | None:
        """The receipt where there is one, after marking the family; None while there is none.

        Raises the contract's error, ``TransactionRefused`` where it was given up,
        ``TransactionLost`` where its nonce was used by something unknown.
        """
        family = self._journal.family(record)
        found = find_receipt(self._chain, family)
        if found is None:
            self._look_for_death(family)
            return None

        member, raw = found
        self._mark(family, member, raw)
        if member.role is Role.FILL and record.role is not Role.FILL:
            reason = "it was given up, and its nonce used for an empty transfer"
            raise errors.TransactionRefused("0x" + record.hash.hex(), reason)
        if has_reverted(raw):
            raise revert_of(self._chain, member, raw)
        return receipt_of(self._chain, raw)

    def given_up(self, record: TxRecord) -> bool:
        """Whether its nonce is meant for an empty transfer by now."""
        return any(member.role is Role.FILL for member in self._journal.family(record))

    def settle(self, records: Sequence[TxRecord], signer: Signer | None, *, push: bool) -> None:
        """Conclude what is on chain and with ``push`` send again what is not, whatever becomes."""
        for record in records:
            try:
                if self.conclude(record) is None and push:
                    self.push(record, signer, everywhere=False)
            except (errors.ContractError, errors.TransactionLost, errors.TransactionRefused):
                continue  # concluded without effect; its own caller is told
            except errors.InsufficientFunds:
                continue  # stays on record until the account is funded

    def _mark(self, family: Sequence[TxRecord], mined: TxRecord, raw: dict[str, Any]) -> None:
        number, reverted = mined_in(raw), has_reverted(raw)
        if mined.role is Role.FILL:
            others = TxState.DEAD
        else:
            others = TxState.FAILED if reverted else TxState.REPLACED
        own = TxState.FAILED if reverted else TxState.MINED
        for member in family:
            state = own if member.id == mined.id else others
            if (member.state, member.block_number) != (state, number):
                self._journal.mark(member, state, number)

    def _look_for_death(self, family: Sequence[TxRecord]) -> None:
        """Without receipt, but with its nonce used for good: it can never be mined.

        The count is asked before the receipts, of a final block, and on several looks.
        """
        root, now = family[0], time.monotonic()
        looks, last = self._looks.setdefault(root.id, (0, now))
        if now - last < _SECONDS_BETWEEN_LOOKS:
            return
        if not self._nonce_is_used(root) or find_receipt(self._chain, family) is not None:
            self._looks[root.id] = (0, now)
            return
        self._looks[root.id] = (looks + 1, now)
        if looks + 1 < _LOOKS_UNTIL_DEAD or self._known_elsewhere(family):
            return

        for member in family:
            self._journal.mark(member, TxState.DEAD)
        raise errors.TransactionLost(root.account, root.nonce)

    def _nonce_is_used(self, record: TxRecord) -> bool:
        tag = hex(self._chain.head().number)
        return quantity(self._chain.ask(_COUNT, record.account, tag), _COUNT) > record.nonce

    def _known_elsewhere(self, family: Sequence[TxRecord]) -> bool:
        """Whether another node has a receipt that the asked one lacks."""
        for node in self._chain.pool.nodes:
            for member in family:
                try:
                    if self._chain.pool.ask(
                        node, "eth_getTransactionReceipt", "0x" + member.hash.hex()
                    ):
                        return True
                except (Refusal, OSError, HTTPException, ValueError):
                    continue
        return False

    # ---- getting it there --------------------------------------------------------------------

    def push(self, record: TxRecord, signer: Signer | None, *, everywhere: bool) -> None:
        """Send the same bytes (again); with a signer also whatever keeps them from being mined.

        Raises ``InsufficientFunds``, ``TransactionRefused``.
        """
        if everywhere:
            self._close_gaps(record, signer)
        self._send(self._journal.family(record)[-1], signer, everywhere)  # it offers the most
        newest = self._journal.family(record)[-1]
        stuck = time.time() - newest.signed_at >= self._stuck_seconds
        if everywhere and stuck and newest.role is not Role.FILL:
            self._offer_more(newest, signer)

    def _send(self, member: TxRecord, signer: Signer | None, everywhere: bool) -> None:
        answer, reason = broadcast(self._chain.pool, member.raw, everywhere=everywhere)
        if answer is Answer.TAKEN:
            if member.state is TxState.SIGNED:
                self._journal.mark(member, TxState.SENT)
        elif answer is Answer.UNDERPRICED:
            self.said = reason
            self._offer_more(member, signer)
        elif answer is Answer.NO_FUNDS:
            raise errors.InsufficientFunds(member.account)
        elif answer is Answer.REFUSED:
            self._give_up(member, signer, reason)
        elif answer is Answer.LATER:
            self.said = reason

    def _close_gaps(self, record: TxRecord, signer: Signer | None) -> None:
        """Nonces below it that no node has: their own bytes again, or an empty transfer."""
        latest, pending = self.counts(record.account)
        for nonce in range(latest, record.nonce):
            known = self._journal.at_nonce(record.chain, record.account, nonce)
            if known is not None:
                self._send_quietly(self._journal.family(known)[-1], signer)
            elif pending <= nonce and signer is not None:
                draft = self._draft(signer, self._empty(record, nonce), Role.FILL)
                filler = self._journal.fill(record.chain, record.account, nonce, draft)
                if filler is not None:
                    broadcast(self._chain.pool, filler.raw, everywhere=True)

    def _send_quietly(self, member: TxRecord, signer: Signer | None) -> None:
        try:
            self._send(member, signer, everywhere=True)
        except errors.TransactionRefused:
            self.said = "an earlier transaction of the account was given up"

    def _offer_more(self, record: TxRecord, signer: Signer | None) -> None:
        """Sign the same call and nonce with a higher fee; never where nothing was offered."""
        if signer is None or fees.free_of_charge(record.fields):
            return
        more = fees.bumped(record.fields, fees.suggest(self._chain.pool))
        draft = self._draft(signer, {**record.fields, **more}, Role.BUMP)
        bump = self._journal.attach(record, draft)
        broadcast(self._chain.pool, bump.raw, everywhere=True)

    def _give_up(self, record: TxRecord, signer: Signer | None, reason: str) -> None:
        """Use the nonce of what every node refuses, so that later ones are not held up."""
        family = self._journal.family(record)
        filled = any(member.role is Role.FILL for member in family)
        if signer is not None and not filled and record.role is not Role.FILL:
            draft = self._draft(signer, self._empty(record, record.nonce), Role.FILL)
            filler = self._journal.attach(record, draft)
            broadcast(self._chain.pool, filler.raw, everywhere=True)
        raise errors.TransactionRefused("0x" + record.hash.hex(), reason)

    def _empty(self, record: TxRecord, nonce: int) -> dict[str, Any]:
        """An empty transfer to oneself."""
        return {
            "chainId": record.fields["chainId"],
            "nonce": nonce,
            "to": record.account,
            "value": 0,
            "data": "0x",
            "gas": _FILL_GAS,
            **fees.suggest(self._chain.pool),
        }
