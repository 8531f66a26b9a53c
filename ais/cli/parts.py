"""Small parts that several commands share: options, ways to read arguments, ways to show acts."""

from __future__ import annotations

import math
import re
import signal
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import click

from ais import policy as policies
from ais.errors import PolicyName
from ais.flows.acts import Act

from .output import Output

__all__ = [
    "ADDRESS",
    "AMOUNT",
    "DRY_RUN",
    "DURATION",
    "EPOCH",
    "ORGANISATION",
    "ORGANISATIONS",
    "SECONDS",
    "SECTOR",
    "SECTORS",
    "TIER",
    "TLP",
    "YES",
    "moment",
    "show_acts",
    "stopped_by_signals",
]

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}

DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Tell what would be sent and become public; send nothing."
)

YES = click.option("--yes", is_flag=True, help="Do not ask.")


class _Named(click.ParamType):
    """A value that the tables of ``ais.policy`` name."""

    def __init__(self, name: str, number: Any, *, several: bool = False) -> None:
        self.name = name
        self._number = number
        self._several = several

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            if not self._several:
                return self._number(value)
            found = tuple(self._number(each) for each in value.split(",") if each.strip())
        except PolicyName as error:
            self.fail(f"{error.message}. {error.next_step}", param, ctx)
        if not found:
            self.fail(f"{value!r} names none", param, ctx)
        return found


class _Duration(click.ParamType):
    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d{1,9})([smhdw])", value.strip())
        if found is None:
            self.fail(f"{value!r} is no time such as 90d, 12h, 30m or 45s", param, ctx)
        return int(found[1]) * _SECONDS[found[2]]


class _Organisations(click.ParamType):
    name = "ids"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not re.fullmatch(r"[1-9]\d{0,8}(,[1-9]\d{0,8})*", value):
            self.fail(f"{value!r} is no list of organisation numbers such as 3,5", param, ctx)
        return tuple(sorted({int(each) for each in value.split(",")}))


class _Address(click.ParamType):
    """An account: a letter that is mistyped in a mixed-case address does not pass (EIP-55)."""

    name = "address"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        from eth_utils.address import is_hex_address, to_checksum_address  # noqa: PLC0415  slow to load

        found = str(to_checksum_address(value)) if is_hex_address(value) else ""
        if not found or value not in (found, found.lower()):
            self.fail(f"{value!r} is no address: 0x and 40 hex digits, cased as shown", param, ctx)
        if int(found, 16) == 0:
            self.fail("the address 0 is nobody's: what it is given is lost", param, ctx)
        return found


class _Amount(click.ParamType):
    name = "amount"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if not re.fullmatch(r"\d{1,30}(\.\d{1,18})?", value.strip(), re.ASCII):
            self.fail(f"{value!r} is no number of tokens such as 2500 or 0.5", param, ctx)
        return value.strip()


class _Seconds(click.FloatRange):
    """A pause: neither none at all nor one without an end."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        found = super().convert(value, param, ctx)
        if not math.isfinite(found):  # lies in every range, for comparisons
            self.fail(f"{value!r} is no number of seconds", param, ctx)
        return found


SECTOR = _Named("sector", policies.sector_number)
SECTORS = _Named("sectors", policies.sector_number, several=True)
TIER = _Named("tier", policies.tier_number)
TLP = _Named("tlp", policies.tlp_number)
DURATION = _Duration()
ORGANISATION = click.IntRange(1, 2**32 - 1)
EPOCH = click.IntRange(1, 2**32 - 1)
ORGANISATIONS = _Organisations()
ADDRESS = _Address()
SECONDS = _Seconds(0.05, 86_400)
AMOUNT = _Amount()


def moment(seconds: int) -> str:
    """A time on the chain for people, in UTC; a dash for none."""
    if not seconds:
        return "-"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def stopped_by_signals() -> threading.Event:
    """Make an event that the first interrupt sets: what is under way is finished first."""
    stop = threading.Event()

    def set_it(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, set_it)
    return stop


def show_acts(output: Output, acts: Iterable[Act | None]) -> None:
    """What was sent, or would be, one line each."""
    for act in acts:
        if act is None:
            continue
        gas = "" if act.gas is None else f", {act.gas:,} gas"
        gas += f", {act.spends:,} units of the token" if act.spends else ""
        if act.transaction is None:
            output.line(f"would send {act.call}{gas}")
        else:
            output.line(f"{act.call} in block {act.block_number}{gas}, 0x{act.transaction.hex()}")
        output.line(f"  public: {act.public}", style="dim")
