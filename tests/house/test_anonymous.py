"""What the contracts of anonymous posts never look at; what never comes into git or the wheel."""

from __future__ import annotations

import hashlib
import re

from ais.crypto.anonymity.artefacts import ARTEFACTS, share
from tests.house.tree import ROOT, files, relative, solidity_code

#: What tells one sender of a call from another.
SENDER = re.compile(
    r"\bmsg\s*\.\s*sender\b|\btx\s*\.\s*\w+|\b_msgSender\b|\bgasleft\b|\borigin\(\)"
)
#: External functions that only a role may call: they read the sender, and say nothing of a post.
GOVERNED = {"registerPolicy", "retirePolicy", "setSlots"}
#: WebAssembly of our own, from MIT or Apache-2.0 crates (prover.NOTICE).
OWN_MODULES = {"ais/crypto/anonymity/prover.wasm"}

_FUNCTION = re.compile(r"\bfunction\s+(\w+)\s*\([^)]*\)([^{;]*)\{")


def _code(name: str) -> str:
    return solidity_code((ROOT / "contracts/attestations" / name).read_text())


def test_no_anonymous_call_looks_at_who_sends_it() -> None:
    """Not msg.sender, not through a modifier: what governs is restricted, and nothing else is."""
    restricted: set[str] = set()
    anonymous: set[str] = set()
    for name in ("Attestations.sol", "Schedule.sol"):
        code = _code(name)
        assert SENDER.findall(code) == [], name
        for function, heads in _FUNCTION.findall(code):
            if re.search(r"\b(external|public)\b", heads):
                (restricted if re.search(r"\brestricted\b", heads) else anonymous).add(function)
    assert restricted == GOVERNED
    assert anonymous >= {"post", "contest", "claimMissing", "claimStillMissing"}


def test_the_group_looks_at_the_sender_of_a_leaf_alone() -> None:
    """Letting in, taking out and snapshots are anybody's."""
    functions = re.split(r"(?=\bfunction\s)", _code("Group.sol"))
    reading = [each.split("(")[0].split()[1] for each in functions if SENDER.search(each)]
    assert reading == ["join"]


def test_the_circuit_is_neither_in_git_nor_in_the_wheel() -> None:
    """It includes GPL parts. By content and by kind; a wheel holds what is in git below ais/."""
    digests = set(ARTEFACTS.values())
    kinds = (".zkey", ".wasm", ".r1cs", ".ptau", ".wtns")
    found = [relative(path) for kind in kinds for path in files("", "") if path.name.endswith(kind)]
    assert set(found) == OWN_MODULES
    same = [
        relative(path)
        for path in files("", "")
        if hashlib.sha256(path.read_bytes()).hexdigest() in digests
    ]
    assert same == []
    assert not share().is_relative_to(ROOT / "ais")
