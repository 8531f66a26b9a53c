"""The client's hash recipes give what a foreign implementation gives, and nothing else passes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ais import digests
from ais.crypto import Secret, commit_to_key
from ais.errors import DigestInput, OpeningRefused
from ais.types import Address, Ballot, Verdict

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "digests.json").read_text())

WORDS = st.binary(min_size=32, max_size=32)


def rows(recipe: str) -> list[dict[str, Any]]:
    """The columns of a recipe as rows; 32-byte columns as bytes, the rest as numbers."""
    columns = VECTORS[recipe]
    return [
        {name: _value(recipe, name, text) for name, text in zip(columns, row, strict=True)}
        for row in zip(*columns.values(), strict=True)
    ]


_NUMBERS = {
    "chainId", "organisation", "leafCount", "policy", "round", "panelist", "verdict", "sector",
    "severityBps", "scopeBps", "purpose", "suite", "number", "epoch", "slot", "silence",
    "nullifier", "compliant",
}  # fmt: skip
_ADDRESSES = {"indicators", "valuation", "keyDirectory", "group", "attestations", "tau", "claimer"}
#: Recipes whose policy is a digest, and no policy word.
_BY_DIGEST = {"attestationDigest", "attestationScope", "attestationClaim"}
#: Python's words for columns that are keywords, builtins or packages' names there.
_PYTHON = {"next": "next_"}


def _value(recipe: str, name: str, text: str) -> Any:
    if name in _NUMBERS and not (name == "policy" and recipe in _BY_DIGEST):
        return int(text, 16)
    return Address(text) if name in _ADDRESSES else bytes.fromhex(text[2:])


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def arguments(row: dict[str, Any]) -> dict[str, Any]:
    """The columns but the digest, by the names of the recipe's parameters."""
    return {_PYTHON.get(n, _snake(n)): v for n, v in row.items() if n != "digest"}


class TestRecipes:
    """Every recipe, against tests/vectors/digests.json."""

    @pytest.mark.parametrize("row", rows("leaf"))
    def test_leaf(self, row: dict[str, Any]) -> None:
        assert digests.leaf(row["salt"], row["objectDigest"]) == row["digest"]

    @pytest.mark.parametrize("row", rows("node"))
    def test_node(self, row: dict[str, Any]) -> None:
        assert digests.node(row["left"], row["right"]) == row["digest"]

    @pytest.mark.parametrize("tree", VECTORS["root"])
    def test_root(self, tree: dict[str, Any]) -> None:
        leaves = [bytes.fromhex(text[2:]) for text in tree["leaves"]]
        assert digests.merkle_root(leaves) == bytes.fromhex(tree["root"][2:])

    @pytest.mark.parametrize("row", rows("commitment"))
    def test_commitment(self, row: dict[str, Any]) -> None:
        found = digests.commitment(
            chain_id=row["chainId"],
            indicators=row["indicators"],
            organisation=row["organisation"],
            leaf_count=row["leafCount"],
            root=row["root"],
        )
        assert found == row["digest"]

    @pytest.mark.parametrize("row", rows("submissionId"))
    def test_submission_id(self, row: dict[str, Any]) -> None:
        found = digests.submission_id(
            chain_id=row["chainId"],
            indicators=row["indicators"],
            organisation=row["organisation"],
            commitment=row["commitment"],
            key_commit=row["keyCommit"],
            ciphertext_digest=row["ciphertextDigest"],
            policy=row["policy"],
        )
        assert found == row["digest"]

    @pytest.mark.parametrize("row", rows("seed"))
    def test_seed(self, row: dict[str, Any]) -> None:
        found = digests.seed(
            block_hash=row["blockHash"], submission_id=row["submissionId"], round_=row["round"]
        )
        assert found == row["digest"]

    @pytest.mark.parametrize("row", rows("ballotCommit"))
    def test_ballot_commit(self, row: dict[str, Any]) -> None:
        ballot = Ballot(
            row["verdict"], row["sector"], row["severityBps"], row["scopeBps"], row["priorId"]
        )
        found = digests.ballot_commit(
            chain_id=row["chainId"],
            valuation=row["valuation"],
            submission_id=row["submissionId"],
            round_=row["round"],
            panelist=row["panelist"],
            ballot=ballot,
            salt=row["salt"],
        )
        assert found == row["digest"]

    @pytest.mark.parametrize("row", rows("keyAnnouncement"))
    def test_key_announcement(self, row: dict[str, Any]) -> None:
        found = digests.key_announcement(
            chain_id=row["chainId"],
            key_directory=row["keyDirectory"],
            purpose=row["purpose"],
            suite=row["suite"],
            organisation=row["organisation"],
            number=row["number"],
            public_key=row["publicKey"],
        )
        assert found == row["digest"]

    @pytest.mark.parametrize("row", rows("keyCommit"))
    def test_key_commit(self, row: dict[str, Any]) -> None:
        assert commit_to_key(Secret(row["dataKey"])) == row["digest"]

    @pytest.mark.parametrize("row", rows("leafMessage"))
    def test_leaf_message(self, row: dict[str, Any]) -> None:
        assert digests.leaf_message(**arguments(row)) == row["digest"]

    @pytest.mark.parametrize("row", rows("leafScope"))
    def test_leaf_scope(self, row: dict[str, Any]) -> None:
        assert digests.leaf_scope(**arguments(row)) == row["digest"]

    @pytest.mark.parametrize("row", rows("attestationDigest"))
    def test_attestation_digest(self, row: dict[str, Any]) -> None:
        assert digests.attestation_digest(**arguments(row)) == row["digest"]

    @pytest.mark.parametrize("row", rows("attestationScope"))
    def test_attestation_scope(self, row: dict[str, Any]) -> None:
        assert digests.attestation_scope(**arguments(row)) == row["digest"]

    @pytest.mark.parametrize("row", rows("attestationCommit"))
    def test_attestation_commit(self, row: dict[str, Any]) -> None:
        assert digests.attestation_commit(**arguments(row)) == row["digest"]

    @pytest.mark.parametrize("row", rows("attestationNext"))
    def test_attestation_next(self, row: dict[str, Any]) -> None:
        assert digests.attestation_next(**arguments(row)) == row["digest"]

    @pytest.mark.parametrize("row", rows("attestationClaim"))
    def test_attestation_claim(self, row: dict[str, Any]) -> None:
        assert digests.attestation_claim(**arguments(row)) == row["digest"]

    @pytest.mark.parametrize("row", rows("fieldElement"))
    def test_field_element(self, row: dict[str, Any]) -> None:
        assert digests.field_element(row["hashed"]) == int.from_bytes(row["digest"], "big")

    def test_every_recipe_of_the_vector_file_has_a_test_here(self) -> None:
        tested = {name.removeprefix("test_") for name in vars(TestRecipes)}
        recipes = VECTORS.keys() - {"made_by", "verified_by", "policy"}
        assert {_snake(recipe) for recipe in recipes} <= tested


