"""ABI values: structs as dataclasses, enums as enums, names in snake_case, reverts as errors."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from pathlib import Path

import pytest
from eth_abi.abi import decode, encode
from eth_utils.abi import function_abi_to_4byte_selector

from ais import errors
from ais.chain import Deployment, Place, artifacts, predict_addresses, shapes
from ais.chain.answers import Answer, classify
from ais.chain.attestations import POST_GAS, Attestations
from ais.chain.codec import decode_values, encode_values, snake
from ais.chain.contracts import NOUNS
from ais.chain.fees import bumped, free_of_charge
from ais.chain.indicators import Indicators
from ais.chain.membership import Membership
from ais.chain.reverts import Reverts
from ais.chain.valuation import Valuation
from ais.records import Phase, Post, Tally
from ais.types import Ballot, Item, Release, Verdict

ADDRESS = "0x8b8b3B6A304a99E8eA493C6F0439E7E69E804CA2"

#: Called by other contracts alone, or OpenZeppelin's own of which AIS makes no use.
NOT_MIRRORED = {
    "Indicators": {"mark_valuation"},
    "Membership": {"grant_standing"},
    "Pool": {
        "collect",
        "forfeit_bond",
        "lock_bond",
        "pay_reserved",
        "reserve",
        "return_bond",
        "unreserve",
    },
    "Pricing": {"note_accepted"},
    "Seats": {"enter_round", "leave_round"},
    "Valuation": {"schedule", "tally"},
}
MANAGED = {"set_authority", "is_consuming_scheduled_op"}


class TestMirror:
    @pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.NAME)
    def test_every_function_has_its_method_and_no_method_is_left_over(
        self, noun: type[Membership]
    ) -> None:
        abi = artifacts.load(noun.NAME).abi
        there = {snake(entry["name"]) for entry in abi if entry["type"] == "function"}
        methods = {
            name
            for name, _ in inspect.getmembers(noun, inspect.isfunction)
            if not name.startswith("_") and name != "event"
        }
        assert methods - there == set()
        if noun.NAME != "AccessManager":
            assert there - methods - MANAGED - NOT_MIRRORED.get(noun.NAME, set()) == set()

    @pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.NAME)
    def test_every_method_takes_what_the_function_takes(self, noun: type[Membership]) -> None:
        inputs = {
            snake(entry["name"]): [snake(item["name"]) for item in entry["inputs"]]
            for entry in artifacts.load(noun.NAME).abi
            if entry["type"] == "function"
        }
        for name, method in inspect.getmembers(noun, inspect.isfunction):
            if name in inputs and not name.startswith("_"):
                given = list(inspect.signature(method).parameters)[1:]
                assert len(given) == len(inputs[name]), name


class TestValues:
    def test_structs_go_out_as_tuples(self) -> None:
        item = Item(b"\x01" * 32, b"\x02" * 32, b"\x03" * 32)
        write = Indicators(ADDRESS).submit(item, 7, Release(bytes(32), 0, 0))
        types = ["(bytes32,bytes32,bytes32)", "uint256", "(bytes32,uint64,uint32)"]
        values = [(b"\x01" * 32, b"\x02" * 32, b"\x03" * 32), 7, (bytes(32), 0, 0)]
        assert write.payload[4:] == encode(types, values)
        assert write.name == "Indicators.submit"

    def test_a_struct_with_an_enum_goes_out(self) -> None:
        write = Valuation(ADDRESS).reveal(bytes(32), Ballot(Verdict.VALID, 8, 1, 2), bytes(32))
        assert decode_values(
            ("bytes32", "(uint8,uint8,uint16,uint16,bytes32)", "bytes32"), write.payload[4:]
        )[1] == (1, 8, 1, 2, bytes(32))

    def test_a_post_goes_out_whole_and_a_tally_comes_back(self) -> None:
        """What is dynamic stands behind, as the relay's bodies of one size count on."""
        words = (b"\x01" * 32, 7, 63, True, ADDRESS, 2**250, b"\x02" * 32, b"\x03" * 32)
        post = Post(*words, b"\xcc" * 540, tuple(range(8)), b"\x05" * 65)
        write = Attestations(ADDRESS).post(post)
        types = "(bytes32,uint32,uint8,bool,address,uint256,bytes32,bytes32,bytes,uint256[8],bytes)"
        (there,) = decode([types], write.payload[4:])
        assert there == (*words[:4], ADDRESS.lower(), *words[5:], b"\xcc" * 540, *there[9:])
        assert there[9:] == (tuple(range(8)), b"\x05" * 65)
        assert (write.least_gas, len(write.payload)) == (POST_GAS, 4 + 32 * 41)
        answer = encode(["uint32"] * 4, [4, 3, 2, 1])
        tally = Attestations(ADDRESS).tally(bytes(32), 1).decode(answer)
        assert tally == Tally(posted=4, non_compliant=3, contested=2, missing=1)

    def test_answers_come_back_as_enums_and_dataclasses(self) -> None:
        noun = Valuation(ADDRESS)
        assert noun.phase_of(bytes(32)).decode(encode(["uint8"], [3])) is Phase.COMMITTING
        assert noun.windows().decode(encode(["uint32"] * 4, [1, 2, 3, 4])).key_blocks == 2
        panel = encode(["uint32[]", "uint8"], [[5, 6], 3])
        assert noun.panel_of(bytes(32)).decode(panel) == ((5, 6), 3)

    def test_an_organisation_knows_its_id(self) -> None:
        words = encode(
            ["uint8", "uint8", "uint48", "uint16", "uint32", "uint32"], [2, 3, 4, 5, 6, 7]
        )
        found = Membership(ADDRESS).organisation(9).decode(words)
        assert (found.id, found.status.name, found.standing_until) == (9, "ACTIVE", 7)

    def test_addresses_come_back_checksummed(self) -> None:
        assert decode_values(("address",), encode(["address"], [ADDRESS.lower()])) == (ADDRESS,)
        assert decode_values(("address[]",), encode(["address[]"], [[ADDRESS.lower()]])) == (
            (ADDRESS,),
        )

    def test_values_that_do_not_fit_are_refused(self) -> None:
        with pytest.raises(ValueError, match="8 bits"):
            encode_values(("uint8",), (256,))

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("submissionId", "submission_id"),
            ("release_", "release"),
            ("from", "from_"),
            ("class", "class_"),
            ("severityBps", "severity_bps"),
            ("epoch", "epoch"),
        ],
    )
    def test_names(self, name: str, expected: str) -> None:
        assert snake(name) == expected

    def test_every_struct_and_enum_that_comes_back_has_its_shape(self) -> None:
        """Those of views and events; the rest never reaches Python."""
        unknown = set()
        for noun in NOUNS:
            for entry in artifacts.load(noun.NAME).abi:
                back = entry.get("outputs", []) if entry["type"] == "function" else []
                if entry["type"] in ("event", "error"):
                    back = entry["inputs"]
                if entry.get("stateMutability") not in ("nonpayable", "payable"):
                    unknown |= {i["internalType"] for i in back if " " in i["internalType"]}
        known = {*(f"enum {n}" for n in shapes.ENUMS), *(f"struct {n}" for n in shapes.STRUCTS)}
        foreign = {kind for kind in unknown if "contract " in kind}
        assert unknown - known - foreign == {"struct IMembership.Organisation"}


