"""What the steps of `scripts/setup` have in common: stamps, the lock, commands, small files."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = [
    "ROOT",
    "TOOLS",
    "VENVS",
    "SetupError",
    "digest_of",
    "fetch",
    "machines",
    "only_one",
    "output",
    "run",
    "stamp_of",
    "step",
    "write",
]

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".toolchain"
PAUSES = (5, 20)  # seconds before a download is tried again
VENVS = {"client": ROOT / ".venv", "dev": ROOT / ".venv-dev"}


class SetupError(Exception):
    """What could not be set up, and what to do next."""


def machines(tool: str) -> str | None:
    """Find a tool of the machine, never what an earlier set-up put into this checkout."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    own = [folder for folder in folders if not Path(folder).resolve().is_relative_to(ROOT)]
    return shutil.which(tool, path=os.pathsep.join(own))


def step(name: str, title: str, key: list[str], make: Callable[[], None], *, whole: bool) -> None:
    """Do a step unless its stamp fits the key and its result is ``whole``; then stamp it."""
    stamp, digest = stamp_of(name), digest_of(key)
    if whole and stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    print(f"setup: {title} ...", file=sys.stderr, flush=True)
    began = time.monotonic()

    make()

    write(stamp, digest, 0o644)
    print(f"setup: {title}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def write(path: Path, text: str, mode: int) -> None:
    """Write a small file in one step, if it says something else now."""
    if path.exists() and not path.is_symlink() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.chmod(mode)
    temporary.replace(path)


def stamp_of(name: str) -> Path:
    """Where the stamp of a step is."""
    return TOOLS / "stamps" / name


def digest_of(parts: list[str]) -> str:
    """What a stamp says."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@contextmanager
def only_one() -> Iterator[None]:
    """Wait until no other set-up of this checkout runs."""
    with (TOOLS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(
                "setup: waiting for another set-up of this checkout ...",
                file=sys.stderr,
                flush=True,
            )
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(
    command: list[str],
    what: str,
    environment: dict[str, str] | None = None,
    *,
    quiet: bool = False,
) -> None:
    """Run a command to its end; ``quiet`` drops what it prints. Raises ``SetupError``."""
    shown = subprocess.DEVNULL if quiet else sys.stderr
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=shown, check=False)
    except OSError as error:
        raise SetupError(f"could not {what}: {error}") from error
    if done.returncode:
        raise SetupError(
            f"could not {what} (exit status {done.returncode}, reason above). "
            "The package registries must be reachable; start again, and it goes on from here"
        )


def fetch(get: Callable[[], None]) -> None:
    """Do what needs the network; where that fails, again after a while. Raises ``SetupError``."""
    for pause in PAUSES:
        try:
            return get()
        except SetupError as error:
            print(f"setup: {error}. Trying again in {pause} s ...", file=sys.stderr, flush=True)
            time.sleep(pause)
    return get()


def output(command: list[str]) -> str:
    """What a command prints; nothing where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
