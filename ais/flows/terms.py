"""The policy of a submission as a person chooses it, and as the word that the contract stores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ais import policy as policies
from ais.types import Policy

from .intake import Prepared, strictest

__all__ = ["DAY", "SharingTerms", "draft_policy", "shown_policy"]

DAY = 86_400
_RED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingTerms:
    """Who may read, and when. Times are relative, so that a resumed command means the same.

    ``readers``: sectors, empty for the submitter's own. ``affected``: the sector that the price
    looks at; public, 0 = not declared. ``tlp``: None for the strictest marking inside.
    ``allow``: organisations to which the readers are narrowed; who they are stays local.
    ``valued``: None for yes, but no for TLP:RED.
    """

    readers: tuple[int, ...] = ()
    affected: int = 0
    minimum_tier: int = 1
    tlp: int | None = None
    expires_seconds: int = 90 * DAY
    embargo_seconds: int = 0
    allow: tuple[int, ...] | None = None
    valued: bool | None = None

    def to_bytes(self) -> bytes:
        """The part of a submission's name in the journal that these terms are."""
        return json.dumps(asdict(self), sort_keys=True).encode()


def draft_policy(
    terms: SharingTerms,
    prepared: Sequence[Prepared],
    *,
    organisation: int,
    own_sectors: int,
    terms_version: int,
    at: int,
) -> Policy:
    """The policy word's fields as of ``at``. Raises ``MarkingTooStrict``, ``PolicyField``."""
    tlp = strictest(prepared, terms.tlp)
    valued = tlp != _RED if terms.valued is None else terms.valued
    flags = 0 if terms.allow is None else policies.FLAG_ALLOW_LISTED
    flags |= 0 if valued else policies.FLAG_VALUATION_DECLINED
    policy = Policy(
        organisation=organisation,
        reader_sectors=policies.sector_bits(terms.readers) if terms.readers else own_sectors,
        affected_sector=terms.affected,
        minimum_tier=terms.minimum_tier,
        tlp=tlp,
        terms_version=terms_version,
        expires_at=at + max(terms.embargo_seconds, 0) + terms.expires_seconds,
        not_before=at + terms.embargo_seconds if terms.embargo_seconds else 0,
        flags=flags,
    )
    policies.check_draft(policy, at)
    return policy


def shown_policy(policy: Policy) -> dict[str, object]:
    """A policy in names, for people and for JSON."""
    return {
        "organisation": policy.organisation,
        "readers": [
            policies.sector_name(each) for each in policies.sectors_of(policy.reader_sectors)
        ],
        "affected_sector": policies.sector_name(policy.affected_sector),
        "minimum_tier": policies.tier_name(policy.minimum_tier),
        "tlp": policies.tlp_name(policy.tlp),
        "allow_listed": bool(policy.flags & policies.FLAG_ALLOW_LISTED),
        "valuation_declined": bool(policy.flags & policies.FLAG_VALUATION_DECLINED),
        "terms_version": policy.terms_version,
        "not_before": policy.not_before,
        "expires_at": policy.expires_at,
        "submitted_at": policy.submitted_at,
    }
