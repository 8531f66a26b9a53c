"""One root secret and its words give every key again; no two keys are the same."""

from __future__ import annotations

import hashlib
import hmac
import json
import stat
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.hdaccount import Mnemonic
from eth_keyfile import decode_keyfile_json
from eth_keys.backends import CoinCurveECCBackend, get_backend
from hypothesis import given
from hypothesis import strategies as st

from ais import crypto
from ais.errors import KeyRefused, KeystorePassword, KeystoreRefused, PhraseRefused
from ais.types import Suite
from tests.unit.crypto.parties import ALICE, BOB

LIGHT = 2  # scrypt's work in tests
ENTROPY = st.binary(min_size=32, max_size=32)

# BIP-39's own vectors (Trezor's list) for 256 bits, and the first account of the second by BIP-44
# as published with common wallets.
PHRASES = [
    ("00" * 32, "abandon " * 23 + "art"),
    ("7f" * 32, ("legal winner thank year wave sausage worth useful " * 3).strip()[:-7] + " title"),
    (
        "80" * 32,
        ("letter advice cage absurd amount doctor acoustic avoid " * 3).strip()[:-6] + " bless",
    ),
    ("ff" * 32, "zoo " * 23 + "vote"),
]


def root_of(entropy: bytes) -> crypto.RootSecret:
    return crypto.RootSecret(crypto.Secret(entropy))


class TestPhrase:
    """24 words stand for 32 bytes, both ways."""

    @pytest.mark.parametrize(("entropy", "phrase"), PHRASES)
    def test_vectors_of_bip_39(self, entropy: str, phrase: str) -> None:
        phrase = " ".join(phrase.split())
        assert root_of(bytes.fromhex(entropy)).phrase() == phrase
        assert crypto.RootSecret.from_phrase(phrase).secret.reveal().hex() == entropy

    @given(ENTROPY)
    def test_a_foreign_implementation_spells_the_same_words(self, entropy: bytes) -> None:
        phrase = root_of(entropy).phrase()
        assert phrase == Mnemonic().to_mnemonic(entropy)
        assert crypto.RootSecret.from_phrase(phrase).secret.reveal() == entropy

    def test_blanks_and_case_are_forgiven(self) -> None:
        phrase = ALICE.root.phrase()
        typed = "  " + phrase.upper().replace(" ", " \n\t ") + " "
        assert crypto.RootSecret.from_phrase(typed).secret == ALICE.root.secret

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda words: words[:-1],
            lambda words: [*words, words[0]],
            lambda words: [*words[:-1], "indicator"],
            lambda words: [words[1], words[0], *words[2:]],
            lambda _: [],
        ],
    )
    def test_other_words_are_refused_and_not_repeated(self, spoil: object) -> None:
        words = ALICE.root.phrase().split()
        spoiled = spoil(words)  # type: ignore[operator]
        with pytest.raises(PhraseRefused) as caught:
            crypto.RootSecret.from_phrase(" ".join(spoiled))
        assert not set(words) & set(caught.value.diagnostics().replace(":", " ").split()) - {"the"}


class TestAccounts:
    """Accounts are those that any wallet finds from the words."""

    def test_the_first_account_of_a_published_phrase(self) -> None:
        """Account 0 of 'abandon ... art', as wallets with BIP-44 show it."""
        Account.enable_unaudited_hdwallet_features()
        root = root_of(bytes(32))
        for index in range(3):
            path = f"m/44'/60'/0'/0/{index}"
            expected = Account.from_mnemonic(root.phrase(), account_path=path)
            assert root.account(index).address == expected.address
        assert root.account(0).address == "0xF278cF59F82eDcf871d630F28EcC8056f25C1cdb"

    def test_roles_are_different_accounts(self) -> None:
        addresses = {ALICE.root.account(role).address for role in crypto.AccountRole}
        assert len(addresses) == 3

    def test_accounts_sign_through_libsecp256k1(self) -> None:
        """A signature in pure Python would cost ten times as much."""
        assert isinstance(get_backend(), CoinCurveECCBackend)


