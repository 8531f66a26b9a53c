"""The numbers of docs/investment.md: what the models say for one organisation and one case."""

from collections.abc import Callable

from matplotlib.figure import Figure

from ais.economics.coordination.coordinate import settle
from ais.economics.coordination.cross_subsidy import cross_subsidy
from ais.economics.coordination.file import EXAMPLE, parse_case
from ais.economics.coordination.liability import investment_gap, restore
from ais.economics.investment.advice import (
    Organisation,
    advise,
    breach_from_halving,
    years_of_learning,
)
from ais.economics.investment.gordon_loeb import (
    ClassOne,
    ClassTwo,
    investment_bound,
    optimal_investment,
)
from ais.economics.investment.growth import LossForm
from ais.economics.investment.kelly import WealthyFirm, bet_fraction, bet_growth, gap_to_gordon_loeb
from ais.economics.investment.worth import (
    Partners,
    indicator_value,
    indicator_value_once,
    sharing_value,
    willingness_to_pay,
)
from ais.economics.pictures import investment as pictures
from ais.economics.rationals import shown

PAGE = "investment.md"

LOSS, HALVED_BY, VULNERABILITY = 2_000_000.0, 150_000.0, 0.4
OWN = Organisation(
    revenue=40_000_000.0,
    wealth=6_000_000.0,
    loss=LOSS,
    breach=breach_from_halving(VULNERABILITY, HALVED_BY),
)
PARTNERS = Partners(number=12, sharing=0.6, common=0.5, stops=0.8)
ADVICE = advise(OWN, PARTNERS)
FORMS: tuple[LossForm, ...] = ("fixed", "proportional")


def money(value: object) -> str:
    """Whole units, with commas."""
    return f"{float(value):,.0f}"  # type: ignore[arg-type]


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    """A table of Markdown: the first column as words, the others as numbers to the right."""
    lines = ["", "| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return [*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows), ""]


def plan() -> list[str]:
    """Alone and with partners, by model."""
    named = {
        "**invest**: Gordon and Loeb, risk-neutral": "risk_neutral",
        "**invest**: Kelly, fixed loss": "fixed",
        "**invest**: Kelly, proportional loss": "proportional",
        "the first line never exceeds": "bound",
        "expected loss and investment, first line": "expected_cost",
        "expected loss with no investment": "idle_cost",
    }
    rows: list[tuple[object, ...]] = [
        (label, *(money(getattr(each, name)) for each in (ADVICE.alone, ADVICE.sharing)))
        for label, name in named.items()
    ]
    shares = (f"{100 * each.risk_neutral / OWN.revenue:.2f} %" for each in _both())
    chances = (f"{100 * each.breach_probability:.1f} %" for each in _both())
    rows += [("first line, of revenue", *shares), ("chance of a breach, first line", *chances)]
    return table(("money a year", "alone", "with the partners"), rows)


def partners() -> list[str]:
    """What sharing saves by number of partners."""
    rows: list[tuple[object, ...]] = []
    for number in (1, 2, 5, 12, 20, 50):
        cells = []
        for sharing in (0.3, 0.6, 1.0):
            met = Partners(number=number, sharing=sharing, common=0.5, stops=0.8)
            cells.append(money(sharing_value(OWN.breach, LOSS, met)))
        met = Partners(number=number, sharing=0.6, common=0.5, stops=0.8)
        rows.append((number, f"{100 * float(met.stopped()):.1f} %", *cells))
    head = ("partners", "attacks stopped, 60 % share", "saved, 30 % share", "60 %", "100 %")
    return table(head, rows)


def growth() -> list[str]:
    """The same in growth."""
    found = ADVICE.worth
    rows: list[tuple[object, ...]] = [
        (
            f"Kelly, {form} loss",
            f"{float(each.growth):.5f}",
            money(each.sure_wealth),
            money(each.most_to_pay),
        )
        for form, each in (("fixed", found.fixed), ("proportional", found.proportional))
    ]
    rows.append(("Gordon and Loeb", "-", money(found.saved), money(found.saved)))
    return table(("", "growth, nats a year", "as sure wealth", "most to pay beforehand"), rows)


def indicator() -> list[str]:
    """One indicator."""
    each = indicator_value(40, 0.05, 0.01, 20_000)
    once = indicator_value_once(40, 0.05, 0.01, 20_000)
    chance, left = (1 - (1 - p) ** 40 for p in (0.05, 0.01))
    terms = {"left": left, "search_cost": 1_000}
    neutral = willingness_to_pay(chance, 20_000, **terms)
    fixed, part = (
        willingness_to_pay(chance, 20_000, **terms, wealth=100_000, form=form) for form in FORMS
    )
    rows: list[tuple[object, ...]] = [
        ("40 encounters x (5 % - 1 %) x 20,000, if every success costs", money(each)),
        ("the same, if only the first success of the year costs", money(once)),
        ("most to pay for the second, less a search that costs 1,000", money(neutral)),
        ("with a wealth of 100,000 that is to grow, a fixed loss", money(fixed)),
        ("the same, a loss in proportion to what is left", money(part)),
    ]
    return table(("an indicator", "money a year"), rows)


def wealth() -> list[str]:
    """The optimum by the loss as a share of the wealth."""
    rows: list[tuple[object, ...]] = []
    for share in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99):
        breach = ClassOne(0.65, 10.0)
        cells = [
            float(WealthyFirm(breach=breach, loss=share, wealth=1, form=form).optimal_investment())
            for form in FORMS
        ]
        neutral = float(optimal_investment(breach, share))
        rows.append((f"{share:g}", *(f"{100 * cell:.3f} %" for cell in (*cells, neutral))))
    return table(("L/W", "fixed loss", "proportional loss", "Gordon and Loeb"), rows)


