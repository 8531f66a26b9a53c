"""The circuit's witness, calculated by its own program (circom's WebAssembly interface, version 2).

Inputs are set by the FNV-1a hash of their name and by position. Numbers travel through 32 bytes of
the program's memory, little-endian. A witness holds the group secret: it is kept as a secret, and
the memory of the machine that made it goes with the machine.
"""

from __future__ import annotations

import struct
from typing import Any

from wasmtime import Func, FuncType, Store, Trap, ValType, WasmtimeError

from ais.crypto.secret import Secret
from ais.errors import WitnessRefused

from .artefacts import artefact
from .field import NUMBER_BYTES, check_scalar
from .members import GroupSecret
from .tree import DEPTH, MerklePath
from .webassembly import Machine, compiled

__all__ = ["PUBLIC_SIGNALS", "make_witness", "public_signals"]

PUBLIC_SIGNALS = 4
"""Root, nullifier, message, scope: the first numbers of a witness, after the 1."""

_PAGE = 1 << 16
_CHECKED = 1  # the program checks that what is asserted in the circuit holds

# Copies all numbers of a witness to one place: as many calls from Python take five times as long.
_COLLECTOR = """(module
  (import "circuit" "memory" (memory 1))
  (import "circuit" "getWitness" (func $get (param i32)))
  (func (export "collect") (param $count i32) (param $from i32) (param $to i32)
    (local $place i32)
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $place) (local.get $count)))
      (call $get (local.get $place))
      (memory.copy
        (i32.add (local.get $to) (i32.mul (local.get $place) (i32.const 32)))
        (local.get $from) (i32.const 32))
      (local.set $place (i32.add (local.get $place) (i32.const 1)))
      (br $next)))))"""


def make_witness(secret: GroupSecret, path: MerklePath, *, message: int, scope: int) -> Secret:
    """All numbers of the witness, 32 little-endian bytes each.

    Raises ``WitnessRefused`` where the circuit's conditions do not hold, and ``NumberOutOfField``.
    """
    if len(path.siblings) > DEPTH or not 0 <= path.index < 1 << len(path.siblings):
        raise WitnessRefused(reason="the path is longer than the tree is high")
    inputs = {
        "secret": [secret.reveal()],
        "merkleProofLength": [len(path.siblings)],
        "merkleProofIndex": [path.index],
        "merkleProofSiblings": [*path.siblings, *[0] * (DEPTH - len(path.siblings))],
        "message": [check_scalar("message", message)],
        "scope": [check_scalar("scope", scope)],
    }
    for sibling in path.siblings:
        check_scalar("sibling on the path", sibling)
    witness = Secret(_calculated(inputs))
    if public_signals(witness)[0] != path.root:
        raise WitnessRefused(reason="the leaf does not lead to the root on this path")
    return witness


def public_signals(witness: Secret) -> tuple[int, int, int, int]:
    """The root, nullifier, message and scope in a witness."""
    raw = witness.reveal()[NUMBER_BYTES : (1 + PUBLIC_SIGNALS) * NUMBER_BYTES]
    root, nullifier, message, scope = (
        int.from_bytes(raw[at : at + NUMBER_BYTES], "little")
        for at in range(0, len(raw), NUMBER_BYTES)
    )
    return root, nullifier, message, scope


def _calculated(inputs: dict[str, list[int]]) -> bytes:
    machine = Machine(compiled(artefact("semaphore-16.wasm")), _imports)
    machine.call("init", _CHECKED)
    shared = machine.call("getSharedRWMemoryStart")
    try:
        for name, numbers in inputs.items():
            high, low = _words(name)
            for position, number in enumerate(numbers):
                machine.write(shared, number.to_bytes(NUMBER_BYTES, "little"))
                machine.call("setInputSignal", high, low, position)
    except (_Stopped, Trap, WasmtimeError):
        raise WitnessRefused(reason="a condition of the circuit does not hold") from None
    return _collected(machine, shared)


def _collected(machine: Machine, shared: int) -> bytes:
    count = machine.call("getWitnessSize")
    pages = -(-count * NUMBER_BYTES // _PAGE)
    place = machine.memory.grow(machine.store, pages) * _PAGE
    collector = machine.beside(compiled(_COLLECTOR), "collect")
    collector(machine.store, count, shared, place)
    return machine.read(place, count * NUMBER_BYTES)


def _imports(store: Store) -> dict[str, Any]:
    """What circom's programs import: messages are dropped, an exception stops the program."""
    number, nothing = FuncType([ValType.i32()], []), FuncType([], [])

    def stop(_code: int) -> None:
        raise _Stopped

    def ignore() -> None:
        return

    names = ("printErrorMessage", "writeBufferMessage", "showSharedRWMemory")
    quiet = Func(store, nothing, ignore)
    return {"exceptionHandler": Func(store, number, stop), **dict.fromkeys(names, quiet)}


class _Stopped(Exception):
    """The program ended itself."""


def _words(name: str) -> tuple[int, int]:
    """The 64-bit FNV-1a hash of a signal's name, as two signed words."""
    found = 0xCBF29CE484222325
    for byte in name.encode():
        found = (found ^ byte) * 0x100000001B3 % (1 << 64)
    high, low = struct.unpack(">ii", found.to_bytes(8, "big"))
    return high, low
