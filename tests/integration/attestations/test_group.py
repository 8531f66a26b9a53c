"""The group as members see it: joining, rotating, eviction, snapshots and paths."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ais.flows.attestations.standing import own_path, tree_at
from tests.integration.attestations.world import Attesting, attesting

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    made = attesting(tmp_path_factory.mktemp("group"))
    yield made
    made.close()


def test_everybody_who_joined_has_a_path_to_the_root_that_the_contract_froze(
    net: Attesting,
) -> None:
    epoch = net.epoch
    root = net.party("member0").read(net.party("member0").group.root_of(epoch))
    found = [own_path(net.party(name), epoch) for name in net.names]
    assert {each.root for each in found} == {root} == {tree_at(net.party("governor"), epoch).root}
    assert len({each.secret.leaf for each in found}) == len(net.names)
