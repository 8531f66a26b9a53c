"""What is told of one calibration: its file, tiers, members, fund, budget, sectors, ways."""

from ais.economics.economy_parts import TARGETS
from ais.policy import sector_name

from .parts import found, money, table, told


def parameters(name: str) -> list[str]:
    """Every number of the file: value, source, binding rows with shadow prices."""
    rows = []
    for row in told(name).rows:
        binds = [f"{row_} ({price:.3g})" if price else row_ for row_, price in row.binding.items()]
        rows.append((f"`{row.name}`", row.value, row.source, ", ".join(binds) or "-"))
    return table(("parameter", "value", "source", "bound by (shadow price)"), rows, words=4)


def tiers(name: str) -> list[str]:
    """Least reward by target, rewards, net cost, complementarity, in the order of sharing."""
    seen = told(name).outlook
    rows = []
    for each in (seen.tier(tier) for tier in seen.order):
        least = (f"{each.least[target]:.2f}" for target in TARGETS)
        rewards = (each.reward_floor, each.reward, each.reward_ceiling)
        money = (f"{value:.2f}" for value in (*rewards, each.net_cost, each.gained))
        rows.append((each.name, each.members, f"{each.phi:.4f}", *least, *money))
    head = ("tier", "members", "phi", *(f"least R: {target}" for target in TARGETS))
    return table((*head, "R at floor", "R at 1", "R at ceiling", "d at floor", "c x"), rows)


def membership(name: str) -> list[str]:
    """Value read against dues."""
    seen, bound = told(name).outlook, told(name).skip_bound
    rows = []
    for each in seen.tiers:
        amounts = (each.value, each.dues, each.dues_ceiling, bound * each.value)
        rows.append((each.name, *(f"{amount:.2f}" for amount in amounts)))
    head = ("tier", "value read", "dues at 1", "dues at ceiling", "highest that stays voluntary")
    return table(head, rows)


def solvency(name: str) -> list[str]:
    """The fund, outside money, the long run."""
    has, funding = told(name).solvency, found(name).economy.funding
    full = f"{funding.in_full:.0%} in each of the first {funding.epochs} epochs"
    rows = [
        ("billed and paid part of claims, b", f"{has.paid:.4f}"),
        (
            "outside money an epoch, (1 - b) E[claims], which pays in full",
            money(has.external_full),
        ),
        (f"outside money an epoch for a ratio of {funding.ratio:g}", money(has.external_ratio)),
        ("outside money an epoch, as described", money(funding.external)),
        (f"initial fund for full pay with {full}", money(has.fund)),
        ("the same, with (1 - b) E[claims] from outside", money(has.fund_full)),
        ("part of claims that is paid in the long run", f"{has.long_run:.4f}"),
    ]
    return table(("at the multiplier's ceiling", "tokens, or a part"), rows)


def budget(name: str) -> list[str]:
    """An expected epoch at floor, 1 and ceiling."""
    sides = ("rewards", "stipends", "growth", "dues", "external", "lapsed")
    rows = [
        (f"{each.multiplier_bps / 1e4:g}", *(money(getattr(each, side)) for side in sides))
        for each in told(name).solvency.budgets
    ]
    return table(("multiplier", *sides), rows)


def sectors(name: str) -> list[str]:
    """Targets and the multiplier's long run."""
    rows = [
        (
            sector_name(each.sector),
            f"{each.expected:.2f}",
            each.target,
            f"{each.drift:+.2%}",
            *(f"{bps / 1e4:.2f}" for bps in (each.low, each.median, each.high)),
        )
        for each in told(name).sectors
    ]
    head = ("sector", "expected", "target", "mean step", "10 %", "median", "90 %")
    return table(head, rows)


def ways(name: str) -> list[str]:
    """Deviations: worst gain, what stops it."""
    rows = [
        (
            each.name,
            each.who,
            f"{_gain(each.gain)} {'an' if each.per == 'epoch' else 'a'} {each.per}",
            f"**{each.instrument}**" if each.pays else each.instrument,
            each.note,
        )
        for each in told(name).deviations
    ]
    return table(("deviation", "who", "worst gain", "stopped by", "note"), rows, words=5)


def _gain(value: float) -> str:
    return f"{value:.2f}" if abs(value) >= 0.005 else "0"
