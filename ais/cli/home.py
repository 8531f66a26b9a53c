"""``ais init``, ``join``, ``status``, ``sync``: a party's own home."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from ais.errors import FileUnusable, PhraseNotShown
from ais.flows import join as join_flow
from ais.flows import status as status_flow
from ais.flows.home import write_private
from ais.flows.keyring import find_password

from .parts import DRY_RUN, moment, show_acts
from .paths import NEW_FILE
from .session import Session, Verb, pass_session, require_terminal

__all__ = ["ask_new_password", "init", "join", "phrase_shower", "status", "sync"]


def phrase_shower(target: Path | None) -> Callable[[str], None]:
    """Where a recovery phrase may go: a file that was asked for, or a terminal. Nowhere else.

    Raises ``FileUnusable``, ``PhraseNotShown`` now, before anything else was written.
    """
    if target is not None and target.exists():
        raise FileUnusable(path=target, reason="it is there already, and may be another phrase")
    if target is None and not (sys.stderr.isatty() and sys.stdin.isatty()):
        raise PhraseNotShown()

    def to_file(phrase: str) -> None:
        assert target is not None
        write_private(target, phrase + "\n")

    def to_terminal(phrase: str) -> None:
        click.echo(
            "Recovery phrase: write it down, keep it offline, show it to nobody.\n", err=True
        )
        words = phrase.split()
        for row in range(0, len(words), 6):
            numbered = (
                f"{row + n + 1:2}. {word:<10}" for n, word in enumerate(words[row : row + 6])
            )
            click.echo("  " + " ".join(numbered), err=True)
        click.prompt(
            "\nPress Enter when it is written down", default="", show_default=False, err=True
        )
        click.clear()

    return to_file if target is not None else to_terminal


@click.command(cls=Verb)
@click.option(
    "--network",
    "network_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Deployment file of the network to join; it is copied and pinned.",
)
@click.option(
    "--phrase-file",
    type=NEW_FILE,
    help="Write the recovery phrase to this file instead of showing it on the terminal.",
)
@click.option("--role", default="member", show_default=True, help="What this party is, for status.")
@pass_session
def init(
    session: Session, *, network_file: Path | None, phrase_file: Path | None, role: str
) -> None:
    """Make a home folder with fresh keys.

    One root secret is drawn, shown once as 24 words, and kept encrypted in the home under a
    password. Accounts, sealing and ballot keys follow from it. Nothing becomes public; give the
    three addresses to the network's registrar.

    Example: ais --home acme init --network network.json
    """
    password = find_password(ask_new_password, "New password")
    made = join_flow.init(
        session.home,
        password,
        network=network_file or session.network,
        role=role,
        show_phrase=phrase_shower(phrase_file),
    )

    def show() -> None:
        session.output.line(f"home {made.home}, network {made.network or 'not set'}")
        session.output.pairs(made.accounts.to_dict(), "addresses for the registrar")

    session.output.result(made, show)


@click.command(cls=Verb)
@DRY_RUN
@pass_session
def join(session: Session, *, dry_run: bool) -> None:
    """Bind this home to its organisation, accept the terms, announce its keys.

    Public: that the organisation accepts the terms, and its public keys. To become active pay dues
    (`ais pool dues`) or have a first disclosure accepted. Example: ais join
    """
    joined = join_flow.join(session.party(), dry_run=dry_run)

    def show() -> None:
        member = joined.member
        show_acts(session.output, joined.acts)
        session.output.line(
            f"organisation {member.organisation}, {member.status.name.lower()}, "
            f"terms {member.accepted_terms}, sealing key {member.sealing_key}"
        )

    session.output.result(joined, show)


@click.command(cls=Verb)
@pass_session
def status(session: Session) -> None:
    """Tell what stands: network, membership, keys, what is under way and what is due.

    Sends nothing. Example: ais status --json
    """
    found = status_flow.status(session.party())

    def show() -> None:
        output = session.output
        output.pairs(
            {
                "network": f"{found.network} (chain {found.chain_id})",
                "block": f"{found.block} at {moment(found.time)}",
                "epoch": f"{found.epoch or 'not started'}, ends {moment(found.epoch_ends)}",
                "terms in force": found.terms_in_force,
            },
            "network",
        )
        if found.member is not None:
            member = found.member
            output.pairs(
                {
                    "organisation": member.organisation,
                    "status": member.status.name.lower(),
                    "standing": f"epochs {member.standing_from} to {member.standing_until}",
                    "terms": member.accepted_terms,
                    "reads": "yes" if member.reads else "no",
                    "sealing key": member.sealing_key or "none",
                },
                "membership",
            )
        output.pairs(found.counts, "submissions")
        for line in found.due:
            output.line(f"due: {line}", style="yellow")

    session.output.result(found, show)


@click.command(cls=Verb)
@click.option("--rebuild", is_flag=True, help="Delete the index and read the chain from the start.")
@pass_session
def sync(session: Session, *, rebuild: bool) -> None:
    """Bring the local index up to the chain. Other commands do it too; this one may rebuild it.

    Sends nothing. Example: ais sync --rebuild
    """
    found = status_flow.sync(session.party(), rebuild=rebuild)
    session.output.result(
        found,
        lambda: session.output.line(f"at block {found.block}, {found.submissions} submissions"),
    )


def ask_new_password(prompt: str) -> str:
    """Ask twice for a password that is to be set. Raises ``PasswordMissing`` without a terminal."""
    require_terminal()
    answer = click.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True)
    assert isinstance(answer, str)
    return answer
