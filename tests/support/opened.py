"""What this process has open, as the system tells it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["children", "files_below"]

_ME = Path("/proc/self")


def files_below(folder: Path) -> list[str]:
    """Names of the files of a folder that are open here."""
    found = []
    for each in (_ME / "fd").iterdir():
        try:
            target = each.readlink()
        except OSError:
            continue  # the one with which this is read, or closed meanwhile
        if target.is_relative_to(folder.resolve()):
            found.append(target.name)
    return sorted(found)


def children() -> set[int]:
    """Processes that this one has started and that have not been waited for."""
    found: set[int] = set()
    for thread in (_ME / "task").iterdir():
        try:
            found.update(map(int, (thread / "children").read_text().split()))
        except OSError:
            continue  # the thread has ended
    return found
