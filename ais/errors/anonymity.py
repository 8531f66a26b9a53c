"""Errors of the anonymous group and of proofs of membership in it."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "AnonymityError",
    "ArtefactAltered",
    "ArtefactMissing",
    "GroupSecretRefused",
    "LeafRefused",
    "LeafUnknown",
    "NumberOutOfField",
    "ProofMalformed",
    "ProofRefused",
    "ProverUnavailable",
    "TreeFull",
    "WitnessRefused",
]


class AnonymityError(AisError):
    """Base of what goes wrong around the anonymous group."""

    code = "anonymity-refused"
    why = "the anonymous group cannot be used like this: {reason}"
    what_to_do = "See `ais attest --help`."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class ArtefactMissing(AnonymityError):
    """A file of the circuit is not on this machine."""

    code = "artefact-missing"
    why = "{name} is not in {folder}"
    what_to_do = "Run `scripts/setup client`, or name the folder in AIS_ARTEFACTS."
    fields: ClassVar[tuple[str, ...]] = ("name", "folder")


class ArtefactAltered(AnonymityError):
    """A file of the circuit is not the published one."""

    code = "artefact-altered"
    why = "{name} in {folder} has another SHA-256 than the published file"
    what_to_do = "Delete it and run `scripts/setup client`; prove nothing with it."
    fields: ClassVar[tuple[str, ...]] = ("name", "folder")


class NumberOutOfField(AnonymityError):
    """A number that the circuit would take for another one."""

    code = "number-out-of-field"
    why = "the {name} is not below the order of the field"
    what_to_do = "Reduce it as docs/protocol.md says before it is hashed or proved."
    fields: ClassVar[tuple[str, ...]] = ("name",)


class GroupSecretRefused(AnonymityError):
    """Bytes that are no secret of the group. They are not repeated."""

    code = "group-secret-refused"
    why = "that is no secret of the anonymous group: its form or size is wrong"
    what_to_do = "Restore the keys from the recovery phrase."
    fields: ClassVar[tuple[str, ...]] = ()


class LeafRefused(AnonymityError):
    """A leaf that the group does not take."""

    code = "leaf-refused"
    why = "the leaf {reason}"
    what_to_do = "Draw a new group secret and register its leaf."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class LeafUnknown(AnonymityError):
    """No such leaf in the group, or it was removed."""

    code = "leaf-unknown"
    why = "leaf {leaf} is not in the group"
    what_to_do = "Register a leaf; a new one counts from the next snapshot."
    fields: ClassVar[tuple[str, ...]] = ("leaf",)


class TreeFull(AnonymityError):
    """All places of the tree are taken, those of removed leaves included."""

    code = "tree-full"
    why = "the group has no place beyond {capacity}"
    what_to_do = "The network needs a new attestations contract."
    fields: ClassVar[tuple[str, ...]] = ("capacity",)


class WitnessRefused(AnonymityError):
    """The circuit's conditions do not hold for what is to be proved."""

    code = "witness-refused"
    why = "this cannot be proved: {reason}"
    what_to_do = "Read the group and the epoch's snapshot again, then prove again."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class ProofMalformed(AnonymityError):
    """Something in a proof is no number of its field or no point of its curve."""

    code = "proof-malformed"
    why = "the proof is malformed: a number is too large, or a point is not on its curve"
    what_to_do = "Ask for the proof again; do not send it on."
    fields: ClassVar[tuple[str, ...]] = ()


class ProofRefused(AnonymityError):
    """A proof that does not hold for its public signals."""

    code = "proof-refused"
    why = "the proof does not hold for its root, nullifier, message and scope"
    what_to_do = "Prove again; if it happens again, run `scripts/setup client`."
    fields: ClassVar[tuple[str, ...]] = ()


class ProverUnavailable(AnonymityError):
    """The prover that was asked for is not on this machine."""

    code = "prover-unavailable"
    why = "the {name} prover cannot be used: {reason}"
    what_to_do = "Unset AIS_PROVER, or run `scripts/setup client` where Rust is installed."
    fields: ClassVar[tuple[str, ...]] = ("name", "reason")
