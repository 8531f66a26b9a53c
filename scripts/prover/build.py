"""Build the prover: `python scripts/prover/build.py wasm|check|library TARGET`.

`wasm` makes ais/crypto/anonymity/prover.wasm and prints its SHA-256; `check` builds it elsewhere
and compares bytes; `library TARGET` makes the shared library of this machine at TARGET. Bytes
depend on the compiler: `wasm` and `check` demand the version below, `library` takes any new enough.
Sources come from crates.io, held by Cargo.lock.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

RUST = "1.95.0"
CRATE = Path(__file__).resolve().parent
ROOT = CRATE.parent.parent
TARGETS = ROOT / ".toolchain/cargo"
SHIPPED = ROOT / "ais/crypto/anonymity/prover.wasm"
WASM = "wasm32-unknown-unknown"
# Products of 64 x 64 bits are most of the work; without the feature it takes 1.5 times as long.
FEATURES = "-Ctarget-feature=+wide-arithmetic,+bulk-memory"


class BuildError(Exception):
    """What could not be built."""


def main(words: list[str]) -> int:
    """Do what the words say; return the exit status."""
    try:
        match words:
            case ["wasm"]:
                code = _wasm()
                SHIPPED.write_bytes(code)
                print(f"{hashlib.sha256(code).hexdigest()}  {len(code):,} bytes")
            case ["check"]:
                same = _wasm() == SHIPPED.read_bytes()
                print("the same bytes" if same else "other bytes than the shipped module")
                return 0 if same else 1
            case ["library", target]:
                _library(Path(target))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except BuildError as error:
        print(f"prover: {error}", file=sys.stderr)
        return 1
    return 0


def _wasm() -> bytes:
    version = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=False)
    if RUST not in version.stdout:
        raise BuildError(f"the shipped module is of Rust {RUST}; here is {version.stdout.strip()}")
    _cargo(["--target", WASM], FEATURES)
    return (TARGETS / WASM / "release/ais_prover.wasm").read_bytes()


def _library(target: Path) -> None:
    """Put the library in place in one step: another process may be using the old one."""
    _cargo(["--features", "parallel"], "")
    names = ("libais_prover.so", "libais_prover.dylib", "ais_prover.dll")
    built = [TARGETS / "release" / name for name in names]
    found = [each for each in built if each.exists()]
    if not found:
        raise BuildError("cargo made no shared library")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(found[0], temporary)
    temporary.replace(target)


def _cargo(options: list[str], flags: str) -> None:
    """Build, without the names of this machine's folders in the result."""
    home = os.environ.get("CARGO_HOME") or str(Path.home() / ".cargo")
    hidden = [f"--remap-path-prefix={home}=/cargo", f"--remap-path-prefix={CRATE}=/prover"]
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(TARGETS),
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join([*hidden, *([flags] if flags else [])]),
    }
    command = ["cargo", "build", "--release", "--locked", "--quiet", *options]
    try:
        done = subprocess.run(command, cwd=CRATE, env=environment, check=False)
    except OSError as error:
        raise BuildError(f"cargo does not start: {error}") from error
    if done.returncode:
        raise BuildError("cargo did not build it; the reason stands above")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
