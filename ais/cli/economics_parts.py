"""What the commands of the investment models share: options, amounts as text, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ais.economics.investment.advice import breach_from_halving
from ais.economics.investment.gordon_loeb import Breach
from ais.economics.investment.worth import Partners

from .paths import NEW_FILE

__all__ = [
    "BETA",
    "CLASS",
    "HALVED_BY",
    "LOSS",
    "PICTURE",
    "VULNERABILITY",
    "amount",
    "is_typed",
    "needed",
    "part",
    "partner_options",
    "read_breach",
    "read_partners",
    "save_picture",
]

PICTURE = click.option(
    "--picture",
    type=NEW_FILE,
    metavar="FILE",
    help="Draw it, too: a .png or .svg file.",
)


LOSS = click.option(
    "--loss", type=float, required=True, metavar="MONEY", help="Loss of one breach."
)
VULNERABILITY = click.option(
    "--vulnerability", type=float, metavar="0..1", help="Chance of a breach a year, nothing spent."
)
HALVED_BY = click.option(
    "--halved-by", type=float, metavar="MONEY", help="What a year's spending halves that chance."
)
CLASS = click.option(
    "--class",
    "kind",
    type=click.Choice(["I", "II"]),
    default="I",
    show_default=True,
    help="Gordon and Loeb's class of breach function.",
)
BETA = click.option(
    "--beta", type=float, default=1.0, show_default=True, help="Exponent of class I."
)


def partner_options(command: Any) -> Any:
    """Add the options that tell of partners. Their defaults are cautious guesses, and say so."""
    for name, default, text in reversed(
        [
            ("--partners", 0.0, "Number of organisations to share with."),
            ("--sharing", 0.6, "A guess: chance that one of them shares what it meets, 0 to 1."),
            ("--common", 0.5, "A guess: part of one's attacks that partners meet too, 0 to 1."),
            ("--stops", 0.8, "A guess: chance that an indicator in time stops an attack."),
        ]
    ):
        option = click.option(name, type=float, default=default, show_default=True, help=text)
        command = option(command)
    return command


def needed(given: Mapping[str, Any], *names: str) -> list[float]:
    """Give the options ``names``; wrong usage where one was not given."""
    for name in names:
        if given[name] is None:
            raise click.UsageError(f"Missing option '--{name.replace('_', '-')}'.")
    return [given[name] for name in names]


def is_typed(name: str) -> bool:
    """Whether an option stands in the command line, whatever its default is."""
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE


def read_breach(given: Mapping[str, Any]) -> Breach:
    """Give the breach function that the options describe. Raises ``ModelRefused``."""
    v, halved_by = needed(given, "vulnerability", "halved_by")
    if given["kind"] == "II" and is_typed("beta"):
        raise click.UsageError("--beta is of class I; class II has none.")
    return breach_from_halving(v, halved_by, kind=given["kind"], beta=given["beta"])


def read_partners(given: Mapping[str, Any]) -> Partners:
    """Give the partners that the options describe. Raises ``ModelRefused``."""
    return Partners(
        number=given["partners"],
        sharing=given["sharing"],
        common=given["common"],
        stops=given["stops"],
    )


def amount(value: Any) -> str:
    """Write money for people: whole units from 1,000 on, else four digits; "-" for none."""
    if value is None:
        return "-"
    number = float(value)
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"


def part(value: Any) -> Any:
    """Give dataclasses and arrays as JSON knows them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: part(getattr(value, field.name)) for field in fields(value)}
    return value.tolist() if hasattr(value, "tolist") else value


def save_picture(figure: Any, file: Path) -> str:
    """Write a picture to ``file`` and give its name."""
    from ais.economics.pictures.style import render  # noqa: PLC0415  matplotlib is slow to load

    kind = file.suffix.lower()
    if kind not in (".png", ".svg"):
        reason = f"{file.name} ends neither in .png nor in .svg"
        raise click.BadParameter(reason, param_hint="'--picture'")
    file.write_bytes(render(figure, "png" if kind == ".png" else "svg"))
    return str(file)
