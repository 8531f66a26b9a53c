"""The anonymous group, posts and what is said of them, policies and relays.

Whoever asks a node for one one-time key names a pair to that node; here nobody is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ais import events
from ais.records import Tally

from .database import Database, Entry

__all__ = ["Attestations", "Leaf", "PolicyTerm"]

_TREE = ("LeafEntered", "LeafReplaced", "LeafRemoved")
_TURNS = ("LeafEntered", "LeafReplaced", "LeafSkipped")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place in the tree, whose it is or was, and its leaf; 0 = removed for ever."""

    index: int
    organisation: int
    leaf: int


@dataclass(frozen=True, slots=True)
class PolicyTerm:
    """A registered policy: first and last epoch (None: not retired), where a copy may be found."""

    policy: bytes
    from_epoch: int
    until_epoch: int | None
    uri: str

    def in_force(self, epoch: int) -> bool:
        """Whether members post under it in that epoch."""
        return self.from_epoch <= epoch and (self.until_epoch is None or epoch <= self.until_epoch)


class Attestations:
    """What ``Group``, ``Attestations`` and ``Relays`` told. ``block``: its end is meant."""

    _database: Database

    # ---- group -------------------------------------------------------------------------------

    def leaves(self, block: int | None = None) -> list[Leaf]:
        """Every place of the tree in order, removed ones too: what its root is computed from."""
        until = "" if block is None else " AND events.block <= ?"
        return self._leaves(until, [] if block is None else [block])

    def leaves_at(self, snapshot: Entry[events.SnapshotTaken]) -> list[Leaf]:
        """Every place of the tree as a snapshot froze it."""
        until = " AND (events.block, events.log_index) < (?, ?)"
        return self._leaves(until, [snapshot.block_number, snapshot.log_index])

    def leaf_of(self, organisation: int, block: int | None = None) -> Leaf | None:
        """An organisation's leaf in the tree; None where it has none (any more)."""
        mine = [
            each for each in self.leaves(block) if each.organisation == organisation and each.leaf
        ]
        return mine[0] if mine else None

    def queued(self, organisation: int) -> list[events.LeafQueued]:
        """Every leaf that an organisation ever queued, oldest first: the next is one more."""
        found = self._database.find(events.LeafQueued, organisation=organisation)
        return [entry.event for entry in found]

    def waiting(self) -> list[events.LeafQueued]:
        """Changes that wait to be let in, in their order."""
        marks = ", ".join("?" for _ in _TURNS)
        turns = self._database.select(f"WHERE events.name IN ({marks})", _TURNS)
        return [entry.event for entry in self._database.find(events.LeafQueued)][len(turns) :]

    def waits(self, organisation: int) -> bool:
        """Whether a change of an organisation waits."""
        return any(each.organisation == organisation for each in self.waiting())

    def snapshots(self) -> dict[int, Entry[events.SnapshotTaken]]:
        """Epoch -> its last snapshot."""
        return {entry.event.epoch: entry for entry in self._database.find(events.SnapshotTaken)}

    def snapshots_of(self, epoch: int) -> list[Entry[events.SnapshotTaken]]:
        """Every snapshot of an epoch, oldest first: a post was proved against one of them."""
        return self._database.find(events.SnapshotTaken, epoch=epoch)

    # ---- posts -------------------------------------------------------------------------------

    def posts(
        self, policy: bytes | None = None, epoch: int | None = None
    ) -> list[Entry[events.AttestationPosted]]:
        """Posts, of one policy or epoch or of all, oldest first."""
        return self._database.find(events.AttestationPosted, **_given(policy, epoch))

    def contests(
        self, policy: bytes | None = None, epoch: int | None = None
    ) -> list[Entry[events.AttestationContested]]:
        """Posts that were corrected."""
        return self._database.find(events.AttestationContested, **_given(policy, epoch))

    def silences(
        self, policy: bytes | None = None, epoch: int | None = None
    ) -> list[Entry[events.AttestationMissing]]:
        """Claims that a relationship was silent in an epoch."""
        return self._database.find(events.AttestationMissing, **_given(policy, epoch))

    def tally(self, policy: bytes, epoch: int) -> Tally:
        """What is counted for a policy and epoch, from the events alone."""
        posts = self.posts(policy, epoch)
        contests = self.contests(policy, epoch)
        failing = sum(not entry.event.compliant for entry in posts)
        failing += sum(-1 if entry.event.compliant else 1 for entry in contests)
        return Tally(len(posts), failing, len(contests), len(self.silences(policy, epoch)))

    # ---- what governs ------------------------------------------------------------------------

    def policies(self) -> list[PolicyTerm]:
        """Every policy that was ever registered, oldest first."""
        ends = {
            entry.event.policy: entry.event.until_epoch
            for entry in self._database.find(events.PolicyRetired)
        }
        found = [entry.event for entry in self._database.find(events.PolicyRegistered)]
        return [PolicyTerm(e.policy, e.from_epoch, ends.get(e.policy), e.uri) for e in found]

    def policies_in_force(self, epoch: int) -> list[PolicyTerm]:
        """Policies under which members post in an epoch."""
        return [each for each in self.policies() if each.in_force(epoch)]

    def slots_in(self, epoch: int) -> int:
        """Posts of a member for each policy in an epoch; 0 before the contract was there."""
        slots = 0
        for entry in self._database.find(events.SlotsSet):
            if entry.event.from_epoch <= epoch:
                slots = entry.event.slots
        return slots

    def relays(self) -> dict[str, str]:
        """Key -> URL of the relays that are listed."""
        found: dict[str, str] = {}
        for entry in self._database.select("WHERE events.name IN ('RelayListed', 'RelayDelisted')"):
            if isinstance(entry.event, events.RelayListed):
                found[entry.event.key] = entry.event.url
            else:
                found.pop(entry.event.key, None)
        return found

    # ---- private -----------------------------------------------------------------------------

    def _leaves(self, until: str, values: list[Any]) -> list[Leaf]:
        marks = ", ".join("?" for _ in _TREE)
        changes = self._database.select(f"WHERE events.name IN ({marks}){until}", [*_TREE, *values])
        found: dict[int, Leaf] = {}
        for event in (entry.event for entry in changes):
            leaf = 0 if isinstance(event, events.LeafRemoved) else event.leaf
            found[event.index] = Leaf(event.index, event.organisation, leaf)
        return [found[index] for index in sorted(found)]


def _given(policy: bytes | None, epoch: int | None) -> dict[str, Any]:
    values = {"policy": policy, "epoch": epoch}
    return {name: value for name, value in values.items() if value is not None}
