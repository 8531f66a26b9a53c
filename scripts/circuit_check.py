"""Compile the circuit from its sources, and hold what is fetched at set-up against the result.

1. The sources are npm's `@semaphore-protocol/circuits` and what they include, held by
   package-lock.json; the compiler is npm's `circom2`. It must find 5447 constraints.
2. Matrices A and B of the proving key are those of the compiled constraints, entry by entry, and
   after them one row a public signal (A is 1 there), which stops proofs from being altered.
3. Witnesses of the published program satisfy A * B = C of the compiled constraints, so that the
   program and C belong to them, too.

4. The verification key, the proving key and the numbers in npm's `SemaphoreVerifier` are one key.

It does not show that the key's points belong to those matrices, nor that the ceremony's secrets
were destroyed: for that the ceremony's own transcripts are needed, and trust in one participant.
Exit status 1 where something differs.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from toolchain import ROOT

from ais.crypto.anonymity import DEPTH, SCALAR, GroupSecret, LeanTree, MerklePath
from ais.crypto.anonymity.points import big_endian, verification_key
from ais.crypto.anonymity.witness import PUBLIC_SIGNALS, make_witness
from ais.crypto.anonymity.zkey import proving_key
from ais.crypto.secret import Secret

CONSTRAINTS = 5447
MAIN = f"""pragma circom 2.1.5;
include "semaphore.circom";
component main {{public [message, scope]}} = Semaphore({DEPTH});
"""
SOURCES = (
    "@semaphore-protocol/circuits/src",
    "@zk-kit/binary-merkle-root.circom/src",
    "circomlib/circuits",
)
_NUMBER = 32

Row = dict[int, int]
"""A linear combination: wire to coefficient."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The constraints of a circuit: of each, A, B and C."""

    wires: int
    publics: int
    rows: list[tuple[Row, Row, Row]]


def main() -> int:
    """Run the four comparisons; return the exit status."""
    circuit = compiled(MAIN)
    checks = (
        ("the constraints are as many as published", _is_as_large(circuit)),
        ("A and B of the proving key are those of the sources", _same_matrices(circuit)),
        ("witnesses of the program satisfy the sources' constraints", _satisfied(circuit)),
        ("client, proving key and contract verify with one key", _one_key()),
    )
    for what, holds in checks:
        print(f"{'yes' if holds else 'NO ':3}  {what}")
    return 0 if all(holds for _, holds in checks) else 1


def compiled(text: str) -> Compiled:
    """The constraints of a circuit's source text. Raises ``subprocess.CalledProcessError``."""
    modules = ROOT / "node_modules"
    build = ROOT / ".build"
    build.mkdir(exist_ok=True)
    # The compiler sees the folders above its own only, so its output lies in the checkout.
    with tempfile.TemporaryDirectory(dir=build, prefix="circuit-") as folder:
        source = Path(folder) / "main.circom"
        source.write_text(text)
        libraries = [word for name in SOURCES for word in ("-l", str(modules / name))]
        command = ["node", str(modules / "circom2/cli.js"), str(source)]
        command += ["--r1cs", "--O2", "-o", folder, *libraries]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return read_r1cs((Path(folder) / "main.r1cs").read_bytes())


def read_r1cs(file: bytes) -> Compiled:
    """The constraints of an iden3 r1cs file, version 1. Raises ``ValueError``."""
    magic, version, count = struct.unpack_from("<4sII", file)
    if (magic, version) != (b"r1cs", 1):
        raise ValueError("that is no r1cs file of version 1")
    sections, place = {}, 12
    for _ in range(count):
        number, length = struct.unpack_from("<IQ", file, place)
        sections[number] = file[place + 12 : place + 12 + length]
        place += 12 + length
    head = sections[1]
    prime = int.from_bytes(head[4 : 4 + _NUMBER], "little")
    if prime != SCALAR:
        raise ValueError("the circuit is over another field")
    wires, outputs, inputs = struct.unpack_from("<III", head, 4 + _NUMBER)
    constraints = struct.unpack_from("<I", head, len(head) - 4)[0]
    rows, place = [], 0
    for _ in range(constraints):
        three = []
        for _ in range(3):
            row, place = _combination(sections[2], place)
            three.append(row)
        rows.append((three[0], three[1], three[2]))
    return Compiled(wires, outputs + inputs, rows)


