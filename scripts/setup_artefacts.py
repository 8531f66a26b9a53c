"""The steps of `scripts/setup` for anonymous posts: the circuit's files and the prover's library.

The files come from an npm package of 109 MB that holds all tree depths; it is fetched, compared
with its digest, emptied of the three that count, and deleted. The library is built where Rust is
there; without it the client proves with the WebAssembly module in its package.
"""

import base64
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from setup_steps import ROOT, TOOLS, VENVS, SetupError, fetch, machines, output, run, step

__all__ = ["artefacts", "prover_library"]

PACKAGE = "@zk-kit/semaphore-artifacts@4.13.0"
SHA512 = "UgFQkcwI63XT1Xk8fkUYMNfcuR85LiSL3Of9XLsyMLflHkiwXP9D1WC8hnpD8Tp2HoAMJ/mCv7ZMlU7TC0mvdQ=="

# The same as in ais/crypto/anonymity/artefacts.py, which compares again whenever it loads one.
FILES = {
    "semaphore-16.json": "c0fc89249ca42a2763ec4e521bf43bc8b3f35307258f6ddcaaed6047c189680e",
    "semaphore-16.wasm": "06df31461d17db86897fc234f0e6e5f5e2f6add1b8c821b5c6ae75030b3e0d7c",
    "semaphore-16.zkey": "948763c7315a337b7722c0344a28af4be66fbbc618474d6dbe9036e799d1a3b5",
}
LIBRARY = "libais_prover.so"
CRATE = ROOT / "scripts/prover"


def artefacts(kind: str, npm: list[str], environment: dict[str, str]) -> None:
    """Put the circuit's files into the environment. Raises ``SetupError``."""
    target = _share(kind) / "semaphore"

    def make() -> None:
        others = [_share(other) / "semaphore" for other in VENVS if other != kind]
        source = next((each for each in others if _whole(each)), None)
        if source:
            _install({name: (source / name).read_bytes() for name in FILES}, target)
            return
        with tempfile.TemporaryDirectory(dir=TOOLS, prefix="artefacts-") as folder:
            command = [*npm, "pack", PACKAGE, "--pack-destination", folder, "--silent"]
            command.append("--ignore-scripts")
            fetch(lambda: run(command, "fetch the circuit's files", environment, quiet=True))
            _install(_taken_from(Path(folder)), target)

    key = [PACKAGE, SHA512, *FILES.values()]
    step(f"artefacts-{kind}", "The circuit's files", key, make, whole=_whole(target))


def prover_library(kind: str) -> None:
    """Build the prover's library where Rust is there; say so where that fails, and go on."""
    if not machines("cargo"):
        return
    target = _share(kind) / LIBRARY
    sources = [*sorted(CRATE.glob("src/*.rs")), CRATE / "Cargo.toml", CRATE / "Cargo.lock"]
    key = [output(["cargo", "--version"]), *(each.read_text() for each in sources)]

    def make() -> None:
        command = [sys.executable, str(CRATE / "build.py"), "library", str(target)]
        done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
        if done.returncode:
            raise SetupError("no library")

    try:
        step(f"prover-{kind}", "The prover's library", key, make, whole=target.exists())
    except SetupError:
        target.unlink(missing_ok=True)
        print(
            "setup: the prover's library was not built (reason above); the client proves with "
            "WebAssembly instead, which takes about twice as long",
            file=sys.stderr,
        )


def _share(kind: str) -> Path:
    return VENVS[kind] / "share/ais"


def _whole(folder: Path) -> bool:
    return all(
        (folder / name).exists() and _sha256((folder / name).read_bytes()) == digest
        for name, digest in FILES.items()
    )


def _taken_from(folder: Path) -> dict[str, bytes]:
    [package] = folder.glob("*.tgz")
    with package.open("rb") as opened:
        found = base64.b64encode(hashlib.file_digest(opened, "sha512").digest()).decode()
    if found != SHA512:
        raise SetupError(f"{PACKAGE} is not the package that was published: another SHA-512")
    taken = {}
    with tarfile.open(package) as archive:
        for name in FILES:
            member = archive.extractfile(f"package/{name}")
            taken[name] = member.read() if member else b""
    return taken


def _install(contents: dict[str, bytes], target: Path) -> None:
    """Compare all, then put all in place; a killed run leaves nothing half."""
    for name, content in contents.items():
        if _sha256(content) != FILES[name]:
            raise SetupError(f"{name} of {PACKAGE} has another SHA-256 than it must have")
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        temporary = target / f".{name}.{os.getpid()}"
        temporary.write_bytes(content)
        temporary.replace(target / name)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
