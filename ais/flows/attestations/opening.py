"""What suppliers said: posts of an epoch, read by block range and matched here.

All events of a policy and epoch come from the index; a node is asked for none of them by its
one-time key. What is shown of a supplier is decided again at every look, from the event, the trace
of the pair (``traces``) and the policy's document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ais.crypto.attestations import (
    Posted,
    Record,
    decrypt_record,
    flag_committed,
    flaw_of,
    statement,
    verdict_at,
    verify_scanner,
)
from ais.errors import CryptoError, PostFlagMismatch
from ais.events import AttestationPosted
from ais.flows.outcome import Outcome, plain
from ais.flows.party import Party
from ais.index import Entry
from ais.types import Address

from .facts import posted_in
from .scene import Scene
from .traces import Trace, remember, traces_of

__all__ = ["Seen", "Verdict", "look", "one_of", "posted_of", "said"]


class Verdict(StrEnum):
    """What an officer is shown of one supplier, policy and epoch."""

    COMPLIANT = "compliant"
    FAILING = "failing"
    FAILING_STALE = "failing (stale)"
    UNREADABLE = "unreadable"  # a post under its key that holds nothing to read: failing
    CONTESTED = "contested"  # its public flag was corrected
    MISSING = "missing"  # the epoch is over, and it did not post
    REMOVED = "removed"  # it is out of the group or suspended: nothing of it counts
    NOT_YET = "not-yet"  # nothing was due so far, or the epoch still runs
    NO_DOCUMENT = "no-document"  # the policy's document is not in this home


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Outcome):
    """One supplier under one policy in one epoch.

    ``reason``: a word for why it is so; empty where the record says it all. ``worth``: what the
    record is worth beside a contest or a removal. ``public``: the flag that was first posted;
    ``corrected``: the one that a contest put. ``claimed``: silence is on chain. ``contest_due``:
    the public flag is false and nobody has contested it. ``is_of_pack``: known from a partner's
    pack alone, which does not prove that it was said to us. ``record``, ``trace``, ``entry``: what
    evidence is made of; none of them is printed.
    """

    supplier: int
    customer: int
    policy: bytes
    epoch: int
    verdict: Verdict
    reason: str = ""
    worth: Verdict | None = None
    public: bool | None = None
    corrected: bool | None = None
    claimed: bool = False
    contest_due: bool = False
    is_of_pack: bool = False
    record: Record | None = field(default=None, repr=False)
    trace: Trace | None = field(default=None, repr=False)
    entry: Entry[AttestationPosted] | None = field(default=None, repr=False)

    @property
    def is_passing(self) -> bool:
        """Whether the customer may rely on it: compliant, whatever a contest corrected to that."""
        return Verdict.COMPLIANT in (self.verdict, self.worth) and self.verdict not in (
            Verdict.REMOVED,
            Verdict.MISSING,
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values; the statement instead of the record, and where its post stands."""
        hidden = ("record", "trace", "entry")
        found = {n: plain(getattr(self, n)) for n in self.__slots__ if n not in hidden}
        found["verdict"] = self.verdict.value
        found["worth"] = None if self.worth is None else self.worth.value
        found["statement"] = None if self.record is None else statement(self.record)
        found["place"] = None
        if self.entry is not None:
            found["place"] = {
                "block": self.entry.block_number,
                "transaction": plain(self.entry.tx_hash),
                "logIndex": self.entry.log_index,
                "timestamp": self.entry.timestamp,
            }
        return found


def look(party: Party, policy: bytes, epoch: int) -> list[Seen]:
    """Our suppliers under a policy in an epoch, by number. Follows the chain first.

    Raises ``TraceUnusable``, and what an index raises.
    """
    return _look(party, policy, epoch, as_customer=True)


def said(party: Party, policy: bytes, epoch: int) -> list[Seen]:
    """The same from the other side: what we said to each of our customers."""
    return _look(party, policy, epoch, as_customer=False)


def posted_of(party: Party, event: AttestationPosted) -> Posted:
    """A post as the pair's keys open it."""
    return posted_in(party.chain_id, Address(party.attestations.address), event)


def one_of(rows: Iterable[Seen], side: str, organisation: int) -> Seen | None:
    """The row of one "supplier" or "customer", with a record where one has it."""
    mine = [each for each in rows if getattr(each, side) == organisation]
    return next((each for each in mine if each.record is not None), mine[0] if mine else None)


# ---- private ---------------------------------------------------------------------------------