class TestInputs:
    """What does not fit a recipe is refused by name, never truncated."""

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"organisation": 1 << 32}, "organisation"),
            ({"organisation": -1}, "organisation"),
            ({"leaf_count": 1 << 32}, "leaf_count"),
            ({"chain_id": 1 << 256}, "chain_id"),
            ({"indicators": "0x1234"}, "indicators"),
            ({"indicators": "alice"}, "indicators"),
            ({"root": bytes(31)}, "root"),
        ],
    )
    def test_commitment_refuses(self, change: dict[str, Any], field: str) -> None:
        inputs: dict[str, Any] = {
            "chain_id": 1,
            "indicators": "0x" + "ab" * 20,
            "organisation": 1,
            "leaf_count": 1,
            "root": bytes(32),
        }
        with pytest.raises(DigestInput) as caught:
            digests.commitment(**{**inputs, **change})
        assert caught.value.field == field

    def test_a_ballot_whose_severity_overflows_is_refused(self) -> None:
        with pytest.raises(DigestInput) as caught:
            digests.ballot_commit(
                chain_id=1,
                valuation=Address("0x" + "ab" * 20),
                submission_id=bytes(32),
                round_=1,
                panelist=1,
                ballot=Ballot(Verdict.VALID, 1, 1 << 16, 0),
                salt=bytes(32),
            )
        assert caught.value.field == "severity_bps"

    def test_an_empty_tree_has_no_root(self) -> None:
        with pytest.raises(DigestInput):
            digests.merkle_root([])

    def test_a_short_leaf_is_refused(self) -> None:
        with pytest.raises(DigestInput):
            digests.merkle_root([bytes(31)])


class TestOpenings:
    """An opening proves its own leaf at its own place, and no other."""

    @given(st.lists(WORDS, min_size=1, max_size=40, unique=True), st.data())
    def test_each_leaf_opens(self, leaves: list[bytes], data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(leaves) - 1))
        siblings = digests.merkle_opening(leaves, index)
        digests.verify_opening(
            digests.merkle_root(leaves), leaves[index], index, len(leaves), siblings
        )

    @given(st.lists(WORDS, min_size=2, max_size=40, unique=True), WORDS, st.data())
    def test_what_is_changed_does_not_open(
        self, leaves: list[bytes], other: bytes, data: st.DataObject
    ) -> None:
        assume(other not in leaves)
        index = data.draw(st.integers(0, len(leaves) - 1))
        root, siblings = digests.merkle_root(leaves), digests.merkle_opening(leaves, index)
        leaf, count = leaves[index], len(leaves)
        for changed in (
            (other, leaf, index, count, siblings),
            (root, other, index, count, siblings),
            (root, leaf, count, count, siblings),
            (root, leaf, -1, count, siblings),
            (root, leaf, index, count, (*siblings, other)),
            (root, leaf, index, count, siblings[:-1]),
            (root, leaf, index, count, (*siblings[:-1], other)),
        ):
            with pytest.raises(OpeningRefused):
                digests.verify_opening(*changed)

    def test_the_carried_leaf_of_an_odd_tree_needs_fewer_siblings(self) -> None:
        leaves = [bytes([i]) * 32 for i in range(5)]
        assert len(digests.merkle_opening(leaves, 4)) == 1
        assert len(digests.merkle_opening(leaves, 0)) == 3

    def test_an_inner_node_passes_for_no_leaf(self) -> None:
        """A leaf has 65 bytes with its own first byte, so a node is never one."""
        left, right = bytes(32), bytes([1]) * 32
        assert digests.leaf(left, right) != digests.node(left, right)
