"""``ais attest evidence``: one statement taken out of the house, and checked by somebody else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from ais.errors import ExportNotAgreed
from ais.flows.attestations import evidence as flow
from ais.flows.attestations import signed as signed_flow
from ais.flows.attestations.evidence import Exported, Verified

from .attest_parts import policy_digest, require_free
from .output import Output
from .parts import EPOCH, ORGANISATION, moment
from .paths import NEW_FILE
from .session import Session, Verbs, pass_session

__all__ = ["evidence"]

_FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_POLICY = click.option("--policy", required=True, help="Name or digest.")
_EPOCH = click.option("--epoch", type=EPOCH, required=True)
_OUT = click.option("--out", type=NEW_FILE, required=True, help="The file.")
_YES = click.option("--yes", is_flag=True, help="Do not ask: the file names the supplier.")


@click.group(cls=Verbs)
def evidence() -> None:
    """Take one statement out of the house as a file, and check such a file.

    A pack proves by the chain alone what a supplier said in one epoch under one policy, and opens
    nothing else. It names the supplier to everybody who gets it, for ever; it does not prove to
    whom it was said.
    """


@evidence.command()
@click.option("--supplier", type=ORGANISATION, required=True, help="Whose; our own number: ours.")
@_POLICY
@_EPOCH
@_OUT
@click.option("--customer", type=ORGANISATION, help="Of our own: what was said to this customer.")
@_YES
@pass_session
def export(
    session: Session,
    *,
    supplier: int,
    policy: str,
    epoch: int,
    out: Path,
    customer: int | None,
    yes: bool,
) -> None:
    """Write what SUPPLIER told us as a pack. It names the supplier, and asks.

    With our own number: what we told a customer, for one that lost its home. Sends nothing.

    Example: ais attest evidence export --supplier 3 --policy all-rules --epoch 5 --out 3.pack
    """
    require_free(out, "other evidence")
    party = session.party()
    digest = policy_digest(party, policy)

    def write(agreed: bool) -> Exported:
        return flow.export(party, supplier, digest, epoch, out, customer=customer, yes=agreed)

    _exported(session.output, write, yes=yes)


@evidence.command()
@click.option("--customer", type=ORGANISATION, required=True, help="To whom it was said.")
@_POLICY
@_EPOCH
@_OUT
@_YES
@pass_session
def sign(session: Session, *, customer: int, policy: str, epoch: int, out: Path, yes: bool) -> None:
    """Write our own statement signed with our attestation key (DSSE, in-toto Statement v1).

    For whoever takes our word without a chain. It names us and no customer. Sends nothing.

    Example: ais attest evidence sign --customer 7 --policy all-rules --epoch 5 --out ours.json
    """
    require_free(out, "other evidence")
    party = session.party()
    digest = policy_digest(party, policy)

    def write(agreed: bool) -> Exported:
        return signed_flow.export_signed(party, customer, digest, epoch, out, yes=agreed)

    _exported(session.output, write, yes=yes)


@evidence.command()
@_FILE
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The report it speaks of, where it was handed over; repeatable.",
)
@click.option(
    "--signer", type=ORGANISATION, help="FILE is a signed statement of this organisation."
)
@pass_session
def verify(session: Session, *, file: Path, reports: tuple[Path, ...], signer: int | None) -> None:
    """Check a pack against the chain, by a node of one's own.

    Needs a deployment file (--network) and its node: no home, no keys, no membership. Checked: the
    supplier's key of that epoch, its leaf in the snapshot, that the post is its own, that it opens
    to this statement, whether it was contested, the scanner's signature, the report.

    Sends nothing. Example: ais --network network.json attest evidence verify 3.pack
    """
    output = session.output
    if signer is not None:
        told = signed_flow.verify_signed(session.party(), file, signer)
        output.result(
            {"organisation": signer, "statement": told},
            lambda: output.line(f"signed by organisation {signer}: {_result(told)}"),
        )
        return
    found = _verify(session, file, reports)
    output.result(found, lambda: _show(output, found))


@evidence.command()
@_FILE
@pass_session
def take(session: Session, *, file: Path) -> None:
    """Check a partner's pack and keep it as a past statement, where this home lost its own.

    That it was said to us, the pack does not prove. Sends nothing. Example: ais attest evidence
    take 3.pack
    """
    found = flow.take(session.party(), file)
    session.output.result(found, lambda: _show(session.output, found))


# ---- private ---------------------------------------------------------------------------------


def _exported(output: Output, write: Callable[[bool], Exported], *, yes: bool) -> None:
    try:
        done = write(yes)
    except ExportNotAgreed as error:
        if not sys.stdin.isatty() or output.as_json:
            raise
        click.echo(f"{error.message}.", err=True)
        click.confirm("Write it", abort=True, err=True)
        done = write(True)

    def lines() -> None:
        output.line(f"{done.what} -> {done.path}")
        output.line(f"  it names organisation {done.supplier}", style="yellow")

    output.result(done, lines)


def _verify(session: Session, file: Path, reports: tuple[Path, ...]) -> Verified:
    """By the home's node where there is a home; else by the deployment file alone."""
    if session.network is not None and not session.home.exists():
        return flow.verify_alone(session.network, file, reports=reports)
    return flow.verify(session.party(), file, reports=reports)


def _result(statement: dict[str, object]) -> object:
    predicate = statement.get("predicate")
    return predicate.get("verificationResult") if isinstance(predicate, dict) else None


def _show(output: Output, found: Verified) -> None:
    flags = {True: "compliant", False: "not compliant", None: "not contested"}
    output.line(f"proven: organisation {found.organisation} said this", style="bold")
    output.pairs(
        {
            "result": _result(found.statement),
            "policy": f"0x{found.policy.hex()}",
            "epoch": found.epoch,
            "told to the customer": flags[found.said],
            "told in public": flags[found.public],
            "corrected to": flags[found.contested],
            "scanner's signature": "right" if found.is_scanner_signed else "none",
            "report": "is the one" if found.is_report_checked else "not given",
            "block": f"{found.block_number} at {moment(found.timestamp)}",
            "transaction": f"0x{found.transaction.hex()}",
        }
    )
