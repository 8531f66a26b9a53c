"""Ways around the mechanism: what each brings at worst, and the parameter that stops it, if any.

Gains are tokens an epoch, a disclosure or a ballot, against doing as the mechanism means; at or
below 0 a deviation does not pay. Rewards are taken at the multiplier at which the deviation pays
most; dues at the ceiling. "no instrument" means that no parameter of the contracts stops it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ais.economics.economy import Economy
from ais.economics.money import revocation_cost

from .case import Case
from .outlook import Outlook, TierOutlook, worst_skip
from .panel import (
    capture_probability,
    careless_limits,
    ring_gain,
    shopping_gain,
    withholding_gain,
)
from .parameters import Parameters

__all__ = ["NO_INSTRUMENT", "Deviation", "deviations", "waiting_gain"]

NO_INSTRUMENT = "no instrument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One way around: ``gain`` at worst in tokens per ``per``, who gains it, and what stops it."""

    name: str
    who: str
    gain: float
    per: str
    instrument: str
    note: str

    @property
    def pays(self) -> bool:
        """Whether it is better than what the mechanism means."""
        return self.gain > 0


def deviations(economy: Economy, parameters: Parameters, seen: Outlook) -> tuple[Deviation, ...]:
    """All of them, in the order of a member's life and then the panelist's."""
    case = Case(economy, parameters, seen)
    return (
        _never_share(case),
        _candidate(case),
        _skip(case),
        _wait(case, sunk=True),
        _wait(case, sunk=False),
        _open_late(case),
        _cut(case),
        _second(case),
        _withhold(case),
        _careless(case),
        _ring(case, 0, "a ring, as large as tolerated"),
        _ring(case, 1, "a ring, one seat larger"),
        _shop(case),
    )


def waiting_gain(prices: tuple[float, ...], kept: float, cost: float) -> tuple[float, int]:
    """The most that waiting brings a disclosure, and for how many epochs; (0, 0): it does not pay.

    ``prices``: what it is paid now, after one epoch, two, ...; ``kept``: the part of a disclosure's
    gain that an epoch of waiting leaves, 1 - hazard - discount; ``cost``: what disclosing costs. At
    cost 0 one step of 1/8 pays iff hazard + discount < 1/9; with a cost the gain is smaller, and so
    is what waiting risks.
    """
    now = prices[0] - cost
    gains = [kept**n * (price - cost) - now for n, price in enumerate(prices)]
    best = max(range(len(gains)), key=gains.__getitem__)
    return (gains[best], best) if gains[best] > 0 else (0.0, 0)


# ---- cases -----------------------------------------------------------------------------------


def _never_share(case: Case) -> Deviation:
    rates = {tier.name: tier.disclosures for tier in case.economy.tiers}

    def gain(tier: TierOutlook) -> float:
        return rates[tier.name] * (tier.net_cost - case.all_share())

    best = max(case.sharing(), key=gain)
    return Deviation(
        name="join and never share",
        who=best.name,
        gain=gain(best),
        per="epoch",
        instrument="base, weights",
        note="at the multiplier's floor, all others sharing",
    )


def _candidate(case: Case) -> Deviation:
    gain, tier = case.worst(lambda each: each.dues_ceiling - each.value)
    return Deviation(
        name="candidate for ever",
        who=tier.name,
        gain=gain,
        per="epoch",
        instrument="shares of dues",
        note="dues saved less what is not read; a first accepted disclosure ends it, and then "
        "what is earned pays dues first",
    )


def _skip(case: Case) -> Deviation:
    gain, tier = case.worst(lambda each: worst_skip(case.economy, each)[0])
    k = worst_skip(case.economy, tier)[1]
    return Deviation(
        name="pay one epoch in k, then ask for the rest",
        who=tier.name,
        gain=gain,
        per="epoch",
        instrument="shares of dues",
        note=f"k = {k}; what is granted of {k - 1} missed epochs has lost worth by then",
    )


def _wait(case: Case, *, sunk: bool) -> Deviation:
    """``sunk``: the cost is borne whether one discloses or not, so the reward alone is at stake.

    Not what it adds to the own dues: that a disclosure adds which comes first, too.
    """
    waiting = case.economy.waiting
    kept = max(0.0, 1 - waiting.discount - waiting.hazard)
    path = case.rising()
    best, who, epochs = 0.0, case.sharing()[0].name, 0
    for tier in case.sharing():
        paid = tuple((case.rewarded if sunk else case.paid)(tier, bps) for bps in path)
        cost = 0.0 if sunk else tier.cost - case.all_share()
        gain, length = waiting_gain(paid, kept, cost)
        if gain > best:
            best, who, epochs = gain, tier.name, length
    lost = waiting.hazard + waiting.discount
    told = f"hazard plus discount is {lost:.3f} an epoch, 1/9 or more stops it"
    if not sunk:
        told = f"{epochs} epochs from the floor, if nobody else discloses in the sector; {told} "
        told += "only where the reward alone is at stake; floor and ceiling bound it"
    stopped = sunk and best <= 0
    return Deviation(
        name="wait for a higher multiplier, " + ("cost borne anyway" if sunk else "cost saved"),
        who=who,
        gain=best,
        per="disclosure",
        instrument="hazard of pre-emption" if stopped else NO_INSTRUMENT,
        note=told,
    )


