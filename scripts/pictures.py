"""Write the pictures of the docs, docs/pictures/*.svg: those that modules of scripts/pages name.

A page's module may offer `PICTURES`, file names and the functions that give their figures. The
files are committed. Their bytes depend on the version of the drawing library, so tests compare what
they say, not their bytes.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

import pages
from matplotlib.figure import Figure
from toolchain import ROOT

from ais.economics.pictures.style import render

FOLDER = ROOT / "docs" / "pictures"


def pictures() -> dict[str, Callable[[], Figure]]:
    """File name -> the function that gives the figure."""
    found: dict[str, Callable[[], Figure]] = {}
    for each in iter_modules(pages.__path__):
        found |= getattr(import_module(f"pages.{each.name}"), "PICTURES", {})
    return found


def main(names: list[str]) -> int:
    """Write all, or those named; return the exit status."""
    FOLDER.mkdir(exist_ok=True)
    for name, draw in pictures().items():
        if names and name not in names:
            continue
        (FOLDER / name).write_bytes(render(draw(), "svg"))
        print(f"docs/pictures/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
