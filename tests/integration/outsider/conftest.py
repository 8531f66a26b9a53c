"""The network that the outsider attacks: played once a suite, for all the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import story
from .public import Public
from .story import Story

REPEATS = 52


@pytest.fixture(scope="session", params=["hybrid", "x25519"])
def tale(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    played = story.play(tmp_path_factory.mktemp(request.param), request.param, REPEATS)
    yield played
    played.world.close()


@pytest.fixture(scope="session")
def taken(tale: Story) -> Public:
    """All that is public when everything has happened."""
    assert tale.after is not None
    return tale.after
