"""Read what the commands of the calibration and the simulation take as files: JSON, told by name.

Not the case of ``coordinate``, whose decimals are exact fractions.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ais.economics.economy import Economy
from ais.economics.reference import reference
from ais.errors import EconomyRefused, FileUnusable, ParametersRefused
from ais.jsontext import unrepeated

__all__ = ["ECONOMY", "read_economy", "read_table"]

ECONOMY = click.argument("economy", required=False, type=click.Path(path_type=Path, dir_okay=False))


def read_economy(file: Path | None) -> Economy:
    """Give the described economy of a file, the reference one without.

    Raises ``FileUnusable`` and ``EconomyRefused``.
    """
    return reference() if file is None else Economy.from_dict(read_table(file, EconomyRefused))


def read_table(file: Path, refused: type[EconomyRefused | ParametersRefused]) -> dict[str, Any]:
    """Give a JSON file's table.

    Raises ``FileUnusable`` where it cannot be read, ``refused`` where it is no table in JSON, and
    where a name stands twice in a table.
    """
    try:
        text = file.read_text(encoding="utf-8")
        found = json.loads(text, object_pairs_hook=unrepeated)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileUnusable(path=str(file), reason=reason) from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise refused(field=str(file), reason="is no JSON in UTF-8") from None
    except ValueError as error:
        raise refused(field=str(file), reason=f"cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise refused(field=str(file), reason="is no table")
    return found
