"""The stages of `scripts/test`: what is run, in which order, and how a failure is told.

Two lanes run side by side, the contracts' properties and the quick checks; their output is kept in
`.build/test/` and shown where a stage fails. Pytest comes last and speaks for itself, so that its
summary is the last line.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from toolchain import ROOT, VERSIONS

LOGS = ROOT / ".build/test"
PYTHON_TREES = ("ais", "scripts", "tests", "examples")
NO_APE = ("-p", "no:ape_test")


@dataclass(frozen=True)
class Stage:
    """One command of the gate; a canary is one that has to fail."""

    name: str
    what: str
    command: tuple[str, ...]
    must_say: str = ""  # a canary's output holds this, and its status is not 0


def _trees() -> list[str]:
    return [tree for tree in PYTHON_TREES if (ROOT / tree).is_dir()]


SOLC = ROOT / ".toolchain/solc" / f"solc-v{VERSIONS['solc']}"
CANARY = ("forge", "test", "--root", "tests/house/canary", "--use", str(SOLC))
#: It compiles, ABIs alone: beside `forge test`, and so into folders of its own.
LINT = (
    *("env", "FOUNDRY_OUT=.build/lint/out", "FOUNDRY_CACHE_PATH=.build/lint/cache"),
    *("forge", "lint", "--deny", "warnings", "contracts"),
)
PYTEST = ("pytest", *NO_APE, "-n", "2", "--dist", "loadfile")

CHECKS = (
    Stage("ruff", "Python lint", ("ruff", "check", *_trees())),
    Stage("format", "Python format", ("ruff", "format", "--check", *_trees())),
    Stage("mypy", "Python types", ("mypy",)),
    Stage("imports", "layers of ais/", ("lint-imports",)),
    Stage(
        "solhint",
        "Solidity lint",
        ("node", "node_modules/solhint/solhint.js", "contracts/**/*.sol"),
    ),
    Stage("forge-lint", "Solidity lint", LINT),
    Stage("abi", "shipped ABIs are fresh", ("python", "scripts/export.py", "--check")),
    Stage("docs", "generated docs are fresh", ("python", "scripts/docs.py", "--check")),
    Stage("slither", "static analysis of the contracts", ("python", "scripts/findings.py")),
)
PROPERTIES = (
    Stage("canary", "a failing Forge test is noticed", CANARY, must_say="1 failed"),
    Stage(
        "money",
        "what Python makes of the money, for Forge to compare",
        ("python", "scripts/money_vectors.py", "--check"),
    ),
    Stage("forge", "contracts: unit, fuzz, invariants", ("forge", "test")),
)
LAST = (
    Stage(
        "ape",
        "contracts: scenarios",
        ("ape", "test", "--network", "ethereum:local:foundry", "tests/contracts"),
    ),
    Stage("pytest", "units, house, integration", (*PYTEST, "tests", "--ignore=tests/contracts")),
)
STAGES = {stage.name: stage for stage in (*CHECKS, *PROPERTIES, *LAST)}


class Gate:
    """Runs stages; the first failure stops what else is running."""

    def __init__(self) -> None:
        self.failed: Stage | None = None
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()

    def lane(self, stages: tuple[Stage, ...]) -> None:
        """Run stages one after the other, quietly, until one fails anywhere."""
        for stage in stages:
            if self.failed is None:
                self.run(stage, quiet=True)

    def run(self, stage: Stage, *, quiet: bool) -> None:
        """Run one stage and say how it went."""
        began, log = time.monotonic(), LOGS / f"{stage.name}.log"
        if not quiet:
            print(f"--- {stage.name}: {stage.what}", flush=True)
        with log.open("wb") as output:
            process = subprocess.Popen(
                stage.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output if quiet or stage.must_say else None,
                stderr=subprocess.STDOUT,
                start_new_session=quiet,
            )
            with self._lock:
                self._running[stage.name] = process
            status = process.wait()
        with self._lock:
            self._running.pop(stage.name)
            if self.failed is not None:
                return  # stopped by another stage's failure

            took = f"{time.monotonic() - began:.0f} s"
            if self._passed(stage, status, log):
                if quiet or stage.must_say:
                    print(f"ok    {stage.name:<11} {took:>6}  {stage.what}", flush=True)
                return
            self.failed = stage
        self._tell(stage, status, took, log if quiet else None)
        self.stop()

    def stop(self) -> None:
        """End what this gate started and is still running."""
        with self._lock:
            for process in self._running.values():
                os.killpg(process.pid, signal.SIGTERM)

    @staticmethod
    def _passed(stage: Stage, status: int, log: Path) -> bool:
        if not stage.must_say:
            return status == 0
        return status != 0 and stage.must_say in log.read_text(errors="replace")

    @staticmethod
    def _tell(stage: Stage, status: int, took: str, log: Path | None) -> None:
        if log is not None:
            print(
                f"\n--- {stage.name}: {' '.join(stage.command)}\n{log.read_text(errors='replace')}"
            )
        ended = "did not fail as it must" if stage.must_say else f"ended with status {status}"
        print(f"\nFAILED at stage {stage.name} ({stage.what}) after {took}: it {ended}.")
        print(f"Run it alone: ./scripts/test {stage.name}", flush=True)


def main(arguments: list[str]) -> int:
    """Run the stages asked for, or all; return the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/test", description=__doc__)
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="run these alone, in this order")
    parser.add_argument("--list", action="store_true", help="name the stages")
    options = parser.parse_args(arguments)
    if options.list:
        for stage in STAGES.values():
            print(f"{stage.name:<11} {stage.what}: {' '.join(stage.command)}")
        return 0
    unknown = [name for name in options.stages if name not in STAGES]
    if unknown:
        parser.error(f"no stage is called {', '.join(unknown)}; there are {', '.join(STAGES)}")

    LOGS.mkdir(parents=True, exist_ok=True)
    gate = Gate()
    try:
        if not options.stages:
            _side_by_side(gate, PROPERTIES, CHECKS)
        for stage in [STAGES[name] for name in options.stages] or LAST:
            if gate.failed is None:
                gate.run(stage, quiet=False)
    except KeyboardInterrupt:
        gate.stop()
        return 130
    return 1 if gate.failed else 0


def _side_by_side(gate: Gate, *lanes: tuple[Stage, ...]) -> None:
    threads = [threading.Thread(target=gate.lane, args=(lane,), daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
