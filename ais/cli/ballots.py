"""How appraisals and ballots are shown to a panelist."""

from __future__ import annotations

from collections.abc import Mapping

from ais.flows.appraise import Appraisal
from ais.flows.ballots import Voted
from ais.policy import sector_name
from ais.types import Ballot, Verdict

from .output import Output, short
from .pool import acts

__all__ = ["show_appraisal", "show_ballot", "show_voted"]


def show_appraisal(output: Output, found: Appraisal) -> None:
    """Show what was checked, what the content holds, and the suggested ballot."""
    output.line(f"Submission 0x{found.submission_id.hex()}, round {found.round}", style="bold")
    rows = [("ok" if c.holds else "FAILED", c.name, c.detail) for c in found.checks]
    output.table(("", "check", ""), rows)
    if found.objects:
        counts = ", ".join(f"{count} {kind}" for kind, count in found.objects.items())
        output.line(f"holds {counts}; {found.values} values")
    for hit in found.benign:
        output.line(f"known to be harmless: {hit.value} ({hit.reason})", style="yellow")
    for overlap in found.overlaps:
        when = "earlier" if overlap.earlier else "later"
        output.line(
            f"{overlap.share:.0%} of its values are in {short(overlap.submission_id, 18)} ({when})"
        )
    show_ballot(output, found.ballot, "Suggested", found.reasons)


def show_ballot(
    output: Output, ballot: Ballot, title: str, reasons: Mapping[str, str] | None = None
) -> None:
    """Show a ballot field by field, with the reasons where there are some."""
    why = reasons or {}
    rows = [("verdict", ballot.verdict.name.lower(), why.get("verdict", ""))]
    if ballot.verdict is Verdict.VALID:
        rows += [
            ("sector", sector_name(ballot.sector), why.get("sector", "")),
            ("severity", str(ballot.severity_bps), why.get("severity", "")),
            ("scope", str(ballot.scope_bps), why.get("scope", "")),
        ]
    if ballot.verdict is Verdict.DUPLICATE:
        rows.append(("prior", "0x" + ballot.prior_id.hex(), ""))
    output.table(("field", "value", "reason"), rows, title=title)


def show_voted(output: Output, voted: Voted) -> None:
    """Show a ballot that was committed or revealed, and when reveals are open."""
    show_ballot(output, voted.ballot, "Ballot")
    acts(output, [voted.act], None)
    if voted.reveal_by:
        output.line(f"reveals: blocks {voted.reveal_from} to {voted.reveal_by}")