def _combination(section: bytes, place: int) -> tuple[Row, int]:
    count = struct.unpack_from("<I", section, place)[0]
    place += 4
    row = {}
    for _ in range(count):
        wire, raw = struct.unpack_from("<I32s", section, place)
        row[wire] = int.from_bytes(raw, "little")
        place += 4 + _NUMBER
    return row, place


def _is_as_large(circuit: Compiled) -> bool:
    key = proving_key()
    fits = len(key.a) == circuit.wires and key.publics == circuit.publics == PUBLIC_SIGNALS
    return fits and len(circuit.rows) == CONSTRAINTS


def _same_matrices(circuit: Compiled) -> bool:
    found: tuple[dict[int, Row], dict[int, Row]] = (defaultdict(dict), defaultdict(dict))
    for matrix, place, wire, value in proving_key().entries:
        if wire in found[matrix][place]:
            return False
        found[matrix][place][wire] = int(value)
    expected: tuple[dict[int, Row], dict[int, Row]] = ({}, {})
    for matrix in (0, 1):
        for place, row in enumerate(circuit.rows):
            if row[matrix]:
                expected[matrix][place] = row[matrix]
    for wire in range(circuit.publics + 1):
        expected[0][len(circuit.rows) + wire] = {wire: 1}
    return found == expected


def _one_key() -> bool:
    """Alpha, beta and gamma stand in the verifier as decimals, delta and IC a set a depth."""
    base = ROOT / "node_modules/@semaphore-protocol/contracts/base"
    contract = (base / "SemaphoreVerifier.sol").read_text()
    sets = bytes.fromhex(
        "".join(re.findall(r'hex"(\w+)"', (base / "SemaphoreVerifierKeyPts.sol").read_text()))
    )
    ours, size = verification_key(), (4 + 2 * (PUBLIC_SIGNALS + 1)) * _NUMBER
    named = [int.from_bytes(ours[at : at + _NUMBER], "big") for at in range(0, 320, _NUMBER)]
    names = ["alphax", "alphay"]
    names += [f"{point}{part}" for point in ("beta", "gamma") for part in ("x1", "x2", "y1", "y2")]
    in_contract = [int(re.findall(rf"{name} = (\d+);", contract)[0]) for name in names]

    key = proving_key()
    seconds = [((b[1], b[0], b[3], b[2])) for b in (key.beta2, key.delta2) if b]
    proving = big_endian(map(int, (*(key.alpha or ()), *seconds[0])))
    delta = big_endian(map(int, seconds[1]))
    at_depth = sets[(DEPTH - 1) * size : DEPTH * size]
    same_set = at_depth == ours[320:] and at_depth.startswith(delta)
    return named == in_contract and same_set and ours.startswith(proving)


def _satisfied(circuit: Compiled) -> bool:
    secret = GroupSecret.draw()
    tree = LeanTree(range(1, 1 << 9))
    place = tree.insert(secret.leaf)
    paths = (MerklePath.alone(secret.leaf), tree.path(place))
    witnesses = [make_witness(secret, path, message=SCALAR - 1, scope=3) for path in paths]
    return all(_satisfies(circuit, witness) for witness in witnesses)


def _satisfies(circuit: Compiled, witness: Secret) -> bool:
    raw = witness.reveal()
    numbers = [
        int.from_bytes(raw[at : at + _NUMBER], "little") for at in range(0, len(raw), _NUMBER)
    ]

    def value(row: Row) -> int:
        return sum(factor * numbers[wire] for wire, factor in row.items())

    return all((value(a) * value(b) - value(c)) % SCALAR == 0 for a, b, c in circuit.rows)


if __name__ == "__main__":
    sys.exit(main())
