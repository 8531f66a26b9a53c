"""``ais submit`` and ``ais release``: what goes out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from ais.flows import fetch, share
from ais.flows import release as release_flow
from ais.flows.intake import Choices
from ais.flows.release import Released
from ais.flows.rounds import planned_opening, value_all
from ais.flows.share import Submitted
from ais.flows.terms import DAY, SharingTerms

from .output import Output, short
from .parts import DRY_RUN, DURATION, ORGANISATIONS, SECTOR, SECTORS, TIER, TLP, moment, show_acts
from .session import Session, Verb, pass_session

__all__ = ["release", "submit"]


@click.command(cls=Verb)
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--readers",
    type=SECTORS,
    default=(),
    help="Sectors that may read, by comma; default: your own.",
)
@click.option(
    "--affected",
    type=SECTOR,
    default=0,
    help="Sector that the price looks at. Public. Default: not declared, at the regular weight.",
)
@click.option(
    "--tier",
    "minimum_tier",
    type=TIER,
    default=1,
    help="Least tier that may read: regular, core, critical.",
)
@click.option(
    "--tlp", type=TLP, help="TLP label; default: the strictest marking inside, else AMBER."
)
@click.option(
    "--expires",
    type=DURATION,
    default=90 * DAY,
    help="Readable for so long, as 90d.  [default: 90d]",
)
@click.option(
    "--embargo", type=DURATION, default=0, help="No keys before this time has passed, as 12h."
)
@click.option(
    "--allow",
    type=ORGANISATIONS,
    help="Narrow the readers to these organisations. Who they are stays here.",
)
@click.option(
    "--value/--no-value",
    default=False,
    help="Go on: open the valuation, draw the panel, release its key.",
)
@click.option("--decline", is_flag=True, help="Never to be valued or paid.")
@click.option("--hold", is_flag=True, help="Leave the readers' release for `ais release`.")
@click.option("--attribute", is_flag=True, help="Leave the author in.")
@click.option(
    "--withhold",
    multiple=True,
    metavar="ID",
    help="Object that nobody gets; it is marked as withheld.",
)
@click.option(
    "--skip-refused", is_flag=True, help="Leave out what was refused instead of stopping."
)
@click.option("--allow-benign", is_flag=True, help="Keep values that are known to be harmless.")
@click.option(
    "--assets",
    type=click.Path(exists=True, dir_okay=False),
    help="Your own domains and networks, one a line: never shared by accident.",
)
@click.option("--again", is_flag=True, help="Submit anew what this home has submitted before.")
@DRY_RUN
@pass_session
def submit(
    session: Session,
    /,
    *,
    paths: tuple[str, ...],
    value: bool,
    hold: bool,
    again: bool,
    dry_run: bool,
    **given: Any,
) -> None:
    """Encrypt indicators and share them under a policy: one submission a file, one transaction.

    PATHS are STIX 2.1 bundles, lists or CSV, folders, or - for standard input. Content, salts and
    keys stay off chain. Public, for ever: a salted commitment, the policy (readers, affected
    sector, TLP, times), the digest and size of the ciphertext, and to how many organisations keys
    were released; not whom an allow list names. A released key cannot be taken back.

    Run again after a crash it goes on where it stood, and never submits twice.

    Example: ais submit campaign.json --readers energy,communications --affected energy
    """
    for name in ("decline", "embargo", "hold"):
        if value and (given.get(name) or (name == "hold" and hold)):
            raise click.UsageError(f"--value opens the valuation now, which --{name} excludes")
    party = session.party()
    done = share.submit(
        party,
        paths,
        _terms(given),
        _choices(given, party.config.assets),
        again=again,
        value=value,
        hold=hold,
        dry_run=dry_run,
        stdin=sys.stdin.buffer,
    )
    if value and dry_run:
        done = replace(done, acts=(*done.acts, *[planned_opening(party)] * len(done.items)))
    if value and not dry_run and done.released_to is not None:
        value_all(party, done.submission_ids)
    session.output.result(done, lambda: _show(session.output, done))


@click.command(cls=Verb)
@click.argument("submissions", nargs=-1)
@click.option(
    "--allow", type=ORGANISATIONS, help="The allow list, where this home has forgotten it."
)
@click.option("--repeat", is_flag=True, help="Once more, for those who may read by now.")
@DRY_RUN
@pass_session
def release(
    session: Session,
    *,
    submissions: tuple[str, ...],
    allow: tuple[int, ...] | None,
    repeat: bool,
    dry_run: bool,
) -> None:
    """Release keys to the readers of SUBMISSIONS; without any, of all that are due.

    Due are own submissions whose embargo is over, or whose first release came too late. `ais run`
    does it by itself. Public: the digest of the slots and how many there are. A released key cannot
    be taken back.

    Example: ais release 0x12ab
    """
    if repeat and not submissions:
        raise click.UsageError("--repeat: name the submissions whose keys are released once more")
    party = session.party()
    ids = [fetch.resolve(party, each) for each in submissions] or release_flow.due(party)
    make = release_flow.repeat if repeat else release_flow.release_readers
    done = [make(party, [name], allow=allow, dry_run=dry_run) for name in ids]
    session.output.result({"released": done}, lambda: _show_released(session.output, done))


def _terms(given: Mapping[str, Any]) -> SharingTerms:
    """The options that say who may read, and when."""
    return SharingTerms(
        readers=given["readers"],
        affected=given["affected"],
        minimum_tier=given["minimum_tier"],
        tlp=given["tlp"],
        expires_seconds=given["expires"],
        embargo_seconds=given["embargo"],
        allow=given["allow"],
        valued=False if given["decline"] else None,
    )


def _choices(given: Mapping[str, Any], assets: str | None) -> Choices:
    """The options that say what of the files goes out."""
    return Choices(
        attribute=given["attribute"],
        withhold=given["withhold"],
        skip_refused=given["skip_refused"],
        allow_benign=given["allow_benign"],
        assets=given["assets"] or assets,
    )


def _show(output: Output, done: Submitted) -> None:
    head = (
        "would be submitted"
        if done.dry_run
        else "submitted before"
        if done.resumed
        else "submitted"
    )
    output.line(f"{len(done.items)} {head}", style="green")
    rows = [
        (
            short(item.submission_id) if item.submission_id else "-",
            item.path,
            item.objects,
            item.withheld,
        )
        for item in done.items
    ]
    output.table(["submission", "file", "objects", "left out"], rows)
    output.pairs(
        {
            name: ", ".join(map(str, v)) if isinstance(v, list) else v
            for name, v in _times(done.policy).items()
        },
        "policy (public)",
    )
    if done.released_to is not None:
        output.line(f"keys for {done.released_to} eligible organisations")
    elif done.release_from:
        output.line(
            f"keys follow after {moment(done.release_from)}: leave `ais run` on, or `ais release`"
        )
    else:
        output.line("no keys released yet: `ais release`")
    show_acts(output, done.acts)


def _times(policy: dict[str, object]) -> dict[str, object]:
    times = ("not_before", "expires_at", "submitted_at")
    return {name: moment(int(str(v))) if name in times else v for name, v in policy.items()}


def _show_released(output: Output, done: list[Released]) -> None:
    if not done:
        output.line("nothing is due")
    for each in done:
        names = ", ".join(short(name) for name in each.submission_ids)
        output.line(f"{names}: {each.slots} slots as of block {each.as_of_block}")
        show_acts(output, [each.act])
