"""What the agent does about attestations: the group, own posts, contests and claims, alerts.

Posts go out at moments that were drawn; the agent looks again at the next of them, and in any case
after a two-hundredth of an epoch. What it prints says how many posts of an epoch are on chain only
once all are: a log with the second of each would tell which of the public ones are ours. Pairs,
partners of posts, keys and moments are in none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ais.errors import SnapshotMissing, StatementMissing
from ais.flows.acts import Act
from ais.flows.attestations import alerts, claims, group, heartbeat, relaying
from ais.flows.attestations.alerts import Alert
from ais.flows.attestations.heartbeat import Choices, Heartbeat
from ais.flows.attestations.relaying import Delivery, State
from ais.flows.attestations.standing import fresh_snapshot
from ais.flows.duties import Due, Kind
from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.network import Kind as CallKind

from .options import Options

__all__ = [
    "ATTESTING",
    "UNHEARD",
    "Called",
    "Grouped",
    "Looked",
    "Posted",
    "Told",
    "patience",
    "regular",
]

#: Looks of an epoch at what has no moment of its own.
_LOOKS = 200


class Looked(Outcome):
    """What a look at attestations found; most looks find nothing that somebody should hear of."""

    __slots__ = ()

    @property
    def is_news(self) -> bool:
        """Whether somebody should hear of it."""
        return True

    @property
    def again_at(self) -> int | None:
        """A moment at which to look again, in seconds of the chain's time."""
        return None


@dataclass(frozen=True, slots=True)
class Grouped(Looked):
    """What was done so that the epoch has its snapshot."""

    acts: tuple[Act, ...]

    @property
    def is_news(self) -> bool:
        """Whether anything was done."""
        return bool(self.acts)


@dataclass(frozen=True, slots=True)
class Posted(Looked):
    """Own posts of an epoch. ``complete``: policies of which every post is on chain.

    ``unstated``: policies for which customers wait and nothing is stated. ``withheld``,
    ``unserved``: how many customers got none. ``ask``: deliveries for a person to decide about.
    """

    epoch: int
    policies: int
    complete: int
    unstated: tuple[bytes, ...] = ()
    withheld: int = 0
    unserved: int = 0
    ask: tuple[str, ...] = ()
    _next_at: int | None = field(default=None, repr=False)

    @property
    def is_news(self) -> bool:
        """Whether all is done, or a person is needed."""
        return self.complete == self.policies or bool(self.unstated or self.ask)

    @property
    def again_at(self) -> int | None:
        """The next drawn moment."""
        return self._next_at

    def to_dict(self) -> dict[str, object]:
        """Plain values without the next moment."""
        found = Outcome.to_dict(self)
        del found["_next_at"]
        return found


@dataclass(frozen=True, slots=True)
class Called(Looked):
    """Contests and claims that are under way or came through in this look, by state."""

    contests: dict[str, int]
    claims: dict[str, int]
    ask: tuple[str, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether there is any."""
        return bool(self.contests or self.claims)


@dataclass(frozen=True, slots=True)
class Told(Looked):
    """What changed since the last look."""

    alerts: tuple[Alert, ...]

    @property
    def is_news(self) -> bool:
        """Whether anything did."""
        return bool(self.alerts)


def regular(party: Party, options: Options) -> list[Due]:
    """What is looked at again and again for a member: whether it is due only its keys tell."""
    index, own = party.index, party.organisation_or_none
    epoch = index.epoch()
    if own is None or not (index.policies_in_force(epoch) or index.policies_in_force(epoch - 1)):
        return []
    found = [Due(Kind.CALLS, epoch=epoch)]
    return [*found, Due(Kind.ALERTS, epoch=epoch)] if options.alerts else found


def patience(party: Party) -> int:
    """Seconds between two looks at attestations, where nothing has a moment before."""
    return max(1, party.connection.facts().epoch_seconds // _LOOKS)


# ---- duties ----------------------------------------------------------------------------------


def _group(party: Party, _options: Options) -> Grouped:
    """Raises ``SnapshotMissing`` where the epoch has none in the end: then nobody can post."""
    done = tuple(group.tend(party))
    epoch = party.sync().epoch()
    if epoch and not done and epoch not in party.index.snapshots():
        raise SnapshotMissing(epoch=epoch)
    return Grouped(done)


def _posts(party: Party, options: Options) -> Posted:
    heartbeat.forget_past(party)
    epoch = fresh_snapshot(party).event.epoch
    chosen = Choices(
        silent=options.silent,
        least=options.small_group,
        direct=options.direct,
        workers=options.workers,
    )
    terms = party.index.policies_in_force(epoch)
    found: list[Heartbeat] = []
    unstated: list[bytes] = []
    for term in terms:
        try:
            found.append(heartbeat.beat(party, term.policy, chosen))
        except StatementMissing:  # all else of that policy was done before
            unstated.append(term.policy)
    moments = [each.next_at for each in found if each.next_at is not None]
    return Posted(
        epoch,
        len(terms),
        sum(each.is_complete for each in found),
        tuple(unstated),
        sum(len(each.withheld) for each in found),
        sum(len(each.unserved) for each in found),
        _asking(each for beat in found for each in beat.deliveries),
        min(moments, default=None),
    )


def _calls(party: Party, options: Options) -> Called:
    """Those whose moment has come, and those under way."""
    sent = claims.tend(party, direct=options.direct)
    known = {each.name for each in sent}
    tracked = [each for each in relaying.track(party, posts=False) if each.name not in known]
    rows = [*sent, *(each for each in tracked if each.kind is not CallKind.POST)]
    return Called(
        _by_state(each for each in rows if each.kind is CallKind.CONTEST),
        _by_state(each for each in rows if each.kind is not CallKind.CONTEST),
        _asking(rows),
    )


def _alerts(party: Party, _options: Options) -> Told:
    return Told(tuple(alerts.alerts(party)))


def _by_state(rows: Iterable[Delivery]) -> dict[str, int]:
    return dict(sorted(Counter(each.state.value for each in rows).items()))


def _asking(rows: Iterable[Delivery]) -> tuple[str, ...]:
    return tuple(each.name for each in rows if each.state is State.ASK)


#: What our node hears nothing of beyond what it hears of every look, whatever there was to do.
UNHEARD = frozenset({Kind.POSTS, Kind.CALLS, Kind.ALERTS})

#: In the order in which they are done.
ATTESTING: Mapping[Kind, Callable[[Party, Options], Looked]] = MappingProxyType(
    {Kind.GROUP: _group, Kind.POSTS: _posts, Kind.CALLS: _calls, Kind.ALERTS: _alerts}
)
