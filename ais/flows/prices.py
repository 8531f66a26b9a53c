"""Prices before anything is sent, and the governor's parameters of money.

A preview is what a submission opened in an epoch would be paid for a valid verdict; what a panel
finds, and what the pool can pay of it when the epoch closes, nobody knows before. Prices that the
governor sets hold from the next epoch; what is open keeps those of its opening.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ais.chain.codec import Write
from ais.errors import ParametersRefused
from ais.jsontext import unrepeated
from ais.policy import CLASSES, MAX_SECTOR, sector_name
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

from .acts import Act, act
from .anchors import SCOPES, SEVERITIES
from .balances import Token, token_of
from .outcome import Outcome
from .parameter_values import by_sector, in_unit
from .party import Party

__all__ = ["Configured", "Preview", "configure", "parameters", "preview"]


@dataclass(frozen=True, slots=True)
class Preview(Outcome):
    """Prices of one sector in the running epoch, by named severity and scope."""

    token: Token
    sector: int
    sector_name: str
    sector_class: str
    epoch: int
    weight_bps: int
    multiplier_bps: int
    bond: int
    prices: Mapping[str, Mapping[str, int]]  # severity -> scope -> units


@dataclass(frozen=True, slots=True)
class Configured(Outcome):
    """What was changed, or with ``dry_run`` would be: section -> field -> (old, new).

    ``holds_from``: section -> the epoch from which that holds, 0: at once.
    """

    changes: Mapping[str, Mapping[str, tuple[int, int]]]
    holds_from: Mapping[str, int]
    acts: tuple[Act, ...]


def preview(party: Party, sector: int, epoch: int | None = None) -> Preview:
    """Tell what a valid submission of that affected sector (0: not declared) earns, by cell."""
    at = party.read(party.membership.epoch()) if epoch is None else epoch
    pricing = party.pricing
    cells = [(severity, scope) for severity in SEVERITIES for scope in SCOPES]
    views = [pricing.price(sector, SEVERITIES[a], SCOPES[b], at) for a, b in cells]
    weight, multiplier, level, rewards, *found = party.read_all(
        pricing.weight_bps(sector, at),
        pricing.multiplier_bps(sector, at),
        party.membership.sector_class_at(sector, at),
        party.rewards.parameters(),
        *views,
    )
    prices: dict[str, dict[str, int]] = {severity: {} for severity in SEVERITIES}
    for (severity, scope), amount in zip(cells, found, strict=True):
        prices[severity][scope] = amount
    return Preview(
        token=token_of(party),
        sector=sector,
        sector_name=sector_name(sector),
        sector_class=CLASSES.get(level, "regular"),
        epoch=at,
        weight_bps=weight,
        multiplier_bps=multiplier,
        bond=rewards.submission_bond,
        prices=prices,
    )


def parameters(party: Party) -> dict[str, dict[str, int]]:
    """Read the parameters of money as they are: ``rewards``, ``pricing``, ``seats``, ``targets``.

    ``targets`` by sector's number, where it is not ``pricing.target``. ``announced_pricing``
    besides where other prices are set for an epoch to come: they and ``from_epoch``.
    """
    rewards, pricing, seats, (announced, from_epoch), running, *targets = party.read_all(
        party.rewards.parameters(),
        party.pricing.parameters(),
        party.seats.parameters(),
        party.pricing.announced(),
        party.membership.epoch(),
        *(party.pricing.target_of(sector) for sector in range(MAX_SECTOR + 1)),
    )
    found = {"rewards": asdict(rewards), "pricing": asdict(pricing), "seats": asdict(seats)}
    own = {str(n): target for n, target in enumerate(targets) if target != pricing.target}
    found["targets"] = own
    if from_epoch > running:
        found["announced_pricing"] = {**asdict(announced), "from_epoch": from_epoch}
    return found


def configure(party: Party, path: Path, *, dry_run: bool = False) -> Configured:
    """Set parameters from a JSON or TOML file; what it does not name stays. The governor's act.

    Sections ``rewards``, ``pricing`` and ``seats`` as ``ais network deploy`` takes them, amounts in
    whole tokens as text, and ``targets``: sector number -> accepted disclosures an epoch (the
    treasurer's act). Prices hold from the next epoch and are laid over those announced for it; all
    else holds at once. Raises ``ParametersRefused``, ``AccessDenied``, the contracts' own.
    """
    wanted = _read(path)
    decimals = party.read(party.token.decimals())
    current = _set_last(party)
    changes: dict[str, dict[str, tuple[int, int]]] = {}
    writes: list[tuple[str, Write]] = []
    for section, values in current.items():
        new = _laid_over(section, values, wanted.pop(section, {}), decimals)
        if new != values:
            changes[section] = {k: (values[k], new[k]) for k in new if new[k] != values[k]}
            writes.append((section, _write(party, section, new)))
    for sector, target in by_sector("targets", wanted.pop("targets", {})).items():
        write = party.pricing.set_target(sector, target)
        old = party.read(party.pricing.target_of(sector))
        if old != target:
            changes.setdefault("targets", {})[str(sector)] = (old, target)
            writes.append((f"targets.{sector}", write))
    if wanted:
        raise ParametersRefused(field=min(wanted), reason="is no section of this file")

    done = [
        act(party, "configure", (name, write.payload), write, "the parameters", dry_run=dry_run)
        for name, write in writes
    ]
    holds_from = dict.fromkeys(changes, 0)
    if "pricing" in changes and dry_run:
        holds_from["pricing"] = party.read(party.membership.next_epoch())
    elif "pricing" in changes:
        holds_from["pricing"] = party.read(party.pricing.announced())[1]
    return Configured(changes, holds_from, tuple(done))


def _set_last(party: Party) -> dict[str, dict[str, int]]:
    """The sections that a change starts from: as they are, prices as they are announced."""
    found = parameters(party)
    del found["targets"]  # set one by one
    announced = found.pop("announced_pricing", None)
    if announced is not None:
        found["pricing"] = {k: v for k, v in announced.items() if k != "from_epoch"}
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            found = tomllib.loads(text)
        else:
            found = json.loads(text, object_pairs_hook=unrepeated)
    except (OSError, ValueError, RecursionError) as error:
        raise ParametersRefused(field=str(path), reason=f"cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise ParametersRefused(field=str(path), reason="is no table of sections")
    return found


def _laid_over(
    section: str, current: Mapping[str, int], wanted: object, decimals: int
) -> dict[str, int]:
    if not isinstance(wanted, Mapping):
        raise ParametersRefused(field=section, reason="is no table")
    new = dict(current)
    for name, value in wanted.items():
        field = f"{section}.{name}"
        if name not in current:
            raise ParametersRefused(field=field, reason="is not known")
        new[name] = in_unit(field, value, decimals)
    return new


def _write(party: Party, section: str, values: Mapping[str, int]) -> Write:
    if section == "rewards":
        return party.rewards.configure(RewardsParameters(**values))
    if section == "pricing":
        return party.pricing.configure(PricingParameters(**values))
    return party.seats.configure(SeatsParameters(**values))
