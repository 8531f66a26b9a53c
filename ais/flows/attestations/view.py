"""What an officer looks at: one's own suppliers, and the counts of the whole network.

Suppliers are for this home alone. The network's counts are everybody's: posts, failing, contested
and missing of each policy and epoch. They are counts and never rates: members post to themselves
too, so a share of all posts says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ais.errors import TallyUneven
from ais.flows.outcome import Outcome
from ais.flows.party import Party
from ais.index import PolicyTerm
from ais.records import Tally

from . import opening, policies
from .opening import Seen, Verdict

__all__ = ["Counted", "history", "network", "standing", "suppliers"]

#: Epochs that a table or a picture shows where nobody asks for others.
_EPOCHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Counted(Outcome):
    """What is counted for a policy and epoch; ``is_over``: no post is added to it any more.

    Contests and claims are added for one epoch longer (``is_final``). ``name`` is empty where the
    policy's document is not in this home.
    """

    policy: bytes
    name: str
    epoch: int
    posted: int
    failing: int
    contested: int
    missing: int
    is_over: bool
    is_final: bool


def suppliers(party: Party, epoch: int | None = None, policy: bytes | None = None) -> list[Seen]:
    """Our suppliers in an epoch (the running one by default), by policy and number."""
    index = party.sync()
    chosen = index.epoch() if epoch is None else epoch
    found: list[Seen] = []
    for term in _terms(index.policies_in_force(chosen), policy):
        found += opening.look(party, term.policy, chosen)
    return found


def standing(party: Party, policy: bytes | None = None) -> list[Seen]:
    """What stands of each supplier: the running epoch once it has posted, till then the one before.

    By policy and supplier.
    """
    running = party.sync().epoch()
    found: dict[tuple[bytes, int], Seen] = {}
    for epoch in (running - 1, running):
        for each in suppliers(party, epoch, policy):
            name = each.policy, each.supplier
            if name not in found or each.verdict is not Verdict.NOT_YET:
                found[name] = each
    return list(found.values())


def history(party: Party, supplier: int, *, last: int = _EPOCHS_SHOWN) -> list[Seen]:
    """One supplier over the last epochs, oldest first; those of pairs that ended too."""
    running = party.sync().epoch()
    return [
        each
        for epoch in range(max(1, running - last + 1), running + 1)
        for each in suppliers(party, epoch)
        if each.supplier == supplier
    ]


def network(
    party: Party,
    *,
    policy: bytes | None = None,
    first: int | None = None,
    last: int | None = None,
) -> list[Counted]:
    """What is counted, by policy and epoch, oldest first; the last twelve epochs by default.

    The contract's counts, each checked against its events. Raises ``TallyUneven``. Needs no key
    and no membership.
    """
    with party.one_look() as index:  # or the events would be those of later blocks
        running = index.epoch()
        until = running if last is None else min(last, running)
        since = max(1, until - _EPOCHS_SHOWN + 1 if first is None else first)
        wanted = [
            (term, epoch)
            for term in _terms(index.policies(), policy)
            for epoch in range(since, until + 1)
            if term.in_force(epoch)
        ]
        names = {each.policy: each.name for each in policies.listed(party)}
        answers = _tallies(party, [(term.policy, epoch) for term, epoch in wanted])
    return [
        Counted(
            term.policy,
            names.get(term.policy, ""),
            epoch,
            counted.posted,
            counted.non_compliant,
            counted.contested,
            counted.missing,
            epoch < running,
            epoch < running - 1,
        )
        for (term, epoch), counted in zip(wanted, answers, strict=True)
    ]


# ---- private ---------------------------------------------------------------------------------


def _terms(terms: Iterable[PolicyTerm], policy: bytes | None) -> list[PolicyTerm]:
    return [each for each in terms if policy in (None, each.policy)]


def _tallies(party: Party, places: Sequence[tuple[bytes, int]]) -> Sequence[Tally]:
    """The contract's counts as of the last block followed, held against its events.

    What differs is asked for once more: a node that makes a block just then may answer of that one.
    """
    index = party.index
    views = [party.attestations.tally(*place) for place in places]
    events = [index.tally(*place) for place in places]
    answers: Sequence[Tally] = ()
    for _ in range(2 if views else 0):
        answers = party.read_all(*views, block=index.head())
        if list(answers) == events:
            break
    for (policy, epoch), chain, counted in zip(places, answers, events, strict=True):
        if chain != counted:
            told = {"chain": _told(chain), "events": _told(counted)}
            raise TallyUneven(policy=policy, epoch=epoch, **told)
    return answers


def _told(tally: Tally) -> str:
    return (
        f"{tally.posted} posted, {tally.non_compliant} failing, {tally.contested} contested, "
        f"{tally.missing} missing"
    )
