"""``ais attest`` suppliers, network, alerts, contest, claim: what a customer's officer does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from ais.flows.attestations import alerts as alert_flow
from ais.flows.attestations import claims, picture, policies, view
from ais.flows.attestations.claims import CallDue
from ais.flows.attestations.opening import Seen, Verdict
from ais.flows.attestations.relaying import Delivery
from ais.flows.attestations.view import Counted
from ais.flows.party import Party

from .attest_parts import POLICY, policy_or_none
from .output import Output
from .parts import EPOCH, ORGANISATION, moment
from .paths import NEW_FILE
from .session import Session, Verb, pass_session

__all__ = ["alerts", "claim", "contest", "network", "suppliers"]

_STYLES = {Verdict.COMPLIANT: "green", Verdict.NOT_YET: "dim", Verdict.CONTESTED: "yellow"}
_CALL = click.option("--direct", is_flag=True, help="Last resort: by our node, a fresh account.")
_AT_ONCE = click.option(
    "--at-once", is_flag=True, help="Now: calls that leave together belong together, a relay sees."
)
_TRY = click.option("--dry-run", is_flag=True, help="Tell what would be sent; send nothing.")


# ---- looking ---------------------------------------------------------------------------------


@click.command(cls=Verb)
@click.option("--epoch", type=EPOCH, help="[default: the running one]")
@POLICY
@click.option("--history", "supplier", type=ORGANISATION, help="This supplier, over the epochs.")
@pass_session
def suppliers(
    session: Session, *, epoch: int | None, policy: str | None, supplier: int | None
) -> None:
    """Show our suppliers: compliant, failing, stale, missing, contested or removed.

    Read from all posts of the epoch and opened here; no node is asked for one of them. A scan that
    is older than the policy allows is failing (stale) whatever was said. The statement of each
    stands in --json. Sends nothing.

    Example: ais attest suppliers --epoch 3
    """
    party = session.party()
    digest = policy_or_none(party, policy)
    running = party.sync().epoch()
    if epoch is not None and epoch > running:
        raise click.BadParameter(f"epoch {running} runs", param_hint="'--epoch'")
    if supplier is not None:
        found = [e for e in view.history(party, supplier) if digest in (None, e.policy)]
    else:
        found = view.suppliers(party, epoch, digest)
    value = {"epoch": running if epoch is None else epoch, "suppliers": found}
    session.output.result(value, lambda: _show_suppliers(session.output, party, found))


@click.command(cls=Verb)
@POLICY
@click.option("--from-epoch", type=EPOCH, help="[default: the last twelve]")
@click.option("--to-epoch", type=EPOCH, help="[default: the running one]")
@click.option(
    "--picture",
    "target",
    type=NEW_FILE,
    help="Draw it into this SVG file too.",
)
@pass_session
def network(
    session: Session,
    *,
    policy: str | None,
    from_epoch: int | None,
    to_epoch: int | None,
    target: Path | None,
) -> None:
    """Show what everybody sees: posted, failing, contested and missing, by policy and epoch.

    The contract's counts, checked against its events. Counts, not rates: members post to nobody
    too, always compliant. Needs no keys and no membership. Sends nothing.

    Example: ais attest network --picture network.svg
    """
    if target is not None and target.suffix.lower() != ".svg":
        raise click.BadParameter(f"{target.name} does not end in .svg", param_hint="'--picture'")
    if from_epoch and to_epoch and from_epoch > to_epoch:
        raise click.BadParameter(f"{from_epoch} is after {to_epoch}", param_hint="'--from-epoch'")
    party = session.party()
    digest = policy_or_none(party, policy)
    found = view.network(party, policy=digest, first=from_epoch, last=to_epoch)
    if target is not None:
        picture.write_picture(found, target)
    value = {"epochs": found, "picture": target}
    session.output.result(value, lambda: _show_network(session.output, found, target))


@click.command(cls=Verb)
@click.option("--keep", is_flag=True, help="Show them again next time.")
@pass_session
def alerts(session: Session, *, keep: bool) -> None:
    """Show what changed since the last look: of a supplier of ours, or of the network's counts.

    The agent looks too, and prints them. Sends nothing. Example: ais attest alerts
    """
    party = session.party()
    found = alert_flow.alerts(party, keep=not keep)

    def lines() -> None:
        for each in found:
            session.output.line(each.sentence(), style="red" if each.is_worse else "green")
        if not found:
            session.output.line("nothing changed")

    session.output.result({"alerts": found}, lines)


# ---- acting ----------------------------------------------------------------------------------


@click.command(cls=Verb)
@click.argument("supplier", type=ORGANISATION, required=False)
@POLICY
@click.option("--epoch", type=EPOCH, help="Of the post.  [default: all that can be contested]")
@_AT_ONCE
@_CALL
@_TRY
@pass_session
def contest(
    session: Session,
    *,
    supplier: int | None,
    policy: str | None,
    epoch: int | None,
    at_once: bool,
    direct: bool,
    dry_run: bool,
) -> None:
    """Correct public flags that are not what suppliers told us; all, or those of SUPPLIER.

    In the epoch of the post and the next one, once each. Each goes through a relay at a time that
    was drawn for it: run this again then, or keep the agent running, which does it too.

    Public: which post said otherwise in public, and the right flag; not whose it is.

    Example: ais attest contest --dry-run
    """
    party = session.party()
    found = _due(party, "contest", supplier, policy_or_none(party, policy), epoch)

    def send(due: CallDue) -> Delivery:
        return claims.contest(party, due.supplier, due.policy, due.epoch, direct=direct)

    _call(session.output, party, found, None if dry_run else send, at_once=at_once)


@click.command(cls=Verb)
@click.argument("supplier", type=ORGANISATION, required=False)
@POLICY
@_AT_ONCE
@_CALL
@_TRY
@pass_session
def claim(
    session: Session,
    *,
    supplier: int | None,
    policy: str | None,
    at_once: bool,
    direct: bool,
    dry_run: bool,
) -> None:
    """Count suppliers' silence in the epoch that ended; of all, or of SUPPLIER.

    Never about a supplier that was suspended, removed or could not post. At most three in a row.
    Each goes through a relay at a time that was drawn for it: run this again then, or keep the
    agent running, which does it too.

    Public: that somebody did not post; not who. Example: ais attest claim --dry-run
    """
    party = session.party()
    found = _due(party, "claim", supplier, policy_or_none(party, policy), None)

    def send(due: CallDue) -> Delivery:
        return claims.claim_missing(party, due.supplier, due.policy, direct=direct)

    _call(session.output, party, found, None if dry_run else send, at_once=at_once)


def _due(
    party: Party, what: str, supplier: int | None, policy: bytes | None, epoch: int | None
) -> list[CallDue]:
    return [
        each
        for each in claims.due(party)
        if each.what == what
        and supplier in (None, each.supplier)
        and policy in (None, each.policy)
        and epoch in (None, each.epoch)
    ]


# ---- showing ---------------------------------------------------------------------------------


def _show_suppliers(output: Output, party: Party, found: Sequence[Seen]) -> None:
    names = {each.policy: each.name for each in policies.listed(party)}
    if not found:
        output.line("no supplier: nobody is paired with us as one, or no policy is in force")
        return
    rows = [
        (
            each.supplier,
            each.epoch,
            names.get(each.policy) or each.policy.hex()[:8],
            each.verdict.value,
            None if each.record is None else each.record.score,
            moment((each.record.scanned_at or 0) if each.record else 0),
            _why(each),
        )
        for each in found
    ]
    columns = ["supplier", "epoch", "policy", "verdict", "score", "scanned", "why"]
    output.table(columns, rows)


def _why(seen: Seen) -> str:
    parts = [seen.reason] if seen.reason else []
    if seen.worth is not None:
        parts.append(f"its record: {seen.worth.value}")
    if seen.contest_due:
        parts.append("to be contested")
    if seen.claimed:
        parts.append("counted")
    return ", ".join(parts)


def _show_network(output: Output, found: Iterable[Counted], target: Path | None) -> None:
    rows = [
        (
            each.name or each.policy.hex()[:8],
            each.epoch,
            each.posted,
            each.failing,
            each.contested,
            each.missing,
            "final" if each.is_final else "over" if each.is_over else "running",
        )
        for each in found
    ]
    columns = ["policy", "epoch", "posted", "failing", "contested", "missing", "epoch is"]
    output.table(columns, rows)
    if target is not None:
        output.line(f"drawn -> {target}")


def _call(
    output: Output,
    party: Party,
    found: Sequence[CallDue],
    send: Callable[[CallDue], Delivery] | None,
    *,
    at_once: bool,
) -> None:
    """Send what has come to its moment, and tell of each what became of it."""
    now, rows = party.now(), []
    for each in found:
        ready = at_once or each.moment <= now
        delivery = send(each).to_dict() if send and ready else None
        rows.append({**each.to_dict(), "delivery": delivery})

    def lines() -> None:
        if not rows:
            output.line("nothing is due")
        for row in rows:
            left = f"waits until {moment(row['moment'])}" if send else "would be sent"
            state = row["delivery"]["state"] if row["delivery"] else left
            about = f"{row['what']}: supplier {row['supplier']}, epoch {row['epoch']}"
            output.line(f"{about}, policy {row['policy'][2:10]}: {state}")

    output.result({"due": rows, "dry_run": send is None}, lines)
