"""The recovery phrase: 24 English words that stand for the 32 bytes of a root secret (BIP-39).

Words come from a person: blanks and case are forgiven, spelling and checksum are not. No error
repeats a word.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache

from eth_account.hdaccount.mnemonic import get_wordlist

from ais.errors import PhraseRefused

from .secret import Secret

__all__ = ["WORDS", "phrase_from_secret", "secret_from_phrase", "wallet_seed"]

WORDS = 24

_ENTROPY_BYTES = 32
_BITS_A_WORD = 11
_ROUNDS = 2048


def phrase_from_secret(secret: Secret) -> str:
    """The 24 words of 32 bytes: 256 bits and a checksum of 8, in groups of 11."""
    entropy = secret.reveal()
    if len(entropy) != _ENTROPY_BYTES:
        raise PhraseRefused(reason="stands for 32 bytes only")
    number = int.from_bytes(entropy + hashlib.sha256(entropy).digest()[:1], "big")
    words = get_wordlist("english")
    mask = (1 << _BITS_A_WORD) - 1
    return " ".join(words[number >> _BITS_A_WORD * (WORDS - 1 - i) & mask] for i in range(WORDS))


def secret_from_phrase(phrase: str) -> Secret:
    """The 32 bytes that 24 words stand for. Raises ``PhraseRefused``."""
    words = _normal(phrase).split()
    if len(words) != WORDS:
        raise PhraseRefused(reason=f"has {len(words)} words, not {WORDS}")
    number = 0
    for position, word in enumerate(words, start=1):
        index = _positions().get(word)
        if index is None:
            raise PhraseRefused(reason=f"has a word at place {position} that is not in the list")
        number = number << _BITS_A_WORD | index
    raw = number.to_bytes(_ENTROPY_BYTES + 1, "big")
    if hashlib.sha256(raw[:-1]).digest()[0] != raw[-1]:
        raise PhraseRefused(reason="has a wrong checksum: a word is wrong, or two are exchanged")
    return Secret(raw[:-1])


def wallet_seed(secret: Secret) -> Secret:
    """The 64 bytes from which BIP-32 wallets derive accounts; no passphrase of its own."""
    phrase = phrase_from_secret(secret)
    return Secret(hashlib.pbkdf2_hmac("sha512", phrase.encode(), b"mnemonic", _ROUNDS))


@cache
def _positions() -> dict[str, int]:
    return {word: index for index, word in enumerate(get_wordlist("english"))}


def _normal(phrase: str) -> str:
    return unicodedata.normalize("NFKD", phrase).lower()
