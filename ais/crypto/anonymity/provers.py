"""Which prover is used: the fastest one that is here, or the one that was asked for.

All take the same witness and blinds to the same proof. ``AIS_PROVER`` names one: ``native``,
``wasm`` or ``python``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from ais.crypto.secret import Secret
from ais.errors import ProverUnavailable

from .native import NativeProver, WasmProver
from .points import Points
from .slow import PythonProver

__all__ = ["PROVERS", "Prover", "best_prover", "prover_named"]


class Prover(Protocol):
    """Turns a witness into a proof; safe to call from several threads and processes."""

    @property
    def name(self) -> str:
        """``native``, ``wasm`` or ``python``."""

    def prove(self, witness: Secret, r: int, s: int) -> Points:
        """A proof with the blinding scalars ``r`` and ``s``, both below ``SCALAR``."""


PROVERS: dict[str, Callable[[], Prover]] = {
    "native": NativeProver,
    "wasm": WasmProver,
    "python": PythonProver,
}
"""By name, the fastest one first."""


def best_prover() -> Prover:
    """The one that ``AIS_PROVER`` names, else the fastest one that works here.

    Raises ``ProverUnavailable`` where the one named is not here or not known.
    """
    wanted = os.environ.get("AIS_PROVER")
    if wanted:
        return prover_named(wanted)
    for name in PROVERS:
        try:
            return prover_named(name)
        except ProverUnavailable:
            continue
    raise AssertionError("the Python prover is always here")


def prover_named(name: str) -> Prover:
    """A prover by its name. Raises ``ProverUnavailable``."""
    if name not in PROVERS:
        raise ProverUnavailable(name=name, reason=f"known are {', '.join(PROVERS)}")
    return PROVERS[name]()
