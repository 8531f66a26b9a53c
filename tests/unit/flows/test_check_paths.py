"""``check`` takes files, folders and the standard input, and answers each with a verdict."""

from __future__ import annotations

import io
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ais.errors import AssetsRefused, InputUnreadable
from ais.flows.check import check, load_assets
from ais.stix import Checked, Limits

AT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "second.txt").write_text("worse.ru\n")
    (tmp_path / "a.csv").write_text("indicator\nevil.ru\n")
    (tmp_path / "c.txt").write_text("third.ru\nnot one\n")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.txt").write_text("hidden.ru\n")
    (tmp_path / ".hidden.txt").write_text("hidden.ru\n")
    return tmp_path


def verdicts(*paths: str | Path, **how: Any) -> list[Checked]:
    return list(check(paths, at=AT, **how))


def test_a_folder_is_read_to_its_ends_in_order(folder: Path) -> None:
    """Files come sorted, from all levels, hidden ones left out."""
    found = verdicts(folder)
    assert [Path(each.path).relative_to(folder).as_posix() for each in found] == [
        *("a.csv", "b/second.txt", "c.txt"),
    ]
    assert [each.has_refusals for each in found] == [False, False, True]


def test_several_paths_keep_their_order(folder: Path) -> None:
    """Files given by name are checked in the order given, hidden or not."""
    names = [folder / "c.txt", folder / ".hidden.txt"]
    assert [each.path for each in verdicts(*names)] == [str(name) for name in names]


def test_the_standard_input_is_a_file(folder: Path) -> None:
    """``-`` reads what is given; without anything to read it is refused."""
    (result,) = verdicts("-", stdin=io.BytesIO(b"evil.ru\n"))
    assert (result.path, result.format, result.accepted) == ("-", "list", 1)
    (refused,) = verdicts("-")
    assert [entry.code for entry in refused.refused] == ["input-unreadable"]


def test_the_time_of_conversion_is_a_parameter(folder: Path) -> None:
    """The same file at the same time gives the same bytes, at another time others."""
    later = AT.replace(hour=5)
    once, again = verdicts(folder / "a.csv"), verdicts(folder / "a.csv")
    assert once[0].canonical == again[0].canonical
    assert once[0].canonical != next(check([folder / "a.csv"], at=later)).canonical


def test_a_path_that_cannot_be_read_is_a_verdict(folder: Path) -> None:
    """Missing files, links to nowhere and names that no system allows are refused by name."""
    (folder / "b" / "dangling").symlink_to(folder / "nowhere")
    missing, odd = verdicts(folder / "absent.json", "a\x00b")
    for result in (missing, odd):
        assert [entry.code for entry in result.refused] == ["input-unreadable"]
    linked = {Path(each.path).name: each for each in verdicts(folder / "b")}
    assert linked["dangling"].has_refusals
    assert not linked["second.txt"].has_refusals


def test_pipes_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    """What might never end is not read."""
    os.mkfifo(tmp_path / "pipe")
    done: list[Checked] = []
    paths = (tmp_path / "pipe", "/dev/zero")
    thread = threading.Thread(target=lambda: done.extend(verdicts(*paths)), daemon=True)
    thread.start()
    thread.join(timeout=120)
    assert [entry.code for each in done for entry in each.refused] == ["input-unreadable"] * 2


def test_links_between_folders_do_not_lead_in_circles(folder: Path) -> None:
    """A folder that contains a link to itself is read once; a linked file is read."""
    (folder / "b" / "up").symlink_to(folder)
    (folder / "b" / "file.txt").symlink_to(folder / "a.csv")
    names = [Path(each.path).name for each in verdicts(folder)]
    assert names == ["a.csv", "file.txt", "second.txt", "c.txt"]


def test_size_and_number_are_bounded(folder: Path) -> None:
    """A file beyond the limit is refused unread; so is a folder with too many files."""
    (result,) = verdicts(folder / "a.csv", limits=Limits(file_bytes=5))
    assert [entry.code for entry in result.refused] == ["input-too-large"]
    crowded = verdicts(folder, limits=Limits(files=2))
    assert len(crowded) == 3
    assert [entry.message for entry in crowded[-1].refused] == [
        "the file or folder has more files than allowed (2)"
    ]


def test_progress_goes_to_the_listener(folder: Path) -> None:
    """The flow tells its listener the file, what is done, and what there is."""

    class Listener:
        def __init__(self) -> None:
            self.heard: list[tuple[str, int, int]] = []

        def say(self, text: str) -> None: ...

        def count(self, what: str, done: int, total: int) -> None:
            self.heard.append((what, done, total))

    listener = Listener()
    verdicts(folder / "a.csv", progress=listener)
    assert listener.heard[-1] == (str(folder / "a.csv"), 1, 1)


def test_assets_are_read_from_a_file(folder: Path) -> None:
    """The member's own domains and networks guard what is checked."""
    (folder / "assets").write_text("evil.ru\n")
    assets = load_assets(folder / "assets")
    (result,) = verdicts(folder / "a.csv", assets=assets)
    assert [entry.list for entry in result.benign] == ["own-assets"]
    with pytest.raises(InputUnreadable):
        load_assets(folder / "nothing")
    with pytest.raises(AssetsRefused):
        load_assets(folder / "a.csv")
    (folder / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(InputUnreadable):
        load_assets(folder / "binary")


@pytest.fixture
def examples() -> Path:
    return Path(__file__).parents[3] / "examples" / "data"


@pytest.mark.parametrize(
    ("name", "objects", "accepted", "refused"),
    [
        ("spyware/operation_triangulation.stix2", 225, 225, 0),
        ("spyware/wyrmspy_dragonegg.stix2", 107, 93, 14),
        ("spyware/cellebrite.stix2", 3, 1, 2),
        ("lists/gamaredon.txt", 872, 872, 0),
    ],
)
def test_the_examples_are_what_the_demo_counts_on(
    name: str, objects: int, accepted: int, refused: int, examples: Path
) -> None:
    """A spyware campaign passes whole; those with mistakes are refused object by object."""
    (result,) = verdicts(examples / name)
    assert (result.objects, result.accepted, len(result.refused)) == (objects, accepted, refused)


def test_what_leans_on_a_faulty_pattern_is_told(examples: Path) -> None:
    """``app:id`` is no valid path: indicator and relationship are refused, each with its place."""
    (result,) = verdicts(examples / "spyware/cellebrite.stix2")
    assert [(entry.code, entry.path) for entry in result.refused] == [
        ("stix-pattern", "objects[1].pattern"),
        ("reference-refused", "objects[2].source_ref"),
    ]


def test_the_batch_folder_is_clean(examples: Path) -> None:
    """Five files for a batch, without refusals or benign values."""
    results = verdicts(examples / "batch")
    assert [len(each.ids) for each in results] == [2, 10, 16, 13, 58]
    assert not any(each.refused or each.benign for each in results)
