"""Twenty firms over six epochs, on the deployed contracts and in a ledger: the same to the unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ais.economics.ledger import Close, Ledger, Settlement
from ais.economics.money import price
from ais.errors import RewardsDuesNotFixed
from ais.flows.parameter_values import AMOUNTS
from ais.flows.parameters import NetworkParameters
from ais.records import Result
from tests.integration.replay import ChainSide, LedgerSide, operator
from tests.integration.replay_plan import (
    FIRMS,
    LATER,
    PLAN,
    PRICING,
    REWARDS,
    SEATS,
    Act,
    act,
    before_the_start,
    refused,
)
from tests.integration.replay_seen import (
    everything,
    ledger_everything,
    ledger_totals,
    readable,
    totals,
)

pytestmark = pytest.mark.chain

EPOCHS = 6
WINDOWS = {"seed_delay_blocks": 2, "key_blocks": 20, "commit_blocks": 30, "reveal_blocks": 20}


class Replay:
    """Does every act on both, compares what it gives back and the pool's totals after it."""

    def __init__(self, chain: ChainSide) -> None:
        self.chain = chain
        self.ledger = Ledger(PRICING, REWARDS, SEATS)
        self.side = LedgerSide(self.ledger, chain, chain.now())
        self.closes: list[Close] = []
        self.payments: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        self.settled: dict[str, list[Settlement]] = {}
        self.epochs: list[dict[str, Any]] = []  # what the chain told at the end of each

    def do(self, act: Act) -> Any:
        found = self._on(self.chain, act)
        self.side.at(self.chain.now())
        said = self._on(self.side, act)
        assert said == found, act
        assert ledger_totals(self.ledger) == totals(self.chain), act
        if act.name == "round":
            self.settled.setdefault(act.arguments[0], []).append(found)
        return found

    def _on(self, side: Any, act: Act) -> Any:
        if act.refused is not None:
            with pytest.raises(act.refused):
                getattr(side, act.name)(*act.arguments)
            return None
        given = getattr(side, act.name)(*act.arguments)
        return given if act.name in ("close", "pay", "round") else None

    def compare(self) -> dict[str, Any]:
        """Everything that can be seen, in every epoch so far."""
        epochs = self.ledger.epoch
        found = readable(everything(self.chain, epochs))
        said = ledger_everything(self.ledger, epochs)
        differ = {name: (said.get(name), v) for name, v in found.items() if said.get(name) != v}
        assert differ == {}
        assert said.keys() == found.keys()
        assert sum(self.ledger.pool.balances.values()) == self.ledger.pool.minted
        return found

    def owed(self, epoch: int) -> int:
        """What an epoch's claims were worth together."""
        return sum(owed for (_, of), (_, owed, _, _) in self.payments.items() if of == epoch)

    def run(self) -> None:
        """The whole plan; each epoch is compared at its end, at its close, and when it is paid."""
        for each in before_the_start():
            self.do(each)
        self.compare()
        for epoch, plan in enumerate(PLAN, start=1):
            for each in plan():
                self.do(each)
            self.epochs.append(self.compare())
            self.do(act("to_epoch", epoch + 1))
            self.do(refused(RewardsDuesNotFixed, "pay_dues", 7))
            self.do(act("to_close", epoch))
            self.closes.append(self.do(act("close", epoch)))
            self.compare()
            for firm in sorted(self.ledger.books.claims(epoch)):
                self.payments[firm, epoch] = self.do(act("pay", firm, epoch))
            self.compare()


def parameters(folder: Path) -> NetworkParameters:
    """The deployment file's words for the numbers above, with windows of a few blocks."""
    (folder / "terms.txt").write_text("Do no harm to whoever shares.\n")

    def tokens(section: str, values: Any) -> dict[str, Any]:
        plain = {each.name: getattr(values, each.name) for each in fields(values)}
        amounts = {n for n in plain if f"{section}.{n}" in AMOUNTS}
        return {n: f"{v // 10**6}.{v % 10**6:06d}" if n in amounts else v for n, v in plain.items()}

    return NetworkParameters.from_dict(
        {
            "pricing": tokens("pricing", PRICING),
            "rewards": tokens("rewards", REWARDS),
            "seats": tokens("seats", SEATS),
            "sector_classes": {},
            "terms": str(folder / "terms.txt"),
            "stores": [{"kind": "directory", "path": str(folder / "store")}],
            "windows": WINDOWS,
        }
    )


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    folder = tmp_path_factory.mktemp("replay")
    chain = ChainSide.build(folder, parameters(folder))
    try:
        made = Replay(chain)
        made.run()
        yield made
    finally:
        chain.end()


