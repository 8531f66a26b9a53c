"""Words that must not stand in the repository."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT, files, relative

#: Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a path of one machine": r"(^|[^A-Za-z0-9_.])/(w[o]rk|f[a]rm|r[o]ot|h[o]me)/[a-z]",
    "the host of a package registry": "|".join(
        re.escape(host.replace(" ", ""))
        for host in (
            "pypi .org",
            "python hosted.org",
            "registry .npmjs",
            "registry .yarnpkg",
            "proxy .golang.org",
            "deb .debian.org",
            "repo1 .maven",
            "repo .maven",
        )
    ),
    "unfinished work": r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplemented" + r"Error)\b",
    "a promise instead of a thing": r"(?i)\bcoming " + r"soon\b",
}
#: Foreign data is shipped as it was found.
FOREIGN = ("tests/data/", "package-lock.json", "requirements/", "LICENSE")


def _lines() -> list[tuple[str, str]]:
    found = []
    for path in files("", ""):
        name = relative(path)
        if name.startswith(FOREIGN) or "/data/" in name:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [(f"{name}:{n}", line) for n, line in enumerate(text.splitlines(), 1)]
    return found


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    assert [place for place, line in _lines() if pattern.search(line)] == []


@pytest.mark.parametrize(
    "name", ["requirements/client.txt", "requirements/dev.txt", "package-lock.json"]
)
def test_a_lock_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text()
    assert re.findall(FORBIDDEN["the host of a package registry"], text) == []
    assert "index-url" not in text


def test_the_patterns_find_what_they_are_for() -> None:
    planted = {
        "a path of one machine": "cd /" + "work/main",
        "the host of a package registry": "https://py" + "pi.org/simple",
        "unfinished work": "# TO" + "DO later",
        "a promise instead of a thing": "Coming " + "soon",
    }
    assert planted.keys() == FORBIDDEN.keys()
    assert [what for what, line in planted.items() if not re.search(FORBIDDEN[what], line)] == []
