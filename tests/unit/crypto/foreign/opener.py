"""A second opener, in Python, written from docs/protocol.md alone; it imports nothing of ais.

HPKE is pyhpke, AES-GCM and Keccak are pycryptodome, so that nothing is shared with the client but
the language. It opens containers and suite 2 (X25519); for the hybrid there is open.mjs. Reads a
JSON list of cases of tests/vectors/envelope from standard input, answers with a JSON list.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
from typing import Any

from Crypto.Cipher import AES
from Crypto.Hash import keccak as _keccak
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey
from pyhpke.exceptions import PyHPKEError

HEADER, TAG, SLOTS_HEADER, ITEM, SLOT, ENC = 167, 16, 38, 80, 80, 32


class Refused(Exception):
    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.answer = {"error": code} if field is None else {"error": code, "field": field}


def keccak(content: bytes) -> bytes:
    return _keccak.new(digest_bits=256, data=content).digest()


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def expand(key: bytes, info: bytes, length: int) -> bytes:
    output = block = b""
    counter = 1
    while len(output) < length:
        block = hmac.new(key, block + info + bytes([counter]), "sha256").digest()
        output += block
        counter += 1
    return output[:length]


def hkdf(key: bytes, info: bytes, length: int, salt: bytes = bytes(32)) -> bytes:
    return expand(hmac.new(salt, key, "sha256").digest(), info, length)


def unseal(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes | None:
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=16)
    cipher.update(aad)
    try:
        return cipher.decrypt_and_verify(sealed[:-16], sealed[-16:])
    except ValueError:
        return None


def key_commit(data_key: bytes) -> bytes:
    return hkdf(data_key, b"ais/v1/key-commit", 32)


def number(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


# ---- container


def check_form(blob: bytes) -> None:
    if len(blob) < HEADER:
        raise Refused("container-malformed", "header")
    if blob[:4] != b"AISC":
        raise Refused("container-malformed", "magic")
    if blob[4] != 1:
        raise Refused("version-unsupported")
    if blob[5] != 1:
        raise Refused("suite-unsupported")
    if not 12 <= blob[166] <= 26:
        raise Refused("container-malformed", "sizeLog2")
    if len(blob) != HEADER + 2 ** blob[166] + TAG:
        raise Refused("container-malformed", "length")


def open_container(blob: bytes, data_key: bytes, chain: dict[str, Any]) -> dict[str, Any]:
    if sha256(blob) != chain["ciphertextDigest"]:
        raise Refused("container-foreign", "ciphertextDigest")  # 1
    check_form(blob)  # 2
    for field, start, end in (
        ("chainId", 6, 14),
        ("indicators", 14, 34),
        ("organisation", 34, 38),
        ("commitment", 38, 70),
        ("keyCommit", 70, 102),
    ):
        found: Any = blob[start:end]
        if isinstance(chain[field], int):
            found = number(found)
        if found != chain[field]:
            raise Refused("container-foreign", field)  # 3
    if key_commit(data_key) != chain["keyCommit"]:
        raise Refused("data-key-mismatch")  # 4
    okm = hkdf(data_key, b"ais/v1/payload" + chain["commitment"], 44)
    payload = unseal(okm[:32], okm[32:], blob[HEADER:], blob[:HEADER])  # 5
    if payload is None:
        raise Refused("container-tampered")
    opened, hashes = read_payload(payload)  # 6, 7
    if commitment(chain, hashes) != chain["commitment"]:
        raise Refused("commitment-mismatch")  # 8
    return {"dataKey": data_key.hex(), **opened}


def commitment(chain: dict[str, Any], hashes: list[bytes]) -> bytes:
    count = len(hashes)
    while len(hashes) > 1:
        pairs = [hashes[i : i + 2] for i in range(0, len(hashes), 2)]
        hashes = [keccak(b"\x01" + p[0] + p[1]) if len(p) == 2 else p[0] for p in pairs]
    words = (
        keccak(b"ais/v1/commitment"),
        chain["chainId"].to_bytes(32, "big"),
        chain["indicators"].rjust(32, b"\0"),
        chain["organisation"].to_bytes(32, "big"),
        count.to_bytes(32, "big"),
        hashes[0],
    )
    return keccak(b"".join(words))


def read_payload(payload: bytes) -> tuple[dict[str, Any], list[bytes]]:
    tlp, leaf_count, mark_count = payload[0], number(payload[1:5]), number(payload[5:9])
    at, room = 9, len(payload) - 9
    if not 1 <= leaf_count <= 65536 or 68 * leaf_count > room:
        raise Refused("payload-malformed", "leafCount")
    if 6 * mark_count > room:
        raise Refused("payload-malformed", "markCount")
    leaves = [payload[at + 68 * i : at + 68 * i + 68] for i in range(leaf_count)]
    at += 68 * leaf_count
    marks: list[tuple[int, bytes]] = []
    for i in range(mark_count):
        end = at + 6 + number(payload[at + 4 : at + 6])
        text = payload[at + 6 : end]
        if at + 6 > len(payload) or end > len(payload) or not is_utf8(text):
            raise Refused("payload-malformed", f"mark {i}")
        marks.append((number(payload[at : at + 4]), text))
        at = end
    check_manifest(tlp, leaves, marks)
    objects = []
    for i, entry in enumerate(leaves):
        content = payload[at : at + number(entry[64:])]
        if len(content) != number(entry[64:]):
            raise Refused("payload-malformed", f"object {i}")
        if sha256(content) != entry[32:64]:
            raise Refused("manifest-mismatch")
        objects.append(content.decode())
        at += len(content)
    size = 4096
    while size < at:
        size *= 2
    if len(payload) != size or any(payload[at:]):
        raise Refused("payload-malformed", "padding")
    withheld = [[leaf, text.decode()] for leaf, text in marks]
    hashes = [keccak(b"\x00" + entry[:64]) for entry in leaves]
    return {"strictestTlp": tlp, "withheld": withheld, "objects": objects}, hashes


def check_manifest(tlp: int, leaves: list[bytes], marks: list[tuple[int, bytes]]) -> None:
    if tlp > 5:
        raise Refused("payload-malformed", "strictestTlp")
    if any(entry[64:] == bytes(4) for entry in leaves):
        raise Refused("payload-malformed", "length")
    if len({entry[:32] for entry in leaves}) < len(leaves):
        raise Refused("payload-malformed", "salt")
    if len({entry[32:64] for entry in leaves}) < len(leaves):
        raise Refused("payload-malformed", "objectDigest")
    for i, (leaf, text) in enumerate(marks):
        names_none = leaf != 0xFFFFFFFF and leaf >= len(leaves)
        if names_none or not 1 <= len(text) <= 1024:
            raise Refused("payload-malformed", f"mark {i}")
    if marks != sorted(set(marks)):
        raise Refused("payload-malformed", "marks")


def is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def open_own_copy(blob: bytes, self_key: bytes, chain: dict[str, Any]) -> dict[str, Any]:
    check_form(blob)
    own = hkdf(self_key, b"ais/v1/own-copy" + blob[38:70], 44, blob[102:118])
    data_key = unseal(own[:32], own[32:], blob[118:166], blob[:102])
    if data_key is None:
        raise Refused("self-copy-refused")
    if key_commit(data_key) != blob[70:102]:
        raise Refused("data-key-mismatch")
    return open_container(blob, data_key, chain)


# ---- slots, suite 2


def open_slots(
    blob: bytes, keys: list[dict[str, bytes]], chain: dict[str, Any]
) -> tuple[bytes, int]:
    if sha256(blob) != chain["slotsDigest"]:
        raise Refused("slots-foreign", "slotsDigest")  # 1
    slot_count, slots_at, ids = parse_slots(blob)  # 2
    if blob[5] != chain["suite"]:
        raise Refused("suite-unsupported")  # 3
    for field, same in (
        ("chainId", number(blob[6:14]) == chain["chainId"]),
        ("indicators", blob[14:34] == chain["indicators"]),
        ("submissionIds", ids == chain["submissionIds"]),
        ("slotCount", chain["slotCount"] in (None, slot_count)),
    ):
        if not same:
            raise Refused("slots-foreign", field)
    info = b"ais/v1/slot" + blob[5:34] + sha256(b"".join(ids))
    tried = range(slot_count) if chain["position"] is None else [chain["position"]]
    for position in tried:
        for key in keys if position < slot_count else []:
            slot = blob[slots_at + SLOT * position : slots_at + SLOT * (position + 1)]
            release_key = open_slot(key["seed"], info + key["keyDigest"], slot)  # 4
            if release_key is not None:
                return item_key(blob, release_key, ids, chain), position
    raise Refused("slot-not-ours")


def parse_slots(blob: bytes) -> tuple[int, int, list[bytes]]:
    if len(blob) < SLOTS_HEADER:
        raise Refused("slots-malformed", "header")
    if blob[:4] != b"AISK":
        raise Refused("slots-malformed", "magic")
    if blob[4] != 1:
        raise Refused("version-unsupported")
    if blob[5] not in (1, 2):
        raise Refused("suite-unsupported")
    item_count, slot_count = number(blob[34:36]), number(blob[36:38])
    if not 1 <= item_count <= 1024:
        raise Refused("slots-malformed", "itemCount")
    if slot_count > 4096:
        raise Refused("slots-malformed", "slotCount")
    slots_at = SLOTS_HEADER + ITEM * item_count
    if len(blob) != slots_at + (1168 if blob[5] == 1 else SLOT) * slot_count:
        raise Refused("slots-malformed", "length")
    ids = [blob[at : at + 32] for at in range(SLOTS_HEADER, slots_at, ITEM)]
    if len(set(ids)) < len(ids):
        raise Refused("slots-malformed", "submissionIds")
    return slot_count, slots_at, ids


def open_slot(seed: bytes, info: bytes, slot: bytes) -> bytes | None:
    suite = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
    # RFC 8410: a private key is an OCTET STRING in an OCTET STRING.
    der = bytes.fromhex("302e020100300506032b656e04220420") + seed
    pem = (
        b"-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(der) + b"\n-----END PRIVATE KEY-----\n"
    )
    try:
        recipient = suite.create_recipient_context(slot[:ENC], KEMKey.from_pem(pem), info=info)
        return bytes(recipient.open(slot[ENC:]))
    except (PyHPKEError, ValueError):
        return None


def item_key(blob: bytes, release_key: bytes, ids: list[bytes], chain: dict[str, Any]) -> bytes:
    if chain["submissionId"] not in ids:
        raise Refused("slots-foreign", "submissionIds")
    index = ids.index(chain["submissionId"])
    row = blob[SLOTS_HEADER + ITEM * index :][:ITEM]
    key, nonce = expand(release_key, b"ais/v1/item-key", 32), index.to_bytes(12, "big")
    data_key = unseal(key, nonce, row[32:], blob[:SLOTS_HEADER] + row[:32])  # 5
    if data_key is None:
        raise Refused("slots-tampered")
    if key_commit(data_key) != chain["keyCommit"]:
        raise Refused("data-key-mismatch")  # 6
    return data_key


# ---- cases


def open_case(given: dict[str, Any]) -> dict[str, Any]:
    chain = {
        name: bytes.fromhex(value) if isinstance(value, str) else value
        for name, value in given["chain"].items()
    }
    chain["submissionIds"] = [bytes.fromhex(entry) for entry in chain["submissionIds"]]
    container = base64.b64decode(given["container"])
    if "selfKey" in given:
        opened = open_own_copy(container, bytes.fromhex(given["selfKey"]), chain)
        return {"position": None, **opened}
    position = None
    if "slots" in given:
        keys = [{name: bytes.fromhex(key[name]) for name in key} for key in given["keys"]]
        data_key, position = open_slots(base64.b64decode(given["slots"]), keys, chain)
    else:
        data_key = bytes.fromhex(given["dataKey"])
    return {"position": position, **open_container(container, data_key, chain)}


def answer(given: dict[str, Any]) -> dict[str, Any]:
    try:
        return open_case(given)
    except Refused as refused:
        return refused.answer


if __name__ == "__main__":
    json.dump([answer(given) for given in json.load(sys.stdin)], sys.stdout)
