"""Pairs: from an invitation to keys of an epoch, and their end.

Three files and a code of seven digits, or one file and a code of sixteen characters; until our
officer has typed the code that the partner's officer read out, nothing is in force. What a pairing
decides is kept before a file leaves the house. No pair is ever on chain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ais.crypto.attestations import (
    Answered,
    Direction,
    Invited,
    Pair,
    PairingFile,
    Unconfirmed,
    answer_invitation,
    complete_pairing,
    conclude_pairing,
    offer_single,
    read_file,
    take_single,
)
from ais.crypto.attestations import (
    invite as invite_file,
)
from ais.errors import PairingForeign, PairLimit, PairUnknown, PairWaits, PartnerUnfit
from ais.flows.outcome import Outcome
from ais.flows.party import Party

from .announced import check_partner, pairing_sides
from .pairstore import Entry, PairStore, Stage
from .traces import remember

__all__ = [
    "Held",
    "PairRow",
    "Paired",
    "confirm",
    "end",
    "held",
    "invite",
    "list_pairs",
    "offer",
    "outgoing",
    "take",
]

_DAY = 86_400
_LIVE = (Stage.INVITED, Stage.ANSWERED, Stage.UNCONFIRMED, Stage.ACTIVE)


@dataclass(frozen=True, slots=True)
class PairRow(Outcome):
    """One pair as people see it. ``code`` is to be read out by voice, and by nothing else."""

    name: str
    stage: Stage
    supplier: int
    customer: int
    partner: int
    first_epoch: int | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Paired(Outcome):
    """A step of a pairing. ``file``: what the partner gets now; None where it needs nothing."""

    row: PairRow
    file: bytes | None


@dataclass(frozen=True, slots=True)
class Held:
    """A pair in force; ``name`` is that of its file."""

    name: str
    pair: Pair


# ---- pairing ---------------------------------------------------------------------------------


def invite(party: Party, partner: int, *, we_supply: bool, days: int = 7) -> Paired:
    """Begin a pairing: the file for the partner. ``we_supply``: we attest, it reads.

    Raises ``PairLimit``, ``PartnerKeyMissing``, ``PartnerUnfit``.
    """
    direction = _direction(party, partner, we_supply)
    _check_limit(party, direction)
    side, _ = pairing_sides(party, partner)
    expires_at = party.now() + days * _DAY
    state, file = invite_file(side, direction, expires_at=expires_at)
    origin = state.invitation.digest
    return _kept(party, Entry(PairStore.new_name(), Stage.INVITED, direction, origin, state), file)


def offer(party: Party, partner: int, *, we_supply: bool, days: int = 7) -> Paired:
    """Pair by one file, where no other can be handed over: its code has sixteen characters."""
    direction = _direction(party, partner, we_supply)
    _check_limit(party, direction)
    side, other = pairing_sides(party, partner)
    expires_at, epoch = party.now() + days * _DAY, party.index.epoch()
    state, file = offer_single(side, other, direction, epoch=epoch, expires_at=expires_at)
    entry = Entry(PairStore.new_name(), Stage.UNCONFIRMED, direction, state.origin, state)
    return _kept(party, entry, file)


def take(party: Party, raw: bytes) -> Paired:
    """Take a file of the partner, whichever step it is.

    Raises the pairing's errors (``PairingForeign``, ``PairingSigner``, ``PairingExpired``,
    ``PairingReplayed``, ``PairingReveal``, ``PairingSealed``), ``PairLimit``, ``PartnerUnfit``,
    ``PairUnknown`` for an answer or a confirmation that no pairing of this home waits for.
    """
    file = read_file(raw)
    party.sync()
    if party.organisation not in (file.direction.supplier, file.direction.customer):
        raise PairingForeign(field="supplier")
    return _STEPS[file.kind](party, file, raw)


def confirm(party: Party, name: str, heard: str) -> PairRow:
    """Put the pair in force, once the code that the partner's officer read out is ours.

    Raises ``PairingCode``, ``PairWaits``, ``PairUnknown``, ``PartnerUnfit``.
    """
    store = PairStore(party)
    entry = store.get(name)
    if not isinstance(entry.state, Unconfirmed):
        raise PairWaits(name=name, step=entry.stage.value, wanted="be confirmed")
    check_partner(party, _partner(party, entry.direction))
    pair = entry.state.confirm(heard)
    party.progress.say(f"the pair is in force from epoch {pair.first_epoch}")
    done = replace(entry, stage=Stage.ACTIVE, state=None, pair=pair, outgoing=b"")
    return _row(party, store.put(done))


def outgoing(party: Party, name: str) -> bytes:
    """The file that the partner needs from us, once more. Raises ``PairWaits``, ``PairUnknown``."""
    entry = PairStore(party).get(name)
    if not entry.outgoing:
        raise PairWaits(name=name, step=entry.stage.value, wanted="hand over a file")
    return entry.outgoing


def end(party: Party, name: str) -> PairRow:
    """End a pair or a pairing: its keys are deleted, its first file is never taken again."""
    store = PairStore(party)
    return _row(party, store.put(store.get(name).ended()))


# ---- reading ---------------------------------------------------------------------------------


def list_pairs(party: Party, *, ended: bool = False) -> list[PairRow]:
    """Pairs and pairings of this home. Keys that no epoch needs any more are deleted by this."""
    entries = _advanced(party)
    return [_row(party, each) for each in entries if ended or each.stage in _LIVE]


def held(party: Party, epoch: int) -> list[Held]:
    """The pairs in force in an epoch, one a direction: where there are two, the later one.

    Keys that no epoch needs any more are deleted by this. A pair whose key of that epoch is gone
    already is not among them.
    """
    found: dict[Direction, Held] = {}
    entries = _advanced(party)
    for each in sorted(entries, key=lambda e: (e.pair.first_epoch if e.pair else 0, e.name)):
        if each.pair is not None and each.pair.first_epoch <= epoch and each.pair.epoch <= epoch:
            found[each.direction] = Held(each.name, each.pair)
    return [found[direction] for direction in sorted(found, key=lambda d: d.to_bytes())]


# ---- steps -----------------------------------------------------------------------------------


def _take_invitation(party: Party, file: PairingFile, raw: bytes) -> Paired:
    _check_limit(party, file.direction)
    side, other = pairing_sides(party, file.numbers["sender"], theirs=file)
    seen = {each.origin for each in PairStore(party).all()}
    state, answer = answer_invitation(
        raw, side, other, now=party.now(), epoch=party.index.epoch(), seen=seen
    )
    origin = state.invitation.digest
    entry = Entry(PairStore.new_name(), Stage.ANSWERED, file.direction, origin, state)
    return _kept(party, entry, answer)


def _take_answer(party: Party, file: PairingFile, raw: bytes) -> Paired:
    entry = _waiting(party, file, Stage.INVITED)
    assert isinstance(entry.state, Invited)
    side, other = pairing_sides(party, file.numbers["sender"], file, entry.state.invitation)
    state, confirmation = conclude_pairing(
        entry.state, raw, side, other, now=party.now(), epoch=party.index.epoch()
    )
    return _kept(party, replace(entry, stage=Stage.UNCONFIRMED, state=state), confirmation)


def _take_confirmation(party: Party, file: PairingFile, raw: bytes) -> Paired:
    entry = _waiting(party, file, Stage.ANSWERED)
    assert isinstance(entry.state, Answered)
    side, other = pairing_sides(party, file.numbers["sender"], file, entry.state.answer)
    state = complete_pairing(
        entry.state, raw, side, other, now=party.now(), epoch=party.index.epoch()
    )
    return _kept(party, replace(entry, stage=Stage.UNCONFIRMED, state=state), None)


def _take_single(party: Party, file: PairingFile, raw: bytes) -> Paired:
    _check_limit(party, file.direction)
    number = file.numbers["partnerKeyNumber"]
    side, other = pairing_sides(party, file.numbers["sender"], theirs=file, number=number)
    seen = {each.origin for each in PairStore(party).all()}
    state = take_single(raw, side, other, now=party.now(), epoch=party.index.epoch(), seen=seen)
    entry = Entry(PairStore.new_name(), Stage.UNCONFIRMED, file.direction, state.origin, state)
    return _kept(party, entry, None)


_STEPS: dict[str, Callable[[Party, PairingFile, bytes], Paired]] = {
    "invitation": _take_invitation,
    "answer": _take_answer,
    "confirmation": _take_confirmation,
    "single": _take_single,
}


# ---- private ---------------------------------------------------------------------------------


def _advanced(party: Party) -> list[Entry]:
    """The store without keys that no epoch needs; what opens their posts is kept before."""
    epoch = party.sync().epoch()
    remember(party)
    return PairStore(party).advance(epoch)


def _kept(party: Party, entry: Entry, file: bytes | None) -> Paired:
    """Keep the next state before the file leaves the house."""
    kept = PairStore(party).put(replace(entry, outgoing=file or b""))
    return Paired(_row(party, kept), file)


def _waiting(party: Party, file: PairingFile, stage: Stage) -> Entry:
    """The pairing that an answer or a confirmation belongs to."""
    origin = file.words["invitation"]
    for each in PairStore(party).all():
        if each.origin == origin and each.stage is stage:
            return each
        if each.origin == origin and each.stage in _LIVE:
            raise PairWaits(name=each.name, step=each.stage.value, wanted=f"take {file.kind}")
    raise PairUnknown(name=f"0x{origin.hex()[:16]}…")


def _direction(party: Party, partner: int, we_supply: bool) -> Direction:
    own = party.organisation
    if partner == own:
        raise PartnerUnfit(organisation=partner, reason="is this home's own")
    return Direction(own, partner) if we_supply else Direction(partner, own)


def _check_limit(party: Party, direction: Direction) -> None:
    """Refuse one customer more than a member has posts for. Raises ``PairLimit``."""
    if direction.supplier != party.organisation:
        return
    index = party.sync()
    served = {
        each.direction.customer
        for each in PairStore(party).all()
        if each.stage in _LIVE and each.direction.supplier == direction.supplier
    }
    slots = index.slots_in(index.epoch() + 1)
    if len(served | {direction.customer}) > slots:
        raise PairLimit(customers=len(served | {direction.customer}), slots=slots)


def _row(party: Party, entry: Entry) -> PairRow:
    supplier, customer = entry.direction.supplier, entry.direction.customer
    first, code = None, None
    if isinstance(entry.state, Unconfirmed):
        first, code = entry.state.first_epoch, entry.state.code
    if entry.pair is not None:
        first = entry.pair.first_epoch
    partner = _partner(party, entry.direction)
    return PairRow(entry.name, entry.stage, supplier, customer, partner, first, code)


def _partner(party: Party, direction: Direction) -> int:
    own = direction.supplier == party.organisation
    return direction.customer if own else direction.supplier
