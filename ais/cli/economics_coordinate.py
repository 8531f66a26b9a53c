"""``ais economics coordinate``: who should fix what and who pays whom; offline."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from ais.economics.coordination.coordinate import Fix, Settlement, settle
from ais.economics.coordination.cross_subsidy import Subsidy, cross_subsidy
from ais.economics.coordination.file import EXAMPLE, Liable, parse_case
from ais.economics.coordination.liability import investment_gap, restore
from ais.economics.rationals import shown
from ais.errors import CoordinationRefused
from ais.jsontext import unrepeated

from .economics_parts import amount, part
from .output import Output
from .session import Session, Verb, pass_session

__all__ = ["coordinate"]


@click.command(cls=Verb)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--split",
    default="0.5",
    show_default=True,
    metavar="0..1",
    help="Where in its range a price stands: 0 favours those who gain, 1 those who fix.",
)
@click.option("--example", is_flag=True, help="Print a FILE that works, and nothing else.")
@pass_session
def coordinate(session: Session, /, *, file: Path | None, split: str, example: bool) -> None:
    """Tell who should fix what and who pays whom, for the case in the JSON FILE.

    An issue is fixed iff its least cost, the cost of dealing included, is below what all parties
    together gain. Those who fix are paid, those who gain contribute in proportion to their gain,
    nobody is worse off, and the payments sum to 0 exactly. Money is any currency. Costs are taken
    as reported: nothing here makes it best to tell the truth. The file may also have a part
    "liability" (what a firm invests whose breach harms others, and what would restore the single
    owner's investment) and a part "cross_subsidy" (terms under which payers and non-payers both
    gain, in the middle of their range).

    Example: ais economics coordinate --example > case.json; ais economics coordinate case.json
    """
    output = session.output
    if example:
        output.text(json.dumps(EXAMPLE, indent=2))
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE'; --example prints one.")
    case = parse_case(_read(file))
    value: dict[str, Any] = {}
    if case.coordination is not None:
        settled = settle(case.coordination, split=split)
        value["coordination"] = _plain(settled)
    if case.liable is not None:
        value["liability"] = _liability(case.liable)
    if case.groups is not None:
        subsidy = cross_subsidy(case.groups)
        value["cross_subsidy"] = _plain(subsidy)

    def show() -> None:
        if case.coordination is not None:
            _show_settlement(output, settled)
        if case.liable is not None:
            _show_liability(output, value["liability"])
        if case.groups is not None:
            _show_subsidy(output, subsidy)

    output.result(value, show)


def _read(file: Path) -> Any:
    """The file's mapping; decimal numbers as fractions, so that 0.1 is a tenth."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CoordinationRefused(field="the file", reason="is not text in UTF-8") from None
    try:
        return json.loads(text, parse_float=_number, object_pairs_hook=unrepeated)
    except (ValueError, RecursionError) as error:
        raise CoordinationRefused(field="the file", reason=f"is not JSON: {error}") from None


def _number(text: str) -> Fraction:
    if len(text) > 40 or abs(float(text)) > 1e30:
        raise ValueError(f"a number such as {text[:20]} is longer than money is")
    return Fraction(text)


def _plain(value: Any) -> Any:
    """Dataclasses as mappings and fractions as exact text."""
    if isinstance(value, Fraction):
        return shown(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    names = getattr(value, "__dataclass_fields__", None)
    return value if names is None else {name: _plain(getattr(value, name)) for name in names}


def _show_settlement(output: Output, found: Settlement) -> None:
    output.table(
        ["fixed", "by", "least-cost avoider", "cost", "dealing", "all gain", "range", "price"],
        [(fix.issue, fix.fixer, fix.least_cost_avoider, *_amounts(fix)) for fix in found.fixes],
    )
    for left in found.left:
        least = "" if left.least_cost is None else f", least cost {_text(left.least_cost)}"
        output.line(f"  left: {left.issue}: {left.reason} (gain {_text(left.gain)}{least})")
    output.table(
        ["", "paid (-) or received", "better off by"],
        [(who, _text(sum_), _text(found.net_gains[who])) for who, sum_ in found.payments.items()],
    )
    total = sum(found.payments.values(), Fraction(0))
    output.line(f"payments sum to {_text(total)}; all are better off by {_text(found.surplus)}")


def _amounts(fix: Fix) -> tuple[str, ...]:
    span = f"{_text(fix.lowest)} to {_text(fix.highest)}"
    whole = (fix.cost, fix.transaction_cost, fix.gain)
    return (*map(_text, whole), span, _text(fix.price))


def _liability(firm: Liable) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "liability": firm.liability,
        "enterprise_value": firm.enterprise_value,
    }
    gap = investment_gap(firm.breach, firm.own_loss, firm.others_loss, **terms)
    paid = restore(firm.breach, firm.own_loss, firm.others_loss, **terms)
    return {"gap": part(gap), "transfers": part(paid)}


def _show_liability(output: Output, found: dict[str, Any]) -> None:
    gap, paid = found["gap"], found["transfers"]
    output.pairs(
        {
            "loss borne by the firm": amount(gap["borne"]),
            "it invests": f"{amount(gap['private'])}, a single owner {amount(gap['social'])}",
            "lost by it, all together": amount(gap["lost"]),
            "restored by matching": f"{100 * paid['matching_rate']:.1f} % of what it invests, "
            f"{amount(paid['matching'])}",
            "or by a bonus without a breach": amount(paid["bonus"]),
            "or by paying for it once": f"{amount(paid['least'])} to {amount(paid['most'])}",
        },
        title="liability",
    )


def _show_subsidy(output: Output, found: Subsidy) -> None:
    output.pairs(
        {
            "each non-payer gets": f"{_text(found.subsidy)} (between {_text(found.least)} and "
            f"{_text(found.most)})",
            "each payer pays": _text(found.fee),
            "a payer gains": _text(found.payer_gain),
            "a non-payer gains": _text(found.non_payer_gain),
        },
        title="cross-subsidy",
    )


def _text(value: Fraction) -> str:
    """For people: two decimals at most, marked where rounded."""
    rounded = round(value, 2)
    return ("" if rounded == value else "~") + shown(rounded)
