"""Signed transactions: one nonce allocator an account, across all processes that share the file.

A nonce is never reserved without bytes that use it: taking the nonce, signing and writing are one
database transaction, so a crash leaves either nothing or a transaction that can be sent.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from typing import Any

from ais import errors
from ais.ports import Draft, Role, StepRef, TxRecord, TxState

from .database import Database

__all__ = ["Transactions"]

_COLUMNS = (
    "id, root, chain, account, nonce, hash, raw, fields, role, state, saga, step, "
    "block_number, signed_at"
)


class Transactions:
    """The ``ais.ports.TxJournal`` of one journal file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def allocate(
        self,
        chain: bytes,
        account: str,
        chain_nonce: int,
        most_in_flight: int,
        sign: Callable[[int], Draft],
        step: StepRef | None = None,
    ) -> TxRecord | None:
        """Sign with the next nonce and put it on record, in one act that no crash divides."""
        with self._database.write() as connection:
            known = _find(connection, step) if step else None
            if known is not None:
                return known
            highest, under_way = _load(connection, chain, account)
            if under_way >= most_in_flight:
                return None

            nonce = max(chain_nonce, highest + 1)
            return _insert(connection, chain, account, nonce, sign(nonce), step, root=None)

    def attach(self, record: TxRecord, draft: Draft) -> TxRecord:
        """Put a transaction of the same nonce on record, as a member of ``record``'s family.

        The same bytes are put there once: two processes may decide alike.
        """
        with self._database.write() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM transactions WHERE hash = ?",  # noqa: S608  our own names
                (draft.hash,),
            ).fetchone()
            if row is not None:
                return _record(row)
            return _insert(
                connection,
                record.chain,
                record.account,
                record.nonce,
                draft,
                step=None,
                root=record.root,
            )

    def fill(self, chain: bytes, account: str, nonce: int, draft: Draft) -> TxRecord | None:
        """Put the transaction that closes a gap on record; None where the nonce has a family."""
        with self._database.write() as connection:
            try:
                return _insert(connection, chain, account, nonce, draft, step=None, root=None)
            except sqlite3.IntegrityError:
                return None

    def at_nonce(self, chain: bytes, account: str, nonce: int) -> TxRecord | None:
        """The first transaction of the family that holds a nonce."""
        rows = self._select(
            "WHERE chain = ? AND account = ? AND nonce = ? AND id = root AND state != 'dead'",
            chain,
            account,
            nonce,
        )
        return rows[0] if rows else None

    def find(self, step: StepRef) -> TxRecord | None:
        """The first transaction of the step, unless that is dead or failed."""
        with self._database.read() as connection:
            return _find(connection, step)

    def family(self, record: TxRecord) -> list[TxRecord]:
        """All transactions that share its nonce by intent, oldest first."""
        return self._select("WHERE root = ? ORDER BY id", record.root)

    def history(self, step: StepRef) -> list[TxRecord]:
        """Every transaction that the step ever had, oldest first."""
        return self._select("WHERE saga = ? AND step = ? ORDER BY id", *step)

    def mark(self, record: TxRecord, state: TxState, block_number: int | None = None) -> None:
        """Record how far it got."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE transactions SET state = ?, block_number = ? WHERE id = ?",
                (state.value, block_number, record.id),
            )

    def pending(self, chain: bytes, account: str | None = None) -> list[TxRecord]:
        """What is signed or sent and not settled, by account and nonce."""
        return self._select(
            "WHERE chain = ? AND account = coalesce(?, account) AND state IN ('signed', 'sent') "
            "ORDER BY account, nonce, id",
            chain,
            account,
        )

    def _select(self, where: str, *values: object) -> list[TxRecord]:
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM transactions {where}",  # noqa: S608  our own names
                values,
            ).fetchall()
        return [_record(row) for row in rows]


def _find(connection: sqlite3.Connection, step: StepRef) -> TxRecord | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM transactions WHERE saga = ? AND step = ? AND id = root "  # noqa: S608  our own names
        "AND state NOT IN ('failed', 'dead')",
        step,
    ).fetchone()
    return None if row is None else _record(row)


def _load(connection: sqlite3.Connection, chain: bytes, account: str) -> tuple[int, int]:
    """The highest nonce that is spoken for (-1: none), and how many families are under way."""
    highest, under_way = connection.execute(
        "SELECT coalesce(max(nonce), -1), count(*) FILTER (WHERE state IN ('signed', 'sent')) "
        "FROM transactions "
        "WHERE chain = ? AND account = ? AND id = root AND state NOT IN ('dead')",
        (chain, account),
    ).fetchone()
    return highest, under_way


def _insert(
    connection: sqlite3.Connection,
    chain: bytes,
    account: str,
    nonce: int,
    draft: Draft,
    step: StepRef | None,
    root: int | None,
) -> TxRecord:
    if draft.fields["nonce"] != nonce:
        raise errors.JournalError(reason=f"signed for nonce {draft.fields['nonce']}, not {nonce}")
    next_id = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM transactions").fetchone()[0]
    connection.execute(
        f"INSERT INTO transactions ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608  our own names
        (
            next_id,
            next_id if root is None else root,
            chain,
            account,
            nonce,
            draft.hash,
            draft.raw,
            _to_text(draft.fields),
            draft.role.value,
            TxState.SIGNED.value,
            step.saga if step else None,
            step.name if step else None,
            None,
            int(time.time()),
        ),
    )
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM transactions WHERE id = ?",  # noqa: S608  our own names
        (next_id,),
    ).fetchone()
    return _record(row)


def _record(row: tuple[Any, ...]) -> TxRecord:
    (
        number,
        root,
        chain,
        account,
        nonce,
        tx_hash,
        raw,
        fields,
        role,
        state,
        saga,
        step,
        block,
        at,
    ) = row
    return TxRecord(
        id=number,
        root=root,
        chain=chain,
        account=account,
        nonce=nonce,
        hash=tx_hash,
        raw=raw,
        fields=_from_text(fields),
        role=Role(role),
        state=TxState(state),
        step=None if saga is None else StepRef(saga, step),
        block_number=block,
        signed_at=at,
    )


def _to_text(fields: Mapping[str, Any]) -> str:
    """JSON with bytes as 0x-text, so that a bump can be signed from it."""
    return json.dumps(
        {name: "0x" + v.hex() if isinstance(v, bytes) else v for name, v in fields.items()},
        sort_keys=True,
    )


def _from_text(text: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(text)
    return fields
