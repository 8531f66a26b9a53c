"""The demo waits for relays as clients do: it calls again, and no epoch runs out meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from ais.errors import DemoUntrue
from ais.flows.attestations.relaying import Delivery, State
from ais.flows.demo import truth
from ais.flows.demo.founding import EPOCH_SECONDS
from ais.flows.demo.narrator import Transcript
from ais.flows.demo.stage import BLOCK_SECONDS, Stage
from ais.network import Kind

REFUSED = Delivery("one", Kind.CLAIM_MISSING, State.TRYING, note="epoch")
PROMISED = Delivery("one", Kind.CLAIM_MISSING, State.PROMISED, send_by=1)


def test_what_every_relay_refused_is_handed_over_again() -> None:
    answers = iter([[REFUSED, PROMISED], [REFUSED], [PROMISED, PROMISED]])
    assert truth.handed_over(lambda: next(answers)) == [PROMISED, PROMISED]


def test_what_no_relay_ever_takes_stops_the_story_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(truth, "_PATIENCE_SECONDS", 0.5)
    with pytest.raises(DemoUntrue) as caught:
        truth.handed_over(lambda: [REFUSED])
    assert caught.value.found == ["epoch"]


@pytest.mark.chain
def test_clients_go_on_where_a_relay_is_late_and_the_epoch_is_far_from_over(tmp_path: Path) -> None:
    calls: list[int] = []
    with Stage(tmp_path / "demo", tmp_path, Transcript(), {}, keep=False) as stage:
        truth.until(stage, "it is there", lambda: len(calls), 1, again=lambda: calls.append(1))
        blocks = int(str(stage.chain.request("eth_blockNumber")), 16)
    assert calls == [1]
    assert blocks * BLOCK_SECONDS < EPOCH_SECONDS / 4
