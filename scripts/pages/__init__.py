"""Tables inside pages that people write: between two marks stands what a function says.

A page holds `<!-- made: NAME -->` and `<!-- end -->`; what is between them is written and compared
by `scripts/docs`. A module here offers `PAGE`, the page's file name in docs/, and `BLOCKS`, names
and the functions that give their lines.
"""

import re
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from toolchain import ROOT

Block = Callable[[], list[str]]
_BLOCK = re.compile(r"(<!-- made: (?P<name>[a-z0-9-]+) -->\n).*?(<!-- end -->)", re.S)


def pages() -> dict[str, Callable[[], str]]:
    """File name in docs/ -> what it has to say."""
    found: dict[str, Callable[[], str]] = {}
    for each in iter_modules(__path__):
        module = import_module(f"{__name__}.{each.name}")
        found[module.PAGE] = lambda module=module: filled(module.PAGE, module.BLOCKS)
    return found


def filled(page: str, blocks: dict[str, Block]) -> str:
    """The page with every block made anew. Raises `ValueError` where marks and blocks differ."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    marks = [match["name"] for match in _BLOCK.finditer(text)]
    if sorted(marks) != sorted(blocks):
        raise ValueError(f"docs/{page} marks {sorted(marks)}, its module makes {sorted(blocks)}")
    return _BLOCK.sub(lambda m: m[1] + "\n".join(blocks[m["name"]]()) + "\n" + m[3], text)
