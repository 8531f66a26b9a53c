"""Hashes, leaves and nullifiers are those of circomlib's circuits; secrets stay unseen."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.crypto import Secret
from ais.crypto.anonymity import SCALAR, GroupSecret, poseidon2
from ais.crypto.anonymity.babyjubjub import public_point
from ais.crypto.scalars import BABY_JUBJUB_ORDER
from ais.errors import GroupSecretRefused, NumberOutOfField
from tests.unit.crypto.anonymity.circuits import VECTORS
from tests.unit.crypto.parties import run_foreign

FILE = VECTORS / "anonymity/group.json"


def rows(table: str) -> list[dict[str, int]]:
    """The rows of a table that stands in the file by column."""
    columns: dict[str, Any] = json.loads(FILE.read_text())[table]
    lines = zip(*columns.values(), strict=True)
    return [dict(zip(columns, (int(cell, 16) for cell in line), strict=True)) for line in lines]


def test_the_vectors_are_what_their_maker_makes(tmp_path: Path) -> None:
    """The file is not edited by hand: circomlib's circuits give it again."""
    run_foreign("../anonymity/foreign/make_vectors.mjs", "", str(tmp_path / "group.json"))
    assert (tmp_path / "group.json").read_bytes() == FILE.read_bytes()


@pytest.mark.parametrize("row", rows("hash"))
def test_the_hash_is_circomlibs(row: dict[str, int]) -> None:
    """Constants drawn from the paper's LFSR give what circomlib's table gives."""
    assert poseidon2(row["left"], row["right"]) == row["digest"]


@pytest.mark.parametrize("row", rows("member"))
def test_a_leaf_and_a_nullifier_are_the_circuits(row: dict[str, int]) -> None:
    """From the least secret to the greatest one."""
    secret = GroupSecret.from_number(row["secret"])
    assert secret.leaf == row["leaf"]
    assert secret.nullifier(row["scope"]) == row["nullifier"]


@given(st.integers(1, BABY_JUBJUB_ORDER - 1))
def test_a_public_point_is_on_the_curve(secret: int) -> None:
    """168700 x^2 + y^2 = 1 + 168696 x^2 y^2."""
    x, y = public_point(secret)
    assert (168700 * x * x + y * y - 1 - 168696 * x * x * y * y) % SCALAR == 0


def test_the_order_leads_back_to_the_neutral_point() -> None:
    """So the subgroup's order is that of B8."""
    assert public_point(BABY_JUBJUB_ORDER) == (0, 1)
    assert public_point(BABY_JUBJUB_ORDER + 5) == public_point(5)


@pytest.mark.parametrize("number", [-1, SCALAR, SCALAR + 1, 1 << 256])
def test_a_number_outside_the_field_is_not_hashed(number: int) -> None:
    """It would be taken for another one."""
    for pair in ((number, 1), (1, number)):
        with pytest.raises(NumberOutOfField):
            poseidon2(*pair)
    with pytest.raises(NumberOutOfField):
        GroupSecret.from_number(1).nullifier(number)


@pytest.mark.parametrize("number", [-1, 0, BABY_JUBJUB_ORDER, BABY_JUBJUB_ORDER + 1, 1 << 256])
def test_a_secret_outside_the_subgroup_is_refused(number: int) -> None:
    """The circuit would refuse it, or its leaf would be another member's."""
    with pytest.raises(GroupSecretRefused):
        GroupSecret.from_number(number)


@pytest.mark.parametrize("raw", [b"", bytes(32), b"\xff" * 32, (1).to_bytes(31, "big")])
def test_bytes_of_another_form_are_no_secret(raw: bytes) -> None:
    """Length and range are checked."""
    with pytest.raises(GroupSecretRefused):
        GroupSecret(Secret(raw))


def test_the_same_bytes_are_the_same_leaf_and_drawn_ones_differ() -> None:
    drawn = GroupSecret.draw()
    assert GroupSecret.from_number(drawn.reveal()).leaf == drawn.leaf != GroupSecret.draw().leaf


def test_a_secret_is_not_shown() -> None:
    """Neither as text, nor in a pickle, nor in an error."""
    secret = GroupSecret.from_number(123456789)
    assert "123456789" not in f"{secret!r} {secret} {vars(type(secret))}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(GroupSecretRefused) as refusal:
        GroupSecret.from_number(BABY_JUBJUB_ORDER + 77)
    assert str(BABY_JUBJUB_ORDER + 77) not in str(refusal.value.diagnostics())
