"""The settings of a home: read as they were written, and refused where a hand spoiled them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ais.errors import HomeSettings
from ais.flows.home import Home, HomeConfig, write_private


def test_settings_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Old files without the newer settings too."""
    home = Home(tmp_path / "home")
    config = HomeConfig(organisation=7, last_resort="silence", group_least=30, keep_traces=12)
    home.write_config(config)
    assert home.read_config() == config
    home.config.write_text('{"organisation": 7}')
    assert home.read_config() == HomeConfig(organisation=7)


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep_traces": 1},  # a claim opens the post of two epochs before
        {"keep_traces": True},
        {"keep_traces": "12"},
        {"last_resort": "shout"},
        {"group_least": "many"},
        {"pinned": "00"},
        [],
    ],
)
def test_settings_that_mean_nothing_are_refused(tmp_path: Path, wrong: object) -> None:
    home = Home(tmp_path)
    home.config.write_text(json.dumps(wrong))
    with pytest.raises(HomeSettings):
        home.read_config()


def test_what_is_private_lies_in_folders_that_are_closed(tmp_path: Path) -> None:
    """Every folder that had to be made on the way, not the last one alone."""
    path = tmp_path / "traces" / "7" / "one.trace"
    write_private(path, "sealed")
    modes = [each.stat().st_mode & 0o777 for each in (path, path.parent, path.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]
