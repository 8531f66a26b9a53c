"""The root of ``ais``: options for all commands, and the table of who answers which word.

A command's module is loaded when its word is used, so that ``ais check`` starts without a chain
client, and so that a group is added by one line here.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ais.errors import AisError, FileUnusable, UsageRefused

from .late import Late, Words
from .output import Output
from .session import Session

__all__ = ["COMMANDS", "main", "root"]

COMMANDS: Words = {
    "init": ("ais.cli.home", "init", "Make a home folder with fresh keys."),
    "join": ("ais.cli.home", "join", "Bind this home to its organisation and announce its keys."),
    "status": ("ais.cli.home", "status", "What stands, and what is due."),
    "sync": ("ais.cli.home", "sync", "Bring the local index up to the chain."),
    "check": ("ais.cli.check", "check", "Tell what of some files would be submitted, offline."),
    "submit": ("ais.cli.share", "submit", "Encrypt indicators and share them under a policy."),
    "release": ("ais.cli.share", "release", "Release keys to readers: late, embargoed, repeated."),
    "list": ("ais.cli.read", "list_", "List submissions, and which of them this member can read."),
    "fetch": ("ais.cli.read", "fetch", "Open what is readable, verify it, write STIX 2.1."),
    "request": ("ais.cli.read", "request", "Ask publicly for the key of a submission."),
    "grant": ("ais.cli.read", "grant", "Give a requester the key."),
    "receipt": ("ais.cli.read", "receipt", "Confirm publicly that a submission was read."),
    "revoke": ("ais.cli.retire", "revoke", "Withdraw a submission: no new key, no payment."),
    "supersede": ("ais.cli.retire", "supersede", "Replace a submission by a later one."),
    "erase": ("ais.cli.retire", "erase", "Revoke, and delete blobs and local copies."),
    "audit": ("ais.cli.audit", "audit", "The trail of one submission, or the whole ledger."),
    "run": ("ais.cli.run", "run", "The agent: follow the chain and do what falls due."),
    "keys": ("ais.cli.keys", "keys", "Show, announce, rotate, back up and restore keys."),
    "membership": ("ais.cli.membership", "membership", "Organisations, terms, accounts, roles."),
    "panel": ("ais.cli.panel", "panel", "Seats, and the blind valuation of submissions."),
    "pool": ("ais.cli.pool", "pool", "Money: fund, dues, balance, pay, prices."),
    "relay": ("ais.cli.relay", "relay", "Send anonymous attestations for whoever asks."),
    "compliance": (
        "ais.cli.compliance",
        "compliance",
        "Scanner reports against a policy: one verdict.",
    ),
    "attest": ("ais.cli.attest", "attest", "Attest compliance without a name; see suppliers'."),
    "economics": (
        "ais.cli.economics",
        "economics",
        "Models, calibration of parameters, simulation.",
    ),
    "demo": ("ais.cli.demo", "demo", "Play the main job on a local chain, and watch."),
    "network": ("ais.cli.network", "network", "Start, deploy and describe a network."),
}


@click.group(cls=Late, words=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="AIS_HOME",
    default=Path("~/.ais"),
    help="Folder of this party: settings, keystore, journal.  [env AIS_HOME; default ~/.ais]",
)
@click.option(
    "--network",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    envvar="AIS_NETWORK",
    help="Deployment file to use instead of the home's own copy.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, for machines.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, only the result.")
@click.version_option(package_name="ais", prog_name="ais")
@click.pass_context
def root(ctx: click.Context, home: Path, network: Path | None, as_json: bool, quiet: bool) -> None:
    """Share cyber-threat indicators: encrypted, valued blind, paid automatically.

    Content is sealed on this machine. The chain holds salted commitments, policies, money and
    outcomes, and shows those to every node operator, for ever. What was once released to a reader
    cannot be taken back.

    The keystore's password comes from AIS_PASSWORD, AIS_PASSWORD_FILE or a prompt, never from an
    argument.

    Exit status: 0 done, 1 refused or failed, 2 wrong usage.
    """
    output = Output(as_json=as_json, quiet=quiet)
    ctx.obj = Session(home.expanduser(), network, output)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``ais``; the console script. Ends the process."""
    as_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # JSON is UTF-8; text has escapes for the rest
        sys.stdout.reconfigure(encoding="utf-8" if as_json else None, errors="backslashreplace")
    try:
        status = root.main(args=arguments, prog_name="ais", standalone_mode=False)
    except AisError as error:
        Output(as_json=as_json).error(error)
        sys.exit(1)
    except click.ClickException as error:
        _show_usage(error, as_json=as_json)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # whoever reads the pipe has enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        Output(as_json=as_json).error(_refused(error))
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; run the same command again", err=True)
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)


def _refused(error: OSError) -> AisError:
    """What the system refused, by the file; where no file could be opened, by the limit."""
    if error.errno == errno.EMFILE:
        from ais import open_files  # noqa: PLC0415  seldom needed

        return open_files.refusal()
    reason = error.strerror or type(error).__name__
    return FileUnusable(path=error.filename or "a file", reason=reason)


def _show_usage(error: click.ClickException, *, as_json: bool) -> None:
    """What was wrong with the command line: as click says it, or as JSON like other errors."""
    if not as_json:
        error.show()
        return
    ctx = getattr(error, "ctx", None)
    command = "ais" if ctx is None else ctx.command_path
    Output(as_json=True).error(UsageRefused(reason=error.format_message(), command=command))
