"""A network is deployed whole, checked, handed over, and the deployment survives being killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ais import errors
from ais.chain import Chain, Deployment, Sender, artifacts
from ais.crypto import RootSecret
from ais.flows.deploy import CONTRACTS, deploy
from ais.flows.parameters import NetworkParameters
from ais.flows.roles import CALLS, ROLES, Officers
from ais.flows.wiring import check_rights, check_wiring, libraries
from ais.journal import Journal
from ais.network import LocalChain, LocalOptions
from tests.support.kills import killed_at, run, steps_of

pytestmark = pytest.mark.chain


@dataclass
class Args:
    """One deployment: a chain, who deploys, where it writes."""

    url: str
    folder: Path
    deployer: RootSecret
    officers: Officers


def parameters(folder: Path) -> NetworkParameters:
    terms = folder / "terms.txt"
    folder.mkdir(parents=True, exist_ok=True)
    terms.write_text("Do no harm.\n")
    stores = ({"kind": "directory", "path": str(folder / "store")},)
    return NetworkParameters.short(stores=stores, terms=str(terms))


def deploy_once(args: Args, *, again: bool = False) -> None:
    """What `ais network deploy` does."""
    deploy(
        [args.url],
        args.deployer.account(1),
        args.folder / "deploy.sqlite",
        parameters(args.folder),
        args.officers,
        target=args.folder / "network.json",
        again=again,
    )


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalChain]:
    with LocalChain.start(tmp_path_factory.mktemp("chain"), LocalOptions()) as made:
        yield made


def fresh(chain: LocalChain, folder: Path) -> Args:
    people = [str(RootSecret.generate().account(1).address) for _ in range(4)]
    return Args(chain.url, folder, RootSecret.generate(), Officers(*people))


@pytest.fixture(scope="module")
def deployed(
    chain: LocalChain, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Args, Chain]]:
    args = fresh(chain, tmp_path_factory.mktemp("deployed"))
    deploy_once(args)
    with Chain.connect(Deployment.load(args.folder / "network.json")) as connection:
        yield args, connection


def test_the_file_names_contracts_that_the_client_accepts(deployed: tuple[Args, Chain]) -> None:
    args, connection = deployed
    content = json.loads((args.folder / "network.json").read_text())

    assert len(content["contracts"]) == len(CONTRACTS) == 16
    assert connection.read(connection.contracts.membership.epoch_seconds()) == 3_600
    assert connection.read(connection.contracts.token.decimals()) == 6
    assert connection.read(connection.contracts.rewards.parameters()).submission_bond == 15 * 10**6
    assert connection.read(connection.contracts.attestations.slots()) == (8, 8)


def test_each_role_may_call_what_the_table_says_and_the_deployer_nothing(
    deployed: tuple[Args, Chain],
) -> None:
    args, connection = deployed
    manager = connection.contracts.manager
    deployer = str(args.deployer.account(1).address)

    check_rights(connection, connection.deployment, args.officers, deployer)
    held = [connection.read(manager.has_role(number, deployer))[0] for number in ROLES.values()]
    assert held == [False] * len(ROLES)
    assert {role for _, role in CALLS} == {"governor", "registrar", "treasurer", "panelist"}
    with Journal(args.folder / "other.sqlite", _plain()) as journal:
        sender = Sender(connection, journal)
        with pytest.raises(errors.AccessDenied):
            sender.send(args.deployer.account(1), connection.contracts.membership.start())


def test_wiring_that_is_not_as_predicted_is_refused(deployed: tuple[Args, Chain]) -> None:
    _, connection = deployed
    places = dict(connection.deployment.contracts)
    places["Pool"] = replace(places["Pool"], address=places["Seats"].address)

    with pytest.raises(errors.DeploymentWiring, match="Pool"):
        check_wiring(connection, replace(connection.deployment, contracts=places))


@pytest.mark.parametrize(
    ("stands_for", "getter"),
    [("Group", "Attestations.group"), ("SemaphoreVerifier", "Attestations.verifier")],
)
def test_the_group_and_its_verifier_are_asked_for_too(
    deployed: tuple[Args, Chain], stands_for: str, getter: str
) -> None:
    """Whoever was told of another address is refused by name."""
    _, connection = deployed
    places = dict(connection.deployment.contracts)
    places[stands_for] = replace(places[stands_for], address=places["Relays"].address)

    with pytest.raises(errors.DeploymentWiring) as refused:
        check_wiring(connection, replace(connection.deployment, contracts=places))
    assert f"{refused.value.contract}.{refused.value.getter}" == getter


def test_the_group_hashes_with_the_library_that_was_deployed(
    deployed: tuple[Args, Chain],
) -> None:
    """Its code names the library's address wherever it is linked."""
    _, connection = deployed
    places = connection.deployment.contracts
    code = connection.ask("eth_getCode", places["Group"].address, "latest").lower()
    links = artifacts.load("Group").links["PoseidonT3"]

    assert code.count(places["PoseidonT3"].address[2:].lower()) == len(links)
    assert "__$" not in code


