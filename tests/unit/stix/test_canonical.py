"""The bytes that get hashed are those of RFC 8785, and they come back as they went."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.errors import CanonicalRefused, StixError
from ais.stix import canonical_bytes, deterministic_bundle_id, read_canonical, write_bundle

VECTORS = Path(__file__).parents[2] / "vectors" / "jcs"
NUMBERS = json.loads((VECTORS / "numbers.json").read_text())["vectors"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: abs(x) < 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcä€😀_", max_size=5), inner),
    max_leaves=15,
)
OBJECTS = st.dictionaries(st.text("abcä€😀_", max_size=6), VALUES)


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode"])
def test_the_author_of_the_rfc_gets_the_same_bytes(name: str) -> None:
    """Sorting, escapes and numbers follow the vectors of the RFC's author."""
    given_value = json.loads((VECTORS / f"{name}.input.json").read_bytes())
    expected = (VECTORS / f"{name}.output.json").read_bytes()
    assert canonical_bytes({"x": given_value}) == b'{"x":' + expected + b"}"


def test_numbers_are_written_as_ecmascript_writes_them() -> None:
    """2,000 doubles, by their bits, give the text that V8 gives."""
    for bits, text in NUMBERS:
        (number,) = struct.unpack(">d", bytes.fromhex(bits))
        assert canonical_bytes({"n": number}) == f'{{"n":{text}}}'.encode(), bits


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, -(2**60), "\ud800", {1, 2}, {"a": object()}, {3: 4}],
)
def test_what_has_no_such_bytes_is_refused(value: Any) -> None:
    """Values that other programs would write differently are refused, never rounded."""
    with pytest.raises(CanonicalRefused):
        canonical_bytes({"x": value})


@given(OBJECTS)
def test_objects_come_back(value: dict[str, Any]) -> None:
    """Reading canonical bytes gives the object, and writing it again gives the bytes."""
    raw = canonical_bytes(value)
    back = read_canonical(raw)
    assert back == value
    assert canonical_bytes(back) == raw


@given(OBJECTS, st.randoms())
def test_the_order_of_keys_is_of_no_account(value: dict[str, Any], chance: Any) -> None:
    """Any order of the same keys gives the same bytes."""
    keys = list(value)
    chance.shuffle(keys)
    assert canonical_bytes({key: value[key] for key in keys}) == canonical_bytes(value)


@pytest.mark.parametrize(
    "raw",
    [
        *(b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1.0}', b'{"a":1}\n', b'{"a":1,"a":1}', b"[]", b"1"),
        *(
            b"",
            b"\xff",
            b"\xef\xbb\xbf{}",
            b'{"a":"\\u0041"}',
            b'{"a":NaN}',
            b"[" * 100,
            b'{"a":1e400}',
        ),
    ],
)
def test_other_bytes_are_refused(raw: bytes) -> None:
    """Bytes that others sealed are taken only in the one form that can be hashed again."""
    with pytest.raises(StixError):
        read_canonical(raw)


def test_a_bundle_holds_the_bytes_unchanged() -> None:
    """The file is valid JSON, the objects stand in it byte for byte, the id follows from them."""
    objects = [canonical_bytes({"id": "a", "n": 1.5}), canonical_bytes({"id": "b", "t": "ä\n"})]
    written = write_bundle(objects)
    bundle = json.loads(written)
    assert (
        bundle["id"] == deterministic_bundle_id(objects) == json.loads(write_bundle(objects))["id"]
    )
    assert [canonical_bytes(item) for item in bundle["objects"]] == objects
    assert all(raw in written for raw in objects)
    assert deterministic_bundle_id(objects[::-1]) != bundle["id"]


def test_a_bundle_may_have_a_given_id_and_no_objects() -> None:
    """An id of one's own is written; without objects there is no list of them."""
    name = "bundle--2bf61a3b-c850-496a-b7a7-3c6a9fd279d5"
    assert json.loads(write_bundle([], name)) == {"type": "bundle", "id": name}
