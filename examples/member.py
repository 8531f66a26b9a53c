"""A member's week, through the Python API: share, have it valued, read what others shared, be paid.

    AIS_PASSWORD_FILE=… python examples/member.py HOME FILE

In a notebook, import ``share_and_value``, ``read_all`` and ``standing`` and call them with a party;
what they return has ``to_dict()``.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from ais.agent import Agent
from ais.flows import balances, check, fetch, prices, rounds, share
from ais.flows.balances import Balance
from ais.flows.fetch import Fetched
from ais.flows.party import Party
from ais.flows.rounds import Valuation
from ais.flows.terms import SharingTerms

ENERGY, FINANCE, HEALTH, IT = 8, 9, 12, 13


def share_and_value(party: Party, file: Path) -> Valuation:
    """Share one file with four sectors, and have a panel say what it is worth."""
    for verdict in check.check([file], at=datetime.now(UTC)):
        print(f"{verdict.path}: {verdict.accepted} of {verdict.objects} objects would be shared")
    best = prices.preview(party, ENERGY).prices["system"]["several"]
    print(f"a system-wide threat to several would earn {balances.token_of(party).shown(best)}")

    terms = SharingTerms(readers=(ENERGY, FINANCE, HEALTH, IT), affected=ENERGY)
    submitted = share.submit(party, [file], terms)
    print(f"encrypted, shared with {submitted.released_to} eligible organisations")
    return rounds.value(party, submitted.submission_ids[0])


def read_all(party: Party) -> Fetched:
    """Open everything that others shared with us, proven against the chain, as STIX files."""
    fetched = fetch.fetch(party)
    for taken in fetched.taken:
        print(f"{taken.file.name[:12]}… from organisation {taken.organisation}: {taken.objects}")
    return fetched


def standing(party: Party) -> Balance:
    """Do what is due (releases, keys, pay), then look where we stand."""
    for step in Agent(party).once().steps:
        print(f"{step.due.kind.value}: {'done' if step.error is None else step.error['message']}")
    return balances.balance(party)


def main(home: str, file: str) -> None:
    """Run it all once."""
    with Party.open(home) as party:
        valuation = share_and_value(party, Path(file))
        print(f"drawn: {len(valuation.panel)} panelists; votes until block {valuation.commit_by}")
        read_all(party)
        found = standing(party)
        print(f"earned and not paid yet: {[claim.to_dict() for claim in found.claims]}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
