"""Measure the product beside its peers and limits, and say which goals are met.

Each figure stands beside a peer or a limit that was measured in the same run, on the same machine.
Gas is that of receipts on a real Anvil: one transaction a call, cold storage, the real contracts
from the product's own deployer. Times are medians of runs that take turns with the peer.

Exit status: 0 when every goal is met, 1 when one is missed (the last lines say which).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import BENCHMARKS
from benchmarks.page import render
from benchmarks.rows import Row
from toolchain import ROOT

PAGE = ROOT / "docs/benchmarks.md"


def main(arguments: list[str]) -> int:
    """Run what is asked for; return the exit status."""
    options = _options(arguments)
    names = options.names or list(BENCHMARKS)
    rows: list[Row] = []
    for name in names:
        print(f"\n{name}: {_what(name)}", flush=True)
        for row in BENCHMARKS[name]():
            print(_line(row), flush=True)
            rows.append(row)
    if options.json is not None:
        content = json.dumps([row.to_dict() for row in rows], indent=1)
        options.json.write_text(content + "\n", encoding="utf-8")
    if options.write_docs:
        PAGE.write_text(render(rows, _machine()), encoding="utf-8")
        print(f"\nwritten: {PAGE.relative_to(ROOT)}")
    return conclude(rows)


def conclude(rows: Iterable[Row]) -> int:
    """Say which goals are missed; return the exit status."""
    goals = [row for row in rows if row.met is not None]
    missed = [row for row in goals if not row.met]
    print(f"\n{len(goals) - len(missed)} of {len(goals)} goals met")
    for row in missed:
        print(f"missed: {row.name}: {row.value:,} {row.unit}, goal {row.goal}")
    return 1 if missed else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    listing = "\n".join(f"  {name:<11} {_what(name)}" for name in BENCHMARKS)
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=__doc__,
        epilog=f"benchmarks (all of them without a NAME):\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="run these alone")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the rows there, as a list of objects"
    )
    parser.add_argument(
        "--write-docs", action="store_true", help="write docs/benchmarks.md from a whole run"
    )
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    if options.write_docs and options.names:
        parser.error("the page is written from a whole run: name no benchmarks")
    return options


def _what(name: str) -> str:
    return (BENCHMARKS[name].__doc__ or "").splitlines()[0]


def _line(row: Row) -> str:
    verdict = {None: "", True: f"met: {row.goal}", False: f"MISSED: {row.goal}"}[row.met]
    beside = f"{row.peer_value:,} {row.peer}"
    return f"  {row.name:<58}{row.value:>10,} {row.unit:<10}{row.ratio:>6.2f} x {beside}  {verdict}"


def _machine() -> str:
    today = datetime.now(UTC).date().isoformat()
    return f"{today}, {os.cpu_count()} cores, {platform.machine()}, Python {sys.version.split()[0]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
