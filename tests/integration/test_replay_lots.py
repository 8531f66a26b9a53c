"""Who is drawn is luck on a chain: with any panels, the replay's rounds end and pay the same."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any

from ais.economics.ledger import Ledger, Settlement
from ais.economics.tallies import panel_size
from tests.integration.replay import LedgerSide, Round
from tests.integration.replay_plan import PLAN, PRICING, REWARDS, SEATS, before_the_start

LOTS = 300


class LotSide(LedgerSide):
    """The plan on a ledger alone, with panels drawn by lot from the seats of the round's epoch."""

    def __init__(self, seed: int) -> None:
        super().__init__(Ledger(PRICING, REWARDS, SEATS), SimpleNamespace(panels={}), 0)  # type: ignore[arg-type]
        self.lot = Random(seed)
        self.scheduled: dict[str, int] = {}
        self.settled: list[tuple[str, Settlement]] = []
        self.shapes: set[tuple[int, int]] = set()  # drawn, of them may act

    def play(self) -> LotSide:
        """The whole plan; what is to be refused is left out."""
        self._do(before_the_start())
        for epoch, plan in enumerate(PLAN, start=1):
            self._do(plan())
            self.ledger.advance_to_epoch(epoch + 1)
            self.ledger.advance_to_close()
            self.ledger.close_epoch(epoch)
            self.ledger.pay_all(epoch)
        return self

    def _do(self, acts: Any) -> None:
        for act in acts:
            if act.refused is None:
                getattr(self, act.name)(*act.arguments)

    def open(self, name: str, firm: int) -> None:
        super().open(name, firm)
        self.scheduled[name] = self.ledger.epoch

    def round(self, name: str, firm: int, how: Round) -> Settlement:
        occupants = self.ledger.seats.occupants(self.scheduled[name])
        eligible = [each for each in occupants if each not in (0, firm)]
        drawn = tuple(self.lot.sample(eligible, panel_size(len(eligible))))
        filled = tuple(each for each in drawn if self.ledger.seats.may_act(each))
        self.chain.panels[name] = drawn, filled
        self.shapes.add((len(drawn), len(filled)))
        told = super().round(name, firm, how)
        self.settled.append((name, told))
        self.scheduled[name] = self.ledger.epoch
        return told

    def pass_seconds(self, seconds: int) -> None:
        self.ledger.advance(seconds)


def test_whoever_is_drawn_every_round_ends_and_pays_the_same() -> None:
    """As the chain's draws differ with every run, a figure of one of them would be luck."""
    plays = [LotSide(seed).play() for seed in range(LOTS)]
    ends = {
        tuple((name, each.round, each.result, each.reward) for name, each in play.settled)
        for play in plays
    }
    assert len(ends) == 1
    shapes = set().union(*(play.shapes for play in plays))
    assert {(5, 5), (5, 4), (5, 3)} <= shapes, "seats that may not act were not among the drawn"
