"""Deploy a network through Ape: any network of `ape-config.yaml`, any account that Ape knows.

Ape gives the node's URL and the signer; what is deployed, in which order and how it is checked is
`ais.flows.deploy`, the same as behind `ais network deploy`. Killed half-way, the same command goes
on. Example, with the account `deployer` of `ape accounts`:

    python scripts/deploy.py network.json --account deployer --governor 0x… --terms terms.txt
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import ape
from ape.api import AccountAPI, ProviderAPI
from eth_utils.crypto import keccak

from ais.errors import AisError
from ais.flows.deploy import deploy
from ais.flows.network import completed
from ais.flows.parameters import NetworkParameters
from ais.flows.roles import Officers


class ApeSigner:
    """An account of Ape as the chain client's signer: it signs what the client has put together."""

    def __init__(self, account: AccountAPI, provider: ProviderAPI) -> None:
        self._account = account
        self._provider = provider

    @property
    def address(self) -> str:
        """The checksummed address."""
        return str(self._account.address)

    def sign_transaction(self, transaction_dict: dict[str, Any]) -> "Signed":
        """The transaction, signed by Ape; the fields are the client's, none is filled in."""
        fields = {("sender" if k == "from" else k): v for k, v in transaction_dict.items()}
        fields.setdefault("from", self.address)
        made = self._provider.network.ecosystem.create_transaction(**fields)
        signed = self._account.sign_transaction(made)
        if signed is None:
            raise SystemExit("deploy: the account refused to sign")
        return Signed(bytes(signed.serialize_transaction()))


class Signed:
    """Signed bytes and their hash."""

    def __init__(self, raw: bytes) -> None:
        self.raw_transaction = raw
        self.hash = bytes(keccak(raw))


class Lines:
    """Progress on standard error."""

    def say(self, text: str) -> None:
        """One step."""
        print(f"deploy: {text}", file=sys.stderr)

    def count(self, what: str, done: int, total: int) -> None:
        """Nothing: steps are short."""


def main(arguments: list[str]) -> int:
    """Deploy, print where the file is; return the exit status."""
    options = _options(arguments)
    base = NetworkParameters.read(*options.parameters)
    if options.short:
        base = NetworkParameters.short()
    parameters = completed(base, options.store or [options.target.parent / "store"], options.terms)
    with ape.networks.parse_network_choice(options.network) as provider:
        signer = ApeSigner(_account(options.account), provider)
        governor = options.governor or signer.address
        officers = Officers(
            governor, options.registrar or governor, options.treasurer or governor, options.overseer
        )
        try:
            done = deploy(
                [_url(provider)],
                signer,
                options.journal or options.target.with_suffix(".deploy.sqlite"),
                parameters,
                officers,
                target=options.target,
                again=options.again,
                progress=Lines(),
            )
        except AisError as error:
            print(error.diagnostics(), file=sys.stderr)
            return 1
    print(f"{done.name}: 11 contracts from block {done.first_block}, written to {done.file}")
    return 0


def _account(name: str) -> AccountAPI:
    if name.startswith("TEST::"):
        return ape.accounts.test_accounts[int(name.removeprefix("TEST::"))]
    return ape.accounts.load(name)


def _url(provider: Any) -> str:
    for name in ("http_uri", "uri"):
        found = getattr(provider, name, None)
        if isinstance(found, str) and found.startswith("http"):
            return found
    raise SystemExit("deploy: this Ape provider has no http(s) URL")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/deploy.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("target", type=Path, help="deployment file to write")
    parser.add_argument("--network", default="ethereum:local:foundry", help="as Ape names it")
    parser.add_argument("--account", default="TEST::0", help="alias, or TEST::0 for Ape's own")
    parser.add_argument(
        "--parameters",
        type=Path,
        action="append",
        default=[],
        help="`ais network parameters` prints one; may be repeated, the later one counts",
    )
    parser.add_argument("--short", action="store_true", help="short epochs and windows")
    parser.add_argument("--store", type=Path, action="append", help="folder for ciphertext")
    parser.add_argument("--terms", type=Path, help="the legal text that members accept")
    for role in ("governor", "registrar", "treasurer", "overseer"):
        parser.add_argument(f"--{role}", help="address")
    parser.add_argument("--journal", type=Path, help="where its steps are kept")
    parser.add_argument("--again", action="store_true", help="a second one, same parameters")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
