"""The file that a deployment leaves: nothing else is written over for it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ais.chain import Deployment
from ais.errors import DeploymentInvalid, FileUnusable

__all__ = ["require_free", "save"]


def require_free(target: Path | None, own: Deployment | None = None) -> None:
    """Nothing lies there, or ``own`` from an earlier run. Raises ``FileUnusable``.

    What lies there may be all that tells members of another network where it is.
    """
    if target is None or not target.exists():
        return
    if own is not None:
        with suppress(DeploymentInvalid):
            if Deployment.load(target).is_same_network(own):
                return
    raise FileUnusable(path=target, reason="it is there already, and not of this deployment")


def save(target: Path | None, deployment: Deployment) -> None:
    """Write it where one is wanted, in a folder that may have to be made."""
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        deployment.save(target)
