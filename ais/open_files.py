"""How many files this process may have open, and whether all of them are."""

from __future__ import annotations

import contextlib
import errno
import os
import resource

from .errors import OpenFilesLimit

__all__ = ["are_exhausted", "make_room", "refusal"]

_PROBES = 4  # a database opens its file, its log and the log's index, and closes what it opened


def limit() -> int:
    """How many files may be open at a time."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def refusal() -> OpenFilesLimit:
    """The error that tells that no more files can be opened."""
    return OpenFilesLimit(limit=limit(), enough=max(1_024, 2 * limit()))


def are_exhausted() -> bool:
    """Whether a few more cannot be opened, because so many are."""
    opened: list[int] = []
    try:
        for _ in range(_PROBES):
            opened.append(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno == errno.EMFILE
    finally:
        for each in opened:
            os.close(each)
    return False


def make_room(needed: int) -> None:
    """Raise our own limit to ``needed``, as far as the hard limit lets us.

    Raises ``OpenFilesLimit`` where that is too low.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= needed or soft == resource.RLIM_INFINITY:
        return
    with contextlib.suppress(ValueError, OSError):  # beyond the hard limit
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
    if limit() < needed:
        raise OpenFilesLimit(limit=limit(), enough=needed)
