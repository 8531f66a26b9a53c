"""``ais run``: the agent, until it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import click

from ais.agent import Agent, Options, Report, Step
from ais.flows.attestations import policies
from ais.flows.balances import token_of
from ais.flows.due import Due
from ais.flows.home import LAST_RESORTS
from ais.flows.parameter_values import units_of

from .output import Output, short
from .parts import AMOUNT, SECONDS, stopped_by_signals
from .run_told import sentences
from .session import Session, Verb, pass_session

__all__ = ["run"]


@click.command(cls=Verb)
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option(
    "--poll",
    type=SECONDS,
    default=2.0,
    show_default=True,
    help="Seconds between two looks at the chain.",
)
@click.option(
    "--dues",
    type=AMOUNT,
    envvar="AIS_RUN_DUES",
    help="Pay the dues of each epoch, up to AMOUNT tokens.  [env AIS_RUN_DUES]",
)
@click.option(
    "--grants",
    is_flag=True,
    envvar="AIS_RUN_GRANTS",
    help="Give the key to requesters that the contract admits.  [env AIS_RUN_GRANTS]",
)
@click.option(
    "--value",
    is_flag=True,
    envvar="AIS_RUN_VALUE",
    help="Open our submissions for valuation once they are released.  [env AIS_RUN_VALUE]",
)
@click.option(
    "--everyone",
    is_flag=True,
    help="Draw, settle, close, pay and keep the anonymous group for everyone.",
)
@click.option(
    "--last-resort",
    type=click.Choice(LAST_RESORTS),
    envvar="AIS_RUN_LAST_RESORT",
    help="What becomes of attestations that no relay sent.  [default: the home's setting]",
)
@click.option("--no-alerts", is_flag=True, help="Leave alerts to `ais attest alerts`.")
@click.option("--silent", is_flag=True, help="Customers without a statement get no post.")
@click.option(
    "--small-group",
    type=click.IntRange(1, 65_535),
    metavar="N",
    help="DANGEROUS: attest among so many independent organisations.",
)
@click.option(
    "--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Proofs at a time."
)
@pass_session
def run(
    session: Session,
    /,
    *,
    once: bool,
    poll: float,
    dues: str | None,
    last_resort: str | None,
    no_alerts: bool,
    **chosen: Any,
) -> None:
    """Follow the chain and do what falls due for this party.

    Readers' releases that were late or under embargo, draws, keys for panels, reveals, settling,
    closing of epochs, pay. It never judges: ballots are yours. It can be killed at any time and
    started again; nothing is done twice. With --json it prints one JSON document a line, one for
    each thing done.

    A member of the anonymous group: the epoch's snapshot where it is lacking, the epoch's posts at
    their drawn times, contests, claims, alerts. Keep it running: a post that is late was not made.
    It does not print when it posts, nor for whom.

    Public: what each of these acts makes public. Example: ais run --once --dues 20
    """
    party = session.party()
    party.keys.root()  # ask for the password now, not at the first thing that is due
    most = None if dues is None else units_of(dues, token_of(party).decimals)
    options = Options(most_dues=most, alerts=not no_alerts, **chosen)
    if last_resort is not None:  # of this run: the home's setting stays
        party.config = replace(party.config, last_resort=last_resort)
    output = session.output
    name_of = partial(policies.name_of, party)
    if once and output.as_json:  # one document: its steps stand in the report
        agent = Agent(party, options)
    else:
        agent = Agent(party, options, lambda step: _show_step(output, step, name_of))
    if once:
        report = agent.once()
        output.result(report, lambda: _show_report(output, report))
        click.get_current_context().exit(1 if report.failed else 0)
    agent.run(stopped_by_signals(), poll)


def _show_step(output: Output, step: Step, name_of: Callable[[bytes], str]) -> None:
    if output.as_json:
        output.record(step)
    elif step.error is not None:
        output.line(f"{_named(step.due)}: {step.error['message']}", style="red")
    else:
        told = sentences(step.due.kind, step.outcome or {}, name_of)
        output.line(f"{_named(step.due)}:{'' if told else ' done'}")
        for text, style in told:
            output.line(f"  {text}", style=style)


def _show_report(output: Output, report: Report) -> None:
    if report.under_way:
        output.line(f"{report.under_way} transactions signed before are still not mined")
    for due in report.left:
        output.line(f"{_named(due)}: yours to do", style="yellow")
    if not (report.steps or report.left):
        output.line("nothing is due")


def _named(due: Due) -> str:
    words = [due.kind.value]
    if due.submission_id:
        words.append(short(due.submission_id))
    if due.round:
        words.append(f"round {due.round}")
    if due.epoch:
        words.append(f"epoch {due.epoch}")
    if due.by_block:
        words.append(f"(by block {due.by_block})")
    return " ".join(words)
