"""Every file of the envelope kit opens, or is refused for the reason that it names.

By the client, and by two openers that share no code with it.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ais import crypto
from ais.errors import CryptoError
from ais.types import Address, Item, Suite
from tests.unit.crypto.parties import VECTORS, open_slots, run_foreign

KIT = {path.stem: json.loads(path.read_text()) for path in (VECTORS / "envelope").glob("*.json")}


def unhex(text: str) -> bytes:
    return bytes.fromhex(text)


def opened(case: dict[str, Any]) -> dict[str, Any]:
    """What the client makes of a case, in the words of the kit."""
    chain, container = case["chain"], base64.b64decode(case["container"])
    item = Item(*(unhex(chain[name]) for name in ("commitment", "keyCommit", "ciphertextDigest")))
    place = crypto.Place(chain["chainId"], Address(chain["indicators"]), chain["organisation"])
    position = None
    if "selfKey" in case:
        key = crypto.open_own_copy(container, crypto.Secret(unhex(case["selfKey"])))
    elif "slots" in case:
        release = open_release(case, place)
        key = release.data_key(unhex(chain["submissionId"]), item.key_commit)
        position = release.position
    else:
        key = crypto.Secret(unhex(case["dataKey"]))
    found = crypto.open_container(container, key, place=place, item=item)
    return {
        "dataKey": key.reveal().hex(),
        "position": position,
        "strictestTlp": found.manifest.strictest_tlp,
        "withheld": [[mark.leaf, mark.what] for mark in found.manifest.withheld],
        "objects": [content.decode() for content in found.objects],
    }


def open_release(case: dict[str, Any], place: crypto.Place) -> crypto.OpenRelease:
    chain = case["chain"]
    suite = Suite(chain["suite"])
    ids = tuple(unhex(entry) for entry in chain["submissionIds"])
    keys = [
        crypto.OwnKey(
            crypto.KemPrivateKey(suite, crypto.Secret(unhex(key["seed"]))), unhex(key["keyDigest"])
        )
        for key in case["keys"]
    ]
    return open_slots(
        base64.b64decode(case["slots"]),
        keys,
        binding=crypto.Binding(suite, place.chain_id, place.indicators, ids),
        slots_digest=unhex(chain["slotsDigest"]),
        slot_count=chain["slotCount"],
        position=chain["position"],
    )


@pytest.mark.parametrize("name", sorted(KIT))
def test_client(name: str) -> None:
    """The client finds what the file says: the content, or code and field of the error."""
    case = KIT[name]
    try:
        found = opened(case)
    except CryptoError as error:
        field = error.values.get("field")
        found = {"error": error.code} if field is None else {"error": error.code, "field": field}
    assert found == case["expected"], case["about"]


def test_an_opener_in_javascript_agrees_on_every_file() -> None:
    """The implementation on @hpke/core, with the hybrid, says the same of the whole kit."""
    names = sorted(KIT)
    answers = json.loads(run_foreign("open.mjs", json.dumps([KIT[name] for name in names])))
    assert dict(zip(names, answers, strict=True)) == {n: KIT[n]["expected"] for n in names}


def test_an_opener_on_pyhpke_agrees_on_all_but_the_hybrid() -> None:
    """The second implementation says the same of every file that needs no hybrid slot."""
    names = [n for n in sorted(KIT) if not (KIT[n]["chain"]["suite"] == 1 and "slots" in KIT[n])]
    answers = json.loads(run_foreign("opener.py", json.dumps([KIT[name] for name in names])))
    assert dict(zip(names, answers, strict=True)) == {n: KIT[n]["expected"] for n in names}
    assert len(names) >= 60


def test_the_kit_is_large_enough_and_says_who_made_and_verified_it() -> None:
    """At least 25 files, most of them invalid, each with its origin."""
    assert len(KIT) >= 25
    assert sum("error" in case["expected"] for case in KIT.values()) >= 25
    assert all(case["made_by"] and case["verified_by"] and case["about"] for case in KIT.values())


def test_the_kit_has_the_attacks_that_it_must_have() -> None:
    """Two keys for one ciphertext, a swapped manifest, a slot of another submission, and more."""
    assert {
        "two-keys-first", "two-keys-second", "swapped-manifest", "slots-other-submission",
        "truncated", "padding-not-zero", "flip-version", "flip-cipher", "slots-low-order-point",
        "wrong-data-key", "slots-wrong-order", "own-copy-other-root", "duplicate-object",
        "slots-wrong-count", "slots-downgrade",
    } <= KIT.keys()  # fmt: skip


def test_two_keys_is_a_real_attack() -> None:
    """AES-GCM alone opens that container under both keys: the positive control."""
    first, second = KIT["two-keys-first"], KIT["two-keys-second"]
    assert first["container"] == second["container"]
    request = json.dumps([first["container"], first["dataKey"], second["dataKey"]])
    command = [sys.executable, "-c", _OPEN_WITHOUT_COMMITMENT]
    done = subprocess.run(command, input=request, capture_output=True, text=True, check=False)
    assert done.stdout == "both open\n", done.stderr


def test_the_vectors_can_be_made_again(tmp_path: Path) -> None:
    """Kit and digests come out of their makers byte for byte as they are here."""
    run_foreign("make_kit.mjs", "", str(tmp_path / "envelope"))
    run_foreign("make_digests.mjs", "", str(tmp_path / "digests.json"))
    for path in (VECTORS / "digests.json", *(VECTORS / "envelope").iterdir()):
        again = tmp_path / path.relative_to(VECTORS)
        assert again.read_bytes() == path.read_bytes(), path.name
    assert len(list((tmp_path / "envelope").iterdir())) == len(KIT)


_OPEN_WITHOUT_COMMITMENT = """
import base64, hmac, json, sys
from Crypto.Cipher import AES
blob, *keys = json.load(sys.stdin)
blob = base64.b64decode(blob)
for key in keys:
    prk = hmac.new(bytes(32), bytes.fromhex(key), "sha256").digest()
    info = b"ais/v1/payload" + blob[38:70]
    one = hmac.new(prk, info + b"\\x01", "sha256").digest()
    two = hmac.new(prk, one + info + b"\\x02", "sha256").digest()
    cipher = AES.new(one, AES.MODE_GCM, nonce=two[:12])
    cipher.update(blob[:167])
    cipher.decrypt_and_verify(blob[167:-16], blob[-16:])
print("both open")
"""
