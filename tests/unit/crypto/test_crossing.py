"""What ais seals today, two openers that share no code with it open; and their refusals agree.

The other direction, foreign seals that ais opens, is the kit (``test_kit``).
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from ais import crypto
from ais.digests import sha256
from ais.types import Suite
from tests.unit.crypto.parties import (
    ALICE,
    BOB,
    CAROL,
    FOREIGN,
    INDICATORS,
    OUTSIDER,
    PLACE,
    Member,
    binding,
    run_foreign,
)

SIZES = (10, 3000, 5000, 70_000)


def request(suite: Suite, sealed: crypto.Sealed, reader: Member, **change: Any) -> dict[str, Any]:
    """A case in the words of the kit: ais seals, ``reader`` opens elsewhere."""
    root, number = reader.root, reader.number
    seed = root._derive(b"sealing", suite, number).reveal()
    own = reader.own(suite)
    others = [sha256(bytes([n])) for n in range(3)]
    ids = (*others[:2], sealed.item.commitment, others[2])  # any id will do here
    keys = [crypto.Secret(sha256(entry)) for entry in others]
    data_keys = [*keys[:2], sealed.data_key, keys[2]]
    recipients = [BOB.recipient(suite), None, CAROL.recipient(suite)]
    blob = crypto.make_slots(binding(suite, *ids), data_keys, recipients)
    chain = {
        "suite": int(suite),
        "chainId": PLACE.chain_id,
        "indicators": INDICATORS[2:],
        "organisation": PLACE.organisation,
        "submissionId": sealed.item.commitment.hex(),
        "commitment": sealed.item.commitment.hex(),
        "keyCommit": sealed.item.key_commit.hex(),
        "ciphertextDigest": sealed.item.ciphertext_digest.hex(),
        "submissionIds": [entry.hex() for entry in ids],
        "slotsDigest": sha256(blob).hex(),
        "slotCount": 3,
        "position": 2,
    }
    return {
        "chain": {**chain, **change},
        "container": base64.b64encode(sealed.container).decode(),
        "slots": base64.b64encode(blob).decode(),
        "keys": [{"seed": seed.hex(), "keyDigest": own.key_digest.hex()}],
    }


def content(size: int) -> tuple[bytes, ...]:
    return tuple(json.dumps({"n": n, "text": "é" * (size // 2)}).encode() for n in range(5))


def sealed_of(size: int) -> crypto.Sealed:
    return crypto.seal(
        content(size),
        place=PLACE,
        self_key=ALICE.root.self_key(),
        strictest_tlp=4,
        withheld=[crypto.Withheld(1, "created_by_ref"), crypto.Withheld(1, "external_references")],
    )


def expected(sealed: crypto.Sealed, size: int) -> dict[str, Any]:
    return {
        "dataKey": sealed.data_key.reveal().hex(),
        "position": 2,
        "strictestTlp": 4,
        "withheld": [[1, "created_by_ref"], [1, "external_references"]],
        "objects": [entry.decode() for entry in content(size)],
    }


def crossing(program: str, suite: Suite) -> None:
    containers = [sealed_of(size) for size in SIZES]
    wanted = [expected(sealed, size) for sealed, size in zip(containers, SIZES, strict=True)]
    requests = [request(suite, sealed, CAROL) for sealed in containers]
    requests += [
        request(suite, containers[0], CAROL, position=None, slotCount=None),
        request(suite, containers[0], OUTSIDER, position=None),
        request(suite, containers[0], CAROL, position=1),
        request(suite, containers[0], CAROL, chainId=1),
    ]
    wanted += [
        wanted[0],
        {"error": "slot-not-ours"},
        {"error": "slot-not-ours"},
        {"error": "slots-foreign", "field": "chainId"},
    ]
    assert json.loads(run_foreign(program, json.dumps(requests))) == wanted


def test_the_opener_in_javascript_reads_hybrid_releases() -> None:
    """Containers and hybrid slots by ais, opened with @hpke/core and @hpke/hybridkem-x-wing."""
    crossing("open.mjs", Suite.HYBRID)


def test_the_opener_in_javascript_reads_x25519_releases() -> None:
    """The same over X25519."""
    crossing("open.mjs", Suite.X25519)


def test_the_opener_on_pyhpke_reads_x25519_releases() -> None:
    """Containers and X25519 slots by ais, opened with pyhpke and pycryptodome."""
    crossing("opener.py", Suite.X25519)


def test_the_openers_share_no_code_with_ais() -> None:
    """No opener imports ais or ``cryptography`` (which pyhpke has below it, for X25519 itself)."""
    pattern = re.compile(r"""^(?:from|import) (\S+)|(?:from|require\()\s*["']([^"']+)["']""", re.M)
    imported = {
        "".join(found)
        for path in FOREIGN.iterdir()
        if path.suffix in (".py", ".mjs")
        for found in pattern.findall(path.read_text())
    }
    assert {"pyhpke", "@hpke/core", "@hpke/hybridkem-x-wing", "./envelope.mjs"} <= imported
    assert not [name for name in imported if name.split(".")[0] in ("ais", "cryptography", "tests")]
