"""The contest of Gao, Zhong and Mei: the example, the print beside it, what moves what."""

from ais.economics.gao import equilibrium as gao
from ais.economics.gao.printed import printed_investment
from ais.economics.gao.statics import statics

from .parts import pair, table

_EXAMPLE = {
    "h": 1.0,
    "value": 20.0,
    "alpha": 0.1,
    "f": (1.5, 1.2),
    "gamma": 0.3,
    "phi": (1.0, 0.2, 0.5),
}


def example() -> list[str]:
    """The example: derived, printed, and in another currency."""
    given = gao.contest(**_EXAMPLE)
    cents = gao.contest(**_in_cents())
    found, printed = gao.equilibrium(given), printed_investment(given)
    moved, moved_print = gao.equilibrium(cents), printed_investment(cents)
    rows = [
        ("t, derived", *pair(found.investment)),
        ("t, printed", *pair(printed)),
        ("t, derived, all money in cents", *pair(moved.investment)),
        ("t, printed, all money in cents", *pair(moved_print)),
        ("s", *pair(found.sharing)),
        ("p", *pair(found.breach)),
        ("d, defence", *pair(found.defence)),
        ("T", *pair(found.attack)),
        ("cost of the firm", *pair(found.firm_costs)),
    ]
    profit = f"The attacker's profit is {float(found.attacker_profit):.9f}."
    return [_given(), "", *table(("", "firm 1", "firm 2"), rows), "", profit]


def slopes() -> list[str]:
    """Comparative statics at the example."""
    found = statics(gao.contest(**_EXAMPLE))
    rows = [
        (
            "t_i by gamma squared",
            "-(2 phi_1 f_i + phi_3 f_j)/(4 phi_1^2 - phi_3^2) < 0",
            *pair(found.investment_by_gamma_squared),
        ),
        ("cost of i by gamma squared", "see below", *pair(found.cost_by_gamma_squared)),
        ("p_i by gamma, V, phi", "0", "0", "0"),
        ("p_i by f_i", "h (1-alpha)/A_i^2 > 0", *pair(found.breach_by_own_cost)),
        ("p_i by f_j", "-alpha h (1-alpha)/A_i^2 <= 0", *pair(found.breach_by_other_cost)),
        ("p_i by h", "-(1-alpha)(f_i - alpha f_j)/A_i^2 < 0", *pair(found.breach_by_attack_cost)),
        ("p_i by alpha", "h (f_i - f_j)/A_i^2", *pair(found.breach_by_alpha)),
    ]
    return table(("slope of", "is", "firm 1", "firm 2"), rows)


def gammas() -> list[str]:
    """The example with other values of gamma: investment falls by the square, p stays."""
    rows = []
    for gamma in (0.0, 0.1, 0.2, 0.3, 0.4):
        found = gao.equilibrium(gao.contest(**{**_EXAMPLE, "gamma": gamma}))
        rows.append((f"{gamma:g}", *pair(found.investment, 6), *pair(found.breach, 6)))
    return table(("gamma", "t_1", "t_2", "p_1", "p_2"), rows)


def _given() -> str:
    """The example's parameters in words."""
    names = {"value": "V"}
    numbers = (
        f"{names.get(name, name)} = ({', '.join(f'{each:g}' for each in value)})"
        if isinstance(value, tuple)
        else f"{names.get(name, name)} = {value:g}"
        for name, value in _EXAMPLE.items()
    )
    return f"At {', '.join(numbers)}:"


def _in_cents() -> dict[str, object]:
    money = {"h": 100.0, "value": 2000.0, "f": (150.0, 120.0), "phi": (100.0, 20.0, 50.0)}
    return {**_EXAMPLE, **money}
