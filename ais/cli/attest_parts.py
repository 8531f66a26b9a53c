"""Parts that words of ``ais attest`` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ais.flows.attestations import policies

if TYPE_CHECKING:
    from ais.flows.party import Party

__all__ = ["POLICY", "policy_digest", "policy_or_none"]

POLICY = click.option("--policy", metavar="POLICY", help="Of this policy alone: name or digest.")


def policy_digest(party: Party, wanted: str) -> bytes:
    """The digest of a policy that was ever registered, by name or digest.

    Of several of one name that in force, else the newest. Raises ``PolicyNotRegistered``.
    """
    return policies.find(party, wanted).policy


def policy_or_none(party: Party, wanted: str | None) -> bytes | None:
    """The same, where one was asked for."""
    return None if wanted is None else policy_digest(party, wanted)
