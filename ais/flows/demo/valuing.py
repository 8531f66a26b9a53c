"""Scene 4: a panel that nobody chose values what it opens, blind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ais.events import RoundTallied, Settled
from ais.flows import ballots, rounds
from ais.flows.appraise import appraise
from ais.flows.demo.cast import REGULAR, company
from ais.flows.demo.stage import Stage
from ais.flows.demo.truth import require
from ais.records import Phase
from ais.types import Ballot, Verdict

__all__ = ["Valued", "value", "value_the_first"]

_STEP_BPS = 2_500  # from one named anchor to the next
_FULL_BPS = 10_000
SHOWN_REASONS = ("verdict", "severity", "scope")


@dataclass(frozen=True, slots=True)
class Valued:
    """One valuation as it ended."""

    name: str
    submitter: str
    stage: str
    panel: tuple[str, ...]
    absent: str | None
    verdict: str
    severity_bps: int
    scope_bps: int
    reward: int


def value_the_first(stage: Stage) -> Valued:
    """The campaign, shown in full; the panelist drawn last never reveals."""
    stage.narrator.scene(
        "A panel values it, blind",
        "A block hash draws the seats; every ballot is committed before any is shown.",
    )
    return value(stage, "spyware", "northgrid", absent_place=-1, in_full=True)


def value(
    stage: Stage,
    name: str,
    submitter: str,
    *,
    absent_place: int | None = None,
    in_full: bool = False,
) -> Valued:
    """From open to settle. ``absent_place``: the panelist at that place commits, never reveals."""
    submission_id = stage.ids[name]
    panel = _submit_to_panel(stage, submission_id, submitter, in_full=in_full)
    absent = None if absent_place is None else panel[absent_place]
    for key in panel:
        _judge(stage, key, submission_id, in_full=in_full and key == panel[0])
    for key in panel:
        if key != absent:
            ballots.reveal(stage.party(key), submission_id)
    if absent is not None:
        seen = rounds.look(stage.party(submitter), submission_id)
        blocks = stage.mine_past(seen.reveal_by)
        stage.narrator.say(
            f"{company(absent).name} committed and never reveals: {blocks} blocks "
            "are made until its time is up."
        )
    # Anybody may settle; the submitter's agent does, in a process of its own.
    stage.ais(submitter, "run", "--once")
    return _ended(stage, name, submitter, panel, absent)


def _submit_to_panel(
    stage: Stage, submission_id: bytes, submitter: str, *, in_full: bool = False
) -> list[str]:
    """Open, draw, release the key; returns the homes of the panel, in order of the draw."""
    party = stage.party(submitter)
    opened = rounds.open_(party, submission_id)
    stage.mine_past(opened.seed_block)
    rounds.draw(party, submission_id)
    keyed = rounds.release_panel_key(party, submission_id)
    panel = [stage.key_of(number) for number in keyed.panel]
    if in_full:
        event = party.sync().panel(submission_id, keyed.round)
        assert event is not None
        stage.narrator.say(
            f"{event.eligible} of 13 seats may be drawn: {company(submitter).name} "
            "and its affiliate are recused by the contract. Drawn: "
            f"{', '.join(company(key).name for key in panel)}."
        )
    require("five are drawn", holds=len(panel) == 5, found=len(panel))
    require("nobody judges its own", holds=submitter not in panel, found=panel)
    return panel


# ---- private ---------------------------------------------------------------------------------


def _judge(stage: Stage, key: str, submission_id: bytes, *, in_full: bool) -> None:
    """Open, appraise, commit to the ballot that the content suggests."""
    if in_full:
        name = "0x" + submission_id.hex()
        _show_appraisal(stage, key, stage.ais(key, "panel", "appraise", name))
        stage.ais(key, "panel", "commit", name, "--yes")
        return
    party = stage.party(key)
    found = appraise(party, submission_id)
    ballots.commit(party, submission_id, _own_view(key, found.ballot))


def _own_view(key: str, suggested: Ballot) -> Ballot:
    """What the content suggests, as this panelist sees it.

    Who is of the affected sector knows what such a thing does there and goes a step up in severity;
    small members see a step less scope. The medians are there for that.
    """
    member = company(key)
    if suggested.verdict is not Verdict.VALID:
        return suggested
    severity, scope = suggested.severity_bps, suggested.scope_bps
    if suggested.sector in member.sectors:
        severity = min(severity + _STEP_BPS, _FULL_BPS)
    if member.tier == REGULAR:
        scope = max(scope - _STEP_BPS, _STEP_BPS)
    return replace(suggested, severity_bps=severity, scope_bps=scope)


def _show_appraisal(stage: Stage, key: str, found: dict[str, Any]) -> None:
    ballot, reasons = found["ballot"], found["reasons"]
    rows = [(check["name"], check["detail"]) for check in found["checks"]]
    rows += [(f"{name}: {_shown(ballot, name)}", reasons.get(name, "")) for name in SHOWN_REASONS]
    title = f"What {company(key).name} finds behind the ciphertext"
    stage.narrator.table(title, ("looked at", "found"), rows)


def _shown(ballot: dict[str, Any], name: str) -> str:
    return str(ballot[name] if name == "verdict" else ballot[f"{name}_bps"])


def _ended(stage: Stage, name: str, submitter: str, panel: list[str], absent: str | None) -> Valued:
    party = stage.party(submitter)
    submission_id = stage.ids[name]
    index = party.sync()
    seen = rounds.look(party, submission_id)
    require("the valuation has ended", holds=seen.phase == Phase.ENDED, found=seen.phase)
    shown = {ballot.organisation: ballot.ballot for ballot in index.ballots(submission_id)}
    rows: list[tuple[object, ...]] = []
    for key in panel:
        ballot = shown.get(stage.numbers[key])
        told = (
            ("-", "-", "-")
            if ballot is None
            else (ballot.verdict.name.lower(), ballot.severity_bps, ballot.scope_bps)
        )
        rows.append((company(key).name, *told))
    trail = [entry.event for entry in index.trail(submission_id)]
    reward = next(e.reward for e in trail if isinstance(e, Settled) and e.is_final)
    result = next(e for e in trail if isinstance(e, RoundTallied) and e.is_final)
    rows.append(
        ("the panel (medians)", seen.result.name.lower(), result.severity_bps, result.scope_bps)
    )
    stage.narrator.table(
        f"Ballots on «{name}», worth {stage.money(reward)}",
        ("panelist", "verdict", "severity", "scope"),
        rows,
    )
    return Valued(
        name=name,
        submitter=company(submitter).name,
        stage=seen.stage.name.lower(),
        panel=tuple(company(key).name for key in panel),
        absent=None if absent is None else company(absent).name,
        verdict=seen.result.name.lower(),
        severity_bps=result.severity_bps,
        scope_bps=result.scope_bps,
        reward=reward,
    )
