"""Plants one bug after the other in a copy of the contracts, and shows which test catches it.

scripts/mutate                 every bug against the test of its property
scripts/mutate --list          the bugs, without running anything
scripts/mutate NAME...         these bugs alone
scripts/mutate --all [NAME...] each bug against all campaigns: who else notices

The tree is never touched: contracts and tests are copied to a temporary folder. First the tests
run on the unchanged copy and must pass; then each bug, alone, must make its test fail. The bugs
stand in tests/contracts/invariants/bugs.toml.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from toolchain import ROOT

BUGS = ROOT / "tests/contracts/invariants/bugs.toml"
COPIED = ("contracts", "tests/contracts", "foundry.toml")
VECTORS = ".build/vectors"  # what Money.t.sol reads
LINKED = ("node_modules", ".toolchain")
NO_SHRINKING = {"FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT": "0"}
RUNS = 256
CONTROL_RUNS = 32  # the tests themselves run 256
EVERY_PROPERTY = "invariant_|testFuzz_price_equals"


@dataclass(frozen=True)
class Bug:
    """`old` stands exactly once in `file`, and becomes `new`; `test` is the property's test."""

    name: str
    test: str
    file: str
    old: str
    new: str


class Copy:
    """A private copy of what Forge needs, and Forge in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            source, target = ROOT / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
        for name in LINKED:
            (folder / name).symlink_to(ROOT / name)
        made = (sys.executable, "scripts/money_vectors.py", "--target", str(folder / VECTORS))
        subprocess.run(made, cwd=ROOT, check=True)

    def failing(self, tests: str, runs: int) -> list[str]:
        """Names of the tests that match and fail; ends everything where Forge could not run."""
        done = subprocess.run(
            ["forge", "test", "--match-test", tests],
            cwd=self.folder,
            env=os.environ | NO_SHRINKING | {"FOUNDRY_INVARIANT_RUNS": str(runs)},
            capture_output=True,
            text=True,
            check=False,
        )
        if not re.search(r"Ran \d+ test suites?", done.stdout):
            raise SystemExit(f"{tests}: no test ran\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        failed = re.findall(r"^\[FAIL.*?\b((?:invariant|test)\w*_\w+)\(", done.stdout, re.M)
        return sorted(set(failed + re.findall(r"^ (invariant_\w+)\(\) ", done.stdout, re.M)))

    def plant(self, bug: Bug) -> str:
        """Write the bug, and return the file's text without it."""
        file = self.folder / bug.file
        text = file.read_text()
        place = r"\s+".join(re.escape(word) for word in bug.old.split())
        found = len(re.findall(place, text))
        if found != 1:
            raise SystemExit(f"{bug.name}: its place is {found} times in {bug.file}, not once")
        file.write_text(re.sub(place, lambda _: bug.new, text))
        return text


def _caught(copy: Copy, bug: Bug, tests: str) -> bool:
    began = time.monotonic()
    original = copy.plant(bug)
    failing = copy.failing(tests, RUNS)
    (copy.folder / bug.file).write_text(original)
    caught = bug.test in failing
    word, took = "caught" if caught else "MISSED", time.monotonic() - began
    print(f"{word}  {bug.name:32} {bug.test}  {took:.0f} s", flush=True)
    for name in failing:
        if name != bug.test:
            print(f"        also {name}", flush=True)
    return caught


def _bugs(names: list[str]) -> list[Bug]:
    bugs = [Bug(**row) for row in tomllib.loads(BUGS.read_text())["bug"]]
    if unknown := set(names) - {bug.name for bug in bugs}:
        raise SystemExit(f"no such bug: {', '.join(sorted(unknown))}")
    return [bug for bug in bugs if not names or bug.name in names]


def main() -> int:
    """Run what the command line asks for; 0 where every bug is caught."""
    what = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=what)
    parser.add_argument("names", nargs="*", metavar="NAME", help="bugs; all where none is named")
    parser.add_argument("--list", action="store_true", help="names the bugs and their tests")
    parser.add_argument("--all", action="store_true", help="runs all campaigns against each bug")
    options = parser.parse_args()
    bugs = _bugs(options.names)
    if options.list:
        print("\n".join(f"{bug.name:32} {bug.test}" for bug in bugs))
        return 0
    with tempfile.TemporaryDirectory(prefix="ais-mutate-") as folder:
        copy = Copy(Path(folder))
        tests = sorted({bug.test for bug in bugs})
        if failing := copy.failing("|".join(tests), CONTROL_RUNS):
            raise SystemExit(f"without any bug: {', '.join(failing)} fail")
        print(f"pass    without any bug: {len(tests)} tests", flush=True)
        every = EVERY_PROPERTY if options.all else ""
        caught = [_caught(copy, bug, every or bug.test) for bug in bugs]
    print(f"{sum(caught)} of {len(caught)} planted bugs are caught")
    return 0 if all(caught) else 1


if __name__ == "__main__":
    sys.exit(main())
