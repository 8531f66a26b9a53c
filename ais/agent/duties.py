"""What the agent does about each kind of thing that falls due, and which of them it may do.

What *is* due, ``ais.flows.due`` asks of the chain; how it is done, the flows know. Here is only
the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ais.flows import ballots, money, release, requests, rounds
from ais.flows.duties import Due, Kind
from ais.flows.outcome import Outcome
from ais.flows.party import Party

from .attesting import ATTESTING
from .options import Options

__all__ = ["DUTIES", "ORDER", "do"]


def do(party: Party, due: Due, options: Options) -> Outcome:
    """Do it. Safe to repeat: each flow asks the chain first and the journal for what it signed."""
    if due.kind in ATTESTING:
        return ATTESTING[due.kind](party, options)
    return DUTIES[due.kind](party, due)


def _release(party: Party, due: Due) -> Outcome:
    return release.release_readers(party, due.batch)


def _open(party: Party, due: Due) -> Outcome:
    return rounds.open_(party, due.submission_id)


def _draw(party: Party, due: Due) -> Outcome:
    return rounds.draw(party, due.submission_id)


def _panel_key(party: Party, due: Due) -> Outcome:
    return rounds.release_panel_key(party, due.submission_id)


def _reveal(party: Party, due: Due) -> Outcome:
    return ballots.reveal(party, due.submission_id)


def _settle(party: Party, due: Due) -> Outcome:
    return rounds.settle(party, due.submission_id)


def _close(party: Party, due: Due) -> Outcome:
    return money.close(party, due.epoch)


def _pay(party: Party, due: Due) -> Outcome:
    return money.pay(party, due.organisation, due.epoch)


def _dues(party: Party, due: Due) -> Outcome:
    return money.pay_dues(party, due.organisation, most=due.amount)


def _grant(party: Party, due: Due) -> Outcome:
    return requests.grant(party, due.submission_id, due.organisation)


#: Duties of the main job, in the order in which they are done.
DUTIES: Mapping[Kind, Callable[[Party, Due], Outcome]] = MappingProxyType(
    {
        Kind.REVEAL: _reveal,
        Kind.PANEL_KEY: _panel_key,
        Kind.DRAW: _draw,
        Kind.READERS_RELEASE: _release,
        Kind.OPEN: _open,
        Kind.SETTLE: _settle,
        Kind.GRANT: _grant,
        Kind.CLOSE: _close,
        Kind.PAY: _pay,
        Kind.DUES: _dues,
    }
)

#: Every kind that is done, what has a deadline first.
ORDER: tuple[Kind, ...] = (*DUTIES, *ATTESTING)
