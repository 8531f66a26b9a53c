"""The published files of the circuit: program, proving key, verification key.

They are Semaphore v4's for depth 16, from npm ``@zk-kit/semaphore-artifacts`` 4.13.0. They are not
part of this package, because the circuit includes GPL parts; ``scripts/setup`` fetches them.
Nothing is used unless its SHA-256 is the one below.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

from ais.errors import ArtefactAltered, ArtefactMissing

__all__ = ["ARTEFACTS", "artefact", "share"]

ARTEFACTS = {
    "semaphore-16.json": "c0fc89249ca42a2763ec4e521bf43bc8b3f35307258f6ddcaaed6047c189680e",
    "semaphore-16.wasm": "06df31461d17db86897fc234f0e6e5f5e2f6add1b8c821b5c6ae75030b3e0d7c",
    "semaphore-16.zkey": "948763c7315a337b7722c0344a28af4be66fbbc618474d6dbe9036e799d1a3b5",
}
"""The SHA-256 of each file."""


def share() -> Path:
    """The folder of the environment where ``scripts/setup`` puts what is not in the package."""
    return Path(sys.prefix) / "share/ais"


def artefact(name: str) -> bytes:
    """A file of the circuit, checked; from ``$AIS_ARTEFACTS`` or the environment's folder.

    Raises ``ArtefactMissing`` or ``ArtefactAltered``.
    """
    folder = os.environ.get("AIS_ARTEFACTS")
    return _checked(name, Path(folder) if folder else share() / "semaphore")


@cache
def _checked(name: str, folder: Path) -> bytes:
    try:
        found = (folder / name).read_bytes()
    except OSError as error:
        raise ArtefactMissing(name=name, folder=str(folder)) from error
    if hashlib.sha256(found).hexdigest() != ARTEFACTS[name]:
        raise ArtefactAltered(name=name, folder=str(folder))
    return found
