"""``ais check``: what of these paths would be submitted, and what is refused and why.

Needs no key, chain or network and changes nothing. Folders are read to their ends in order of
name, hidden files left out; ``-`` is the standard input. Each file gives one ``Checked``.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from ais.errors import InputTooLarge, InputUnreadable, StixError
from ais.flows.progress import SILENT, Progress
from ais.stix import (
    Assets,
    Checked,
    Limits,
    Terms,
    Worker,
    check_bytes,
    read_assets,
    refused_file,
)

__all__ = ["STDIN", "check", "check_inputs", "load_assets", "read_inputs"]

#: A path as it is reported, and its bytes or why they cannot be had.
Input = tuple[str, "bytes | StixError"]

STDIN = "-"
ASSETS_BYTES = 4 * 1024 * 1024


def check(
    paths: Iterable[str | Path],
    *,
    at: datetime,
    assets: Assets | None = None,
    attribute: bool = False,
    withhold: frozenset[str] = frozenset(),
    stdin: BinaryIO | None = None,
    limits: Limits | None = None,
    progress: Progress = SILENT,
) -> Iterator[Checked]:
    """Check files, folders and the standard input, and give the verdicts file by file.

    ``at``: the time that indicators made from lists and tables bear (with a time zone).
    ``assets``: what the member owns, for the known-benign check and the scrubbing.
    ``attribute``: leave the author in. ``withhold``: ids to mark as kept from everybody.
    ``stdin``: where ``-`` reads from; without it ``-`` is refused.

    What is wrong with a path or a file is in its verdict; a path is never an exception. Raises
    ``WorkerFailed`` where this machine cannot start the checking process.
    """
    bounds = limits or Limits()
    inputs = read_inputs(paths, stdin=stdin, limits=bounds)
    terms = Terms(at, bounds, assets or Assets(), attribute, withhold)
    yield from check_inputs(inputs, terms, progress=progress)


def read_inputs(
    paths: Iterable[str | Path], *, stdin: BinaryIO | None = None, limits: Limits | None = None
) -> Iterator[Input]:
    """The bytes of files, of all files in folders, and of the standard input, one after another."""
    bounds = limits or Limits()
    for path, too_many in _files(paths, bounds):
        try:
            yield path, too_many or _read(path, stdin, bounds)
        except StixError as error:
            yield path, error


def check_inputs(
    inputs: Iterable[Input], terms: Terms, *, progress: Progress = SILENT
) -> Iterator[Checked]:
    """Check what has been read; the same bytes and terms give the same verdict."""

    def count(path: str, done: int, total: int) -> None:
        progress.count(path, done, total)

    with Worker(terms.limits) as worker:
        for path, raw in inputs:
            if isinstance(raw, StixError):
                yield refused_file(path, raw)
            else:
                yield check_bytes(raw, path=path, terms=terms, worker=worker, progress=count)


def load_assets(path: str | Path) -> Assets:
    """The member's own domains and networks from a file, one a line, ``#`` for comments.

    Raises ``InputUnreadable``, ``InputTooLarge``, or ``AssetsRefused`` with the line.
    """
    raw = _read(str(path), None, Limits(file_bytes=ASSETS_BYTES))
    try:
        return read_assets(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputUnreadable(path=str(path), reason="it is not UTF-8 text") from None


def _files(paths: Iterable[str | Path], limits: Limits) -> Iterator[tuple[str, StixError | None]]:
    for path in map(str, paths):
        if path == STDIN or not _is_folder(path):
            yield path, None
            continue
        for count, name in enumerate(_below(path)):
            if count >= limits.files:
                yield path, InputTooLarge(what="files", limit=limits.files)
                break
            yield name, None


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except ValueError:  # a zero byte, on some Pythons
        return False


def _below(folder: str) -> Iterator[str]:
    """Files below a folder by name. Links to folders are not followed: they may lead in circles."""
    try:
        paths = sorted(Path(folder).iterdir())
    except OSError:
        yield folder
        return
    for path in paths:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _below(str(path))
        else:
            yield str(path)


def _read(path: str, stdin: BinaryIO | None, limits: Limits) -> bytes:
    try:
        if path == STDIN:
            if stdin is None:
                raise InputUnreadable(path=path, reason="there is no standard input here")
            raw = stdin.read(limits.file_bytes + 1)
        else:
            raw = _read_regular(path, limits)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputUnreadable(path=path, reason=reason or type(error).__name__) from None
    if len(raw) > limits.file_bytes:
        raise InputTooLarge(what="bytes", limit=limits.file_bytes)
    return raw


def _read_regular(path: str, limits: Limits) -> bytes:
    """The bytes of a regular file: pipes and devices might never end."""
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise InputUnreadable(path=path, reason="not a regular file")
        return file.read(limits.file_bytes + 1)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
