"""Times as scanners write them, to seconds, UTC. A time without a zone is UTC, and says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

__all__ = ["Moment", "earliest", "moment"]

_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[Tt ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,12})?)?"
    r"\s*(?:([Zz]|UTC|GMT)|([+-])(\d\d):?(\d\d))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """Seconds, UTC; ``zone_assumed`` where the text had no zone."""

    seconds: int
    zone_assumed: bool = False


def moment(text: str | None) -> Moment | None:
    """The moment that ``text`` tells, as ISO 8601 and near it; None where it tells none.

    What lies before 1970 is no moment of a scan.
    """
    found = _TIME.fullmatch(text.strip()) if text and text.isascii() else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    zulu, sign, hours, minutes = found.groups()[6:]
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = timezone(-offset if sign == "-" else offset) if sign else UTC
        told = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        seconds = int(told.timestamp())
    except (ValueError, OverflowError):
        return None
    return Moment(seconds, not (zulu or sign)) if seconds >= 0 else None


def earliest(moments: list[Moment | None]) -> tuple[int | None, bool]:
    """``scanned_at`` and ``zone_assumed`` of parts that were scanned at several times.

    The oldest part decides how old the report is; a part without a time makes it unknown.
    """
    known = [each for each in moments if each is not None]
    if not known or len(known) < len(moments):
        return None, False
    return min(known).seconds, any(each.zone_assumed for each in known)
