"""Why an organisation would share: the story with figures, from the papers to a simulation.

    python examples/economics.py [FOLDER]

Needs no home, key or chain. Pictures go into FOLDER ("pictures" without it). In a notebook, import
the chapters and call them one by one; each prints what it finds and returns it. Every figure is
computed here and now; what the models assume stands in docs/economics.md, docs/investment.md,
docs/calibration.md and docs/simulation.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ais.economics.calibration.calibrate import Calibration, calibrate
from ais.economics.calibration.report import report
from ais.economics.coordination.coordinate import Settlement, settle
from ais.economics.coordination.file import EXAMPLE, parse_case
from ais.economics.games.paper_tables import Comparison, compare
from ais.economics.investment.advice import Advice, Organisation, advise, breach_from_halving
from ais.economics.investment.kelly import WealthyFirm
from ais.economics.investment.worth import Partners, indicator_value
from ais.economics.pictures import investment
from ais.economics.pictures.style import render
from ais.economics.reference import reference
from ais.economics.simulation.networks import documented_network, network_of
from ais.economics.simulation.runs import Played, play
from ais.economics.simulation.settings import Settings

OWN = Organisation(revenue=40e6, wealth=6e6, loss=2e6, breach=breach_from_halving(0.4, 150_000))
PARTNERS = Partners(number=12, sharing=0.6, common=0.5, stops=0.8)


def the_papers_tables() -> list[Comparison]:
    """1. The game as it is printed, and what follows from the print and from its own rule."""
    print("1. The paper's tables")
    found = [compare(table) for table in (1, 2)]
    for each in found:
        printed = "; ".join(map(str, each.printed_equilibria))
        ruled = "; ".join(map(str, each.rule_equilibria))
        print(f"   table {each.table}: claimed {each.claimed}")
        print(f"     as printed: {printed}; by its own rule: {ruled}")
    print("   (C shares, D does not.) The claims do not hold: sharing must be made to pay.")
    return found


def what_to_invest(folder: Path) -> Advice:
    """2. How much to spend on security, and what it changes that others share."""
    found = advise(OWN, PARTNERS)
    alone, sharing = found.alone, found.sharing
    print("2. Investing: a loss of 2 million, 40 % a year, halved by 150,000 a year")
    print(f"   alone: invest {alone.risk_neutral:,.0f}, expected cost {alone.expected_cost:,.0f}")
    print(f"   as one whose wealth of 6 million is to grow: {alone.fixed:,.0f}")
    print(
        f"   with 12 partners: invest {sharing.risk_neutral:,.0f}, "
        f"expected cost {sharing.expected_cost:,.0f}"
    )
    _save(folder / "investment.png", investment.cost_picture(OWN, PARTNERS, found))

    ruinous = WealthyFirm(breach=OWN.breach, loss=5.99e6, wealth=6e6).optimal_investment()
    print(f"   a loss of 5.99 of 6 million: invest {float(ruinous):,.0f}; make the loss smaller")
    return found


def what_sharing_is_worth(folder: Path, found: Advice) -> float:
    """3. In money, before dues and effort."""
    worth = found.worth
    one = float(indicator_value(40, 0.05, 0.01, 20_000))
    print("3. What sharing is worth")
    print(f"   it stops {worth.stopped:.1%} of the attacks and saves {worth.saved:,.0f} a year;")
    print(f"   one whose wealth is to grow would pay {float(worth.fixed.most_to_pay):,.0f}")
    print(f"   one indicator, 40 encounters, 5 % to 1 %, 20,000 each: {one:,.0f}")
    drawn = investment.partners_picture(OWN.breach, OWN.loss, PARTNERS)
    _save(folder / "partners.png", drawn)
    return worth.saved


def who_should_fix() -> Settlement:
    """4. The least-cost avoiders, and payments that leave nobody worse off."""
    case = parse_case(EXAMPLE).coordination
    assert case is not None
    found = settle(case)
    print("4. Who should fix what")
    for fix in found.fixes:
        print(
            f"   {fix.issue}: {fix.fixer}, for {float(fix.price):,.0f} "
            f"(between {float(fix.lowest):,.0f} and {float(fix.highest):,.0f})"
        )
    gains = ", ".join(f"{who} {float(gain):,.0f}" for who, gain in found.net_gains.items())
    print(f"   payments sum to {sum(found.payments.values())}; better off by: {gains}")
    return found


def what_the_contracts_pay() -> Calibration:
    """5. Prices and dues under which sharing is the only equilibrium, for a described economy."""
    found = calibrate(reference())
    told = report(found)
    print(f"5. Calibration of the economy {told.economy!r}: target {told.target!r}")
    for tier in told.outlook.tiers:
        print(
            f"   {tier.name}: a disclosure needs {tier.least[told.target]:.2f} tokens and earns "
            f"{tier.reward_floor:.2f} at the lowest; reads {tier.value:.2f}, pays {tier.dues:.2f}"
        )
    print(f"   outlay {told.outlay:,.0f} tokens an epoch; {len(found.checks)} checks hold")
    return found


def whether_it_lasts(calibration: Calibration, epochs: int = 40) -> list[Played]:
    """6. Firms that decide for themselves, with the calibrated file and with the old defaults."""
    economy = calibration.economy
    firms = sum(tier.members for tier in economy.tiers)
    calibrated = network_of(economy, calibration.parameters, "calibrated")
    print(f"6. Simulation: {firms} firms, {epochs} epochs, 3 seeds")
    found = []
    for network in (calibrated, documented_network(economy, calibrated)):
        settings = Settings(economy=economy, network=network, firms=firms, epochs=epochs)
        for name in ("baseline", "free-riders"):
            played = play(name, settings, seeds=(1, 2, 3))
            answer = "as wanted" if played.verdict.holds else "not as wanted"
            print(f"   {network.name}: {played.scenario.question} {answer}:")
            print(f"     {played.verdict.line}")
            found.append(played)
    return found


def main(folder: str = "pictures") -> None:
    """Tell it all."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    the_papers_tables()
    what_sharing_is_worth(target, what_to_invest(target))
    who_should_fix()
    whether_it_lasts(what_the_contracts_pay())


def _save(file: Path, drawn: investment.Figure) -> None:
    file.write_bytes(render(drawn, "png"))
    print(f"   picture: {file}")


if __name__ == "__main__":
    main(*sys.argv[1:])
