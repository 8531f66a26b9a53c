"""The network's counts over epochs as a picture: SVG, for a page, a report or a wall.

One panel a policy: failing, contested and missing side by side for each epoch, each number on its
bar, and below it how many were posted. Whoever cannot see it reads the same from ``title`` and
``desc``; whoever cannot tell the colours, from the patterns. It has no script, no style from
elsewhere and no link, and every text in it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ais.flows.home import write_private

from .view import Counted

__all__ = ["picture", "write_picture"]

_WIDTH = 960
_LEFT, _RIGHT = 64, 24
_HEAD, _PANEL, _PLOT, _FOOT = 96, 250, 150, 28
_LABEL_CHARACTERS = 60
_LABEL_WIDTH = 62
_NARROW = 26  # pixels of a bar, at most
_STEPS = (1, 2, 5)
#: name, colour, pattern: dark to light as well, so that it survives a black and white printer.
_SERIES = (
    ("failing", "#b3261e", "solid"),
    ("contested", "#7a5af8", "stripes"),
    ("missing", "#c77700", "dots"),
)
_INK, _SOFT, _LINE, _PAPER = "#1b1f24", "#57606a", "#d8dee4", "#ffffff"
_FONT = "font-family='Helvetica, Arial, sans-serif'"
_READ = "role='img' aria-labelledby='title desc'"
#: What XML 1.0 cannot hold, not even escaped.
_BARRED = {*range(32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {9, 10, 13}


def picture(counted: Iterable[Counted], *, title: str = "Compliance attestations") -> str:
    """Draw counts (``view.network``) of any policies and epochs; an empty one says so."""
    panels = _panels(counted)
    height = _HEAD + _PANEL * max(1, len(panels)) + _FOOT
    size = f"viewBox='0 0 {_WIDTH} {height}' width='{_WIDTH}' height='{height}'"
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' {size} {_READ} {_FONT}>",
        f"<title id='title'>{_escaped(title)}</title>",
        f"<desc id='desc'>{_escaped(_described(panels))}</desc>",
        *_patterns(),
        f"<rect width='{_WIDTH}' height='{height}' fill='{_PAPER}'/>",
        _text(_LEFT, 40, title, size=22, weight=600),
        *_legend(),
    ]
    if not panels:
        parts.append(_text(_LEFT, _HEAD + 60, "Nothing has been posted so far.", fill=_SOFT))
    for number, rows in enumerate(panels):
        parts += _panel(rows, _HEAD + number * _PANEL)
    foot = "Counts of attestations, not of members, and never rates: members post to nobody too."
    parts += [_text(_LEFT, height - 16, foot, size=12, fill=_SOFT), "</svg>"]
    return "\n".join(parts) + "\n"


def write_picture(
    counted: Iterable[Counted], target: Path, *, title: str = "Compliance attestations"
) -> Path:
    """Write the picture as a file."""
    write_private(target, picture(counted, title=title))
    return target


# ---- a panel ---------------------------------------------------------------------------------


def _panels(counted: Iterable[Counted]) -> list[list[Counted]]:
    """Rows by policy, in the order in which policies come first; epochs in order."""
    found: dict[bytes, list[Counted]] = {}
    for row in counted:
        found.setdefault(row.policy, []).append(row)
    return [sorted(rows, key=lambda row: row.epoch) for rows in found.values()]


def _panel(rows: Sequence[Counted], top: int) -> Iterator[str]:
    label, base = _name(rows[0]), top + 34 + _PLOT
    step, most = _scale(rows)
    yield f"<g role='group' aria-label={quoteattr(_clean(label))}>"
    yield _text(_LEFT, top + 14, label, size=15, weight=600)
    for value in range(0, most + 1, step):
        y = base - _PLOT * value / most
        colour = _SOFT if value == 0 else _LINE
        yield f"<path d='M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}' stroke='{colour}'/>"
        yield _text(_LEFT - 8, y + 4, str(value), size=12, fill=_SOFT, anchor="end")
    room = (_WIDTH - _LEFT - _RIGHT) / len(rows)
    every = int(-(-_LABEL_WIDTH // room))
    for number, row in enumerate(rows):
        yield from _bars(row, _LEFT + room * number, room, base, most)
        if (len(rows) - 1 - number) % every == 0:
            yield from _below(row, _LEFT + room * (number + 0.5), base)
    yield "</g>"


def _bars(row: Counted, left: float, room: float, base: int, most: int) -> Iterator[str]:
    wide = min(_NARROW, room * 0.75 / len(_SERIES))
    first = left + room / 2 - wide * len(_SERIES) / 2
    for place, (name, _, pattern) in enumerate(_SERIES):
        count = int(getattr(row, name))
        high = max(2.0, _PLOT * count / most)
        x = first + wide * place
        if count:
            yield (
                f"<rect x='{x + 1:.1f}' y='{base - high:.1f}' width='{wide - 2:.1f}' "
                f"height='{high:.1f}' fill='url(#{pattern})' rx='2'>"
                f"<title>{_escaped(f'epoch {row.epoch}: {count} {name}')}</title></rect>"
            )
            if wide >= 7 * len(str(count)):
                yield _text(x + wide / 2, base - high - 5, str(count), size=12, anchor="middle")


def _below(row: Counted, middle: float, base: int) -> Iterator[str]:
    mark = "" if row.is_final else " *" if row.is_over else " …"
    yield _text(middle, base + 18, f"{row.epoch}{mark}", size=12, weight=600, anchor="middle")
    yield _text(middle, base + 34, f"{row.posted} posted", size=11, fill=_SOFT, anchor="middle")


def _scale(rows: Sequence[Counted]) -> tuple[int, int]:
    """Distance of the lines, and the topmost of them: whole numbers, five lines at most."""
    largest = max(1, *(getattr(row, name) for row in rows for name, _, _ in _SERIES))
    power = 1
    while True:
        for each in _STEPS:
            step = each * power
            if largest <= 5 * step:
                return step, -(-largest // step) * step
        power *= 10


# ---- parts -----------------------------------------------------------------------------------


def _legend() -> Iterator[str]:
    x = _LEFT
    for name, _, pattern in _SERIES:
        yield f"<rect x='{x}' y='58' width='14' height='14' rx='2' fill='url(#{pattern})'/>"
        yield _text(x + 20, 70, name, size=13)
        x += 40 + 8 * len(name)
    note = "by epoch;  … still runs,  * contests and claims still come in"
    yield _text(x + 8, 70, note, size=12, fill=_SOFT)


def _patterns() -> Iterator[str]:
    yield "<defs>"
    marks = {
        "solid": "",
        "stripes": "<path d='M0 8L8 0M-2 2L2 -2M6 10L10 6' stroke='#fff' stroke-width='1.6'/>",
        "dots": "<circle cx='2.5' cy='2.5' r='1.2' fill='#fff'/>"
        "<circle cx='6.5' cy='6.5' r='1.2' fill='#fff'/>",
    }
    for _, colour, name in _SERIES:
        yield (
            f"<pattern id='{name}' width='8' height='8' patternUnits='userSpaceOnUse'>"
            f"<rect width='8' height='8' fill='{colour}'/>{marks[name]}</pattern>"
        )
    yield "</defs>"


def _described(panels: Sequence[Sequence[Counted]]) -> str:
    """All numbers in words."""
    if not panels:
        return "Nothing has been posted so far."
    return " ".join(
        f"{_name(row)}, epoch {row.epoch}: {row.posted} posted, {row.failing} failing, "
        f"{row.contested} contested, {row.missing} missing."
        for rows in panels
        for row in rows
    )


def _name(row: Counted) -> str:
    name = row.name or f"policy {row.policy.hex()[:16]}"
    return name if len(name) <= _LABEL_CHARACTERS else name[: _LABEL_CHARACTERS - 1] + "…"


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 14,
    fill: str = _INK,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' font-weight='{weight}' "
        f"fill='{fill}' text-anchor='{anchor}'>{_escaped(text)}</text>"
    )


def _escaped(text: str) -> str:
    return escape(_clean(text), {"'": "&apos;", '"': "&quot;"})


def _clean(text: str) -> str:
    return "".join("\ufffd" if ord(each) in _BARRED else each for each in text)
