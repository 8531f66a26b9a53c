"""The story stops where it says what is not so."""

from __future__ import annotations

import time
from collections.abc import Callable

from ais.errors import DemoUntrue
from ais.flows.demo.stage import Stage

__all__ = ["require", "until"]

_PATIENCE_SECONDS = 120.0


def require(claim: str, *, holds: bool, found: object) -> None:
    """Stop the story where a claim does not hold."""
    if not holds:
        raise DemoUntrue(claim=claim, found=found)


def until(stage: Stage, claim: str, look: Callable[[], object], wanted: object) -> None:
    """Make blocks until a look finds what is wanted; stop the story where it never does."""
    began = time.monotonic()
    while (found := look()) != wanted:
        require(claim, holds=time.monotonic() - began < _PATIENCE_SECONDS, found=found)
        stage.mine(1)
        time.sleep(0.3)
