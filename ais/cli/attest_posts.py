"""``ais attest`` state, stated, post, status, resolve: what a supplier says, and its posts."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import click

from ais.compliance.evaluate import timestamp
from ais.errors import StatementMissing
from ais.flows.attestations import heartbeat, relaying, statement
from ais.flows.attestations import status as status_flow
from ais.flows.attestations.heartbeat import Choices, Heartbeat
from ais.flows.attestations.scanners import read_scanner
from ais.flows.attestations.statement import Statement
from ais.flows.attestations.status import Standpoint
from ais.flows.home import LAST_RESORTS
from ais.flows.party import Party

from .attest_parts import POLICY, policy_digest, policy_or_none, whole_name
from .output import Output
from .parts import moment
from .session import Session, Verb, pass_session

__all__ = ["post", "resolve", "state", "stated", "status"]

_POLL_SECONDS = 1.0


# ---- what is said ----------------------------------------------------------------------------


@click.command(cls=Verb)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="REPORT...",
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.option("--policy", required=True, help="A policy that is registered: name, digest or file.")
@click.option(
    "--assessment",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The assessment file (YAML or OSCAL), where the policy asks for one.",
)
@click.option("--scope", default="", help="What was scanned, at most 48 bytes.  [default: target]")
@click.option("--tool", default="", help="Instead of the report's tool, at most 32 bytes.")
@click.option("--tool-version", default="", help="Instead of its version, at most 16 bytes.")
@click.option("--location", default="", help="URI of the sealed full report, at most 96 bytes.")
@click.option(
    "--scanner",
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON file with the scanner's signature over the report: kind, key, value.",
)
@click.option(
    "--share-report", is_flag=True, help="Customers get the reports too, sealed in the stores."
)
@pass_session
def state(
    session: Session,
    *,
    files: tuple[Path, ...],
    policy: str,
    assessment: Path | None,
    scope: str,
    tool: str,
    tool_version: str,
    location: str,
    scanner: Path | None,
    share_report: bool,
) -> None:
    """Evaluate scanners' REPORT files and keep what every customer will be told.

    It stands until the next one; each post says it again with a look at the scan's age. The reports
    do not leave this machine: customers get the verdict, the counts and the digest. It is a
    self-evaluation, and your customers will hold you to it.

    With --share-report each customer can fetch the reports, sealed to its key. A store's host then
    sees that you put a blob, its size, and who fetches it: it can tell who supplies whom.

    With --scanner customers also see that a scanner's key signed the report; whose key it is, they
    must know. It is checked before anything is kept.

    Sends nothing. Example: ais attest state results.xml --policy all-rules
    """
    made = statement.state(
        session.party(),
        files,
        policy,
        assessment=assessment,
        scope=scope,
        tool=tool,
        version=tool_version,
        location=location,
        scanner=None if scanner is None else read_scanner(scanner),
        share=share_report,
    )
    session.output.result(made, lambda: _show_statement(session.output, made))


@click.command(cls=Verb)
@click.argument("policy")
@pass_session
def stated(session: Session, *, policy: str) -> None:
    """Show what customers are told under POLICY as of now. Sends nothing.

    Example: ais attest stated all-rules
    """
    party = session.party()
    digest = policy_digest(party, policy)
    found = statement.current(party, digest)
    if found is None:
        raise StatementMissing(policy=digest, customers=0)
    told = {"told_now": found.record(party.now()).status.text}
    session.output.result(
        {**found.to_dict(), **told}, lambda: _show_statement(session.output, found, told)
    )


def _show_statement(output: Output, found: Statement, more: dict[str, str] | None = None) -> None:
    values = {
        "status": found.status,
        "score": found.score,
        "met, not met, not assessed": f"{found.met}, {found.not_met}, {found.not_assessed}",
        "scope": found.scope,
        "tool": f"{found.tool} {found.version}".strip(),
        "scanned at": timestamp(found.scanned_at),
        "evaluated at": timestamp(found.evaluated_at),
        "reports": f"0x{found.report_digest.hex()}",
        "handed to customers": "yes" if found.is_shared else "no",
        **(more or {}),
    }
    output.pairs(values, title=f"customers are told, under {found.name}")


# ---- posts -----------------------------------------------------------------------------------


@click.command(cls=Verb)
@POLICY
@click.option("--wait", is_flag=True, help="Go on until all posts of the epoch are on chain.")
@click.option("--silent", is_flag=True, help="Customers without a statement get none.")
@click.option(
    "--small-group",
    type=click.IntRange(1, 65_535),
    metavar="N",
    help="DANGEROUS: post among so many independent organisations.",
)
@click.option("--at-once", is_flag=True, help="DANGEROUS: without the drawn times.")
@click.option("--direct", is_flag=True, help="DANGEROUS: by our node, from a fresh account each.")
@click.option(
    "--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Proofs at a time."
)
@click.option("--dry-run", is_flag=True, help="Show what stands and what is lacking; send nothing.")
@pass_session
def post(
    session: Session,
    *,
    policy: str | None,
    wait: bool,
    silent: bool,
    small_group: int | None,
    at_once: bool,
    direct: bool,
    workers: int,
    dry_run: bool,
) -> None:
    """Prove the posts of the epoch, and hand to relays those whose time has come.

    Every member posts as often as all others: one post a customer, the rest to nobody. Slots, order
    and times are drawn at random. `ais run` does all this by itself. What is DANGEROUS is for
    demonstrations: it makes it easy to guess who posted.

    Public: posts, of which each is one member's. Example: ais attest post --wait
    """
    party, output = session.party(), session.output
    wanted = policy_or_none(party, policy)
    if dry_run:
        stands = status_flow.standpoint(party, least=small_group)
        ours = tuple(each for each in stands.postings if wanted in (None, each.policy))
        show_standpoint(output, replace(stands, postings=ours))
        return
    choices = Choices(
        silent=silent, least=small_group, at_once=at_once, direct=direct, workers=workers
    )
    found = _beat(party, wanted, choices)
    began = [each.epoch for each in found]
    while wait and not all(each.is_complete for each in found):
        time.sleep(_POLL_SECONDS)
        later = _beat(party, wanted, choices)
        if [each.epoch for each in later] != began:
            break  # the epoch is over
        found = later
    output.result({"posts": [_plain(each) for each in found]}, lambda: _show(output, found))


def _beat(party: Party, policy: bytes | None, choices: Choices) -> list[Heartbeat]:
    if policy is None:
        return heartbeat.tick(party, choices)
    return [heartbeat.beat(party, policy, choices)]


def _plain(found: Heartbeat) -> dict[str, object]:
    return {**found.to_dict(), "complete": found.is_complete}


def _show(output: Output, found: list[Heartbeat]) -> None:
    rows = [
        (
            each.policy.hex()[:8],
            each.epoch,
            f"{each.posted} of {each.slots}",
            _counted(each),
            moment(each.next_at or 0),
        )
        for each in found
    ]
    output.table(["policy", "epoch", "on chain", "under way", "next at"], rows)
    for each in found:
        for organisation in each.withheld:
            output.line(f"nothing was said to organisation {organisation}: too few to hide among")
        for organisation in each.unserved:
            output.line(f"no post was left for organisation {organisation}")


def _counted(found: Heartbeat) -> str:
    words = [each.state.value for each in found.deliveries]
    return ", ".join(f"{words.count(word)} {word}" for word in sorted({*words} - {"landed"}))


@click.command(cls=Verb)
@pass_session
def status(session: Session) -> None:
    """Show where this home stands: leaf, snapshot, own posts, what is under way and lacking.

    Which post is whose stands nowhere in it. Sends nothing. Example: ais attest status
    """
    show_standpoint(session.output, status_flow.standpoint(session.party()))


@click.command(cls=Verb)
@click.argument("name", metavar="DELIVERY")
@click.argument("choice", type=click.Choice(LAST_RESORTS[1:]))
@pass_session
def resolve(session: Session, *, name: str, choice: str) -> None:
    """Decide about a call that no relay sent, shortly before its epoch ends.

    A fresh account is used once and sends by our own node: whoever runs that node, if not we, sees
    where it came from. Silence: a customer may count the post as missing. For all of them at once:
    `ais attest settings --last-resort`. Names stand in `ais attest status`.

    Public: with fresh-account the call, from an account of no name. Example: ais attest resolve
    5f0c fresh-account
    """
    party = session.party()
    party.sync()
    known = (each.name for each in status_flow.under_way(party))
    done = relaying.resolve(party, whole_name(known, name), choice)
    session.output.result(
        done, lambda: session.output.line(f"{done.kind.name.lower()}: {done.state.value}")
    )


def show_standpoint(output: Output, found: Standpoint) -> None:
    """Print where a home stands."""
    output.result(found, lambda: _lines(output, found))


def _lines(output: Output, found: Standpoint) -> None:
    output.pairs(
        {
            "epoch": f"{found.epoch}, ends {moment(found.epoch_ends)}",
            "snapshot": moment(found.snapshot_at or 0),
            "our leaf": found.leaf,
            "hidden among": "-" if found.crowd is None else found.crowd.explained(),
            "pairs": f"{found.customers} customers, {found.suppliers} suppliers",
            "relays": found.relays,
        }
    )
    rows = [
        (
            each.name or each.policy.hex()[:8],
            "not known" if each.posted is None else f"{each.posted} of {each.slots}",
            each.stated,
        )
        for each in found.postings
    ]
    output.table(["policy", "posts on chain", "customers are told"], rows)
    for each in found.under_way:
        promised = f" by {moment(each.send_by)}" if each.send_by else ""
        output.line(f"{each.kind.name.lower()} {each.name[:8]}: {each.state.value}{promised}")
    for need in found.needs:
        output.line(f"due: {need}", style="yellow")
