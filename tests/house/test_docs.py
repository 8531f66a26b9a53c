"""The docs hold together: fresh pages, links that lead somewhere, a why for each dependency."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib

from tests.house.tree import ROOT, files, relative


def test_generated_pages_are_fresh() -> None:
    """However wide the terminal is that they are made in."""
    command = [sys.executable, str(ROOT / "scripts/docs.py"), "--check"]
    narrow = {**os.environ, "COLUMNS": "40"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=narrow)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_relative_link_leads_to_a_file() -> None:
    dead = []
    for path in files("", ".md"):
        if relative(path).startswith("tests/data/"):
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
            if "://" not in target and not (path.parent / target).exists():
                dead.append(f"{relative(path)} -> {target}")
    assert dead == []


def test_every_file_that_the_pages_name_is_there() -> None:
    """What was moved or renamed is not found under its old name; sources name files of others."""
    named = re.compile(r"`((?:ais|contracts|docs|examples|scripts|tests)/[\w./-]+\.\w+)`")
    pages = [path for path in files("", ".md") if path.name != "SOURCES.md"]
    found = {(relative(path), name) for path in pages for name in named.findall(path.read_text())}
    assert len(found) > 20
    assert sorted((page, name) for page, name in found if not (ROOT / name).exists()) == []


def test_every_dependency_has_its_reason() -> None:
    page = (ROOT / "docs/dependencies.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [re.split(r"[^A-Za-z0-9-]", line)[0] for line in project["dependencies"]]
    assert [name for name in names if not re.search(rf"`{name}[`\[]", page)] == []


def test_every_npm_package_and_crate_has_its_reason() -> None:
    page = (ROOT / "docs/dependencies.md").read_text()
    npm = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    crates = tomllib.loads((ROOT / "scripts/prover/Cargo.toml").read_text())["dependencies"]
    assert [name for name in (*npm, *crates) if f"`{name}`" not in page] == []


def test_the_pages_a_newcomer_needs_are_there() -> None:
    wanted = {
        *("README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md", "LICENSE"),
        *(
            f"docs/{name}.md"
            for name in ("protocol", "threat-model", "errors", "invariants", "operations")
        ),
    }
    assert {name for name in wanted if not (ROOT / name).is_file()} == set()


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "./scripts/demo" in readme
    assert "./scripts/test" in readme
