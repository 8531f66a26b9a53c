"""Getting a call to the chain without a name: posts, contests and claims alike.

A call goes to one relay drawn at random, over a connection of its own. What is not on our own node
twenty blocks after the promised time goes, the same bytes, to another one; near the end the last
resort is left: a new account of our own that pays nothing and is used once, or silence. Our
operator's account never sends any of them.
"""

from __future__ import annotations

from ais.errors import DeliveryUnknown, LastResortCosts, NoRelays, UsageRefused
from ais.flows.home import LAST_RESORTS
from ais.flows.party import Party
from ais.network import Kind

from .clock import epoch_clock
from .courier import Courier
from .parcels import (
    UNTIL,
    VERB,
    Delivery,
    Parcel,
    State,
    box_of,
    forget,
    has_landed,
    name_of,
    packed,
    pad,
    parcels_of,
)

__all__ = [
    "Delivery",
    "Parcel",
    "State",
    "abandon",
    "deliver",
    "resolve",
    "track",
]


def deliver(party: Party, sent: Parcel, *, direct: bool = False) -> Delivery:
    """Send a call, or go on with sending it: the same bytes are delivered once.

    The index is taken as it is: whoever calls has followed the chain. No node is asked, or it would
    hear how many calls are under way. ``direct``: the last resort at once. Raises ``NoRelays``,
    ``LastResortCosts``.
    """
    name, clock = name_of(party, sent), epoch_clock(party, sent.until_epoch)
    if has_landed(party, sent):
        return Delivery(name, sent.kind, State.LANDED)
    if clock.is_over:
        return Delivery(name, sent.kind, State.LOST)
    box = box_of(party, sent.until_epoch)
    if box.step(f"{name}/call") is None and not direct:
        _warn(party, sent.kind)
    box.once(f"{name}/call", lambda: packed(sent))
    if direct:
        box.once(f"{name}/choice", lambda: pad({"choice": "fresh-account"}))
    return Courier(party, box, name, sent, clock).step()


def _warn(party: Party, kind: Kind) -> None:
    """Once a call, before it leaves: what a relay learns by its network address."""
    if kind is not Kind.POST and party.config.proxy is None:
        party.progress.say(
            "WARNING: no proxy is set. A relay that gets this call from our network address, and "
            "got the post that it is about from another one, knows that the two belong together; "
            "see `ais attest settings --proxy`"
        )


def track(party: Party, *, posts: bool = True) -> list[Delivery]:
    """Look after everything that is under way, and forget what is over.

    ``posts``: those too; the heartbeat looks after its own.
    """
    epoch, found = party.sync().epoch(), []
    for box in party.journal.sagas(verb=VERB, unfinished=True):
        until = int(box.step(UNTIL) or b"0")
        for name, sent in parcels_of(box):
            if sent.kind is Kind.POST and not posts and until >= epoch:
                continue
            courier = Courier(party, box, name, sent, epoch_clock(party, until))
            try:
                found.append(courier.step())
            except (NoRelays, LastResortCosts) as error:
                found.append(Delivery(name, sent.kind, State.TRYING, note=error.code))
        if until < epoch:
            forget(box, "")
            box.finish()
    return found


def resolve(party: Party, name: str, choice: str) -> Delivery:
    """Decide what becomes of a delivery that asks: "fresh-account" or "silence".

    Raises ``DeliveryUnknown``, ``UsageRefused`` for another word, ``LastResortCosts``.
    """
    if choice not in LAST_RESORTS[1:]:
        known = " or ".join(LAST_RESORTS[1:])
        raise UsageRefused(reason=f"a last resort is {known}", command="ais attest resolve")
    for box in party.journal.sagas(verb=VERB, unfinished=True):
        for known, sent in parcels_of(box):
            if known == name:
                party.sync()
                box.once(f"{name}/choice", lambda: pad({"choice": choice}))
                clock = epoch_clock(party, sent.until_epoch)
                return Courier(party, box, name, sent, clock).step()
    raise DeliveryUnknown(name=name)


def abandon(party: Party, sent: Parcel) -> None:
    """Forget a call that cannot succeed any more. A relay that has it finds the same."""
    box = box_of(party, sent.until_epoch)
    forget(box, name_of(party, sent))
