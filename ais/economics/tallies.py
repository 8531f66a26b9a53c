"""What a round of blind valuation comes to, read off its ballots as ``Tallies.sol`` does.

Draws and windows are not here: who was drawn, who could act and who revealed are given. Amounts do
not occur; severity and scope are basis points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import SupportsIndex

from ais.errors import ModelRefused
from ais.records import Result
from ais.types import Ballot, Verdict

from .money import lower_median, whole

__all__ = ["RoundTally", "majority", "medians", "panel_size", "sector_of", "tally"]

_LARGE_PANEL, _LARGE_FROM = 5, 11
_SMALL_PANEL, _SMALL_FROM = 3, 7
_VERDICTS = (Verdict.VALID, Verdict.INVALID, Verdict.DUPLICATE, Verdict.UNAVAILABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTally:
    """How a round ended: what ``Ledger.settle`` needs to know.

    ``revealed``: organisations that revealed in time, each earns the stipend; ``no_shows``: those
    that answer for not revealing. ``sector``, ``severity_bps`` and ``scope_bps`` count with the
    result VALID alone. Whether it is final follows from the result and the round's number.
    """

    result: Result
    revealed: tuple[int, ...] = ()
    no_shows: tuple[int, ...] = ()
    sector: int = 0
    severity_bps: int = 0
    scope_bps: int = 0


def panel_size(eligible: SupportsIndex) -> int:
    """Size of the panel from so many eligible seats: 5 from 11, 3 from 7, else none."""
    found = whole(eligible, "eligible")
    if found >= _LARGE_FROM:
        return _LARGE_PANEL
    return _SMALL_PANEL if found >= _SMALL_FROM else 0


def majority(ballots: Sequence[Ballot]) -> Verdict:
    """The verdict of more than half of the revealed ballots; NONE where there is none."""
    for verdict in _VERDICTS:
        if 2 * sum(ballot.verdict is verdict for ballot in ballots) > len(ballots):
            return verdict
    return Verdict.NONE


def medians(ballots: Sequence[Ballot]) -> tuple[int, int]:
    """Severity and scope of a round, basis points: the lower middles over its valid ballots.

    Raises ``ModelRefused`` where no ballot is valid.
    """
    valid = _valid(ballots)
    severity = lower_median([ballot.severity_bps for ballot in valid])
    return severity, lower_median([ballot.scope_bps for ballot in valid])


def sector_of(ballots: Sequence[Ballot], class_of: Callable[[int], int]) -> int:
    """The sector that more than half of the valid ballots name.

    Else the one of the lowest class, then of the smallest number. ``class_of``: a sector's class.
    Raises ``ModelRefused`` where no ballot is valid.
    """
    sectors = [ballot.sector for ballot in _valid(ballots)]
    if not sectors:
        raise ModelRefused("ballots", "none valid", "a sector needs a valid ballot")
    for sector in sectors:
        if 2 * sectors.count(sector) > len(sectors):
            return sector
    return min(sectors, key=lambda sector: (class_of(sector), sector))


def tally(
    *,
    size: int,
    filled: Sequence[int],
    ballots: Mapping[int, Ballot],
    class_of: Callable[[int], int],
    key_released: bool = True,
    revoked: bool = False,
) -> RoundTally:
    """A round's tally as ``Tallies._close`` and ``Valuation._releasePanelists`` make it.

    ``size``: seats of the panel (0: too few were eligible), ``filled``: organisations of it that
    may act, in order; ``ballots``: organisation -> what it revealed. Nobody answers for a round
    without a key, or one that the submitter revoked. Raises ``ModelRefused`` for a ballot of
    somebody who may not act.
    """
    strangers = ballots.keys() - set(filled)
    if strangers or len(filled) > size:
        raise ModelRefused("ballots", sorted(strangers), "are not of seats that may act")
    revealed = tuple(organisation for organisation in filled if organisation in ballots)
    cast = [ballots[organisation] for organisation in revealed]
    result = Result.REVOKED if revoked else _result(size, filled, cast, key_released)
    answers = key_released and not revoked and not _hopeless(size, filled)
    no_shows = tuple(o for o in filled if o not in ballots) if answers else ()
    if result is not Result.VALID:
        return RoundTally(result=result, revealed=revealed, no_shows=no_shows)
    severity, scope = medians(cast)
    return RoundTally(
        result=result,
        revealed=revealed,
        no_shows=no_shows,
        sector=sector_of(cast, class_of),
        severity_bps=severity,
        scope_bps=scope,
    )


def _result(size: int, filled: Sequence[int], cast: Sequence[Ballot], key_released: bool) -> Result:
    if size == 0:
        return Result.NO_PANEL
    if _hopeless(size, filled):
        return Result.NO_QUORUM
    if not key_released:
        return Result.KEY_MISSED
    if 2 * len(cast) <= size:
        return Result.NO_QUORUM
    verdict = majority(cast)
    return Result.NO_QUORUM if verdict is Verdict.NONE else Result(int(verdict))


def _hopeless(size: int, filled: Sequence[int]) -> bool:
    return 2 * len(filled) <= size


def _valid(ballots: Sequence[Ballot]) -> list[Ballot]:
    return [ballot for ballot in ballots if ballot.verdict is Verdict.VALID]
