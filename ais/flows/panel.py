"""The panel's seats, and what a panelist is drawn for.

A seat is taken and left from the next epoch; its bond answers for ballots that are never revealed,
never for how one votes.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.errors import NotOnPanel, PanelKeyMissing, SeatsTaken
from ais.records import Phase
from ais.stix import write_bundle

from .acts import Act, act
from .opening import Opened, open_by_slots
from .outcome import Outcome
from .party import Party
from .rounds import look, look_all

__all__ = [
    "Assignment",
    "Seat",
    "Seats",
    "assigned",
    "bundle_of",
    "leave",
    "open_assigned",
    "seats",
    "take",
    "top_up",
]


@dataclass(frozen=True, slots=True)
class Seat(Outcome):
    """One seat: who sits on it now, and who from the next epoch on. 0 = empty."""

    seat: int
    now: int
    next: int


@dataclass(frozen=True, slots=True)
class Seats(Outcome):
    """Seats that somebody has or will have, and our own."""

    epoch: int
    seat_bond: int
    no_show_penalty: int
    seats: tuple[Seat, ...]
    own_seat: int | None
    own_bond: int
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment(Outcome):
    """A running round in which this organisation has a ballot. Blocks, 0 = not yet known."""

    submission_id: bytes
    submitter: int
    round: int
    phase: Phase
    committed: bool
    revealed: bool
    next_step: str
    key_by: int
    commit_by: int
    reveal_by: int
    block: int


# ---- seats -----------------------------------------------------------------------------------


def seats(party: Party, acts: tuple[Act, ...] = ()) -> Seats:
    """Who sits on the panel, now and from the next epoch on."""
    epoch, following, parameters = party.read_all(
        party.membership.epoch(), party.membership.next_epoch(), party.seats.parameters()
    )
    now, then = party.read_all(party.seats.occupants(epoch), party.seats.occupants(following))
    own_seat, own_bond = None, 0
    own = party.organisation_or_none
    if own is not None:
        (seated, seat), own_bond = party.read_all(
            party.seats.seat_of(own), party.seats.bond_of(own)
        )
        own_seat = seat if seated else None
    found = (Seat(number, *pair) for number, pair in enumerate(zip(now, then, strict=True)))
    taken = tuple(seat for seat in found if seat.now or seat.next)
    bond, penalty = parameters.seat_bond, parameters.no_show_penalty
    return Seats(epoch, bond, penalty, taken, own_seat, own_bond, acts)


def take(party: Party, seat: int | None = None, *, dry_run: bool = False) -> Seats:
    """Take an empty seat from the next epoch (the first one by default), and fill the bond.

    Raises ``SeatsTaken``, ``AccessDenied`` without the panelist's role, the contract's errors.
    """
    own = party.organisation
    number = _first_empty(party) if seat is None else seat
    parameters, bond = party.read_all(party.seats.parameters(), party.seats.bond_of(own))
    spends = max(parameters.seat_bond - bond, 0)
    write = party.seats.take(number)
    public = "that this organisation sits on the panel"
    done = act(party, "take-seat", (number,), write, public, spends=spends, dry_run=dry_run)
    if not dry_run:
        party.progress.say(f"seat {number} taken")
    return seats(party, (done,))


def top_up(party: Party, *, dry_run: bool = False) -> Seats:
    """Fill the bond of our seat up again, after penalties.

    Raises ``SeatsNotSeated``, ``SeatsNothingToTopUp``, a dry run too.
    """
    own = party.organisation
    parameters, bond = party.read_all(party.seats.parameters(), party.seats.bond_of(own))
    spends = max(parameters.seat_bond - bond, 0)
    write, public = party.seats.top_up(), "the amount"
    done = act(party, "top-up", (), write, public, spends=spends, dry_run=dry_run)
    return seats(party, (done,))


def leave(party: Party, *, dry_run: bool = False) -> Seats:
    """Give our seat up from the next epoch. Rounds that we are drawn for still want our ballots."""
    write, public = party.seats.leave(), "that this organisation leaves the panel"
    return seats(party, (act(party, "leave-seat", (), write, public, dry_run=dry_run),))


def _first_empty(party: Party) -> int:
    following = party.read(party.membership.next_epoch())
    occupants = party.read(party.seats.occupants(following))
    empty = [number for number, organisation in enumerate(occupants) if not organisation]
    if not empty:
        raise SeatsTaken(count=len(occupants))
    return empty[0]


# ---- assignments -----------------------------------------------------------------------------


def assigned(party: Party) -> list[Assignment]:
    """List the running rounds in which this organisation has a ballot, the most urgent first."""
    index, own = party.sync(), party.organisation
    found = []
    for seen in look_all(party, index.open_valuations()):
        if own not in seen.panel:
            continue
        committed = index.commit(seen.submission_id, seen.round, own) is not None
        revealed = index.revealed(seen.submission_id, seen.round, own)
        found.append(
            Assignment(
                submission_id=seen.submission_id,
                submitter=index.submission(seen.submission_id).policy.organisation,
                round=seen.round,
                phase=seen.phase,
                committed=committed,
                revealed=revealed,
                next_step=_next_step(seen.phase, committed, revealed),
                key_by=seen.key_by,
                commit_by=seen.commit_by,
                reveal_by=seen.reveal_by,
                block=seen.block,
            )
        )
    return sorted(found, key=lambda a: (a.reveal_by or a.key_by, a.submission_id))


def open_assigned(party: Party, submission_id: bytes) -> Opened:
    """Open the content of a submission by the key that was released to the panel.

    What it is, is proven against the chain. Raises ``NotOnPanel``, ``PanelKeyMissing``, and what
    fetching raises.
    """
    seen = look(party, submission_id)
    if party.organisation not in seen.panel:
        raise NotOnPanel(submission_id=submission_id)
    if not any(seen.slots_digest):
        raise PanelKeyMissing(submission_id=submission_id, key_by=seen.key_by)
    place = seen.panel.index(party.organisation)
    return open_by_slots(party, submission_id, seen.slots_digest, position=place)


def bundle_of(party: Party, submission_id: bytes) -> str:
    """Open what we are drawn for, as the text of a STIX 2.1 bundle."""
    return write_bundle(open_assigned(party, submission_id).objects).decode()


def _next_step(phase: Phase, committed: bool, revealed: bool) -> str:
    if phase is Phase.KEYING:
        return "wait for the key"
    if phase is Phase.COMMITTING:
        return "wait for the others" if committed else "appraise and commit"
    if phase is Phase.REVEALING:
        return "reveal" if committed and not revealed else "wait for the others"
    return "settle"