# ---- what the plan has to hold, so that agreeing means something -------------------------------


def test_six_epochs_of_twenty_firms_agree_to_the_last_unit(replay: Replay) -> None:
    """Every act and every figure were compared on the way."""
    assert [close.epoch for close in replay.closes] == list(range(1, EPOCHS + 1))
    assert replay.chain.firms == len(replay.ledger.members.all) == FIRMS
    assert len(replay.payments) > 40


def test_some_epochs_pay_less_than_they_claim(replay: Replay) -> None:
    ratios = [close.ratio for close in replay.closes]
    assert all(0 < ratio < 1 for ratio in ratios[:3])
    assert ratios[3:] == [1, 1, 1]
    rests = [close.reserved - replay.owed(close.epoch) for close in replay.closes]
    assert any(rest > 0 for rest in rests[:3]), "no dust"


def test_some_dues_are_kept_from_pay(replay: Replay) -> None:
    _, owed, set_off, sent = replay.payments[1, 1]
    assert set_off == replay.closes[0].dues[1] > 0
    assert sent == owed - set_off
    suspended = replay.payments[11, 3]
    assert suspended[1] > replay.closes[2].dues[2]
    assert suspended[2] == 0


def test_a_missed_epoch_of_dues_costs_standing_and_is_not_owed_later(replay: Replay) -> None:
    standing = [epoch["entitled 6"] for epoch in replay.epochs]
    assert standing == [True, True, False, True, False, True]
    assert replay.epochs[1]["dues 6"][1:] == (True, False)


def test_a_third_round_decides(replay: Replay) -> None:
    results = [settled.result for settled in replay.settled["third"]]
    assert results == [Result.NO_QUORUM, Result.NO_QUORUM, Result.VALID]
    assert [settled.final for settled in replay.settled["none"]] == [False, False, True]


def test_every_other_end_of_a_valuation_is_met(replay: Replay) -> None:
    ends = {settled[-1].result for settled in replay.settled.values()}
    assert ends == set(Result) - {Result.NONE, Result.NO_PANEL}
    assert replay.settled["late and invalid"][-1].forfeited > 6 * REWARDS.stipend
    late, early = replay.settled["late key"][-1], replay.settled["no key"][-1]
    assert (late.forfeited, early.returned) == (0, 0)


def test_prices_and_classes_hold_from_the_next_epoch_and_not_for_what_is_open(
    replay: Replay,
) -> None:
    last, fourth = replay.epochs[-1], replay.epochs[3]
    assert [last[f"prices {epoch}"] for epoch in range(3, 7)] == [PRICING, PRICING, LATER, LATER]
    assert [last[f"class 8 {epoch}"] for epoch in range(3, 7)] == [3, 3, 1, 1]
    assert fourth["announced"] == (LATER, 5)
    (left,) = replay.settled["left open in a class"]  # 9 was the lowest class when it was opened
    assert left.reward == price(PRICING, 1, 8_887, 9_997, last["multiplier 9 3"])


def test_multipliers_rise_and_fall(replay: Replay) -> None:
    last = replay.epochs[-1]
    energy = [last[f"multiplier 8 {epoch}"] for epoch in range(1, EPOCHS + 1)]
    steps = [b - a for a, b in pairwise(energy)]
    assert min(steps) < 0 < max(steps)
    assert last[f"multiplier 40 {EPOCHS}"] == 18_019


def test_one_unit_more_on_one_side_is_noticed(replay: Replay) -> None:
    """The control of the comparison."""
    replay.ledger.pool.balances[operator(1)] += 1
    try:
        with pytest.raises(AssertionError, match="operator 1"):
            replay.compare()
    finally:
        replay.ledger.pool.balances[operator(1)] -= 1
    replay.compare()
