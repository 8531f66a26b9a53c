"""What a reader that keeps its disclosures loses on the ledger, beside what the game says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ais.economics.reference import reference
from ais.economics.simulation.engine import Engine
from ais.economics.simulation.networks import calibrated_network
from ais.economics.simulation.rounds import Valued
from ais.economics.simulation.scenarios import cases_of, scenario_named
from ais.economics.simulation.settings import Settings

SEEDS = range(1, 9)


class _Watching(Engine):
    """Adds up what watched firms were promised for what they had, less what it cost them."""

    def run_and_tell(self) -> tuple[dict[int, float], dict[int, float], float, float]:
        """By tier: the gain, and that sum, tokens an epoch; what others opened; the prices."""
        watched = np.flatnonzero(self.conduct.watched).tolist()
        self.earned = dict.fromkeys(watched, 0.0)
        self.others = 0
        run = self.run()
        epochs = self.settings.epochs
        tier = {firm: int(self.firms.tier[firm]) for firm in watched}
        gain = {tier[firm]: float((run.gain - run.fellow)[firm]) for firm in watched}
        earned = {tier[firm]: self.earned[firm] / epochs for firm in watched}
        return gain, earned, self.others / epochs, float(np.mean(run.series("multiplier_bps")))

    def _value(self, epoch: int, numbers: Any, sharing: Any, flows: Any) -> list[Valued]:
        valued = super()._value(epoch, numbers, sharing, flows)
        unit, c = self.settings.network.unit, self.settings.economy.complementarity
        for each in valued:
            if each.disclosure.firm in self.earned:
                self.earned[each.disclosure.firm] += each.settlement.reward / unit
            else:
                self.others += 1
        for firm in self.earned:
            others = (sharing.sum() - sharing[firm]) / (self.firms.size - 1)
            kept = c * others - self.firms.cost[firm]
            self.earned[firm] += kept * numbers[firm] * sharing[firm]
        return valued


@pytest.fixture(scope="module")
def played() -> list[tuple[Any, Any]]:
    """The reference network for eight seeds: three firms share, and ride."""
    economy = reference()
    settings = Settings(
        economy=economy, network=calibrated_network(economy), firms=economy.members, epochs=52
    )
    found = []
    for seed in SEEDS:
        cases = cases_of(scenario_named("free-riders"), settings, seed).values()
        told = [_Watching(c.settings, c.firms, c.conduct, seed).run_and_tell() for c in cases]
        found.append((told[0], told[1]))
    return found


@pytest.mark.parametrize(("tier", "within"), [(1, 0.6), (2, 0.9), (3, 1.4)])
def test_what_riding_loses_is_pay_and_complementarity_less_risk_and_work(
    played: list[tuple[Any, Any]], tier: int, within: float
) -> None:
    """To about a token: the rest is what others do at the prices that riders leave."""
    rests = [
        share[0][tier] - ride[0][tier] - (share[1][tier] - ride[1][tier]) for share, ride in played
    ]
    assert all(ride[1][tier] == 0 for _, ride in played)
    assert np.mean(rests) == pytest.approx(0, abs=within)
    assert np.mean([share[1][tier] for share, _ in played]) > 0


def test_where_some_ride_prices_rise_and_others_disclose_more(
    played: list[tuple[Any, Any]],
) -> None:
    """So riders read a little more than the game says, which takes prices as given."""
    prices = [ride[3] - share[3] for share, ride in played]
    others = [ride[2] - share[2] for share, ride in played]
    assert np.mean(prices) > 0
    assert np.mean(others) > 0