def limit() -> list[str]:
    """How fast both forms tend to Gordon and Loeb."""
    breach, loss, rows = ClassOne(0.65, 1.0), 10.0, []
    for wealth in (1e2, 1e3, 1e4, 1e5):
        cells: list[str] = []
        for form in FORMS:
            firm = WealthyFirm(breach=breach, loss=loss, wealth=wealth, form=form)
            gap = float(firm.optimal_investment()) - float(optimal_investment(breach, loss))
            cells += [f"{wealth * gap:.4f}", f"{wealth * float(gap_to_gordon_loeb(firm)):.4f}"]
        rows.append((f"{wealth:g}", *cells))
    head = ("W", "W (z_K - z_GL), fixed", "tends to", "proportional", "tends to")
    return table(head, rows)


def learning() -> list[str]:
    """The investment over the years."""
    course = years_of_learning(OWN, upkeep=HALVED_BY, decay=0.2, discount=0.9)
    rows: list[tuple[object, ...]] = [
        (
            year + 1,
            f"{course.states[year]:.1f}",
            f"{round(float(course.investment[year]) * OWN.wealth, -3):,.0f}",
            f"{round(float(course.static[year]) * OWN.wealth, -3):,.0f}",
        )
        for year in (0, 1, 2, 4, 9)
    ]
    return table(("year", "alpha W", "invest", "if learning did not count"), rows)


def coordination() -> list[str]:
    """Who fixes what in the example's case."""
    case = parse_case(EXAMPLE).coordination
    assert case is not None
    found = settle(case)
    rows: list[tuple[object, ...]] = [
        (
            fix.issue,
            fix.fixer,
            fix.least_cost_avoider,
            *map(shown, (fix.cost + fix.transaction_cost, fix.gain)),
            f"{shown(fix.lowest)} to {shown(fix.highest)}",
            shown(fix.price),
        )
        for fix in found.fixes
    ]
    head = ("issue", "fixed by", "least-cost avoider", "cost", "all gain", "range", "price")
    paid: list[tuple[object, ...]] = [
        (who, f"{float(amount):,.2f}", f"{float(found.net_gains[who]):,.2f}")
        for who, amount in found.payments.items()
    ]
    paid.append(("sum", shown(sum(found.payments.values())), shown(found.surplus)))
    return [*table(head, rows), *table(("", "received (paid: -)", "better off by"), paid)[1:]]