def _open_late(case: Case) -> Deviation:
    """Submitted now, opened in the next epoch: the price is that of the opening."""
    best = max(case.sharing(), key=case.opened_later)
    network = case.economy.network
    part = min(1.0, network.open_window_seconds / network.epoch_seconds)
    return Deviation(
        name="submit now, open in the next epoch",
        who=best.name,
        gain=case.opened_later(best),
        per="disclosure",
        instrument="open window (fixed at deployment)",
        note=f"one step at most and no pre-emption, for {part:.0%} of an epoch's disclosures",
    )


def _cut(case: Case) -> Deviation:
    most = case.economy.network.max_open
    ratio = case.economy.funding.ratio
    ceiling = case.parameters.pricing.ceiling_bps

    def part(tier: TierOutlook) -> float:
        return case.paid(tier, ceiling)

    best = max(case.sharing(), key=part)
    lost = case.economy.panel.size * case.stipend
    paid = ratio * best.reward_ceiling
    refused = paid / (paid + lost)
    return Deviation(
        name="cut one disclosure into many",
        who=best.name,
        gain=(most - 1) * part(best),
        per="disclosure",
        instrument=NO_INSTRUMENT,
        note=f"{most} parts, each found as grave as the whole, at the ceiling; nothing where the "
        f"panel refuses a part with probability {refused:.3f} or more; max_open bounds it",
    )


def _second(case: Case) -> Deviation:
    cheapest = min(case.seen.tiers, key=lambda tier: tier.dues_ceiling)
    others = [tier for tier in case.seen.tiers if tier.name != cheapest.name]

    def gain(tier: TierOutlook) -> float:
        value = case.read_as(tier, cheapest.name)
        return (value - cheapest.dues_ceiling) - (tier.value - tier.dues_ceiling)

    best = max(others, key=gain, default=cheapest)
    return Deviation(
        name="a second organisation in the cheapest tier",
        who=best.name,
        gain=gain(best) if others else 0.0,
        per="epoch",
        instrument="registrar's admission, least tiers of policies",
        note=f"reads as {cheapest.name} and pays its dues; that it also takes a seat is a ring's "
        "case",
    )


def _withhold(case: Case) -> Deviation:
    panel, penalty = case.economy.panel, case.parameters.seats.no_show_penalty * case.unit
    largest = max(tier.phi for tier in case.seen.tiers)
    brings = withholding_gain(case.cap, case.stipend, panel.size, largest, panel.outside_interest)
    return Deviation(
        name="withhold a reveal",
        who="panelist",
        gain=brings - case.economy.funding.ratio * case.stipend - penalty,
        per="ballot",
        instrument="noShowPenalty, stipend",
        note="own dues saved at the cap, and the outside interest",
    )


def _careless(case: Case) -> Deviation:
    panel = case.economy.panel
    mixes = [case.economy.tier(tier.name).mix for tier in case.sharing()]
    limits = [careless_limits(mix, panel.size) for mix in mixes]
    price, verdict = (min(each) for each in zip(*limits, strict=True))
    return Deviation(
        name="a careless or copied ballot",
        who="panelist",
        gain=panel.effort,
        per="ballot",
        instrument=NO_INSTRUMENT,
        note=f"the effort; the median price errs by more than 10 % from {price:.1%} careless "
        f"panelists on, the verdict by more than 5 % from {verdict:.1%} on",
    )


def _ring(case: Case, more: int, name: str) -> Deviation:
    panel = case.economy.panel
    seats = min(panel.ring + more, panel.eligible)
    p = float(capture_probability(panel.size, panel.eligible, seats))
    return Deviation(
        name=name,
        who=f"{seats} of {panel.eligible} seats",
        gain=ring_gain(case.cap, case.stipend, panel.size, panel.eligible, seats),
        per="disclosure",
        instrument="cap, stipend",
        note=f"has a majority of a panel with probability {p:.2%}, its own stipends counted",
    )


def _shop(case: Case) -> Deviation:
    """The ring again, which revokes what a panel without its majority would value."""
    panel = case.economy.panel
    seats = min(panel.ring, panel.eligible)
    given = (case.cap, case.stipend, panel.size, panel.eligible, seats)
    forfeit = revocation_cost(1, case.parameters.rewards.stipend) * case.unit
    return Deviation(
        name="shop for a panel",
        who=f"{seats} of {panel.eligible} seats",
        gain=shopping_gain(*given, forfeit),
        per="try",
        instrument="cap, stipend",
        note=f"revokes unless it has the majority, for five stipends a panel; would bring "
        f"{shopping_gain(*given, 0.0):.2f} a try if that cost nothing",
    )
