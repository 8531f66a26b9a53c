"""Where a process may have too few files open, that is told; the demo raises its limit first."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

#: In a process of its own: limits are a process's, and the hard one is lowered for good.
LIMITED = """
import os, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
"""
DEMO = LIMITED + "from ais.cli import main; main(['demo', '--json', '--keep', sys.argv[1]])"
OPENED = (
    LIMITED
    + """
from ais.errors import AisError
from ais.journal import Journal

class Plain:
    def seal(self, plaintext, context):
        return plaintext
    def open(self, sealed, context):
        return sealed

for left in 0, 1, 2, 12:
    taken, told = [], "opened"
    try:
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        for each in taken[:left]:
            os.close(each)
    try:
        Journal(Path(sys.argv[1]) / f"{{left}}.sqlite", Plain()).close()
    except AisError as error:
        told = error.code
    for each in taken[left:]:
        os.close(each)
    print(left, told)
"""
)


def run(program: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def refused(program: str, *words: str | Path) -> Any:
    done = run(program, *words)
    assert done.returncode == 1, done.stderr
    return json.loads(done.stderr)["error"]


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    """A folder in which the demo would stop at once, since it is not empty."""
    (tmp_path / "mine").touch()
    return tmp_path


def test_the_demo_raises_its_own_limit_where_it_may(taken: Path) -> None:
    assert refused(DEMO.format(soft=256, hard=4_096), taken)["code"] == "demo-folder-taken"


def test_where_it_may_not_the_limit_is_named_and_the_command_that_raises_it(taken: Path) -> None:
    """Before anything is played."""
    told = refused(DEMO.format(soft=256, hard=256), taken)
    assert told["code"] == "open-files-limit"
    assert "the limit of 256 for a process is too low" in told["message"]
    assert "`ulimit -n 1024`" in told["what_to_do"]


def test_a_database_that_finds_no_file_left_says_so_and_not_that_the_disk_may_be_full(
    tmp_path: Path,
) -> None:
    """With none left, with one or two of the three that it opens; and it opens where there are."""
    done = run(OPENED.format(soft=64, hard=64), tmp_path)
    few = [f"{left} open-files-limit" for left in (0, 1, 2)]
    assert done.stdout.splitlines() == [*few, "12 opened"], done.stderr