class TestReverts:
    def revert(self, name: str, *values: object) -> errors.ContractError:
        for contract in artifacts.names():
            for entry in artifacts.load(contract).abi:
                if entry["type"] == "error" and entry["name"] == name:
                    types = [item["type"] for item in entry["inputs"]]
                    payload = encode(types, values)
                    return Reverts().error(function_abi_to_4byte_selector(entry) + payload)
        raise AssertionError(name)

    def test_a_custom_error_becomes_its_class(self) -> None:
        error = self.revert("ValuationSeedNotReady", b"\x07" * 32, 77)
        assert isinstance(error, errors.ValuationSeedNotReady)
        assert (error.submission_id, error.ready_at) == (b"\x07" * 32, 77)
        assert "77" in error.message

    def test_enums_in_errors_have_names(self) -> None:
        error = self.revert("ValuationWrongPhase", bytes(32), 3, 4)
        assert error.phase is Phase.COMMITTING
        assert "COMMITTING" in error.message
        assert "REVEALING" in error.message

    def test_foreign_errors_become_a_few_of_ours(self) -> None:
        denied = self.revert("AccessManagedUnauthorized", ADDRESS)
        assert isinstance(denied, errors.AccessDenied)
        assert denied.account == ADDRESS
        short = self.revert("ERC20InsufficientBalance", ADDRESS, 1, 2)
        assert isinstance(short, errors.TokenRefused)
        assert (short.available, short.needed) == (1, 2)
        assert isinstance(self.revert("ReentrancyGuardReentrantCall"), errors.ContractReentered)
        for name in ("WrongSiblingNodes", "LeafDoesNotExist", "LeafAlreadyExists"):
            assert isinstance(self.revert(name), errors.GroupTreeRefused)

    def test_reasons_and_panics(self) -> None:
        known = Reverts()
        said = known.error(bytes.fromhex("08c379a0") + encode(["string"], ["no luck"]))
        assert "no luck" in said.message
        panic = known.error(bytes.fromhex("4e487b71") + encode(["uint256"], [0x11]))
        assert isinstance(panic, errors.ContractMathFailed)
        assert "overflow" in panic.message

    @pytest.mark.parametrize(
        "revert", [b"", b"\x01", b"\xde\xad\xbe\xef", bytes.fromhex("08c379a0") + b"\xff" * 40]
    )
    def test_what_nobody_knows_is_told_as_it_is(self, revert: bytes) -> None:
        assert isinstance(Reverts().error(revert), errors.ContractRefused)