class TestDerivation:
    """Each use has a key of its own."""

    def test_no_two_keys_are_the_same(self) -> None:
        secrets = [ALICE.root.ballot_key().reveal(), ALICE.root.self_key().reveal()]
        publics = [
            *(ALICE.root.sealing_key(n, suite).public.raw for n in (1, 2) for suite in Suite),
            *(ALICE.root.agreement_key(n).public.raw for n in (1, 2)),
            BOB.root.sealing_key(1, Suite.X25519).public.raw,
        ]
        assert len(set(secrets)) == 2
        assert len(set(publics)) == len(publics)
        assert len({raw[-32:] for raw in publics}) == len(publics)

    def test_the_recipe_is_the_documents(self) -> None:
        """Recomputed here with the standard library alone."""
        prk = hmac.new(bytes(32), ALICE.root.secret.reveal(), hashlib.sha256).digest()

        def derived(info: bytes) -> bytes:
            return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()

        assert ALICE.root.self_key().reveal() == derived(b"ais/v1/key/self\0\0\0\0\0")
        assert ALICE.root.ballot_key().reveal() == derived(b"ais/v1/key/ballot\0\0\0\0\0")
        seed = derived(b"ais/v1/key/sealing\x01\0\0\0\x03")
        expected = crypto.KemPrivateKey(Suite.HYBRID, crypto.Secret(seed)).public
        assert ALICE.root.sealing_key(3, Suite.HYBRID).public == expected

    @pytest.mark.parametrize("number", [0, -1, 1 << 32])
    def test_numbers_count_from_one(self, number: int) -> None:
        with pytest.raises(KeyRefused):
            ALICE.root.sealing_key(number, Suite.HYBRID)

    def test_a_root_secret_has_32_bytes(self) -> None:
        with pytest.raises(KeyRefused):
            root_of(bytes(31))

    def test_two_generated_roots_differ(self) -> None:
        assert crypto.RootSecret.generate().secret != crypto.RootSecret.generate().secret


class TestKeystore:
    """The root secret at rest."""

    @pytest.mark.parametrize("password", ["x", "correct horse", "päßwörd ✓", "a" * 200])
    def test_what_is_encoded_decodes_with_its_password_only(self, password: str) -> None:
        text = crypto.encode_keystore(ALICE.root, password, LIGHT)
        assert crypto.decode_keystore(text, password).secret == ALICE.root.secret
        for wrong in (password + " ", password.upper() + "!", ""):
            with pytest.raises(KeystorePassword):
                crypto.decode_keystore(text, wrong)

    def test_it_is_a_keystore_of_version_3(self) -> None:
        """Another library opens it; and it names no account."""
        document = json.loads(crypto.encode_keystore(ALICE.root, "secret", LIGHT))
        assert document["version"] == 3
        assert "address" not in document
        assert decode_keyfile_json(document, "secret") == ALICE.root.secret.reveal()

    def test_by_default_it_costs_as_much_as_wallets_ask(self) -> None:
        document = json.loads(crypto.encode_keystore(ALICE.root, "secret"))
        assert document["crypto"]["kdfparams"]["n"] == 1 << 18

    def test_no_empty_password(self) -> None:
        with pytest.raises(KeystoreRefused):
            crypto.encode_keystore(ALICE.root, "", LIGHT)

    def test_saved_for_its_owner_alone_and_never_over_another(self, tmp_path: Path) -> None:
        path = tmp_path / "home" / "root.json"
        crypto.save_keystore(path, ALICE.root, "secret", LIGHT)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert crypto.load_keystore(path, "secret").secret == ALICE.root.secret
        with pytest.raises(KeystoreRefused):
            crypto.save_keystore(path, BOB.root, "secret", LIGHT)
        assert crypto.load_keystore(path, "secret").secret == ALICE.root.secret
        assert [entry.name for entry in path.parent.iterdir()] == ["root.json"]

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "{}",
            "null",
            "[" * 9000,
            '{"version": 3}',
            '{"version": 3, "crypto": [], "kind": "ais-root-secret"}',
        ],
    )
    def test_what_is_no_keystore(self, text: str) -> None:
        with pytest.raises(KeystoreRefused):
            crypto.decode_keystore(text, "secret")

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "wallet"},
            {"version": 4},
            {"crypto": {"kdf": "pbkdf2"}},
            {"crypto": {"kdfparams": {"n": 1 << 30}}},
            {"crypto": {"kdfparams": {"n": "262144"}}},
            {"crypto": {"kdfparams": {"r": 1 << 20}}},
            {"crypto": {"kdfparams": {"salt": "zz"}}},
            {"crypto": {"ciphertext": 7}},
            {"crypto": {"mac": None}},
        ],
    )
    def test_a_changed_keystore_is_refused_without_much_work(
        self, change: dict[str, object]
    ) -> None:
        document = json.loads(crypto.encode_keystore(ALICE.root, "secret", LIGHT))

        def merge(into: dict[str, object], what: dict[str, object]) -> None:
            for name, value in what.items():
                inner = into.get(name)
                if isinstance(value, dict) and isinstance(inner, dict):
                    merge(inner, value)
                else:
                    into[name] = value

        merge(document, change)
        with pytest.raises(KeystoreRefused):
            crypto.decode_keystore(json.dumps(document), "secret")

    def test_a_missing_file_and_a_huge_one(self, tmp_path: Path) -> None:
        with pytest.raises(KeystoreRefused):
            crypto.load_keystore(tmp_path / "missing.json", "secret")
        (tmp_path / "huge.json").write_bytes(b" " * 20_000)
        with pytest.raises(KeystoreRefused):
            crypto.load_keystore(tmp_path / "huge.json", "secret")
