"""The prover in Rust (``scripts/prover``): as WebAssembly, which is always here, and as a library.

The module stands in this package; the library is built by ``scripts/setup`` where Rust is there.
Both are one source, and give the same bytes as the Python prover.
"""

from __future__ import annotations

import ctypes
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock

from wasmtime import Module, Store, WasmtimeError

from ais.crypto.secret import Secret
from ais.errors import ProofMalformed, ProofRefused, ProverUnavailable

from .artefacts import artefact, share
from .field import NUMBER_BYTES
from .points import PROOF_BYTES, Points, big_endian, points_from_bytes, verification_key
from .webassembly import Machine, compiled

__all__ = ["LIBRARY", "MODULE_SHA256", "NativeProver", "WasmProver", "verify_points"]

MODULE_SHA256 = "4e621fb635a2cecb3fab2651fc407533390b8e12ebf5e1d3064d79703721d451"
"""The SHA-256 of ``prover.wasm``; ``scripts/prover/build.py`` makes the file again."""

LIBRARY = "libais_prover.so"
"""The library's name in the environment's folder, on every system."""

_INTERFACE = 1
_DONE, _MALFORMED, _REFUSED = range(3)
_ALL, _A_AND_C, _B = range(3)


class WasmProver:
    """Proves with the WebAssembly module, in one thread or two (the points in G2 take half).

    Several threads may use one; each call has memory of its own, which goes with it.
    """

    name = "wasm"

    def __init__(self, *, threads: int = 0) -> None:
        """``threads`` 0: two where there are cores. Raises ``ProverUnavailable``."""
        _module()
        self._threads = threads or min(2, os.cpu_count() or 1)

    def prove(self, witness: Secret, r: int, s: int) -> Points:
        """A proof with the blinding scalars ``r`` and ``s``, both below ``SCALAR``."""
        if self._threads == 1:
            return points_from_bytes(_part(_ALL, witness, r, s))
        with ThreadPoolExecutor(1) as beside:
            second = beside.submit(_part, _B, witness, r, s)
            proof = _part(_A_AND_C, witness, r, s)
            middle = slice(2 * NUMBER_BYTES, 6 * NUMBER_BYTES)
            whole = proof[: middle.start] + second.result()[middle] + proof[middle.stop :]
        return points_from_bytes(whole)


class NativeProver:
    """Proves with the shared library, on all cores or ``threads`` of them.

    Threads may share one; the library keeps nothing but the key and leaves no threads behind, so
    that a process may fork between two proofs.
    """

    name = "native"

    def __init__(self, *, threads: int = 0) -> None:
        """Raises ``ProverUnavailable``, ``ArtefactMissing`` or ``ArtefactAltered``."""
        self._library = _library(share() / LIBRARY)
        self._key = _loaded(self._library)
        self._threads = threads

    def prove(self, witness: Secret, r: int, s: int) -> Points:
        """A proof with the blinding scalars ``r`` and ``s``, both below ``SCALAR``."""
        proof, raw = ctypes.create_string_buffer(PROOF_BYTES), witness.reveal()
        blinds = _blinds(r, s)
        place = self._key, raw, len(raw), blinds, _ALL, self._threads, proof
        _check(self._library.ais_prove(*place))
        return points_from_bytes(proof.raw)


def verify_points(points: Points, signals: tuple[int, ...]) -> None:
    """Check a proof against its public signals with the WebAssembly module.

    Raises ``ProofMalformed`` (numbers too large, points off their curve) or ``ProofRefused``.
    """
    try:
        proof, publics = big_endian(points), big_endian(signals)
    except OverflowError:
        raise ProofMalformed() from None
    machine, key = _machine(), verification_key()
    place = _put(machine, key), len(key), _put(machine, proof), _put(machine, publics), len(publics)
    _check(machine.call("ais_verify", *place))


def _part(part: int, witness: Secret, r: int, s: int) -> bytes:
    machine, file = _machine(), artefact("semaphore-16.zkey")
    key = machine.call("ais_load", _put(machine, file), len(file))
    numbers, blinds = _put(machine, witness.reveal()), _put(machine, _blinds(r, s))
    proof = _put(machine, bytes(PROOF_BYTES))
    _check(machine.call("ais_prove", key, numbers, len(witness), blinds, part, 1, proof))
    return machine.read(proof, PROOF_BYTES)


def _machine() -> Machine:
    return Machine(_module(), _nothing)


def _nothing(_store: Store) -> dict[str, object]:
    return {}


def _module() -> Module:
    try:
        return compiled(_code())
    except WasmtimeError as error:
        raise ProverUnavailable(name="wasm", reason="wasmtime cannot run it here") from error


@cache
def _code() -> bytes:
    return files(__package__).joinpath("prover.wasm").read_bytes()


def _put(machine: Machine, value: bytes) -> int:
    place: int = machine.call("ais_reserve", len(value))
    machine.write(place, value)
    return place


_loading = Lock()


@cache
def _library(path: Path) -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(str(path))
        interface = library.ais_interface()
    except (OSError, AttributeError) as error:
        raise ProverUnavailable(name="native", reason=f"no library is at {path}") from error
    if interface != _INTERFACE:
        raise ProverUnavailable(name="native", reason=f"the library at {path} is an older one")
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    library.ais_load.argtypes, library.ais_load.restype = (ctypes.c_char_p, size), pointer
    fixed = (pointer, ctypes.c_char_p, size, ctypes.c_char_p)
    library.ais_prove.argtypes = (*fixed, ctypes.c_uint32, size, pointer)
    return library


def _loaded(library: ctypes.CDLL) -> int:
    """The key's place in the library; it is read once a process."""
    with _loading:
        if library not in _keys:
            file = artefact("semaphore-16.zkey")
            _keys[library] = library.ais_load(file, len(file))
        return _keys[library]


_keys: dict[ctypes.CDLL, int] = {}


def _blinds(r: int, s: int) -> bytes:
    return r.to_bytes(NUMBER_BYTES, "little") + s.to_bytes(NUMBER_BYTES, "little")


def _check(answer: int) -> None:
    if answer == _REFUSED:
        raise ProofRefused()
    if answer != _DONE:
        raise ProofMalformed()
