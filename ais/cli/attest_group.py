"""``ais attest`` join, rotate, admit, snapshot, evict, settings: the group, and this home in it."""

from __future__ import annotations

import click

from ais.flows.attestations import group as flow
from ais.flows.attestations.group import GroupJoined
from ais.flows.home import LAST_RESORTS, LEAST_TRACES
from ais.flows.keys import announce
from ais.network import is_proxy
from ais.types import KeyPurpose

from .output import Output
from .parts import DRY_RUN, ORGANISATION, show_acts
from .session import Session, Verb, pass_session

__all__ = ["admit", "evict", "join", "rotate", "settings", "snapshot"]

_SETTINGS = ("proxy", "last_resort", "group_least", "keep_traces")


@click.command(cls=Verb)
@DRY_RUN
@pass_session
def join(session: Session, *, dry_run: bool) -> None:
    """Join the group of those who attest: announce an attestation key, queue a leaf.

    A proof shows that we hold the leaf's secret; the secret follows from the 24 words. The leaf
    comes in before the next snapshot. Safe to repeat.

    Public: that the organisation is in the group, its attestation key, its leaf. Example: ais
    attest join
    """
    done = flow.join(session.party(), dry_run=dry_run)
    session.output.result(done, lambda: _show(session.output, done))


@click.command(cls=Verb)
@click.argument("what", type=click.Choice(["leaf", "key", "both"]), default="both")
@DRY_RUN
@pass_session
def rotate(session: Session, *, what: str, dry_run: bool) -> None:
    """Take the next leaf, the next attestation key, or both (default).

    Whoever stole the former ones can make nothing of later posts. A leaf is replaced before the
    next snapshot; a key announced in an epoch counts from the second one after it, and pairs stay
    as they are. A key is announced once a day at most.

    Public: the new leaf, the new key. Example: ais attest rotate leaf
    """
    party = session.party()
    leaf = None if what == "key" else flow.rotate(party, dry_run=dry_run)
    key = None
    if what != "leaf":
        key = announce(party, KeyPurpose.ATTESTATION, rotate_now=True, dry_run=dry_run)

    def lines() -> None:
        if leaf is not None:
            _show(session.output, leaf)
        if key is not None:
            show_acts(session.output, [key.act])
            session.output.line(f"attestation key {key.number}")

    session.output.result({"leaf": leaf, "key": key}, lines)


@click.command(cls=Verb)
@DRY_RUN
@pass_session
def admit(session: Session, *, dry_run: bool) -> None:
    """Let in the leaves that wait; anyone may, while the epoch has no snapshot.

    Normally the agent does it. Public: this account paid for it. Example: ais attest admit
    """
    done = flow.admit(session.party(), dry_run=dry_run)

    def lines() -> None:
        if not done:
            session.output.line("no leaf waits")
        show_acts(session.output, done)

    session.output.result({"acts": done}, lines)


@click.command(cls=Verb)
@DRY_RUN
@pass_session
def snapshot(session: Session, *, dry_run: bool) -> None:
    """Freeze the group's root for the running epoch; anyone may. Nobody posts before it.

    Normally the agent does it. What waits from an earlier epoch must be let in first; again in the
    same epoch only where a leaf was taken out. Public: this account paid for it.

    Example: ais attest snapshot
    """
    done = flow.snapshot(session.party(), dry_run=dry_run)

    def lines() -> None:
        if done is None:
            session.output.line("nothing to do: it stands already")
        show_acts(session.output, [done])

    session.output.result({"act": done}, lines)


@click.command(cls=Verb)
@click.argument("organisation", type=ORGANISATION)
@DRY_RUN
@pass_session
def evict(session: Session, *, organisation: int, dry_run: bool) -> None:
    """Take the leaf of a suspended or removed ORGANISATION out; anyone may, at any time.

    A new snapshot of the running epoch then ends its posts at once. Public: this account paid for
    it. Example: ais attest evict 3
    """
    done = flow.evict(session.party(), organisation, dry_run=dry_run)
    session.output.result({"act": done}, lambda: show_acts(session.output, [done]))


@click.command(cls=Verb)
@click.option("--proxy", metavar="URL", help="Reach relays through socks5h://HOST:PORT; or none.")
@click.option(
    "--last-resort",
    type=click.Choice(LAST_RESORTS),
    help="What becomes of a call that no relay sent when its epoch ends.",
)
@click.option(
    "--group-least",
    type=click.IntRange(1, 65_535),
    metavar="N",
    help="Post only among so many independent organisations.",
)
@click.option(
    "--keep-traces",
    metavar="EPOCHS",
    help="Keep what opens past statements for so many epochs, 2 at least; or all.  [default: all]",
)
@pass_session
def settings(
    session: Session,
    *,
    proxy: str | None,
    last_resort: str | None,
    group_least: int | None,
    keep_traces: str | None,
) -> None:
    """Show or set how this home attests. Sends nothing.

    The last resort is one of: ask (default; see `ais attest resolve`); fresh-account, a new account
    that is used once and sends by our own node; silence. Fewer than 20 independent organisations
    make it easy to guess who posted. Without a proxy a relay learns this machine's address, and may
    tell from it that a contest or claim belongs to a post.

    What opens past statements is deleted for good once it is older than --keep-traces: whoever
    steals this home later cannot read them, and neither can you.

    Example: ais attest settings --proxy socks5h://127.0.0.1:9050
    """
    party = session.party()
    chosen = {"proxy": proxy, "last_resort": last_resort, "group_least": group_least}
    changes: dict[str, object] = {
        name: value for name, value in chosen.items() if value is not None
    }
    if proxy is not None:
        changes["proxy"] = None if proxy == "none" else _socks(proxy)
    if keep_traces is not None:
        changes["keep_traces"] = None if keep_traces == "all" else _epochs(keep_traces)
    if changes:
        party.configure(**changes)
    found = {name: party.config.to_dict()[name] for name in _SETTINGS}
    session.output.result(found, lambda: session.output.pairs(found))


def _socks(url: str) -> str:
    if not is_proxy(url):
        raise click.BadParameter(
            f"{url} is no SOCKS proxy such as socks5h://127.0.0.1:9050", param_hint="'--proxy'"
        )
    return url


def _epochs(text: str) -> int:
    if not text.isdecimal() or int(text) < LEAST_TRACES:
        raise click.BadParameter(
            f"{text} is neither all nor a number of epochs from {LEAST_TRACES} on",
            param_hint="'--keep-traces'",
        )
    return int(text)


def _show(output: Output, done: GroupJoined) -> None:
    show_acts(output, done.acts)
    if any(act.transaction is None for act in done.acts):
        return
    where = "in the group" if done.in_tree else "queued: it comes in before the next snapshot"
    output.line(f"leaf {done.number} of organisation {done.organisation} is {where}")
