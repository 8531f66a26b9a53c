"""The vectors can be made again, and whatever holds a secret of a pair hides it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from ais.crypto import attestations as att
from tests.unit.crypto.attestations.cases import POSTS, context_of, pair_at, posted_of, signing_key
from tests.unit.crypto.parties import VECTORS, run_foreign

NAMES = ("keys", "pairing", "records", "sealed_posts", "evidence")


def test_the_vectors_come_out_of_their_maker_as_they_are_here(tmp_path: Path) -> None:
    run_foreign("make_attestations.mjs", "", str(tmp_path))
    assert {path.stem for path in tmp_path.iterdir()} == set(NAMES)
    for name in NAMES:
        here = VECTORS / "attestations" / f"{name}.json"
        assert (tmp_path / here.name).read_bytes() == here.read_bytes(), name


def holders() -> Iterator[tuple[object, bytes]]:
    """Everything that holds a secret of a pair, and that secret."""
    post = POSTS["posts"][0]
    pair, key = pair_at(post["epoch"]), signing_key("alice")
    opened = att.open_post(
        posted_of(post), pair=pair, public=key.public, next_public=key.public,
        conditional_allowed=False,
    )  # fmt: skip
    yield pair, pair.key.reveal()
    yield key, key._key.to_bytes()
    yield key.tweaked(opened.keys.tweak), key.tweaked(opened.keys.tweak)._key.to_bytes()
    yield opened, opened.keys.tweak.reveal()
    yield opened, opened.keys.content_key.reveal()
    yield opened, opened.record.salt
    yield opened.record, opened.record.salt
    missing = pair.missing(context_of(post).next(), key.public, key.public)
    yield missing, missing.claimer._key.to_bytes()


@pytest.mark.parametrize(("holder", "secret"), list(holders()), ids=lambda x: type(x).__name__)
def test_no_secret_shows_in_text(holder: object, secret: bytes) -> None:
    for text in (repr(holder), str(holder), f"{holder}"):
        for form in (secret.hex(), repr(secret)[2:-1], str(int.from_bytes(secret, "big"))):
            assert form not in text


@pytest.mark.parametrize("holder", [pair_at(POSTS["firstEpoch"]), signing_key("alice")])
def test_keys_are_not_pickled(holder: object) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(holder)
