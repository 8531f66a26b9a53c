"""No secret shows in text, in errors, in logs or in pickles; what is kept for oneself stays so."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais import crypto
from ais.digests import sha256
from ais.errors import AisError, CryptoError, SealedRefused
from ais.types import Ballot, Suite, Verdict
from tests.unit.crypto.parties import (
    ALICE,
    BOB,
    OBJECTS,
    PLACE,
    SUBMISSION,
    binding,
    open_slots,
    sealed_by,
)
from tests.unit.crypto.test_ballots import CONTEXT

SEALED = sealed_by(ALICE)
BALLOT = crypto.seal_ballot(Ballot(Verdict.VALID, 1, 2500, 2500), CONTEXT, ALICE.root.ballot_key())


def holders() -> Iterator[tuple[object, list[bytes]]]:
    """Everything that holds secrets, and the secrets that it holds."""
    root = ALICE.root.secret.reveal()
    words = [word.encode() for word in ALICE.root.phrase().split()]
    bound = binding(Suite.X25519)
    blob = crypto.make_slots(bound, [SEALED.data_key], [BOB.recipient(Suite.X25519)])
    release = open_slots(blob, [BOB.own(Suite.X25519)], binding=bound, slots_digest=sha256(blob))
    yield ALICE.root, [root, *words]
    yield ALICE.root.secret, [root]
    yield ALICE.root.self_key(), [ALICE.root.self_key().reveal()]
    yield ALICE.root.account(1), [bytes(ALICE.root.account(1).key)]
    for suite in Suite:
        seed = ALICE.root._derive(b"sealing", suite, 1).reveal()
        yield ALICE.key(suite), [seed]
        yield ALICE.own(suite), [seed]
    yield SEALED.data_key, [SEALED.data_key.reveal()]
    yield SEALED, [SEALED.data_key.reveal()]
    drawn = crypto.Drawn.draw(2)
    yield drawn, [drawn.data_key.reveal(), *drawn.salts, drawn.seed]
    yield release, [SEALED.data_key.reveal(), release._key.reveal()]
    yield BALLOT, [BALLOT.salt.reveal()]
    salts = [leaf.salt + leaf.object_digest for leaf in SEALED.manifest.leaves]
    yield SEALED.manifest, [*salts, *(leaf.salt for leaf in SEALED.manifest.leaves)]


HOLDERS = list(holders())


def shows(text: str, secret: bytes) -> bool:
    """Whether text has the secret as hex, as Python's bytes, or as words."""
    forms = {secret.hex(), repr(secret)[2:-1], str(int.from_bytes(secret, "big"))}
    if secret.isalpha():
        forms = {f" {secret.decode()} "}
    return any(form.lower() in text.lower() for form in forms)


@pytest.mark.parametrize("index", range(len(HOLDERS)))
def test_no_text_form_shows_a_secret(index: int, caplog: pytest.LogCaptureFixture) -> None:
    """repr, str, format, a log record and a traceback's value."""
    holder, secrets = HOLDERS[index]
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("holder %s %r", holder, holder)
    for text in (repr(holder), str(holder), f"{holder}", repr([holder]), caplog.text):
        assert not any(shows(text, secret) for secret in secrets)


def test_the_check_itself_sees_a_secret() -> None:
    """The control: the same search finds a secret where one is shown."""
    key = SEALED.data_key.reveal()
    for text in (key.hex(), repr(key), f"key={key.hex().upper()}"):
        assert shows(text, key)


def test_a_secret_is_read_on_purpose_only() -> None:
    """No bytes(), no pickle, no copy by reduce, no hash; equality in constant time."""
    secret = crypto.Secret(b"x" * 32)
    for attempt in (bytes, pickle.dumps, copy.deepcopy, hash):
        with pytest.raises(TypeError):
            attempt(secret)
    assert secret == crypto.Secret(b"x" * 32)
    assert secret != crypto.Secret(b"y" * 32)
    assert secret != b"x" * 32
    assert len(secret) == 32


def errors() -> Iterator[AisError]:
    """An error from every door, made with real secrets on the other side of it."""
    text = crypto.encode_keystore(ALICE.root, "hunter2", 2)
    doors = (
        lambda: crypto.RootSecret.from_phrase(ALICE.root.phrase()[:-1] + "qq"),
        lambda: crypto.RootSecret(crypto.Secret(ALICE.root.secret.reveal()[:31])),
        lambda: crypto.decode_keystore(text, "hunter3"),
        lambda: crypto.open_own_copy(SEALED.container, BOB.root.self_key()),
        lambda: crypto.open_container(
            SEALED.container, BOB.root.self_key(), place=PLACE, item=SEALED.item
        ),
        lambda: crypto.self_open(ALICE.root.self_key(), "journal", SEALED.container),
        lambda: crypto.open_ballot(BALLOT.sealed, CONTEXT, ALICE.root.self_key(), SUBMISSION),
        lambda: crypto.seal([OBJECTS[0]] * 2, place=PLACE, self_key=ALICE.root.self_key()),
    )
    for door in doors:
        with pytest.raises(CryptoError) as caught:
            door()
        yield caught.value


def test_no_error_repeats_a_secret() -> None:
    """Neither the text for people nor the one for machines, nor what it was raised from."""
    secrets = [
        ALICE.root.secret.reveal(),
        ALICE.root.secret.reveal()[:31],
        BOB.root.self_key().reveal(),
        SEALED.data_key.reveal(),
        *(word.encode() for word in ALICE.root.phrase().split() if len(word) > 5),
    ]
    for error in errors():
        text = error.diagnostics() + json.dumps(error.to_dict()) + repr(error)
        assert not any(shows(text, secret) for secret in secrets)
        assert "hunter" not in text
        assert OBJECTS[0].decode() not in text
        assert error.__cause__ is None


class TestSelfSeal:
    """Bytes sealed for oneself: the journal's salts and keys."""

    KEY = ALICE.root.self_key()

    @given(st.binary(max_size=500), st.text(max_size=20), st.binary(max_size=40))
    def test_opens_for_the_same_use_and_place(
        self, plaintext: bytes, use: str, context: bytes
    ) -> None:
        sealed = crypto.self_seal(self.KEY, use, plaintext, context)
        assert crypto.self_open(self.KEY, use, sealed, context) == plaintext
        assert plaintext not in sealed or len(plaintext) < 4

    def test_nothing_else_opens_it(self) -> None:
        sealed = crypto.self_seal(self.KEY, "journal", b"salts", b"saga 1")
        for key, use, raw, context in (
            (BOB.root.self_key(), "journal", sealed, b"saga 1"),
            (self.KEY, "store", sealed, b"saga 1"),
            (self.KEY, "journal", sealed, b"saga 2"),
            (self.KEY, "journal", sealed[:-1], b"saga 1"),
            (self.KEY, "journal", b"\x02" + sealed[1:], b"saga 1"),
            (self.KEY, "journal", b"", b"saga 1"),
        ):
            with pytest.raises(SealedRefused):
                crypto.self_open(key, use, raw, context)

    @given(st.integers(0, 38 * 8 - 1))
    def test_any_flipped_bit(self, bit: int) -> None:
        sealed = bytearray(crypto.self_seal(self.KEY, "journal", b"salts"))
        sealed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealedRefused):
            crypto.self_open(self.KEY, "journal", bytes(sealed))
