"""Creation code with other libraries' addresses in it: all of them, where they belong, or none."""

from __future__ import annotations

from typing import Any

import pytest
from eth_utils import keccak

from ais import errors
from ais.chain import artifacts
from ais.chain.artifacts import parse

HERE, THERE = "0x" + "ab" * 20, "0x" + "cd" * 20
#: solc's: 34 digits of the Keccak-256 of the library's full name.
MARK, OTHER = ("__$" + keccak(text=name).hex()[:34] + "$__" for name in ("a.sol:A", "b.sol:B"))
CONSTRUCTOR = {"type": "constructor", "inputs": [{"name": "n", "type": "uint8"}]}


def content(bytecode: str, links: dict[str, list[int]]) -> dict[str, Any]:
    return {"abi": [CONSTRUCTOR], "bytecode": "0x" + bytecode, "links": links}


def test_addresses_stand_where_the_compiler_left_room() -> None:
    made = parse("C", content(f"60{MARK}61{OTHER}62{MARK}63", {"A": [1, 43], "B": [22]}))
    code = made.creation(7, libraries={"A": HERE, "B": THERE})
    assert code.hex() == f"60{HERE[2:]}61{THERE[2:]}62{HERE[2:]}63" + "07".zfill(64)


def test_a_contract_without_libraries_is_as_it_was() -> None:
    made = parse("C", {"abi": [], "bytecode": "0x6001"})
    assert made.creation() == b"\x60\x01"


@pytest.mark.parametrize(
    ("libraries", "reason"),
    [
        ({}, "the address of A is missing"),
        ({"A": HERE}, "the address of B is missing"),
        ({"A": HERE, "B": THERE, "D": THERE}, "not linked to D"),
        ({"A": HERE, "B": "0x" + "00" * 20}, "B has no address"),
        ({"A": HERE, "B": "0x1234"}, "B has no address"),
        ({"A": "A", "B": THERE}, "A has no address"),
    ],
)
def test_libraries_that_do_not_fit_are_refused(libraries: dict[str, str], reason: str) -> None:
    made = parse("C", content(f"60{MARK}61{OTHER}", {"A": [1], "B": [22]}))
    with pytest.raises(errors.ArtifactLinks, match=reason):
        made.creation(7, libraries=libraries)


@pytest.mark.parametrize(
    ("bytecode", "links"),
    [
        (f"60{MARK}", {}),  # nobody fills it
        ("60" + "00" * 20, {"A": [1]}),  # no room
        (f"60{MARK}61{OTHER}", {"A": [1]}),
        (f"60{MARK}61{OTHER}", {"A": [1, 22]}),  # another library's room
        (f"60{MARK}61{MARK}", {"A": [1], "B": [22]}),  # one library, two names
        (f"60{MARK}", {"A": [1, 1]}),
        (f"60{MARK}", {"A": [0]}),
        (f"60{MARK}", {"A": [1], "B": []}),
        (f"6{MARK}0", {"A": [1]}),  # not on a byte's edge
        (f"60{MARK[:-1]}0", {}),
        ("60__$00$__", {}),
        ("6z", {}),
    ],
)
def test_placeholders_that_are_not_as_said_are_refused(
    bytecode: str, links: dict[str, list[int]]
) -> None:
    with pytest.raises(errors.ArtifactLinks):
        parse("C", content(bytecode, links))


def test_the_group_is_linked_to_the_hash_that_ships() -> None:
    group = artifacts.load("Group")
    assert set(group.links) == {"PoseidonT3"}
    assert set(group.links) <= set(artifacts.names())
    for name in artifacts.names():
        made = artifacts.load(name)
        linked = made.bytecode if not made.links else made._linked({"PoseidonT3": HERE})
        assert len(linked) == len(made.bytecode) <= 49_152  # EIP-3860, and far below a transaction
        assert linked.count(bytes.fromhex(HERE[2:])) == sum(map(len, made.links.values()))
