"""Files that commands write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

__all__ = ["NEW_FILE"]


class _NewFile(click.Path):
    """A file whose folder is there: one that is misspelt is told at once, and made by nobody."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        file = super().convert(value, param, ctx)
        assert isinstance(file, Path)
        if not file.parent.is_dir():
            self.fail(f"the folder {str(file.parent)!r} does not exist", param, ctx)
        return file


NEW_FILE = _NewFile(path_type=Path, dir_okay=False)
