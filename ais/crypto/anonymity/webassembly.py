"""WebAssembly by wasmtime: modules compiled once a process, each run in an instance of its own.

Compiling takes one thread, so that a process may fork afterwards. A module is given nothing of this
machine: no files, no clock, no randomness.
"""

from __future__ import annotations

import atexit
import hashlib
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

from wasmtime import Config, Engine, Func, Instance, Memory, Module, Store

__all__ = ["Machine", "compiled"]

_lock = Lock()
_modules: dict[bytes, Module] = {}


def compiled(code: bytes | str) -> Module:
    """A module of binary code, or of its text form; the same one for the same code.

    Raises ``wasmtime.WasmtimeError`` where this machine cannot run it.
    """
    key = hashlib.sha256(code if isinstance(code, bytes) else code.encode()).digest()
    with _lock:
        if key not in _modules:
            _modules[key] = Module(_engine(), code)
        return _modules[key]


class Machine:
    """One instance with its memory; for one thread, and dropped after one use."""

    def __init__(self, module: Module, provide: Callable[[Store], dict[str, Any]]) -> None:
        """``provide`` gives the imports by name for the store that they shall live in."""
        self._store = Store(_engine())
        given = provide(self._store)
        imports = [given[each.name or ""] for each in module.imports]
        self._exports = Instance(self._store, module, imports).exports(self._store)

    @property
    def store(self) -> Store:
        """What the instance lives in."""
        return self._store

    @property
    def memory(self) -> Memory:
        """The memory that the module exports."""
        memory = self._exports["memory"]
        assert isinstance(memory, Memory)
        return memory

    def function(self, name: str) -> Func:
        """An exported function."""
        function = self._exports[name]
        assert isinstance(function, Func)
        return function

    def call(self, name: str, *arguments: int) -> Any:  # an int or None, as the function is
        """Call an exported function."""
        return self.function(name)(self._store, *arguments)

    def beside(self, module: Module, name: str) -> Func:
        """The function ``name`` of a second module that imports from this one by name."""
        imports = [self._exports[each.name or ""] for each in module.imports]
        function = Instance(self._store, module, imports).exports(self._store)[name]
        assert isinstance(function, Func)
        return function

    def write(self, place: int, value: bytes) -> None:
        """Put bytes into the memory."""
        self.memory.write(self._store, value, place)

    def read(self, place: int, length: int) -> bytes:
        """Take bytes from the memory."""
        return bytes(self.memory.read(self._store, place, place + length))


def _forget() -> None:
    """Let go of everything while the interpreter is whole; wasmtime cannot clean up after it."""
    _modules.clear()
    _engine.cache_clear()


@cache
def _engine() -> Engine:
    config = Config()
    config.wasm_wide_arithmetic = True  # 64 x 64 -> 128 bits: what the prover is made of
    config.parallel_compilation = False
    return Engine(config)


atexit.register(_forget)
