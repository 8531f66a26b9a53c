"""A compliance officer's morning, through the Python API: my suppliers, the network, what changed.

    AIS_PASSWORD_FILE=… python examples/officer.py HOME PICTURE

In a notebook, import ``my_suppliers``, ``the_network`` and ``what_changed`` and call them with a
party; what they return has ``to_dict()``. Nothing here is sent: no node learns who looked at whom.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ais.flows.attestations import alerts, picture, policies, view
from ais.flows.attestations.alerts import Alert
from ais.flows.attestations.opening import Seen
from ais.flows.attestations.view import Counted
from ais.flows.party import Party


def my_suppliers(party: Party, epoch: int) -> list[Seen]:
    """What each of our suppliers said in an epoch, under every policy in force."""
    names = {each.policy: each.name for each in policies.listed(party)}
    found = view.suppliers(party, epoch)
    for seen in found:
        score = "" if seen.record is None or seen.record.score is None else seen.record.score
        what = f"{seen.verdict.value} {score}".strip()
        why = f" ({seen.reason})" if seen.reason else ""
        print(f"supplier {seen.supplier} under {names[seen.policy]}: {what}{why}")
    print(f"{sum(seen.is_passing for seen in found)} of {len(found)} can be relied on")
    return found


def the_network(party: Party, target: Path) -> list[Counted]:
    """What everybody sees, as numbers and as a picture; whose they are, nobody sees."""
    found = view.network(party)
    for row in found:
        print(
            f"epoch {row.epoch}: {row.posted} posted, {row.failing} failing, "
            f"{row.contested} contested, {row.missing} missing"
        )
    picture.write_picture(found, target)
    return found


def what_changed(party: Party) -> list[Alert]:
    """Changes since somebody looked last, those that need a person first."""
    found = sorted(alerts.alerts(party), key=lambda alert: not alert.is_worse)
    for alert in found:
        print(f"{'LOOK' if alert.is_worse else 'good'}  {alert.sentence()}")
    return found


def main(home: str, target: str) -> None:
    """Run it all once."""
    with Party.open(home) as party:
        epoch = party.sync().epoch()
        my_suppliers(party, epoch)
        the_network(party, Path(target))
        what_changed(party)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
