"""Tables and lists of the page, as Markdown."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of a table."""
    lines = [list(head), ["---"] * len(head), *([str(cell) for cell in row] for row in rows)]
    return ["| " + " | ".join(line) + " |" for line in lines]


def listed(found: Iterable[object]) -> str:
    """Several of them in one cell."""
    return "; ".join(str(each) for each in found)


def pair(values: Sequence[float], digits: int = 9) -> tuple[str, str]:
    """Cells for firm 1 and firm 2."""
    return f"{float(values[0]):.{digits}f}", f"{float(values[1]):.{digits}f}"