def _look(party: Party, policy: bytes, epoch: int, *, as_customer: bool) -> list[Seen]:
    party.sync()
    remember(party)
    own = party.organisation
    scene = Scene(party, policy, epoch)
    found: dict[tuple[int, int], list[Trace]] = {}
    for trace in traces_of(party, epoch):
        ours = trace.customer if as_customer else trace.supplier
        if trace.policy == policy and ours == own:
            found.setdefault((trace.supplier, trace.customer), []).append(trace)
    seen = [_seen(scene, _chosen(scene, each)) for each in found.values()]
    for pair in scene.pairs:
        side = (pair.supplier, pair.customer)
        if side not in found and own == side[1 if as_customer else 0]:
            seen.append(_without_trace(scene, *side))
    return sorted(seen, key=lambda each: (each.supplier, each.customer))


def _chosen(scene: Scene, traces: Iterable[Trace]) -> Trace:
    """The trace that has a post; where there is none, that of the later pair.

    A pack says nothing where a pair does: what was told to another customer hides no silence.
    """
    by_age = sorted(traces, key=lambda each: each.first_epoch)
    by_age = [each for each in by_age if not each.is_of_pack] or by_age
    return next((e for e in reversed(by_age) if scene.post(e.keys.tau)), by_age[-1])


def _without_trace(scene: Scene, supplier: int, customer: int) -> Seen:
    removed = scene.is_removed(supplier)
    verdict = Verdict.REMOVED if removed else Verdict.NOT_YET
    reason = "removed" if removed else scene.why_no_trace(supplier)
    return Seen(
        supplier=supplier,
        customer=customer,
        policy=scene.policy,
        epoch=scene.epoch,
        verdict=verdict,
        reason=reason,
    )


def _seen(scene: Scene, trace: Trace) -> Seen:
    entry = scene.post(trace.keys.tau)
    values: dict[str, Any] = {
        "supplier": trace.supplier,
        "customer": trace.customer,
        "policy": trace.policy,
        "epoch": trace.epoch,
        "trace": trace,
        "claimed": scene.is_claimed(trace.keys.tau),
        "is_of_pack": trace.is_of_pack,
    }
    if entry is None:
        verdict, reason = _silent(scene, trace.supplier)
        return Seen(**values, verdict=verdict, reason=reason)

    values |= {"entry": entry, "public": entry.event.compliant}
    values |= {"corrected": scene.corrected(trace.keys.tau)}
    values |= _opened(scene, trace, entry.event, values["corrected"])
    if scene.is_removed(trace.supplier):
        values |= {"worth": values["verdict"], "verdict": Verdict.REMOVED, "reason": "removed"}
    return Seen(**values)


def _silent(scene: Scene, supplier: int) -> tuple[Verdict, str]:
    if scene.is_removed(supplier):
        return Verdict.REMOVED, "removed"
    why = scene.why_silent(supplier)
    return (Verdict.NOT_YET, why) if why else (Verdict.MISSING, "")


def _opened(
    scene: Scene, trace: Trace, event: AttestationPosted, corrected: bool | None
) -> dict[str, Any]:
    """Steps 2 to 6 of "Posts" in docs/protocol.md, and what the record is worth now."""
    posted = posted_of(scene.party, event)
    try:
        record = decrypt_record(posted, trace.keys.content_key)  # 2, 3
    except CryptoError as error:
        return {"verdict": Verdict.UNREADABLE, "reason": error.code}
    told = flag_committed(posted, record)
    is_false = told is not None and told != posted.compliant
    due = is_false and corrected is None and not trace.is_of_pack
    found: dict[str, Any] = {"record": record, "contest_due": due}
    worth, reason = _worth(scene, trace, posted, record, told)
    if corrected is not None:
        return {**found, "verdict": Verdict.CONTESTED, "reason": reason, "worth": worth}
    return {**found, "verdict": worth, "reason": reason}


def _worth(
    scene: Scene, trace: Trace, posted: Posted, record: Record, told: bool | None
) -> tuple[Verdict, str]:
    """What a record counts for, and the word for why. ``told``: the flag committed to."""
    policy = scene.document
    if policy is None:
        return Verdict.NO_DOCUMENT, "policy-document-missing"
    found = verdict_at(
        record,
        compliant=told is True,
        conditional_allowed=policy.allows_conditional,
        max_age=policy.max_age_seconds,
        now=scene.judged_at,
    )
    verdict, allowed = Verdict[found.name], policy.allows_conditional
    flaw = flaw_of(posted, record, next_=trace.next, conditional_allowed=allowed)  # 4 to 6
    if isinstance(flaw, PostFlagMismatch) and scene.corrected(posted.tau) is not None:
        return verdict, flaw.code
    if flaw is not None:
        return _at_best_failing(verdict), flaw.code
    if not _is_scanner_honest(record):
        return _at_best_failing(verdict), "scanner-signature"
    return verdict, ""


def _at_best_failing(verdict: Verdict) -> Verdict:
    return Verdict.FAILING if verdict is Verdict.COMPLIANT else verdict


def _is_scanner_honest(record: Record) -> bool:
    try:
        verify_scanner(record)
    except CryptoError:
        return False
    return True