def subsidy() -> list[str]:
    """The cross-subsidy of the example's case."""
    groups = parse_case(EXAMPLE).groups
    assert groups is not None
    found = cross_subsidy(groups)
    rows: list[tuple[object, ...]] = [
        ("each of 20 non-payers gets", shown(found.subsidy)),
        ("it must be above", shown(found.least)),
        ("and below", shown(found.most)),
        ("each of 4 payers pays", shown(found.fee)),
        ("a payer gains over payers alone", shown(found.payer_gain)),
        ("a non-payer gains", shown(found.non_payer_gain)),
    ]
    return table(("cross-subsidy, middle of its range", "money"), rows)


def liability() -> list[str]:
    """The gap, and what closes it."""
    rows: list[tuple[object, ...]] = []
    for label, share, worth in (
        ("no liability", 0.0, None),
        ("full liability, firm worth 500,000", 1.0, 5e5),
        ("full liability, firm worth 1,000,000", 1.0, 1e6),
    ):
        terms = {"liability": share, "enterprise_value": worth}
        gap = investment_gap(ClassOne(0.65, 1e-5), 4e5, 6e5, **terms)
        paid = restore(ClassOne(0.65, 1e-5), 4e5, 6e5, **terms)
        cells = (gap.private, gap.missing, gap.lost, paid.matching, paid.least, paid.most)
        rate = f"{100 * float(paid.matching_rate):.0f} %"
        rows.append((label, *map(money, cells[:3]), rate, *map(money, cells[3:])))
    head = ("", "invests", "missing", "lost by all", "matching rate", "matched", "least", "most")
    return table(head, rows)


def exact() -> list[str]:
    """Known values of the two classes and of Kelly's bets."""
    alpha, loss = 1e-5, 1e6
    one, two = ({v: kind(v, alpha) for v in (0.1, 0.5, 0.65, 0.8, 0.9)} for kind in _KINDS)
    rows: list[tuple[object, ...]] = [
        (
            f"{v:g}",
            f"{float(optimal_investment(one[v], loss)):.6f}",
            f"{float(investment_bound(one[v], loss)):.3f}",
            f"{float(optimal_investment(two[v], loss)):.6f}",
            f"{float(investment_bound(two[v], loss)):.3f}",
        )
        for v in one
    ]
    low, high = (float(end) for end in ClassTwo(0.5, alpha).investing_vulnerabilities(loss))
    text = f"Class II invests only for {low:.10f} < v < {high:.10f}."
    bets: list[tuple[object, ...]] = [
        (f"{odds:g} to 1", p, f"{float(bet_fraction(p, odds)):.2f}", *_grown(p, odds))
        for odds, p in ((1.0, 0.55), (1.0, 0.6), (1.0, 0.75), (2.0, 0.5))
    ]
    head = ("v", "class I, beta 1", "its bound", "class II", "its bound v L/e")
    kelly = table(("odds", "p", "share to bet", "growth, bits", "nats"), bets)
    return [*table(head, rows), text, *kelly]


def _grown(p: float, odds: float) -> tuple[str, str]:
    bits, nats = (float(bet_growth(p, odds, unit=unit)) for unit in ("bits", "nats"))
    return f"{bits:.10f}", f"{nats:.10f}"


def _both() -> tuple[object, ...]:
    return ADVICE.alone, ADVICE.sharing


_KINDS = (ClassOne, ClassTwo)

BLOCKS: dict[str, Callable[[], list[str]]] = {
    "plan": plan,
    "partners": partners,
    "growth": growth,
    "indicator": indicator,
    "wealth": wealth,
    "limit": limit,
    "learning": learning,
    "coordination": coordination,
    "cross-subsidy": subsidy,
    "liability": liability,
    "exact": exact,
}

#: File name in docs/pictures/ -> the figure; `python scripts/pictures.py` writes them.
PICTURES: dict[str, Callable[[], Figure]] = {
    "investment.svg": lambda: pictures.cost_picture(OWN, PARTNERS, ADVICE),
    "investment-partners.svg": lambda: pictures.partners_picture(OWN.breach, LOSS, PARTNERS),
    "investment-wealth.svg": lambda: pictures.wealth_picture(ClassOne(0.65, 10.0), 1.0),
    "investment-classes.svg": lambda: pictures.vulnerability_picture(
        ClassOne(0.5, 1e-5), ClassTwo(0.5, 1e-5), 1e6
    ),
}
