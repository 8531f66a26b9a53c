"""Three provers make one proof; snarkjs accepts it, and its own are accepted here."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from ais.crypto import Secret
from ais.crypto.anonymity import (
    PROVERS,
    SCALAR,
    GroupSecret,
    MerklePath,
    Proof,
    best_prover,
    prove,
    prover_named,
    verify,
)
from ais.crypto.anonymity.native import NativeProver, WasmProver
from ais.crypto.anonymity.proof import _prove_with_blinds
from ais.crypto.anonymity.witness import _calculated, make_witness
from ais.crypto.scalars import BABY_JUBJUB_ORDER
from ais.errors import NumberOutOfField, ProverUnavailable, WitnessRefused
from tests.unit.crypto.anonymity.circuits import ALICE, MESSAGE, PATHS, SCOPE, inputs, snark

BLINDS = (3, SCALAR - 5)


def here(name: str) -> bool:
    try:
        prover_named(name)
    except ProverUnavailable:
        return False
    return True


NAMES = [
    pytest.param(
        name, marks=pytest.mark.skipif(not here(name), reason="no Rust when this was set up")
    )
    for name in PROVERS
]


@pytest.mark.parametrize("name", NAMES)
def test_snarkjs_accepts_what_a_prover_makes(name: str) -> None:
    """On a path without siblings, in a group, and as deep as it goes; the signals are as told."""
    proofs = []
    for path in PATHS.values():
        proof = prove(ALICE, path, message=MESSAGE, scope=SCOPE, prover=prover_named(name))
        assert proof.signals == (path.root, ALICE.nullifier(SCOPE), MESSAGE, SCOPE)
        proofs.append(proof)
    assert snark(verify=proofs) == ([], [True] * len(PATHS))


def test_what_snarkjs_makes_is_accepted() -> None:
    """The other direction, for the same paths."""
    asked = [inputs(ALICE, path, MESSAGE, SCOPE) for path in PATHS.values()]
    made, _ = snark(prove=asked)
    for proof, path in zip(made, PATHS.values(), strict=True):
        verify(proof)
        assert proof.signals == (path.root, ALICE.nullifier(SCOPE), MESSAGE, SCOPE)


@pytest.mark.parametrize("message", [0, 1, SCALAR - 1])
def test_signals_at_the_edges_of_the_field_are_proved(message: int) -> None:
    """Zero and the greatest number, as message and as scope."""
    verify(prove(ALICE, PATHS["alone"], message=message, scope=SCALAR - 1 - message))


def test_all_provers_give_the_same_bytes() -> None:
    """For the same witness and the same blinds; other blinds give another proof."""
    made = {
        name: _prove_with_blinds(ALICE, PATHS["member"], MESSAGE, SCOPE, prover_named(name), BLINDS)
        for name in PROVERS
        if here(name)
    }
    single = WasmProver(threads=1)
    made["one thread"] = _prove_with_blinds(ALICE, PATHS["member"], MESSAGE, SCOPE, single, BLINDS)
    assert len(set(made.values())) == 1
    again = [prove(ALICE, PATHS["alone"], message=1, scope=1) for _ in range(2)]
    assert again[0].points != again[1].points
    assert again[0].signals == again[1].signals


@pytest.mark.parametrize("prover", [WasmProver(threads=1), WasmProver(threads=2)])
def test_blinds_of_zero_are_no_special_case(prover: WasmProver) -> None:
    """The sums meet the neutral point there."""
    ours = _prove_with_blinds(ALICE, PATHS["alone"], 1, 2, prover, (0, 0))
    python = prover_named("python")
    assert ours == _prove_with_blinds(ALICE, PATHS["alone"], 1, 2, python, (0, 0))


@pytest.mark.parametrize("name", NAMES)
def test_threads_may_share_a_prover(name: str) -> None:
    """Four at once, each with its own message."""
    prover = prover_named(name)

    def one(message: int) -> Proof:
        return prove(ALICE, PATHS["member"], message=message, scope=SCOPE, prover=prover)

    count = 2 if name == "python" else 4
    with ThreadPoolExecutor(count) as pool:
        proofs = list(pool.map(one, range(count)))
    assert [proof.message for proof in proofs] == list(range(count))


def _in_another_process(job: tuple[str, int]) -> Proof:
    name, message = job
    return prove(ALICE, PATHS["alone"], message=message, scope=1, prover=prover_named(name))


@pytest.mark.parametrize("name", NAMES)
def test_forks_prove_after_their_parent_did(name: str) -> None:
    """A fork takes no threads along, so none may be waited for."""
    verify(_in_another_process((name, 0)))
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        proofs = list(pool.map(_in_another_process, [(name, 1), (name, 2)], timeout=600))
    assert [proof.message for proof in proofs] == [1, 2]


FRESH = """
from ais.crypto.anonymity import GroupSecret, MerklePath, prove
secret = GroupSecret.draw()
prove(secret, MerklePath.alone(secret.leaf), message=1, scope=1)
"""


@pytest.mark.parametrize("name", NAMES)
def test_processes_of_their_own_prove_side_by_side(name: str) -> None:
    """Two at once, which share nothing but files; they end without a word."""
    environment = {**os.environ, "AIS_PROVER": name}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", FRESH],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(2)
    ]
    assert [(each.communicate(timeout=600)[0], each.returncode) for each in running] == [
        (b"", 0),
        (b"", 0),
    ]


def test_what_is_not_so_is_not_proved() -> None:
    """A leaf that is not there, another root, a path that is too long, numbers beyond the field."""
    member = PATHS["member"]
    stranger = GroupSecret.from_number(4711)
    long = MerklePath(member.root, 0, (1,) * 17)
    turned = MerklePath(member.root, member.index ^ 1, member.siblings)
    beyond = MerklePath(member.root, 1 << len(member.siblings), member.siblings)
    other = MerklePath(member.root + 1, member.index, member.siblings)
    for secret, path in (
        (stranger, member),
        (stranger, PATHS["alone"]),
        *((ALICE, each) for each in (long, turned, beyond, other)),
    ):
        with pytest.raises(WitnessRefused):
            prove(secret, path, message=1, scope=1)
    for message, scope in ((SCALAR, 1), (1, SCALAR), (-1, 1)):
        with pytest.raises(NumberOutOfField):
            prove(ALICE, member, message=message, scope=scope)


def test_the_circuit_itself_refuses_a_secret_at_the_order() -> None:
    """Otherwise one leaf would have several nullifiers a scope. The refusal repeats no input."""
    member = PATHS["alone"]
    words = inputs(ALICE, member, 1, 1)
    numbers = {
        name: [int(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in words.items()
    }
    assert _calculated(numbers) == make_witness(ALICE, member, message=1, scope=1).reveal()
    for secret in (BABY_JUBJUB_ORDER, BABY_JUBJUB_ORDER + ALICE.reveal()):
        with pytest.raises(WitnessRefused) as refusal:
            _calculated({**numbers, "secret": [secret]})
        assert str(secret) not in f"{refusal.value.diagnostics()} {refusal.value!r}"


def test_a_witness_is_a_secret() -> None:
    """It holds the bits of the group secret."""
    witness = make_witness(ALICE, PATHS["alone"], message=1, scope=1)
    assert isinstance(witness, Secret)
    assert repr(witness) == f"<secret of {len(witness)} bytes>"


def test_the_fastest_one_is_taken_or_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library where it was built, WebAssembly elsewhere; AIS_PROVER names another one."""
    monkeypatch.delenv("AIS_PROVER", raising=False)
    assert best_prover().name == ("native" if here("native") else "wasm")
    for name in PROVERS:
        if here(name):
            monkeypatch.setenv("AIS_PROVER", name)
            assert best_prover().name == name
    monkeypatch.setenv("AIS_PROVER", "quick")
    with pytest.raises(ProverUnavailable):
        best_prover()


def test_without_a_library_webassembly_proves(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No library, one that is none, and one with another interface are all passed over."""
    folder = tmp_path_factory.mktemp("share")
    monkeypatch.delenv("AIS_PROVER", raising=False)
    monkeypatch.setattr("ais.crypto.anonymity.native.share", lambda: folder)
    with pytest.raises(ProverUnavailable):
        NativeProver()
    (folder / "libais_prover.so").write_bytes(b"no library")
    assert best_prover().name == "wasm"
