"""``ais attest pair``: from an invitation to a pair in force, and its end. Sends nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ais.errors import FileUnusable
from ais.flows.attestations import pairs as flow
from ais.flows.attestations.pairs import Paired, PairRow
from ais.flows.home import write_private_bytes

from .attest_parts import require_free, whole_name
from .output import Output
from .parts import ORGANISATION
from .paths import NEW_FILE
from .session import Session, Verbs, pass_session

__all__ = ["pair"]

_LARGEST = 1_000_000
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_OUT = click.option(
    "--out",
    type=NEW_FILE,
    help="The file for the partner.  [default: PAIR.pairing]",
)
_NAME = click.argument("name", metavar="PAIR")
_ROLES = click.Choice(["supplier", "customer"])


@click.group(cls=Verbs)
def pair() -> None:
    """Pairs of a supplier and a customer: three files, and a code compared by voice.

    \b
    1  one side    ais attest pair invite --with 7 --as supplier
    2  the other   ais attest pair take FILE     gives the answer
    3  one side    ais attest pair take ANSWER   gives the last file, shows the code
    4  the other   ais attest pair take LAST     shows the code
    5  both        ais attest pair confirm PAIR  with what the other read out by voice

    Files may travel by mail; the code must not. Who can read mail and answer it is found out by the
    code and by nothing else. Nothing of a pair is on chain. In force from the next epoch.
    """  # noqa: D301  click's mark for what is not wrapped


@pair.command()
@click.option("--with", "partner", type=ORGANISATION, required=True, help="The other organisation.")
@click.option("--as", "role", type=_ROLES, required=True, help="What we are in this pair.")
@click.option("--one-file", is_flag=True, help="One file and a code of sixteen characters.")
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True, help="Valid for.")
@_OUT
@pass_session
def invite(
    session: Session, *, partner: int, role: str, one_file: bool, days: int, out: Path | None
) -> None:
    """Begin a pair: write the invitation for the partner.

    --one-file where only one can be handed over: sealed to the partner's agreement key, and the
    code is longer. Who supplies each other makes two pairs. A lost pair is made anew like this.

    Example: ais attest pair invite --with 7 --as supplier --out for-seven.pairing
    """
    require_free(out, "another pair's")
    begin = flow.offer if one_file else flow.invite
    done = begin(session.party(), partner, we_supply=role == "supplier", days=days)
    _hand_over(session, done, out)


@pair.command()
@click.argument("file", type=_FILE)
@_OUT
@pass_session
def take(session: Session, *, file: Path, out: Path | None) -> None:
    """Take a file of the partner, whichever step it is, and write the next one if there is one.

    Refused: what another organisation signed, what is too old, what was taken before.

    Example: ais attest pair take from-seven.pairing --out answer.pairing
    """
    require_free(out, "another pair's")
    if file.stat().st_size > _LARGEST:
        raise FileUnusable(path=file, reason="it is larger than any file of a pairing")
    _hand_over(session, flow.take(session.party(), file.read_bytes()), out)


@pair.command()
@_NAME
@click.option("--code", help="What the partner's officer read out, by voice.")
@pass_session
def confirm(session: Session, *, name: str, code: str | None) -> None:
    """Put a pair in force with the code that the partner's officer read out.

    Call a number that you know, not one from a mail; each reads out its own code. A code that does
    not agree means that somebody stands between you.

    Example: ais attest pair confirm 3fa9 --code 123-4567
    """
    party = session.party()
    chosen = _named(party, name)
    if code is None and not sys.stdin.isatty():
        raise click.MissingParameter(param_hint="--code", param_type="option")
    heard = code or click.prompt("Code that the partner's officer read out", err=True)
    done = flow.confirm(party, chosen, heard)
    session.output.result(
        done,
        lambda: session.output.line(
            f"pair {done.name} with organisation {done.partner} is in force "
            f"from epoch {done.first_epoch}"
        ),
    )


@pair.command()
@_NAME
@_OUT
@pass_session
def again(session: Session, *, name: str, out: Path | None) -> None:
    """Write the last file for the partner once more, where it was lost.

    Example: ais attest pair again 3fa9 --out answer.pairing
    """
    require_free(out, "another pair's")
    party = session.party()
    chosen = _named(party, name)
    target = _write(chosen, flow.outgoing(party, chosen), out)
    session.output.result(
        {"name": chosen, "file": target}, lambda: session.output.line(f"for the partner: {target}")
    )


@pair.command("list")
@click.option("--ended", is_flag=True, help="Those that ended too.")
@pass_session
def list_(session: Session, *, ended: bool) -> None:
    """List the pairs of this home, and what each of them waits for.

    Example: ais attest pair list
    """
    found = flow.list_pairs(session.party(), ended=ended)
    rows = [(e.name, e.partner, _role(e), e.stage.value, e.first_epoch, e.code) for e in found]
    columns = ["pair", "partner", "we are its", "stage", "in force from", "code"]
    session.output.result({"pairs": found}, lambda: session.output.table(columns, rows))


@pair.command()
@_NAME
@pass_session
def end(session: Session, *, name: str) -> None:
    """End a pair or a pairing: its keys are deleted; past statements stay readable.

    Tell the partner: it goes on expecting posts, and would count them as missing. Example: ais
    attest pair end 3fa9
    """
    party = session.party()
    done = flow.end(party, _named(party, name))
    session.output.result(done, lambda: session.output.line(f"pair {done.name} has ended"))


# ---- private ---------------------------------------------------------------------------------


def _named(party: Any, name: str) -> str:
    return whole_name((each.name for each in flow.list_pairs(party)), name)


def _write(name: str, raw: bytes, out: Path | None) -> Path:
    target = out or Path(f"{name}.pairing")
    write_private_bytes(target, raw)
    return target


def _hand_over(session: Session, done: Paired, out: Path | None) -> None:
    target = None if done.file is None else _write(done.row.name, done.file, out)
    found = {**done.row.to_dict(), "file": target}
    session.output.result(found, lambda: _show(session.output, done.row, target))


def _show(output: Output, row: PairRow, target: Path | None) -> None:
    output.line(f"pair {row.name} with organisation {row.partner}: {row.stage.value}")
    if target is not None:
        output.line(f"  for the partner: {target}")
    if row.code is not None:
        output.line(f"  our code, to be read out by voice: {row.code}", style="bold")
        output.line(f"  then: ais attest pair confirm {row.name}")


def _role(row: PairRow) -> str:
    return "supplier" if row.partner == row.customer else "customer"
