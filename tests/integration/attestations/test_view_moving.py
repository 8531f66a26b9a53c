"""The network's counts while posts land: they are those of one block, whatever lands meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ais.flows.attestations import view
from tests.integration.attestations.liars import post
from tests.integration.attestations.world import Attesting, attesting

pytestmark = pytest.mark.chain
CUSTOMER, FIRST, SECOND = (f"member{number}" for number in range(3))


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    """Epoch 2, in which nothing was posted so far."""
    pairs_of = [(name, CUSTOMER) for name in (FIRST, SECOND)]
    made = attesting(tmp_path_factory.mktemp("moving"), count=9, pairs_of=pairs_of)
    for name in (FIRST, SECOND):
        made.state(name)
    yield made
    made.close()


def test_a_post_that_lands_after_the_node_was_asked_is_no_uneven_count(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    party = net.party(CUSTOMER)

    def landing(ask: Callable[..., Any], *views: Any, **at: Any) -> Any:
        answers = ask(*views, **at)
        post(net, FIRST, CUSTOMER)
        return answers

    _once(party, landing, monkeypatch)
    assert [row.posted for row in view.network(party)] == [0]
    assert [row.posted for row in view.network(party)] == [1]


def test_a_node_that_makes_a_block_while_it_answers_is_asked_once_more(
    net: Attesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anvil's state is that of the block under way before its number is."""
    party = net.party(CUSTOMER)

    def ahead(ask: Callable[..., Any], *views: Any, **_at: Any) -> Any:
        post(net, SECOND, CUSTOMER)
        return ask(*views)

    with party.one_look():
        _once(party, ahead, monkeypatch)
        assert [row.posted for row in view.network(party)] == [1]
    assert [row.posted for row in view.network(party)] == [2]


def _once(party: Any, first: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The next question of this party goes through ``first``, those after it straight on."""
    ask = party.read_all

    def asked(*views: Any, **at: Any) -> Any:
        monkeypatch.undo()
        return first(ask, *views, **at)

    monkeypatch.setattr(party, "read_all", asked)
