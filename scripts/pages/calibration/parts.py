"""What the page of the calibration shares: the two calibrations, their reports, tables."""

from collections.abc import Iterable
from functools import cache

from ais.economics.calibration.calibrate import Calibration, calibrate
from ais.economics.calibration.report import Report, report
from ais.economics.reference import reference
from ais.flows.demo.cast import COMPANIES
from ais.flows.demo.economy import described
from ais.flows.demo.founding import EPOCH_SECONDS


@cache
def found(name: str) -> Calibration:
    """The calibration of the reference economy, or of the demo's."""
    if name == "reference":
        return calibrate(reference())
    return calibrate(described(COMPANIES, EPOCH_SECONDS))


@cache
def told(name: str) -> Report:
    """Its report."""
    return report(found(name))


def table(head: Iterable[str], rows: Iterable[Iterable[object]], words: int = 1) -> list[str]:
    """A table of Markdown: the first columns as words, the others to the right."""
    head = tuple(head)
    lines = ["", "| " + " | ".join(head) + " |"]
    lines.append("|" + "---|" * words + "---:|" * (len(head) - words))
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return [*lines, ""]


def money(value: float) -> str:
    """An amount of tokens."""
    return f"{value:,.2f}"
