"""What the tests of proofs share: members, paths, snarkjs as a process of its own."""

from __future__ import annotations

import json
import os
from typing import Any

from ais.crypto.anonymity import DEPTH, GroupSecret, LeanTree, MerklePath, Proof, poseidon2
from ais.crypto.anonymity.artefacts import share
from tests.unit.crypto.parties import VECTORS, run_foreign

__all__ = ["ALICE", "GROUP", "MESSAGE", "PATHS", "SCOPE", "VECTORS", "deep_path", "inputs", "snark"]

ALICE = GroupSecret.from_number(0xA11CE)
MESSAGE, SCOPE = 0xC0FFEE, 0x5C09E


def deep_path(leaf: int) -> MerklePath:
    """A path as long as the tree may be high, left and right in turns."""
    node, turns, siblings = leaf, 0, []
    for level in range(DEPTH):
        beside = poseidon2(level, level)
        siblings.append(beside)
        node = poseidon2(beside, node) if level % 2 else poseidon2(node, beside)
        turns |= level % 2 << level
    return MerklePath(node, turns, tuple(siblings))


def _group() -> LeanTree:
    """A hundred leaves; one was removed, and the last one's path skips levels."""
    tree = LeanTree(GroupSecret.from_number(number).leaf for number in range(1, 100))
    tree.remove(3)
    tree.insert(ALICE.leaf)
    return tree


GROUP = _group()
PATHS = {
    "alone": MerklePath.alone(ALICE.leaf),
    "member": GROUP.path(GROUP.index_of(ALICE.leaf)),
    "deep": deep_path(ALICE.leaf),
}


def inputs(secret: GroupSecret, path: MerklePath, message: int, scope: int) -> dict[str, Any]:
    """The circuit's inputs in snarkjs's words."""
    padded = (*path.siblings, *[0] * (DEPTH - len(path.siblings)))
    return {
        "secret": str(secret.reveal()),
        "merkleProofLength": len(path.siblings),
        "merkleProofIndex": path.index,
        "merkleProofSiblings": [str(each) for each in padded],
        "message": str(message),
        "scope": str(scope),
    }


def snark(*, prove: list[dict[str, Any]] | None = None, verify: list[Proof] | None = None) -> Any:
    """Let snarkjs prove and verify; gives the proofs that it made, and which ones hold for it."""
    shown = [
        {"proof": list(map(str, each.points)), "signals": list(map(str, each.signals))}
        for each in verify or []
    ]
    files = os.environ.get("AIS_ARTEFACTS") or str(share() / "semaphore")
    request = json.dumps({"files": files, "prove": prove or [], "verify": shown})
    answer = json.loads(run_foreign("../anonymity/foreign/snark.mjs", request))
    made = []
    for each in answer["made"]:
        a, b, c, d, e, f, g, h = map(int, each["proof"])
        made.append(Proof((a, b, c, d, e, f, g, h), *map(int, each["signals"])))
    return made, answer["holds"]
