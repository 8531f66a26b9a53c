"""Among whom a post hides, and when the client refuses because that is too few.

Organisations that belong together count as one: whoever reads the books of one reads those of all.
What is declared is public and nobody checks it, so the number is at most what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ais.errors import GroupSmall
from ais.flows.home import HomeConfig
from ais.flows.outcome import Outcome
from ais.flows.party import Party

from .standing import snapshot_leaves

__all__ = ["LEAST", "Crowd", "crowd", "independent", "require"]

#: What a home asks for unless it is told otherwise; below it every look says so.
LEAST = HomeConfig().group_least


@dataclass(frozen=True, slots=True)
class Crowd(Outcome):
    """Among whom a post of an epoch hides from one customer (0: from everybody else).

    ``found``: independent organisations in the snapshot beside our own and the customer's.
    """

    epoch: int
    customer: int
    leaves: int
    found: int
    least: int

    @property
    def is_enough(self) -> bool:
        """Whether a post may be sent."""
        return self.found >= self.least

    def explained(self) -> str:
        """A sentence for people."""
        other = f" and organisation {self.customer} with its own" if self.customer else ""
        return (
            f"{self.leaves} leaves in the snapshot of epoch {self.epoch}; without ourselves with "
            f"our affiliates{other}, and counting affiliates as one, {self.found} are left "
            f"(at least {self.least} are asked for)"
        )


def crowd(party: Party, epoch: int, customer: int = 0, *, least: int | None = None) -> Crowd:
    """Count for one customer; ``least`` instead of the home's setting. Raises ``SnapshotMissing``.

    Affiliates are those that hold in the epoch, by either side's word: what is declared or taken
    back within an epoch counts from the next one on, and stops nobody half-way through its posts.
    """
    return _crowds(party, epoch, (customer,), least)[0]


def require(
    party: Party, epoch: int, customers: Iterable[int], *, least: int | None = None
) -> list[Crowd]:
    """The crowd of no customer first, then of each. Raises ``GroupSmall`` where the first is small.

    A customer for whom too few are left is the caller's to leave out.
    """
    found = _crowds(party, epoch, (0, *customers), least)
    wanted = party.config.group_least if least is None else least
    if wanted < LEAST:
        party.progress.say(
            f"WARNING: posts may hide among {wanted} organisations only: {found[0].explained()}"
        )
    if not found[0].is_enough:
        raise GroupSmall(epoch=epoch, found=found[0].found, least=wanted)
    return found


def independent(
    members: Iterable[int], affiliates: Mapping[int, Iterable[int]], without: Iterable[int]
) -> int:
    """How many groups of affiliates there are among ``members``, without those of ``without``.

    Affiliates of affiliates count as one too.
    """
    leader: dict[int, int] = {}

    def find(one: int) -> int:
        while leader.setdefault(one, one) != one:
            one = leader[one]
        return one

    for one, others in affiliates.items():
        for other in others:
            leader[find(one)] = find(other)
    left_out = {find(each) for each in without}
    return len({find(each) for each in members} - left_out)


def _crowds(party: Party, epoch: int, customers: Iterable[int], least: int | None) -> list[Crowd]:
    own, wanted = party.organisation, party.config.group_least if least is None else least
    members = [each.organisation for each in snapshot_leaves(party, epoch) if each.leaf]
    affiliates = _affiliates(party, epoch)
    found = []
    for customer in customers:
        without = (own, customer) if customer else (own,)
        count = independent(members, affiliates, without)
        found.append(Crowd(epoch, customer, len(members), count, wanted))
    return found


def _affiliates(party: Party, epoch: int) -> dict[int, list[int]]:
    """What every organisation declared for an epoch, not those of competitors."""
    found = {each.id: party.index.relations(each.id, epoch) for each in party.index.organisations()}
    return {
        one: [other for other, kind, _ in declared if kind == "affiliate"]
        for one, declared in found.items()
    }
