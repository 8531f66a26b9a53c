"""``ais network``: start a local chain, deploy a network, describe it."""

from __future__ import annotations

from pathlib import Path

import click

from ais.flows import network as flow
from ais.flows.deploy import Deployed
from ais.flows.parameters import NetworkParameters
from ais.flows.roles import Officers

from .output import Output
from .parts import ADDRESS, AMOUNT, SECONDS, stopped_by_signals
from .paths import NEW_FILE
from .session import Session, Verbs, pass_session

__all__ = ["network"]


@click.group(cls=Verbs)
def network() -> None:
    """Networks: a local chain, deployment, description."""


@network.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8545,
    show_default=True,
    help="0 for a free one.",
)
@click.option(
    "--block-seconds", type=SECONDS, help="A block in so many seconds; default: one a transaction."
)
@pass_session
def start(session: Session, *, folder: Path, port: int, block_seconds: float | None) -> None:
    """Start a local chain in FOLDER (Anvil, without fees) and keep it running until Ctrl-C.

    Its state is kept in the folder and read again at the next start. For trying things out: its
    operator can change everything. Example: ais network start ./chain
    """
    ended = stopped_by_signals()  # a chain that is still starting is stopped in order too
    with flow.start(folder, port=port, block_seconds=block_seconds) as chain:
        session.output.result(
            {"url": chain.url, "pid": chain.process.pid, "folder": folder},
            lambda: session.output.line(f"chain at {chain.url}, process {chain.process.pid}"),
        )
        while not ended.wait(0.5):
            if chain.process.poll() is not None:
                break


@network.command()
@click.argument("target", type=NEW_FILE)
@click.option(
    "--rpc",
    "urls",
    multiple=True,
    default=("http://127.0.0.1:8545",),
    show_default=True,
    help="A node; may be repeated.",
)
@click.option(
    "--parameters",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="JSON file; see `ais network parameters`. May be repeated: the later one counts.",
)
@click.option(
    "--store",
    "stores",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for ciphertext; may be repeated.",
)
@click.option(
    "--terms",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The legal text that members accept.",
)
@click.option(
    "--short", "quick", is_flag=True, help="Short epochs and windows, for trying things out."
)
@click.option(
    "--governor", type=ADDRESS, help="Its address; default: this home's operator account."
)
@click.option("--registrar", type=ADDRESS, help="Default: the governor.")
@click.option("--treasurer", type=ADDRESS, help="Default: the governor.")
@click.option("--overseer", type=ADDRESS, help="Default: nobody.")
@click.option("--again", is_flag=True, help="Deploy a second one with the same parameters.")
@pass_session
def deploy(
    session: Session,
    *,
    target: Path,
    urls: tuple[str, ...],
    files: tuple[Path, ...],
    stores: tuple[Path, ...],
    terms: Path | None,
    quick: bool,
    governor: str | None,
    registrar: str | None,
    treasurer: str | None,
    overseer: str | None,
    again: bool,
) -> None:
    """Deploy a whole network with this home's operator account; write the deployment to TARGET.

    Addresses are predicted, the wiring is checked afterwards, the roles go to the governor and the
    deployer keeps none. Killed half-way, the same command goes on; another network's file is not
    written over. Use the account for nothing else meanwhile.

    Example: ais --home governor network deploy network.json --store ./store --terms terms.txt
    """
    if quick and files:
        raise click.UsageError("--short and --parameters exclude each other")
    base = NetworkParameters.short() if quick else NetworkParameters.read(*files)
    parameters = flow.completed(base, stores, terms)
    keys = flow.keys_of(session.home)
    first = governor or keys.address("operator")
    officers = Officers(first, registrar or first, treasurer or first, overseer)
    done = flow.deploy_from_home(
        session.home,
        keys,
        urls,
        parameters,
        officers,
        target,
        again=again,
        progress=session.output.progress,
    )
    session.output.result(done, lambda: _show(session.output, done))


@network.command()
@click.option("--short", "quick", is_flag=True, help="Short epochs and windows.")
@pass_session
def parameters(session: Session, *, quick: bool) -> None:
    """Print the default parameters as JSON, to edit and to deploy with.

    Example: ais network parameters > parameters.json
    """
    found = NetworkParameters.short() if quick else NetworkParameters()
    session.output.document(found.to_dict())


@network.command()
@pass_session
def info(session: Session) -> None:
    """Describe the network of this home and check that its contracts are what they should be.

    Example: ais network info --json
    """
    found = flow.describe(session.party())

    def show() -> None:
        session.output.pairs(
            {
                "name": found.name,
                "chain": found.chain_id,
                "suite": found.suite,
                "token": found.token,
                "stores": ", ".join(found.stores),
            },
            "network",
        )
        session.output.pairs(found.contracts, "contracts")

    session.output.result(found, show)


@network.command()
@click.argument("account", type=ADDRESS)
@click.argument("amount", type=AMOUNT)
@pass_session
def mint(session: Session, *, account: str, amount: str) -> None:
    """Make AMOUNT test tokens for ACCOUNT: on networks with a token of their own, by its deployer.

    Example: ais --home governor network mint 0xOperator 500
    """
    done = flow.mint_from_home(session.party(), account, amount)
    session.output.result(done, lambda: session.output.line(f"{amount} for {account}"))


def _show(output: Output, done: Deployed) -> None:
    output.line(f"network {done.name} deployed, from block {done.first_block}", style="green")
    output.pairs({**done.contracts, "token": done.token})
    output.line(f"written to {done.file}; governor {done.governor}")
