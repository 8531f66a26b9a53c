"""Parts that words of ``ais attest`` share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ais.errors import FileUnusable
from ais.flows.attestations import policies

if TYPE_CHECKING:
    from ais.flows.party import Party

__all__ = ["POLICY", "policy_digest", "policy_or_none", "require_free", "whole_name"]

POLICY = click.option("--policy", metavar="POLICY", help="Of this policy alone: name or digest.")


def policy_digest(party: Party, wanted: str) -> bytes:
    """The digest of a policy that was ever registered, by name or digest.

    Of several of one name that in force, else the newest. Raises ``PolicyNotRegistered``.
    """
    return policies.find(party, wanted).policy


def policy_or_none(party: Party, wanted: str | None) -> bytes | None:
    """The same, where one was asked for."""
    return None if wanted is None else policy_digest(party, wanted)


def require_free(out: Path | None, other: str) -> None:
    """Nothing is written over: it may be ``other``. Raises ``FileUnusable``."""
    if out is not None and out.exists():
        raise FileUnusable(path=out, reason=f"it is there already, and may be {other}")


def whole_name(known: Iterable[str], typed: str) -> str:
    """The one name that begins as was typed; what was typed where there is none or several."""
    found = [each for each in known if each.startswith(typed)]
    return found[0] if len(found) == 1 and typed else typed
