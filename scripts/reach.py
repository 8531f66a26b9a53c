"""Whether the campaigns reached every state-changing function, by Forge's own counts.

Reads what `forge test` printed (the gate keeps it in .build/test/forge.log), adds the tables of
all campaigns up, and prints for each function how often it was done and how often refused. Status
1 where a function was done or refused fewer than 100 times, or has no handler.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from toolchain import EXPORT_ALSO, ROOT

from ais.flows.deploy import CONTRACTS

LEAST = 100
LOG = ROOT / ".build/test/forge.log"
ABI = ROOT / "ais/chain/abi"
_ROW = re.compile(r"^\| \w*Actors\s+\| (\w+)\s+\| (\d+)\s+\| (\d+)\s+\|", re.M)

#: Handlers whose name differs from the function's, because two contracts have one of that name.
HANDLERS = {
    ("Seats", "withdrawBond"): "withdrawSeatBond",
    ("Seats", "configure"): "configureSeats",
    ("Pricing", "configure"): "configurePricing",
    ("Rewards", "configure"): "configureRewards",
    ("Relations", "withdraw"): "withdrawRelation",
}
#: Work that one contract does for another: done inside these, refused to strangers in `intrude`.
CLERKS = {
    ("Membership", "grantStanding"): "payDues",
    ("Indicators", "markValuation"): "open",
    ("Seats", "enterRound"): "draw",
    ("Seats", "leaveRound"): "settle",
    ("Valuation", "schedule"): "open",
    ("Valuation", "tally"): "settle",
    ("Pricing", "noteAccepted"): "settle",
    ("Pool", "collect"): "payDues",
    ("Pool", "reserve"): "closeEpoch",
    ("Pool", "unreserve"): "pay",
    ("Pool", "payReserved"): "pay",
    ("Pool", "lockBond"): "open",
    ("Pool", "returnBond"): "withdrawBond",
    ("Pool", "forfeitBond"): "settle",
}
#: Not in the campaigns, with the reason.
LEFT_OUT = {
    ("Membership", "start"): "once in a network's life; every campaign begins after it",
    ("Relays", "list"): "no rule reads the list",
    ("Relays", "delist"): "no rule reads the list",
}
OWN = [each for each in CONTRACTS if each not in EXPORT_ALSO]


def counts(log: str) -> dict[str, tuple[int, int]]:
    """Done and refused of each handler, over all campaigns."""
    found: dict[str, tuple[int, int]] = {}
    for name, calls, reverts in _ROW.findall(log):
        done, refused = found.get(name, (0, 0))
        found[name] = (done + int(calls) - int(reverts), refused + int(reverts))
    return found


def functions() -> list[tuple[str, str]]:
    """Every state-changing function of the contracts."""
    return [
        (contract, item["name"])
        for contract in OWN
        for item in json.loads((ABI / f"{contract}.json").read_text())["abi"]
        if item["type"] == "function" and item["stateMutability"] not in ("view", "pure")
        if item["name"] != "setAuthority"  # OpenZeppelin's, for the access manager alone
    ]


def main() -> int:
    """Print the table; 0 where every function was reached."""
    parser = argparse.ArgumentParser(
        prog="scripts/reach", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("log", nargs="?", type=Path, default=LOG, help="what forge test printed")
    found = counts(parser.parse_args().log.read_text())
    short = 0
    print(f"{'function':32} {'done':>8} {'refused':>8}")
    for contract, name in functions():
        if reason := LEFT_OUT.get((contract, name)):
            print(f"{contract + '.' + name:32} {'-':>8} {'-':>8}  {reason}")
            continue
        within = CLERKS.get((contract, name))
        handler = within or HANDLERS.get((contract, name), name)
        done, refused = found.get(handler, (0, 0))
        if within:
            refused = found.get("intrude", (0, 0))[1] // len(CLERKS)
        note = f"  within {within}" if within else ""
        if min(done, refused) < LEAST:
            short += 1
            note += f"  FEWER THAN {LEAST}"
        print(f"{contract + '.' + name:32} {done:>8} {refused:>8}{note}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
