"""The heartbeat: so many posts from everybody, each once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.attestations.world import FAILING, Attesting, attesting

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    pairs_of = [("member0", "member1"), ("member2", "member1"), ("member0", "member3")]
    made = attesting(tmp_path_factory.mktemp("heartbeat"), pairs_of=pairs_of)
    yield made
    made.close()


def test_every_member_posts_in_every_slot_with_or_without_customers(net: Attesting) -> None:
    net.state("member0")
    net.state("member2", FAILING)
    for name in net.names[:4]:
        net.posted(name)
    assert net.posts() == 4 * 2
    tally = net.party("member1").sync().tally(net.policy, net.epoch)
    assert (tally.posted, tally.non_compliant) == (8, 1)
