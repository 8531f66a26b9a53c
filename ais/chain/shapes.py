"""Which Python value stands for which Solidity struct or enum, by the ABI's ``internalType``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ais import records, types

from .codec import decode_values, types_of

__all__ = ["ENUMS", "STRUCTS", "decoder", "shaped"]

ENUMS: Mapping[str, Callable[[int], int]] = {
    "IKeyDirectory.Purpose": types.KeyPurpose,
    "IMembership.Status": types.OrganisationStatus,
    "IRelations.Kind": records.RelationKind,
    "IRewards.Stage": records.Stage,
    "IValuation.Phase": records.Phase,
    "IValuation.Result": records.Result,
    "IValuation.Verdict": types.Verdict,
}

STRUCTS: Mapping[str, Callable[..., Any]] = {
    "IAttestations.Tally": records.Tally,
    "IIndicators.Item": types.Item,
    "IIndicators.Release": types.Release,
    "IPricing.Parameters": records.PricingParameters,
    "IRewards.EpochAccount": records.EpochAccount,
    "IRewards.Parameters": records.RewardsParameters,
    "ISeats.Parameters": records.SeatsParameters,
    "IValuation.Ballot": types.Ballot,
    "IValuation.Round": records.Round,
    "IValuation.Windows": records.Windows,
}


def shaped(parameter: Mapping[str, Any], value: Any) -> Any:
    """A decoded value as its enum or dataclass; others as they are."""
    kind, _, name = parameter.get("internalType", "").partition(" ")
    if kind == "enum" and name in ENUMS:
        return ENUMS[name](value)
    if kind == "struct" and name in STRUCTS:
        fields = zip(parameter["components"], value, strict=True)
        return STRUCTS[name](*(shaped(component, item) for component, item in fields))
    return value


def decoder(outputs: tuple[Mapping[str, Any], ...]) -> Callable[[bytes], Any]:
    """How to read a function's answer: one value as it is, several as a tuple."""
    kinds = types_of(outputs)

    def decode(answer: bytes) -> Any:
        raw = decode_values(kinds, answer)
        values = tuple(shaped(p, v) for p, v in zip(outputs, raw, strict=True))
        return values[0] if len(values) == 1 else values

    return decode
