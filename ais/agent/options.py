"""What a party lets its agent do beyond what costs nothing but gas."""

from __future__ import annotations

from dataclasses import dataclass

from ais.flows.duties import Due, Kind

__all__ = ["Options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What this party lets its agent do beyond what costs nothing but gas.

    ``most_dues``: dues are paid up to this amount (units of the token); None = not at all.
    ``grants``: requesters that the contract admits get the keys of our submissions. ``value``: our
    submissions are opened for valuation, which locks a bond. ``everyone``: draw, settle, close, pay
    and keep the anonymous group for all.

    Of attestations: ``silent``: customers without a statement get none. ``small_group``: posts hide
    among so few, for demonstrations. ``direct``: relays are passed by. ``workers``: proofs at a
    time. ``alerts``: changes are told, and told by nobody else then.
    """

    most_dues: int | None = None
    grants: bool = False
    value: bool = False
    everyone: bool = False
    silent: bool = False
    small_group: int | None = None
    direct: bool = False
    workers: int = 1
    alerts: bool = True

    def allows(self, due: Due) -> bool:
        """Whether this may be done."""
        if due.kind is Kind.BALLOT:
            return False  # judging is for people
        if due.kind is Kind.DUES:
            return self.most_dues is not None and due.amount <= self.most_dues
        if due.kind is Kind.GRANT:
            return self.grants and (due.ours or self.everyone)
        if due.kind is Kind.OPEN:
            return self.value
        return due.ours or self.everyone