class TestAnswers:
    @pytest.mark.parametrize(
        ("message", "answer"),
        [
            ("already known", Answer.TAKEN),
            ("transaction already imported", Answer.TAKEN),
            ("Known transaction", Answer.TAKEN),
            ("tx already in mempool cache", Answer.TAKEN),
            ("nonce too low: next nonce 5, tx nonce 4", Answer.NONCE_LOW),
            ("replacement transaction underpriced", Answer.UNDERPRICED),
            ("max fee per gas less than block base fee", Answer.UNDERPRICED),
            ("insufficient funds for gas * price + value", Answer.NO_FUNDS),
            ("Upfront cost exceeds account balance", Answer.NO_FUNDS),
            ("intrinsic gas too low", Answer.REFUSED),
            ("Sender account not authorized to send transactions", Answer.REFUSED),
            ("txpool is full", Answer.LATER),
            ("something new", Answer.LATER),
        ],
    )
    def test_engines_are_understood(self, message: str, answer: Answer) -> None:
        assert classify(message) is answer


class TestFees:
    def test_a_replacement_offers_an_eighth_more_or_todays_price(self) -> None:
        before = {"maxFeePerGas": 80, "maxPriorityFeePerGas": 8, "nonce": 1}
        low = {"maxFeePerGas": 10, "maxPriorityFeePerGas": 1}
        assert bumped(before, low) == {"maxFeePerGas": 91, "maxPriorityFeePerGas": 10}
        high = {"maxFeePerGas": 500, "maxPriorityFeePerGas": 2}
        assert bumped(before, high)["maxFeePerGas"] == 500
        assert bumped({"gasPrice": 16}, {"gasPrice": 1}) == {"gasPrice": 19}

    def test_nothing_offered_is_free_of_charge(self) -> None:
        assert free_of_charge({"maxFeePerGas": 0})
        assert free_of_charge({"gasPrice": 0})
        assert not free_of_charge({"gasPrice": 1})


class TestDeployment:
    made = Deployment(
        chain_id=5,
        genesis_hash=b"\x01" * 32,
        name="net",
        contracts={"Membership": Place(ADDRESS, 3, "ab")},
        token=ADDRESS,
        stores=({"kind": "directory", "path": "s"},),
        rpc=("http://u:p@h",),
    )

    def test_it_is_written_and_read(self, tmp_path: Path) -> None:
        self.made.save(tmp_path / "n.json")
        assert Deployment.load(tmp_path / "n.json") == self.made

    def test_its_digest_is_of_the_network_alone(self) -> None:
        assert replace(self.made, rpc=(), stores=()).digest == self.made.digest
        for change in ({"chain_id": 6}, {"genesis_hash": bytes(32)}, {"suite": "x25519"}):
            assert replace(self.made, **change).digest != self.made.digest  # type: ignore[arg-type]

    def test_node_urls_do_not_show(self) -> None:
        assert "u:p" not in repr(self.made)

    @pytest.mark.parametrize(
        "change",
        [
            {"chainId": "x"},
            {"genesisHash": "0x00"},
            {"contracts": {}},
            {"token": ADDRESS.lower()},
            {"contracts": {"Membership": {"address": ADDRESS}}},
        ],
    )
    def test_a_broken_file_is_refused(self, change: dict[str, object], tmp_path: Path) -> None:
        content = {**self.made.to_json(), **change}
        (tmp_path / "n.json").write_text(json.dumps(content))
        with pytest.raises(errors.DeploymentInvalid):
            Deployment.load(tmp_path / "n.json")

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(errors.DeploymentInvalid):
            Deployment.load(tmp_path / "none.json")


def test_addresses_of_contracts_to_come() -> None:
    """The first two contracts of Anvil's first account, as every Ethereum tool shows them."""
    first = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    assert predict_addresses(first, 0, 2) == [
        "0x5FbDB2315678afecb367f032d93F642f64180aa3",
        "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
    ]
