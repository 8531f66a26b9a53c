"""``ais compliance``: scanners' reports against a policy, offline.

Needs no home, key, chain or network. What is refused ends with exit status 2; a verdict, good or
bad, with 0.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ais.compliance.assessment_file import load_assessment
from ais.compliance.documents import moment_of
from ais.compliance.evaluate import details, evaluate, report_details, summary, timestamp
from ais.compliance.policies import BUILT_IN, Policy, load_policy
from ais.compliance.readers import read_report
from ais.compliance.report import Evaluation, Report, Status
from ais.compliance.scan import LocalScan, local_scan
from ais.errors import AisError, FileUnusable

from .output import Output
from .session import Session, Verb, Verbs, pass_session

__all__ = ["compliance"]

REFUSED = 2
_SHOWN = 15
_COLUMNS = ("report", "tool", "target", "scanned at", "pass", "fail", "other", "its own totals")
_STYLES = {Status.COMPLIANT: "green", Status.CONDITIONAL: "yellow", Status.NON_COMPLIANT: "red"}


class _Time(click.ParamType):
    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        found = moment_of(value, end_of_day=True)
        if found is None:
            self.fail(
                f"{value!r} is no time such as 2026-05-04 or 2026-05-04T10:00:00Z", param, ctx
            )
        return found


@click.group(cls=Verbs)
def compliance() -> None:
    """Scanner reports against a policy: one verdict.

    A verdict is a self-evaluation against the arithmetic of a policy, and no more. Exit status: 0
    done, whatever the verdict; 2 refused or wrong usage.
    """


@compliance.command("evaluate", cls=Verb)
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--policy", required=True, help="Name of a built-in policy, or a policy file.")
@click.option(
    "--assessment", type=click.Path(), help="The supplier's assessment file (YAML or OSCAL)."
)
@click.option("--at", type=_Time(), help="Time of the evaluation, UTC.  [default: now]")
@click.option("--details", "full", is_flag=True, help="All of it: every rule, state and reason.")
@pass_session
def evaluate_(
    session: Session,
    *,
    files: tuple[str, ...],
    policy: str,
    assessment: str | None,
    at: int | None,
    full: bool,
) -> None:
    """Tell what a policy makes of the report FILES of scanners.

    Reads XCCDF, ARF, OSCAL assessment results, HDF, kube-bench, ScubaGear and Lynis. Built-in
    policies: all-rules, nist-800-171r2, cmmc-l1, cmmc-l2; the last three need --assessment.

    Example: ais compliance evaluate results.xml --policy all-rules
    """
    output = session.output
    with _refusals(output):
        chosen = load_policy(policy)
        stated = load_assessment(assessment) if assessment else None
        reports = [read_report(Path(each)) for each in files]
        moment = int(time.time()) if at is None else at
        found = evaluate(reports, chosen, assessment=stated, at=moment)
    value = details(found) if full else summary(found)
    output.result(value, lambda: _show(output, found, chosen, most=None if full else _SHOWN))


@compliance.command("scan", cls=Verb)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the report and the scanner's log.",
)
@click.option("--tool", type=click.Choice(["lynis", "openscap"]), help="[default: what fits]")
@click.option(
    "--content",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Of OpenSCAP: the SCAP data stream.",
)
@click.option("--profile", default="", help="Of OpenSCAP: the id of a profile in it.")
@click.option("--test", "tests", multiple=True, help="Of Lynis: this test alone; repeatable.")
@pass_session
def scan_(
    session: Session,
    *,
    out: Path,
    tool: str | None,
    content: Path | None,
    profile: str,
    tests: tuple[str, ...],
) -> None:
    """Scan this machine with Lynis, or with OpenSCAP where --content is given.

    Needs the scanner to be installed. A scan without root, or of some tests alone, is partial and
    says so. The report stays on this machine: evaluate it next.

    Example: ais compliance scan --out scans
    """
    output = session.output
    runs_openscap = tool == "openscap" or (tool is None and content is not None)
    if runs_openscap and (content is None or tests):
        raise click.UsageError("OpenSCAP needs --content and knows no --test.")
    if not runs_openscap and (content is not None or profile):
        raise click.UsageError("--content and --profile are of OpenSCAP; Lynis knows neither.")
    with _refusals(output):
        found = local_scan(tool, out, content=content, profile=profile, tests=tests)
    value = {"file": found.path, "log": found.log, **report_details(found.report)}
    output.result(value, lambda: _show_scan(output, found))


@compliance.command("policies", cls=Verb)
@click.argument("policy", required=False)
@pass_session
def policies(session: Session, *, policy: str | None) -> None:
    """List the built-in policies, or show POLICY, a name or a file, with its digest.

    The digest is what the governor registers on the chain: SHA-256 of the RFC 8785 bytes of the
    document.

    Example: ais compliance policies cmmc-l2
    """
    output = session.output
    with _refusals(output):
        found = [load_policy(each) for each in ([policy] if policy else BUILT_IN)]
    if policy:
        shown = {**_brief(found[0]), "document": dict(found[0].document)}
        output.result(shown, lambda: _show_policy(output, found[0]))
        return
    output.result(
        {"policies": [_brief(each) for each in found]},
        lambda: output.table(
            ["policy", "version", "digest", "scan, days", "title"],
            [
                (p.name, p.version, p.digest.hex(), p.document["max_scan_age_days"], p.title)
                for p in found
            ],
        ),
    )


@contextmanager
def _refusals(output: Output) -> Iterator[None]:
    """Shows a refusal as every command does, and ends with exit status 2."""
    try:
        yield
    except AisError as error:
        output.error(error)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        output.error(FileUnusable(path=error.filename or "a file", reason=reason))
    else:
        return
    click.get_current_context().exit(REFUSED)


def _brief(policy: Policy) -> Mapping[str, Any]:
    return {
        "name": policy.name,
        "version": policy.version,
        "title": policy.title,
        "kind": policy.document["kind"],
        "digest": policy.digest.hex(),
        "max_scan_age_days": policy.document["max_scan_age_days"],
        "conditional_is_compliant": policy.allows_conditional,
    }


def _show_policy(output: Output, policy: Policy) -> None:
    output.pairs(_brief(policy), title=f"policy {policy.name}")
    rules = policy.document.get("rules")
    if isinstance(rules, list):
        output.line("rules", style="bold")
        for rule in rules:
            output.line(f"  {rule if isinstance(rule, str) else _words(rule)}")
    groups = policy.document.get("requirements", {})
    points = (policy.document.get("score") or {}).get("points", {})
    if groups:
        rows = [(each, ", ".join(groups[each]), points.get(each)) for each in groups]
        output.table(["requirement", "of 800-171", "points"], rows)


def _words(rule: Mapping[str, Any]) -> str:
    more = [f"in {rule['format']} reports"] if "format" in rule else []
    more += [f"also with {', '.join(rule['accept'])}"] if "accept" in rule else []
    return f"{rule['rule']} ({'; '.join(more)})"


def _show(output: Output, found: Evaluation, policy: Policy, *, most: int | None) -> None:
    verdict = f"{found.status.value} under {found.policy}, version {policy.version}"
    output.line(verdict, style=_STYLES.get(found.status, "bold"))
    output.pairs(
        {
            "evaluated at": timestamp(found.evaluated_at),
            "scanned at": timestamp(found.scanned_at),
            "rules": _counted(found.counts.to_dict()),
            **_scores(found),
            "counts in public as": "compliant" if policy.accepts(found.status) else "not compliant",
            "policy digest": found.policy_digest.hex(),
            "report digest": found.report_digest.hex(),
        }
    )
    output.table(
        _COLUMNS,
        [_row(each) for each in found.reports],
    )
    for reason in found.reasons[:most]:
        output.line(f"  - {reason}")
    _more(output, found.reasons, most)
    _list(output, "decided against", found.failing, most)
    _list(output, "counted nowhere, for want of a map", found.unmapped, most)
    if found.requirements:
        output.line("A self-evaluation against the rule's arithmetic, and no more.", style="dim")


def _show_scan(output: Output, found: LocalScan) -> None:
    output.table(_COLUMNS, [_row(found.report)])
    for note in found.report.notes:
        output.line(f"  - {note}")
    output.line(f"report: {found.path}")
    output.line(f"scanner's log: {found.log}")


def _scores(found: Evaluation) -> dict[str, object]:
    if not found.requirements:
        return {}
    named = {
        "requirements": f"{found.met} met, {found.not_met} not met, "
        f"{found.not_applicable} not applicable, {found.not_assessed} not assessed",
    }
    if found.score is not None or found.score_max is not None:
        claim = "claimed as DoD score" if found.score_claimed else "not claimed as DoD score"
        best = f"; {found.score_max} if all that is not assessed were met"
        shown = "no score" if found.score is None else f"{found.score} ({claim})"
        named["score"] = shown + (best if found.not_assessed else "")
    if found.due_at is not None:
        named["plan of action due"] = timestamp(found.due_at) or ""
    return dict(named)


def _row(report: Report) -> tuple[object, ...]:
    counts = report.counts
    return (
        f"{report.format} {report.sha256.hex()[:8]}",
        f"{report.tool} {report.version}".strip(),
        report.target,
        timestamp(report.scanned_at),
        *(counts.passed, counts.failed, counts.other),
        _counted(report.own_totals) or None,
    )


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {word}" for word, number in counts.items())


def _list(output: Output, title: str, names: tuple[str, ...], most: int | None) -> None:
    if names:
        output.line(f"{title}: {len(names)}", style="bold")
        for name in names[:most]:
            output.line(f"  {name}")
        _more(output, names, most)


def _more(output: Output, names: tuple[str, ...], most: int | None) -> None:
    hidden = len(names[most:]) if most is not None else 0
    if hidden:
        output.line(f"  and {hidden} more: see them all with --details", style="dim")
