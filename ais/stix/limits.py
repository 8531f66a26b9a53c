"""The bounds of what is taken in. They are settings of the client, not of the network."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, characters or pieces; times in seconds.

    ``object_seconds`` are of the processor: how busy a machine is makes no object unfit. The others
    are of the wall clock: ``wait_seconds`` is for a process that hangs without using any.

    The defaults hold a file within 512 MiB of memory: a list of nothing but empty objects is the
    costliest JSON there is, about 100 bytes of memory for each ``values`` counted.
    """

    file_bytes: int = 16 * MEBIBYTE
    json_depth: int = 64
    json_values: int = 1_000_000
    objects: int = 10_000
    object_bytes: int = 1 * MEBIBYTE
    lines: int = 20_000
    line_characters: int = 8_192
    files: int = 10_000
    pattern_characters: int = 100_000
    pattern_depth: int = 64
    pattern_comparisons: int = 2_500
    regex_characters: int = 1_000
    worker_bytes: int = 512 * MEBIBYTE
    object_seconds: float = 5.0
    wait_seconds: float = 120.0
    file_seconds: float = 600.0
    start_seconds: float = 60.0
