"""``ais relay``: a relay of anonymous attestations, until it is stopped."""

from __future__ import annotations

import click

from ais.relay import Listening, Relay, Settings

from .output import Output
from .parts import SECONDS, stopped_by_signals
from .session import Session, Verb, pass_session

__all__ = ["relay"]


@click.command(cls=Verb)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="127.0.0.1:8547",
    show_default=True,
    help="Where to answer; port 0 takes a free one.",
)
@click.option(
    "--window",
    metavar="SECONDS",
    type=click.IntRange(min=2),
    help="The longest that a call waits.  [default: a quarter of an epoch]",
)
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="So many that wait leave together.",
)
@click.option(
    "--poll",
    type=SECONDS,
    default=1.0,
    show_default=True,
    help="Seconds between two looks at the chain.",
)
@click.option(
    "--behind-tls",
    is_flag=True,
    help="A TLS terminator stands in front: other addresses than loopback may be listened on.",
)
@pass_session
def relay(
    session: Session,
    *,
    listen: str,
    window: int | None,
    batch: int,
    poll: float,
    behind_tls: bool,
) -> None:
    """Take signed posts, contests and claims over HTTP and send them for whoever brought them.

    It learns network addresses and times and writes neither down; it can delay or drop, never
    alter. The home's operator account signs the promises and pays the gas: give the relay a home of
    its own, made by `ais init`, fund that account where gas costs, and have the governor list its
    key and URL. With --json one line is printed once it listens.

    Public: transactions of this account, which anybody may have caused. Example: ais relay --listen
    127.0.0.1:8547
    """
    host, port = _place(listen)
    settings = Settings(window_seconds=window, batch=batch, poll_seconds=poll)
    made = Relay(session.party(), settings)
    output = session.output
    try:
        made.serve(
            host,
            port,
            stop=stopped_by_signals(),
            ready=lambda listening: _show(output, listening),
            behind_tls=behind_tls,
        )
    finally:
        made.close()


def _place(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise click.BadParameter("is not HOST:PORT", param_hint="--listen")
    return host.strip("[]"), int(port)


def _show(output: Output, listening: Listening) -> None:
    if output.as_json:
        output.record(listening)
        return
    output.line(f"relay {listening.key} at {listening.url}")
    output.line(f"  calls leave within {listening.window_seconds} s; {listening.waiting} wait")
