"""A real scan of this machine, by Lynis or OpenSCAP where installed, read into a report.

The scanner is run as a list of arguments, never through a shell, in a process group of its own
that ends with its time. A run without root, or of a few tests only, is marked partial: it did not
look at everything. What a report says is what the scanner says; nothing is added to the file.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ais.errors import ScannerFailed, ScannerMissing

from .readers import read_report, tidy
from .report import Report

__all__ = ["INSTALL", "LocalScan", "local_scan", "lynis_command", "openscap_command"]

#: What installs each scanner on Debian and its kin.
INSTALL = {
    "lynis": "sudo apt-get install lynis",
    "openscap": "sudo apt-get install openscap-scanner",
}
TIMEOUT_SECONDS = 1800

_PROGRAMS = {"lynis": "lynis", "openscap": "oscap"}
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_OPENSCAP_DONE = (0, 2)  # all rules pass; at least one does not
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}")


@dataclass(frozen=True, slots=True)
class LocalScan:
    """A scan that was run: the report's file, the scanner's own log, and the report read."""

    path: Path
    log: Path
    report: Report


def local_scan(
    tool: str | None,
    out_dir: Path,
    *,
    content: Path | None = None,
    profile: str = "",
    tests: tuple[str, ...] = (),
    timeout_seconds: int = TIMEOUT_SECONDS,
) -> LocalScan:
    """Scan this machine and leave the report in ``out_dir``, readable by its owner alone.

    ``tool``: ``lynis``, ``openscap`` or None for the one that fits: OpenSCAP where ``content`` (an
    SCAP data stream, with the id of a ``profile``) is given, else Lynis. ``tests``: of Lynis only
    these. Raises ``ScannerMissing``, ``ScannerFailed``, and as ``read_report``.
    """
    chosen = tool or ("openscap" if content else "lynis")
    log = out_dir / f"{chosen}.log"
    if chosen not in _PROGRAMS:
        raise ScannerFailed(chosen, f"only {' and '.join(_PROGRAMS)} are run here", log)
    program = _program(chosen)
    if chosen == "openscap":
        if content is None or not content.is_file():
            raise ScannerFailed(chosen, "it needs the file of an SCAP data stream", log)
        path = out_dir / "openscap-arf.xml"
        command = openscap_command(program, path, content, profile)
    else:
        path = out_dir / "lynis-report.dat"
        command = lynis_command(program, path, log, tests)

    _check(chosen, (profile, *tests), log)
    out_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    status, told = _run(chosen, command, log, timeout_seconds)
    if not path.is_file() or (chosen == "openscap" and status not in _OPENSCAP_DONE):
        raise ScannerFailed(chosen, told or f"it ended with status {status}", log)
    path.chmod(0o600)

    return LocalScan(path, log, _marked(read_report(path), chosen_tests=bool(tests)))


def lynis_command(program: str, path: Path, log: Path, tests: tuple[str, ...] = ()) -> list[str]:
    """The arguments that make Lynis write its ``report.dat`` and its log."""
    files = ["--report-file", str(path.absolute()), "--log-file", str(log.absolute())]
    only = ["--tests", " ".join(tests)] if tests else []
    return [program, "audit", "system", "--quick", "--no-colors", "--quiet", *files, *only]


def openscap_command(program: str, path: Path, content: Path, profile: str = "") -> list[str]:
    """The arguments that make OpenSCAP write an ARF. Nothing is fetched from the network."""
    chosen = ["--profile", profile] if profile else []
    files = ["--results-arf", str(path.absolute()), str(content.absolute())]
    return [program, "xccdf", "eval", *chosen, *files]


def _program(tool: str) -> str:
    path = os.pathsep.join((os.environ.get("PATH", ""), _SYSTEM_PATH))
    found = shutil.which(_PROGRAMS[tool], path=path)
    if found is None:
        raise ScannerMissing(tool=tool, install=INSTALL[tool])
    return found


def _check(tool: str, names: tuple[str, ...], log: Path) -> None:
    """No name may look like an option."""
    for name in names:
        if name and not _NAME.fullmatch(name):
            raise ScannerFailed(tool, f"{name!r} names no profile and no test", log)


def _run(tool: str, command: list[str], log: Path, timeout_seconds: int) -> tuple[int, str]:
    """The exit status and the first line of the messages; the whole group ends with the time."""
    environment = {"PATH": _SYSTEM_PATH, "LC_ALL": "C", "HOME": os.environ.get("HOME", "/")}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=log.parent,
            start_new_session=True,
        )
    except OSError as error:
        raise ScannerFailed(tool, error.strerror or "it did not start", log) from None
    try:
        told, _ = process.communicate(timeout=timeout_seconds)
    except BaseException as error:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise ScannerFailed(tool, f"not done in {timeout_seconds} s", log) from None
        raise
    if tool == "openscap":
        log.write_bytes(told)
    lines = [tidy(line) for line in told.decode("utf-8", "replace").split("\n")]
    return process.returncode, next(filter(None, lines), "")


def _marked(report: Report, *, chosen_tests: bool) -> Report:
    reasons = []
    if os.geteuid() != 0:
        reasons.append("the scan ran without root: what needs root was not looked at")
    if chosen_tests:
        reasons.append("only some tests were asked for")
    if not reasons:
        return report
    return dataclasses.replace(report, partial=True, notes=(*report.notes, *reasons))
