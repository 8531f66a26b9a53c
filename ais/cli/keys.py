"""``ais keys``: show, announce, rotate, back up and restore."""

from __future__ import annotations

from pathlib import Path

import click

from ais.crypto import RootSecret, load_keystore
from ais.errors import FileUnusable
from ais.flows import join as join_flow
from ais.flows import keys as flow
from ais.flows.keyring import find_password
from ais.flows.keys import Announced
from ais.types import KeyPurpose

from .home import ask_new_password, phrase_shower
from .output import Output, short
from .parts import DRY_RUN, show_acts
from .paths import NEW_FILE
from .session import Session, Verbs, ask_password, pass_session

__all__ = ["keys"]


@click.group(cls=Verbs)
def keys() -> None:
    """Keys of this party. One root secret; everything else follows from it."""


@keys.command()
@pass_session
def show(session: Session) -> None:
    """Show the addresses of this home and the keys it has announced. No secret is shown.

    Example: ais keys show
    """
    found = flow.show(session.party())

    def lines() -> None:
        session.output.pairs(found.accounts, f"organisation {found.organisation or 'not listed'}")
        rows = [
            (key.purpose.name.lower(), key.number, short(key.digest), key.ours)
            for key in found.keys
        ]
        session.output.table(["purpose", "number", "bundle", "ours"], rows)

    session.output.result(found, lines)


@keys.command()
@DRY_RUN
@pass_session
def announce(session: Session, *, dry_run: bool) -> None:
    """Announce a sealing and an agreement key, where there is none of ours in use.

    Public: the public keys. Example: ais keys announce
    """
    party = session.party()
    purposes = (KeyPurpose.SEALING, KeyPurpose.AGREEMENT)
    done = [flow.announce(party, purpose, dry_run=dry_run) for purpose in purposes]
    session.output.result({"keys": done}, lambda: _show(session.output, done))


@keys.command()
@DRY_RUN
@pass_session
def rotate(session: Session, *, dry_run: bool) -> None:
    """Take the next sealing key; at most one a day.

    Old submissions stay readable: every earlier key follows from the root secret. Releases that
    others have wrapped and not yet sent are refused and wrapped again.
    Public: the new public key. Example: ais keys rotate
    """
    done = flow.rotate(session.party(), dry_run=dry_run)
    session.output.result(done, lambda: _show(session.output, [done]))


@keys.command()
@click.argument("target", type=NEW_FILE)
@click.option("--phrase", is_flag=True, help="Show the recovery phrase on the terminal as well.")
@click.option(
    "--phrase-file",
    type=NEW_FILE,
    help="Write the recovery phrase to this file.",
)
@pass_session
def backup(session: Session, *, target: Path, phrase: bool, phrase_file: Path | None) -> None:
    """Write an encrypted copy of the root secret to TARGET.

    It is all that is needed, with a store and the chain: whatever else this home holds is rebuilt.
    Nothing becomes public. Example: ais keys backup /media/usb/acme-keystore.json
    """
    party = session.party()
    party.keys.root()
    password = find_password(ask_new_password, "Password of the backup")
    shower = phrase_shower(phrase_file) if phrase or phrase_file else None
    done = flow.backup(party, target, password, show_phrase=shower)

    def lines() -> None:
        session.output.line(f"written to {done.keystore}")
        session.output.line(f"to restore: {done.how_to_restore}")

    session.output.result(done, lines)


@keys.command()
@click.option(
    "--keystore",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A backup made by `ais keys backup`.",
)
@click.option(
    "--phrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the 24 words; without either option they are asked for.",
)
@click.option(
    "--network",
    "network_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Deployment file of the network.",
)
@pass_session
def restore(
    session: Session,
    *,
    keystore: Path | None,
    phrase_file: Path | None,
    network_file: Path | None,
) -> None:
    """Make this home anew from a backup or from the recovery phrase.

    Afterwards `ais sync` rebuilds the index and `ais fetch --all` reads everything again. An
    existing keystore is never replaced. Example: ais --home acme keys restore --keystore k.json
    """
    if keystore is not None:
        root = load_keystore(keystore, find_password(ask_password, f"Password of {keystore}"))
    elif phrase_file is not None:
        root = RootSecret.from_phrase(_phrase_in(phrase_file))
    else:
        root = RootSecret.from_phrase(ask_password("Recovery phrase, 24 words"))
    password = find_password(ask_new_password, "New password")
    network = network_file or session.network
    made = join_flow.init(session.home, password, network=network, secret=root)
    session.output.result(made, lambda: session.output.pairs(made.accounts.to_dict(), "restored"))


def _phrase_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FileUnusable(path=file, reason="it is not UTF-8 text") from None


def _show(output: Output, done: list[Announced]) -> None:
    for key in done:
        state = "in use" if key.act is None else "announced"
        output.line(f"{key.purpose.name.lower()} key {key.number} {state} ({short(key.digest)})")
        show_acts(output, [key.act])
