"""The contracts of one deployment, a noun each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

from ais import errors

from .access_manager import AccessManager
from .attestations import Attestations
from .contract import Contract
from .deployments import Deployment
from .group import Group
from .indicators import Indicators
from .key_directory import KeyDirectory
from .membership import Membership
from .pool import Pool
from .pricing import Pricing
from .relations import Relations
from .relays import Relays
from .releases import Releases
from .rewards import Rewards
from .seats import Seats
from .token import Token
from .valuation import Valuation

__all__ = ["NOUNS", "Contracts"]

#: Contracts whose events make the ledger. (The token is not the network's own.)
NOUNS: tuple[type[Contract], ...] = (
    AccessManager,
    Attestations,
    Group,
    Indicators,
    KeyDirectory,
    Membership,
    Pool,
    Pricing,
    Relations,
    Relays,
    Releases,
    Rewards,
    Seats,
    Valuation,
)

N = TypeVar("N", bound=Contract)


class Contracts:
    """Makes calls to the contracts of a deployment, each made when it is first asked for.

    Raises ``ContractMissing`` for one that is not in the deployment.
    """

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._made: dict[str, Contract] = {}

    @cached_property
    def manager(self) -> AccessManager:
        """Roles."""
        return self._at(AccessManager)

    @cached_property
    def membership(self) -> Membership:
        """Organisations, epochs, terms."""
        return self._at(Membership)

    @cached_property
    def relations(self) -> Relations:
        """Affiliates and competitors."""
        return self._at(Relations)

    @cached_property
    def key_directory(self) -> KeyDirectory:
        """Public keys."""
        return self._at(KeyDirectory)

    @cached_property
    def indicators(self) -> Indicators:
        """Submissions."""
        return self._at(Indicators)

    @cached_property
    def releases(self) -> Releases:
        """Requests, grants, receipts."""
        return self._at(Releases)

    @cached_property
    def pool(self) -> Pool:
        """The tokens."""
        return self._at(Pool)

    @cached_property
    def seats(self) -> Seats:
        """The panel's seats."""
        return self._at(Seats)

    @cached_property
    def valuation(self) -> Valuation:
        """Rounds."""
        return self._at(Valuation)

    @cached_property
    def pricing(self) -> Pricing:
        """Prices."""
        return self._at(Pricing)

    @cached_property
    def rewards(self) -> Rewards:
        """Claims, epochs, dues, pay."""
        return self._at(Rewards)

    @cached_property
    def group(self) -> Group:
        """Leaves and snapshots."""
        return self._at(Group)

    @cached_property
    def attestations(self) -> Attestations:
        """Anonymous posts, policies, tallies."""
        return self._at(Attestations)

    @cached_property
    def relays(self) -> Relays:
        """The list of relays."""
        return self._at(Relays)

    @cached_property
    def token(self) -> Token:
        """The network's token."""
        return Token(self._deployment.token)

    @cached_property
    def by_address(self) -> Mapping[str, Contract]:
        """Contracts whose events are followed, by lower-case address."""
        here = [self._at(noun) for noun in NOUNS if noun.NAME in self._deployment.contracts]
        return {noun.address.lower(): noun for noun in here}

    def _at(self, noun: type[N]) -> N:
        place = self._deployment.contracts.get(noun.NAME)
        if place is None:
            raise errors.ContractMissing(contract=noun.NAME, address="no known address")
        made = self._made.setdefault(noun.NAME, noun(place.address))
        assert isinstance(made, noun)
        return made
