"""The audit: the trail of one submission, and the whole ledger, as everybody can check them.

It needs no key and no membership: the chain is enough. It shows who submitted, to how many slots
keys were released, who asked, granted and receipted, how panels valued and what was paid. It does
not show who opened what, nor whom an allow list names: that stands nowhere.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ais.chain.contracts import NOUNS
from ais.events import Event, Submitted
from ais.index import Entry
from ais.policy import unpack

from .opening import slot_count
from .outcome import Outcome
from .party import Party
from .terms import shown_policy

__all__ = ["COLUMNS", "CONTRACTS", "Line", "Trail", "ledger", "to_csv", "trail"]

#: Whose events make the ledger.
CONTRACTS = tuple(noun.NAME for noun in NOUNS)
COLUMNS = (
    "block",
    "time",
    "contract",
    "event",
    "submission",
    "organisation",
    "values",
    "transaction",
)


@dataclass(frozen=True, slots=True)
class Line(Outcome):
    """One event as the audit shows it."""

    block: int
    timestamp: int
    transaction: bytes
    contract: str
    event: str
    submission_id: str
    organisation: int | None
    values: dict[str, Any]

    def cells(self) -> tuple[str, ...]:
        """As a row of a table, in the order of ``COLUMNS``."""
        return (
            str(self.block),
            str(self.timestamp),
            self.contract,
            self.event,
            self.submission_id,
            "" if self.organisation is None else str(self.organisation),
            json.dumps(self.values, sort_keys=True),
            "0x" + self.transaction.hex(),
        )


@dataclass(frozen=True, slots=True)
class Trail(Outcome):
    """Everything that happened to one submission, with its policy in names."""

    submission_id: bytes
    organisation: int
    policy: dict[str, object]
    slots: tuple[int | None, ...]  # of each readers' release; None where the stores lost it
    lines: tuple[Line, ...]


def trail(party: Party, submission_id: bytes) -> Trail:
    """From submission to the last payment. Raises ``IndexUnknown``."""
    index = party.sync()
    record = index.submission(submission_id)
    slots = tuple(slot_count(party, made.slots_digest) for made in record.releases)
    return Trail(
        submission_id=submission_id,
        organisation=record.policy.organisation,
        policy=shown_policy(record.policy),
        slots=slots,
        lines=tuple(_line(entry) for entry in index.trail(submission_id)),
    )


def ledger(
    party: Party,
    *,
    first_block: int = 0,
    contracts: Sequence[str] = (),
    organisation: int | None = None,
) -> list[Line]:
    """Every event of the network's contracts, in order."""
    wanted = {name.lower() for name in contracts}
    lines = (_line(entry) for entry in party.sync().ledger(first_block))
    return [
        line
        for line in lines
        if (not wanted or line.contract.lower() in wanted)
        and organisation in (None, line.organisation)
    ]


def to_csv(lines: Iterable[Line]) -> str:
    """The lines as CSV with a header; cells that a spreadsheet would compute are made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([_harmless(cell) for cell in line.cells()])
    return text.getvalue()


def _harmless(cell: str) -> str:
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _line(entry: Entry[Event]) -> Line:
    shown = entry.to_dict()
    values = dict(shown["values"])
    name = str(values.pop("submission_id", ""))
    organisation = values.pop("organisation", None)
    if isinstance(entry.event, Submitted):
        values["policy"] = shown_policy(unpack(entry.event.policy))
    return Line(
        block=entry.block_number,
        timestamp=entry.timestamp,
        transaction=entry.tx_hash,
        contract=entry.contract,
        event=entry.name,
        submission_id=name,
        organisation=None if organisation is None else int(organisation),
        values=values,
    )
