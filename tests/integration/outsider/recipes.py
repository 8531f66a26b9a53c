"""Every way in which a value might have been turned into public bytes, as guesses for the hunt.

The recipes of ``docs/protocol.md`` with salts and keys that are public or guessable, and what
careless systems do: plain digests, keyed digests with public keys, deterministic ids, keys derived
from content. Written from the document with hash functions of other libraries than the product's.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ais.events import KeyAnnounced, Submitted
from ais.policy import unpack

from .hunt import Guess
from .known import NETWORK, PACKED, WORDS, Known, Shelf, addresses, words_of
from .public import Public

try:  # a compiled Keccak if there is one: this walks millions
    from sha3 import keccak_256

    def keccak(raw: bytes) -> bytes:
        return keccak_256(raw).digest()
except ImportError:
    from Crypto.Hash import keccak as _keccak

    def keccak(raw: bytes) -> bytes:
        return _keccak.new(digest_bits=256, data=raw).digest()


def sha256(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


PLAIN: dict[str, Callable[[bytes], bytes]] = {
    "sha256": sha256,
    "keccak": keccak,
    "sha256 twice": lambda raw: sha256(sha256(raw)),
    "keccak of sha256": lambda raw: keccak(sha256(raw)),
    "sha3-256": lambda raw: hashlib.sha3_256(raw).digest(),
    "sha1": lambda raw: hashlib.sha1(raw).digest(),
    "md5": lambda raw: hashlib.md5(raw).digest(),
    "sha512": lambda raw: hashlib.sha512(raw).digest(),
    "blake2b": lambda raw: hashlib.blake2b(raw).digest(),
    "blake2b-256": lambda raw: hashlib.blake2b(raw, digest_size=32).digest(),
    "blake2s": lambda raw: hashlib.blake2s(raw).digest(),
    "key commitment": lambda raw: key_commit(raw.ljust(32, b"\0")[:32]),
    "key commitment of sha256": lambda raw: key_commit(sha256(raw)),
    "key commitment of keccak": lambda raw: key_commit(keccak(raw)),
    "leaf without salt": lambda raw: keccak(b"\0" + sha256(raw)),
    "leaf of keccak, zero salt": lambda raw: keccak(bytes(33) + keccak(raw)),
}
DERIVED: dict[str, Callable[[bytes], bytes]] = {
    "UUIDv5 by URL": lambda raw: _uuid(uuid.NAMESPACE_URL, raw),
    "UUIDv5 by STIX": lambda raw: _uuid(uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7"), raw),
}
KEYED: dict[str, Callable[[bytes, bytes], bytes]] = {
    "hmac": lambda key, raw: hmac.digest(key, raw, "sha256"),
    "sha256 after": lambda key, raw: sha256(key + raw),
    "keccak after": lambda key, raw: keccak(key + raw),
}
_COMMITMENT_TAG = keccak(b"ais/v1/commitment")


def leaf(salt: bytes, raw: bytes) -> bytes:
    return keccak(b"\0" + salt + sha256(raw))


def key_commit(data_key: bytes) -> bytes:
    """HKDF-SHA256 of the data key, as "Container" says."""
    extracted = hmac.digest(bytes(32), data_key, "sha256")
    return hmac.digest(extracted, b"ais/v1/key-commit\x01", "sha256")


@dataclass(frozen=True)
class Place:
    """Where commitments are made: for each organisation that submits, the bytes before the root."""

    chain_id: int
    indicators: str
    organisations: tuple[int, ...]

    def commitments(self, count: int, root: bytes) -> Iterator[bytes]:
        for head in self._heads(count):
            yield keccak(head + root)

    @cache  # noqa: B019  two or three of them, for the life of the tests
    def _heads(self, count: int) -> tuple[bytes, ...]:
        where = _COMMITMENT_TAG + word(self.chain_id) + word(int(self.indicators, 16))
        return tuple(where + word(each) + word(count) for each in self.organisations)


def word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def place_of(public: Public) -> Place:
    submitters = {event.organisation for event in public.events(Submitted)}
    return Place(public.chain_id, public.indicators, tuple(sorted(submitters)))


def salts(public: Public, literals: Iterable[bytes]) -> dict[str, bytes]:
    """Public and guessable values of 32 bytes, each once."""
    found: dict[str, bytes] = {
        "zeros": bytes(32),
        "ones": b"\xff" * 32,
        "chain id": word(public.chain_id),
        "Indicators": bytes.fromhex(public.indicators[2:]).rjust(32, b"\0"),
    }
    found |= {f"number {n}": word(n) for n in range(1, 20)}
    blocks = {int(block["number"], 16): block for block in public.blocks}
    for number in range(3):
        found[f"block {number}"] = bytes.fromhex(blocks[number]["hash"][2:])
    for entry in public.entries(Submitted):
        event, block = entry.event, blocks[entry.block_number]
        name = event.submission_id.hex()[:8]  # type: ignore[attr-defined]
        policy = unpack(event.policy)  # type: ignore[attr-defined]
        for what in ("submission_id", "commitment", "key_commit", "ciphertext_digest"):
            found[f"{what} {name}"] = getattr(event, what)
        found[f"policy {name}"] = word(event.policy)  # type: ignore[attr-defined]
        found[f"expiry {name}"] = word(policy.expires_at)
        found[f"conversion {name}"] = word(policy.expires_at - 90 * 86_400)
        found[f"block {name}"] = bytes.fromhex(block["hash"][2:])
        found[f"parent {name}"] = bytes.fromhex(block["parentHash"][2:])
        found[f"time {name}"] = word(int(block["timestamp"], 16))
        found[f"height {name}"] = word(entry.block_number)
        found[f"transaction {name}"] = entry.tx_hash
    for transaction in (t for b in public.blocks for t in b["transactions"]):
        sender = bytes.fromhex(transaction["from"][2:])
        found[f"sender {transaction['from']}"] = sender.rjust(32, b"\0")
    for key in public.events(KeyAnnounced):
        found[f"key {key.organisation}/{key.purpose}/{key.number}"] = key.digest
    for text in literals:
        found[f"sha256 of {text!r}"] = sha256(text)
        found[f"padded {text!r}"] = text.ljust(32, b"\0")[:32]
    by_value = {salt: name for name, salt in found.items()}
    return {name: salt for salt, name in by_value.items()}


# ---- the thousand ----------------------------------------------------------------------------


def spelled(known: Iterable[Known]) -> Iterator[Guess]:
    """Values and their STIX ids as text."""
    for each in known:
        texts = ((name, text) for name, text in each.texts.items() if name not in (PACKED, *WORDS))
        yield from ((name, each.value, text) for name, text in texts)
        yield from (("STIX id", each.value, name.encode()) for name in each.ids)


def worded(known: Iterable[Known]) -> Iterator[Guess]:
    """Values that are addresses, packed into a word on either side."""
    for each in known:
        yield from ((name, each.value, each.texts[name]) for name in WORDS if name in each.texts)


def plain(known: Iterable[Known]) -> Iterator[Guess]:
    """Digests of values, ids and objects without any secret."""
    for each in known:
        for name in each.ids:
            yield "UUID of the STIX id", each.value, uuid.UUID(name[11:]).bytes
            yield "sha256 of the STIX id", each.value, sha256(name.encode())
        for form, raw in each.texts.items():
            for name, digest in (*PLAIN.items(), *DERIVED.items()):
                yield f"{name} of {form}", each.value, digest(raw)
        for at, raw in each.objects.items():
            for name, digest in PLAIN.items():
                yield f"{name} of object at {at}", each.value, digest(raw)


def keyed(known: Sequence[Known], keys: dict[str, bytes], at: int) -> Iterator[Guess]:
    """Digests under public keys and salts, of the value, its pattern and its object."""
    forms = [("raw", each.value, each.texts["raw"]) for each in known]
    forms += [("pattern", each.value, each.texts["pattern"]) for each in known]
    forms += [("object", each.value, each.objects[at]) for each in known]
    for name, key in keys.items():
        for recipe, digest in KEYED.items():
            label = f"{recipe} {name} of"
            yield from ((f"{label} {form}", value, digest(key, raw)) for form, value, raw in forms)


def likely_salts(found: dict[str, bytes]) -> dict[str, bytes]:
    """Those that have to do with a submission, and the constants."""
    unlikely = ("key ", "sender ", "sha256 of ", "padded ")
    return {name: salt for name, salt in found.items() if not name.startswith(unlikely)}


def leaves(known: Sequence[Known], found: dict[str, bytes], place: Place) -> Iterator[Guess]:
    """Leaves with public salts, and the commitment of a submission of that one leaf."""
    digests = [("raw", each.value, sha256(each.texts["raw"])) for each in known]
    for each in known:
        digests += [(f"object at {at}", each.value, sha256(o)) for at, o in each.objects.items()]
    for name, salt in found.items():
        head = b"\0" + salt
        for form, value, digest in digests:
            made = keccak(head + digest)
            yield f"leaf, {name}, {form}", value, made
            for commitment in place.commitments(1, made):
                yield f"commitment, {name}, {form}", value, commitment


def trees(shelf: Shelf, found: dict[str, bytes], place: Place) -> Iterator[Guess]:
    """Whole published files under a salt for all, or one that counts: root and commitment."""
    counting: dict[str, Callable[[int], bytes]] = {
        "index": word,
        "index from 1": lambda n: word(n + 1),
        "sha256 of index": lambda n: sha256(word(n)),
    }
    constant = {name: (lambda _n, salt=salt: salt) for name, salt in found.items()}
    for file, by_time in shelf.files.items():
        for at, objects in by_time.items():
            for name, salt in {**counting, **constant}.items():
                root = _root([leaf(salt(n), raw) for n, raw in enumerate(objects)])
                yield f"root, {name}, {at}", file, root
                for commitment in place.commitments(len(objects), root):
                    yield f"commitment, {name}, {at}", file, commitment


# ---- the /16 ---------------------------------------------------------------------------------


def walk(moments: Sequence[int], found: dict[str, bytes], place: Place) -> Iterator[Guess]:
    """Every address of the /16: plain, as an object at each time, as a leaf, as a commitment."""
    quick = [(name, PLAIN[name]) for name in ("sha256", "keccak", "sha1", "md5", "blake2b-256")]
    heads = [(name, b"\0" + salt) for name, salt in found.items()]
    for text, pattern, objects in addresses(moments):
        raw = text.encode()
        for name, digest in quick:
            yield f"{name} of raw", text, digest(raw)
            yield f"{name} of pattern", text, digest(pattern)
        for made in objects:
            digest = sha256(made)
            yield "sha256 of object", text, digest
            for name, head in heads:
                node = keccak(head + digest)
                yield f"leaf, {name}", text, node
                for commitment in place.commitments(1, node):
                    yield f"commitment, {name}", text, commitment


def walked_texts() -> Iterator[Guess]:
    """Every address of the /16 as text."""
    for address in NETWORK:
        yield "raw", str(address), str(address).encode()


def walked_words() -> Iterator[Guess]:
    """Every address of the /16, packed into a word on either side."""
    for address in NETWORK:
        packed = zip(WORDS, words_of(address.packed), strict=True)
        yield from ((name, str(address), word_) for name, word_ in packed)


def _root(level: list[bytes]) -> bytes:
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [keccak(b"\x01" + a + b) for a, b in pairs] + odd
    return level[0]


def _uuid(namespace: uuid.UUID, raw: bytes) -> bytes:
    return uuid.uuid5(namespace, raw.decode("utf-8", "replace")).bytes
