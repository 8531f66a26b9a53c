"""What changed since the last look: of our suppliers, and of the network's counts.

What was told last is kept sealed in the home; it names suppliers. Of a supplier it is what stands
(``view.standing``). The network's count of an epoch that is over is held against the epoch before
it, and then against what was told of it; of the running one only what is more than before is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ais.crypto import self_open, self_seal
from ais.errors import AlertsUnusable, CryptoError
from ais.flows.home import write_private_bytes
from ais.flows.outcome import Outcome
from ais.flows.party import Party

from . import policies
from .opening import Seen, Verdict
from .view import Counted, network, standing

__all__ = ["Alert", "alerts"]

_USE = "alerts"
_COUNTS = ("failing", "contested", "missing")
_BLOCK_BYTES = 8_192
Kept = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Alert(Outcome):
    """One change. ``supplier`` is 0 where it is the network's. ``name``: that of the policy.

    ``what``: "verdict", or the count that changed. ``before`` is None for a supplier seen first.
    ``is_worse``: whether somebody should look.
    """

    supplier: int
    policy: bytes
    epoch: int
    what: str
    before: str | int | None
    after: str | int
    is_worse: bool
    reason: str = ""
    name: str = ""

    def sentence(self) -> str:
        """For people."""
        whose = f"supplier {self.supplier}" if self.supplier else "the network"
        count = "" if self.supplier else f", {self.what}"
        before = "unknown" if self.before is None else self.before
        why = f" ({self.reason})" if self.reason else ""
        return f"{whose}, {self.name}{count}: {before} -> {self.after}{why}, epoch {self.epoch}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, and the sentence."""
        return {**Outcome.to_dict(self), "sentence": self.sentence()}


def alerts(party: Party, *, keep: bool = True) -> list[Alert]:
    """Changes since the last look; with ``keep`` this one becomes the last.

    Raises ``AlertsUnusable``, ``TallyUneven``.
    """
    running = party.sync().epoch()
    former = _read(party)
    rows = {f"{each.supplier}/{each.policy.hex()}": each for each in standing(party)}
    counted = network(party, first=max(1, running - 2))
    changes = [*_of_suppliers(former, rows), *_of_network(former, counted, running)]
    found = [replace(each, name=policies.name_of(party, each.policy)) for each in changes]
    if keep:
        _write(party, rows, counted)
    return found


# ---- suppliers -------------------------------------------------------------------------------


def _of_suppliers(former: Kept, rows: dict[str, Seen]) -> Iterator[Alert]:
    known = former["suppliers"]
    for name, seen in rows.items():
        before = known.get(name)
        if before == seen.verdict.value or (before is None and seen.verdict is Verdict.NOT_YET):
            continue
        yield Alert(
            seen.supplier,
            seen.policy,
            seen.epoch,
            "verdict",
            before,
            seen.verdict.value,
            not seen.is_passing and seen.verdict is not Verdict.NOT_YET,
            seen.reason,
        )


# ---- the network -----------------------------------------------------------------------------


def _of_network(former: Kept, rows: Iterable[Counted], running: int) -> Iterator[Alert]:
    counts = {_place(row.policy, row.epoch): _counts(row) for row in rows}
    for row in rows:
        if row.epoch < running - 1:
            continue  # there to be held against
        told = former["counts"].get(_place(row.policy, row.epoch))
        base = counts.get(_place(row.policy, row.epoch - 1), dict.fromkeys(_COUNTS, 0))
        for what in _COUNTS:
            count = counts[_place(row.policy, row.epoch)][what]
            before = _before(what, row, told, base)
            if before is not None and count != before:
                yield Alert(0, row.policy, row.epoch, what, before, count, count > before)


def _before(
    what: str, row: Counted, told: dict[str, int] | None, base: dict[str, int]
) -> int | None:
    """What a count is held against; None where there is nothing new to tell."""
    count, last = int(getattr(row, what)), 0 if told is None else told[what]
    if told is not None and told["over"]:
        return told[what]  # contests and claims come in for one epoch more
    usual = 0 if what == "missing" else base[what]  # claims about it have only begun
    if not row.is_over:
        return max(usual, last) if count > max(usual, last) else None
    was_told = told is not None and count == last and count > usual
    return None if was_told else usual


def _counts(row: Counted) -> dict[str, int]:
    return {what: int(getattr(row, what)) for what in _COUNTS}


def _place(policy: bytes, epoch: int) -> str:
    return f"{policy.hex()}/{epoch}"


# ---- what was told last ----------------------------------------------------------------------


def _read(party: Party) -> Kept:
    path = party.home.alerts
    try:
        raw = self_open(party.keys.root().self_key(), _USE, path.read_bytes())
        found = json.loads(raw)
        return {"suppliers": dict(found["suppliers"]), "counts": dict(found["counts"])}
    except FileNotFoundError:
        return {"suppliers": {}, "counts": {}}
    except OSError as error:
        raise AlertsUnusable(path=path, reason=error.strerror) from None
    except (CryptoError, ValueError, KeyError, TypeError):
        raise AlertsUnusable(path=path, reason="it is not what this home sealed") from None


def _write(party: Party, rows: dict[str, Seen], counted: Iterable[Counted]) -> None:
    counts = {
        _place(row.policy, row.epoch): {**_counts(row), "over": row.is_over} for row in counted
    }
    shown = {name: seen.verdict.value for name, seen in rows.items()}
    text = json.dumps({"suppliers": shown, "counts": counts}).encode()
    padded = text.ljust(-(-len(text) // _BLOCK_BYTES) * _BLOCK_BYTES)
    sealed = self_seal(party.keys.root().self_key(), _USE, padded)
    write_private_bytes(party.home.alerts, sealed)
