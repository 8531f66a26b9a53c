"""What our customers will be told under a policy: evaluated here, kept sealed, said post by post.

One statement a policy stands until the next one takes its place. Each post has its own salt, so
that two customers cannot compare, and its own look at the scan's age: what has grown stale since is
said to be stale.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ais.compliance.assessment_file import load_assessment
from ais.compliance.evaluate import evaluate, summary
from ais.compliance.policies import Policy
from ais.compliance.readers import read_report
from ais.compliance.readers.source import load
from ais.compliance.report import Evaluation
from ais.crypto import self_open, self_seal
from ais.crypto.attestations import (
    Record,
    RecordStatus,
    Scanner,
    ScannerKind,
    is_compliant,
    verify_scanner,
)
from ais.errors import (
    CryptoError,
    LabelUnfit,
    RecordMalformed,
    ScannerSignature,
    ScannerUnfit,
    StatementUnusable,
    UsageRefused,
)
from ais.flows.home import write_private_bytes
from ais.flows.outcome import Outcome
from ais.flows.party import Party

from . import policies, reports

__all__ = ["Statement", "current", "state"]

_USE = "statement"
#: Field of a record -> the option of ``ais attest state`` that names it.
_OPTIONS = {
    "scope": "--scope",
    "tool": "--tool",
    "toolVersion": "--tool-version",
    "location": "--location",
}
#: Field of a record -> of a scanner's file.
_SIGNED = {"scannerKey": "key", "scannerSignature": "value"}
_PASSING = (RecordStatus.COMPLIANT, RecordStatus.CONDITIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Outcome):
    """What stands. Times are seconds, UTC. Of the customers' business alone, but no secret key.

    ``conditional_allowed`` and ``max_age_seconds`` are the policy's. ``is_shared``: the reports go
    to the customers too (``ais.flows.attestations.reports``).
    """

    policy: bytes
    name: str
    status: str
    score: int | None
    met: int
    not_met: int
    not_assessed: int
    scanned_at: int | None
    evaluated_at: int
    due_at: int
    report_digest: bytes
    scope: str
    tool: str
    version: str
    location: str
    scanner: tuple[str, bytes, bytes] | None  # kind, key, signature
    conditional_allowed: bool
    max_age_seconds: int
    is_shared: bool = False

    def record(self, now: int, *, location: str = "") -> Record:
        """The record of one post, with a salt of its own. Raises ``RecordMalformed``.

        ``location``: of the report that was sealed for this customer.
        """
        status = self._status_at(now)
        scanner = None
        if self.scanner is not None:
            kind, key, signature = self.scanner
            scanner = Scanner(ScannerKind[kind.upper()], key, signature)
        return Record(
            status=status,
            score=self.score,
            met=self.met,
            not_met=self.not_met,
            not_assessed=self.not_assessed,
            scanned_at=self.scanned_at,
            evaluated_at=self.evaluated_at if status.text == self.status else now,
            due_at=self.due_at,
            policy_digest=self.policy,
            report_digest=self.report_digest,
            salt=os.urandom(32),
            scope=self.scope,
            tool=self.tool,
            version=self.version,
            scanner=scanner,
            location=location or self.location,
        )

    def is_compliant(self, now: int) -> bool:
        """The flag that a post would carry in public."""
        return is_compliant(self.record(now), conditional_allowed=self.conditional_allowed)

    def _status_at(self, now: int) -> RecordStatus:
        """What the same evaluation would say now: a scan ages, and a plan falls due."""
        status, scanned_at = RecordStatus.named(self.status), self.scanned_at
        if status not in _PASSING:
            return status
        if scanned_at is None or not 0 <= now - scanned_at <= self.max_age_seconds:
            return RecordStatus.STALE
        if status is RecordStatus.CONDITIONAL and now > self.due_at:
            return RecordStatus.NON_COMPLIANT
        return status


def state(
    party: Party,
    files: Sequence[Path | bytes],
    policy: bytes | str | Path,
    *,
    assessment: Path | bytes | None = None,
    scope: str = "",
    tool: str = "",
    version: str = "",
    location: str = "",
    scanner: Scanner | None = None,
    at: int | None = None,
    share: bool = False,
) -> Statement:
    """Evaluate reports under a registered policy and keep what every customer will be told.

    ``scope``, ``tool`` and ``version`` where those of the reports do not fit into a record: labels
    are refused, not cut. ``at``: the chain's time by default. ``share``: each customer gets the
    reports too, through the network's stores. Raises what readers and policies raise,
    ``PolicyNotRegistered``, ``LabelUnfit``, ``RecordMalformed``; with ``share`` ``UsageRefused``
    beside a location, ``SealedReportMalformed`` beyond 64 MiB; ``ScannerUnfit`` where
    ``scanner`` did not sign just this report.
    """
    if share and location:
        reason = "a report is handed over through the stores or lies elsewhere, not both"
        raise UsageRefused(reason=reason, command="ais attest state")
    chosen = policies.named(party, policy)
    sources = [load(each, "") for each in files]
    found = evaluate(
        [read_report(each.raw, name=each.name) for each in sources],
        chosen,
        assessment=None if assessment is None else load_assessment(assessment),
        at=party.now() if at is None else at,
    )
    labels = {"scope": scope, "tool": tool, "version": version}
    kept = replace(_statement(chosen, found, labels, location, scanner), is_shared=share)
    _require_fit(kept)
    if share:  # before the statement that says so
        reports.keep(party, kept.policy, kept.report_digest, [each.raw for each in sources])
    _write(party, kept)
    reports.forget(party, kept.policy, but=kept.report_digest if share else None)
    party.progress.say(f"customers will be told: {kept.status} under {kept.name}")
    return kept


def current(party: Party, policy: bytes) -> Statement | None:
    """What stands for a policy; None where nothing was stated. Raises ``StatementUnusable``."""
    path = _path(party, policy)
    try:
        sealed = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StatementUnusable(path=path, reason=error.strerror) from None
    try:
        return _read(self_open(party.keys.root().self_key(), _USE, sealed, policy))
    except (CryptoError, ValueError, KeyError, TypeError):
        raise StatementUnusable(path=path, reason="it is not what this home sealed") from None


# ---- private ---------------------------------------------------------------------------------


def _statement(
    policy: Policy,
    found: Evaluation,
    labels: dict[str, str],
    location: str,
    scanner: Scanner | None,
) -> Statement:
    printed: dict[str, Any] = summary(found)
    signed = (scanner.kind.name.lower(), scanner.key, scanner.signature) if scanner else None
    return Statement(
        policy=policy.digest,
        name=policy.name,
        status=found.status.value,
        score=found.score,
        met=found.met,
        not_met=found.not_met,
        not_assessed=found.not_assessed,
        scanned_at=found.scanned_at,
        evaluated_at=found.evaluated_at,
        due_at=found.due_at or 0,
        report_digest=found.report_digest,
        scope=labels["scope"] or printed["target"],
        tool=labels["tool"] or printed["tool"],
        version=labels["version"] or printed["version"],
        location=location,
        scanner=signed,
        conditional_allowed=policy.allows_conditional,
        max_age_seconds=policy.max_age_seconds,
    )


def _require_fit(kept: Statement) -> None:
    """Refuse now what no record could hold (real reports name long targets, or none), or show."""
    try:
        verify_scanner(kept.record(kept.evaluated_at))
    except ScannerSignature:
        reason = f"signs no report of the digest 0x{kept.report_digest.hex()}"
        raise ScannerUnfit(field="value", reason=reason) from None
    except RecordMalformed as error:
        if error.field in _SIGNED:
            raise ScannerUnfit(field=_SIGNED[error.field], reason=error.reason) from None
        option = _OPTIONS.get(str(error.field))
        if option is None:
            raise
        raise LabelUnfit(field=error.field, reason=error.reason, option=option) from None


def _write(party: Party, kept: Statement) -> None:
    text = json.dumps(kept.to_dict()).encode()
    sealed = self_seal(party.keys.root().self_key(), _USE, text, kept.policy)
    write_private_bytes(_path(party, kept.policy), sealed)


def _read(raw: bytes) -> Statement:
    found = json.loads(raw)
    for name in ("policy", "report_digest"):
        found[name] = bytes.fromhex(found[name][2:])
    if found["scanner"] is not None:
        kind, key, signature = found["scanner"]
        found["scanner"] = (kind, bytes.fromhex(key[2:]), bytes.fromhex(signature[2:]))
    return Statement(**found)


def _path(party: Party, policy: bytes) -> Path:
    return party.home.statements / f"{policy.hex()}.sealed"