def test_every_contract_is_as_large_as_a_chain_takes(deployed: tuple[Args, Chain]) -> None:
    """EIP-170, also where a chain does not ask for it."""
    _, connection = deployed
    sizes = {
        name: len(connection.ask("eth_getCode", place.address, "latest")) // 2 - 1
        for name, place in connection.deployment.contracts.items()
    }
    assert {name: size for name, size in sizes.items() if not 0 < size <= 24_576} == {}


def test_a_contract_whose_library_nobody_deploys_is_refused(
    deployed: tuple[Args, Chain],
) -> None:
    places = dict(deployed[1].deployment.contracts)
    assert libraries("Group", places) == {"PoseidonT3": places["PoseidonT3"].address}
    assert libraries("Relays", places) == {}
    del places["PoseidonT3"]
    with pytest.raises(errors.ParametersRefused, match=r"Group\.PoseidonT3"):
        libraries("Group", places)


def test_the_governor_alone_lists_relays_and_registers_policies(
    deployed: tuple[Args, Chain],
) -> None:
    args, connection = deployed
    contracts, deployer = connection.contracts, args.deployer.account(1)
    with Journal(args.folder / "governing.sqlite", _plain()) as journal:
        sender = Sender(connection, journal)
        for write in (
            contracts.attestations.register_policy(b"\x01" * 32, ""),
            contracts.attestations.retire_policy(b"\x01" * 32),
            contracts.attestations.set_slots(4),
            contracts.relays.list(str(deployer.address), "https://relay.example"),
            contracts.relays.delist(str(deployer.address)),
        ):
            with pytest.raises(errors.AccessDenied):
                sender.send(deployer, write)


def test_rights_that_were_not_handed_over_are_refused(deployed: tuple[Args, Chain]) -> None:
    args, connection = deployed
    stranger = str(RootSecret.generate().account(1).address)
    officers = replace(args.officers, registrar=stranger)

    with pytest.raises(errors.DeploymentHandover, match="lacks the role registrar"):
        check_rights(connection, connection.deployment, officers, stranger)
    fewer = replace(args.officers, overseer=None)
    with pytest.raises(errors.DeploymentHandover, match="still holds the role overseer"):
        check_rights(connection, connection.deployment, fewer, str(args.officers.overseer))


def test_deploying_again_returns_the_same_network(deployed: tuple[Args, Chain]) -> None:
    args, connection = deployed
    before = connection.block_number()

    deploy_once(args)

    assert Deployment.load(args.folder / "network.json").digest == connection.deployment.digest
    assert connection.block_number() == before


