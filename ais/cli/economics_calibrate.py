"""``ais economics example``, ``calibrate`` and ``verify``: parameters from a described economy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ais.economics.calibration.calibrate import calibrate
from ais.economics.calibration.parameters import Parameters
from ais.economics.calibration.report import report
from ais.economics.calibration.verify import checks, verify
from ais.economics.economy import Economy
from ais.economics.economy_parts import TARGETS
from ais.economics.money import REGULAR
from ais.economics.reference import SECTOR_CLASSES, reference_description
from ais.errors import ParametersRefused

from .economics_calibrate_shown import show_checks, show_report
from .economics_files import ECONOMY, read_economy, read_table
from .economics_parts import PICTURE, save_picture
from .paths import NEW_FILE
from .session import Session, Verb, pass_session

__all__ = ["calibrate_", "example", "verify_"]

_TARGET = click.option(
    "--target",
    type=click.Choice(TARGETS),
    help="What sharing shall be: an equilibrium, the selected one, or the only one.  "
    "[default: the description's]",
)


@click.command(cls=Verb)
@pass_session
def example(session: Session, /) -> None:
    """Print the reference economy as JSON: a description to start from.

    Amounts are whole tokens, by disclosure or by epoch; factors are basis points (10,000 = 1);
    docs/calibration.md says what each field means. The network's default parameters are the
    calibration of this one.

    Example: ais economics example > economy.json
    """
    session.output.text(json.dumps(reference_description(), indent=2))


@click.command("calibrate", cls=Verb)
@ECONOMY
@_TARGET
@click.option(
    "--out",
    type=NEW_FILE,
    metavar="FILE",
    help="Write the parameters: JSON for `ais network deploy` and `ais pool configure`.",
)
@click.option("--floor-bps", type=int, help="The multiplier's floor, of a network that runs.")
@click.option("--ceiling-bps", type=int, help="The multiplier's ceiling, of a network that runs.")
@PICTURE
@pass_session
def calibrate_(
    session: Session,
    /,
    *,
    economy: Path | None,
    target: str | None,
    out: Path | None,
    floor_bps: int | None,
    ceiling_bps: int | None,
    picture: Path | None,
) -> None:
    """Find the contracts' parameters of least outlay for the ECONOMY, a JSON file.

    Without a file: for the reference economy. Tells of every number its source, what binds it and
    what that costs (its shadow price: tokens of outlay an epoch that one token less would save).
    What cannot be met is refused with the constraint and the smallest change that would do. Floor
    and ceiling are fixed at deployment: for a network that runs, give its own.

    Example: ais economics calibrate economy.json --out parameters.json
    """
    described = _changed(read_economy(economy), target, floor_bps, ceiling_bps)
    found = calibrate(described)
    told = report(found)
    value: dict[str, Any] = {
        "parameters": found.parameters.to_dict(),
        "report": told,
        "checks": found.checks,
        "sector_classes": {str(sector): n for sector, n in sorted(described.classes.items())},
        "classes_differ": _other_classes(described),
    }
    if out is not None:
        out.write_text(json.dumps(value["parameters"], indent=2) + "\n", encoding="utf-8")
        value["file"] = str(out)
    if picture is not None:
        from ais.economics.pictures.calibration import multipliers  # noqa: PLC0415  slow to load

        value["picture"] = save_picture(multipliers(told, found.parameters), picture)
    session.output.result(value, lambda: show_report(session.output, found, told, value))


@click.command("verify", cls=Verb)
@click.argument("parameters", type=click.Path(path_type=Path, dir_okay=False))
@ECONOMY
@_TARGET
@pass_session
def verify_(
    session: Session, /, *, parameters: Path, economy: Path | None, target: str | None
) -> None:
    """Check the PARAMETERS of a JSON file against an ECONOMY, constraint by constraint.

    Computes everything anew from the file, in whole units. Exit status 1 names what
    does not hold. Without an economy: against the reference one.

    Example: ais economics verify parameters.json economy.json
    """
    described = _changed(read_economy(economy), target, None, None)
    table = read_table(parameters, ParametersRefused)
    read = Parameters.from_dict(table, described)
    found = checks(described, read)
    if not session.output.as_json:
        show_checks(session.output, found)
    verify(described, read)
    session.output.result(
        {"economy": described.name, "checks": found},
        lambda: session.output.line(f"all {len(found)} hold", style="green"),
    )


# ---- private ---------------------------------------------------------------------------------


def _other_classes(economy: Economy) -> list[int]:
    """Sectors whose class is another one than a new network gives them unless told otherwise."""
    ours, new = economy.classes, SECTOR_CLASSES
    return [n for n in sorted({*ours, *new}) if ours.get(n, REGULAR) != new.get(n, REGULAR)]


def _changed(
    economy: Economy, target: str | None, floor_bps: int | None, ceiling_bps: int | None
) -> Economy:
    given = {"target": target, "band.floor_bps": floor_bps, "band.ceiling_bps": ceiling_bps}
    changes = {path: value for path, value in given.items() if value is not None}
    return economy.changed(changes) if changes else economy
