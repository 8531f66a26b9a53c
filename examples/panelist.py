"""A panelist, and an overseer who needs no key at all, through the Python API.

    AIS_PASSWORD_FILE=… python examples/panelist.py HOME

In a notebook, import ``judge`` and ``reward_per_member``; the latter works on a home without keys.
"""

from __future__ import annotations

import sys
from collections import Counter

from ais.agent import Agent
from ais.errors import AisError
from ais.events import ClaimBooked
from ais.flows import ballots, panel
from ais.flows.appraise import Appraisal, appraise
from ais.flows.party import Party
from ais.types import Ballot


def decide(found: Appraisal) -> Ballot:
    """Where your own judgement goes; here the suggestion is taken as it is."""
    for check in found.checks:
        print(f"  {'ok' if check.holds else 'FAILED'}  {check.name}: {check.detail}")
    for field, reason in found.reasons.items():
        print(f"  {field}: {reason}")
    return found.ballot


def judge(party: Party) -> int:
    """Appraise and commit to whatever waits for our ballot; returns how many there were."""
    waiting = [each for each in panel.assigned(party) if each.next_step == "appraise and commit"]
    for each in waiting:
        print(f"submission 0x{each.submission_id.hex()[:8]}… of organisation {each.submitter}")
        voted = ballots.commit(
            party, each.submission_id, decide(appraise(party, each.submission_id))
        )
        print(f"  committed to {voted.ballot.verdict.name.lower()}, blind until all are in")
    return len(waiting)


def reward_per_member(party: Party) -> Counter[int]:
    """What each organisation has earned so far, from the public record: the overseer's view."""
    earned: Counter[int] = Counter()
    for entry in party.sync().ledger():
        if isinstance(entry.event, ClaimBooked):
            earned[entry.event.organisation] += entry.event.amount
    return earned


def main(home: str) -> None:
    """Judge what waits, reveal what is due, look at who earned what."""
    with Party.open(home) as party:
        print(f"{judge(party)} ballots committed")
        try:
            report = Agent(party).once()
        except AisError as error:
            print(error.diagnostics())
        else:
            print(f"done besides: {[step.due.kind.value for step in report.steps]}")
        for organisation, amount in reward_per_member(party).most_common():
            print(f"organisation {organisation} has earned {amount}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