@pytest.mark.parametrize("there", ["another network's", "no deployment", ""])
def test_what_lies_where_the_file_shall_be_is_not_written_over_and_nothing_is_sent(
    deployed: tuple[Args, Chain], tmp_path: Path, there: str
) -> None:
    args = replace(deployed[0], folder=tmp_path, deployer=RootSecret.generate())
    target = tmp_path / "network.json"
    own = (deployed[0].folder / "network.json").read_text()
    target.write_text(own if there == "another network's" else there)
    before = target.read_text(), deployed[1].block_number()

    with pytest.raises(errors.FileUnusable, match="already, and not of this deployment"):
        deploy_once(args)
    assert (target.read_text(), deployed[1].block_number()) == before
    target.rename(tmp_path / "other.json")
    deploy_once(args)
    assert Deployment.load(target).contracts != deployed[1].deployment.contracts


def test_a_second_network_wants_a_file_of_its_own(chain: LocalChain, tmp_path: Path) -> None:
    args = fresh(chain, tmp_path)
    deploy_once(args)
    with pytest.raises(errors.FileUnusable):
        deploy_once(args, again=True)


def test_an_account_that_did_something_else_meanwhile_is_noticed(
    chain: LocalChain, tmp_path: Path
) -> None:
    args = fresh(chain, tmp_path)
    steps = steps_of(deploy_once, fresh(chain, tmp_path / "control"))
    after_token = [s for s in steps if s.startswith("node.eth_sendRawTransaction#1:after")]
    killed_at(after_token[0], deploy_once, args)
    deploy(
        [chain.url],
        args.deployer.account(1),
        tmp_path / "other.sqlite",
        parameters(tmp_path / "other"),
        args.officers,
    )

    with pytest.raises(errors.DeploymentNonces):
        deploy_once(args)


def test_a_deployment_killed_anywhere_goes_on_and_creates_each_contract_once(
    chain: LocalChain, tmp_path: Path
) -> None:
    steps = steps_of(deploy_once, fresh(chain, tmp_path / "control"))
    sends = [s for s in steps if "eth_sendRawTransaction" in s or "allocate" in s or "finish" in s]
    for number, step in enumerate(sends[:: max(1, len(sends) // 12)]):
        args = fresh(chain, tmp_path / f"{number}")
        killed_at(step, deploy_once, args)
        run(deploy_once, args)
        with Chain.connect(Deployment.load(args.folder / "network.json")) as connection:
            nonce = connection.ask(
                "eth_getTransactionCount", args.deployer.account(1).address, "latest"
            )
        # contracts, sectors, targets, terms, handover
        assert int(nonce, 16) == 17 + 11 + 9 + 1 + 1, step


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"suite": "rot13"}, "suite"),
        ({"targets": {"3": 5, "03": 6}}, "targets.03.* stands twice"),
        ({"targets": {"9" * 5_000: 5}}, "targets.9"),
        ({"stores": ()}, "stores"),
        ({"attestation_slots": 0}, "attestation_slots"),
        ({"attestation_slots": 65}, "attestation_slots"),
        ({"attestation_slots": "8"}, "attestation_slots"),
        ({"attestation_slots": True}, "attestation_slots"),
        ({"rewards": {"submission_bond": "1", "stipend": "1"}}, "submission_bond"),
        ({"rewards": {"stipend": "0.00000000000000000001"}}, "stipend"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_before_anything_is_sent(
    chain: LocalChain, tmp_path: Path, change: dict[str, object], field: str
) -> None:
    args = fresh(chain, tmp_path)
    base = parameters(tmp_path).to_dict()

    def deployed() -> object:
        wrong = NetworkParameters.from_dict({**base, **change})
        return deploy([args.url], args.deployer.account(1), tmp_path / "j", wrong, args.officers)

    with pytest.raises(errors.ParametersRefused, match=field):
        deployed()


def test_a_parameter_file_says_what_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(errors.ParametersRefused, match=r"windows\.colour"):
        NetworkParameters.from_dict({"windows": {"colour": 1}})
    file = tmp_path / "p.json"
    file.write_text(json.dumps(NetworkParameters.short(name="net").to_dict()))
    assert NetworkParameters.read(file).to_dict() == NetworkParameters.short(name="net").to_dict()


class _plain:  # noqa: N801  a sealer for journals without secrets
    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        return plaintext

    def open(self, sealed: bytes, context: bytes) -> bytes:
        return sealed
