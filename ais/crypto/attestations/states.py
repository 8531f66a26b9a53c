"""Who pairs, and the states between two files; as bytes for the days that lie between.

A state is used once: keep the next one, and forget the former, before a file leaves the house. Its
bytes hold secrets: seal them with the self key.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from eth_account.signers.local import LocalAccount

from ais.crypto.kem import KemPrivateKey, KemPublicKey
from ais.crypto.secret import Secret
from ais.errors import AisError, PairingCode, PairingMalformed
from ais.jsontext import decode_text, first_flaw, parse_json
from ais.types import Address, Bytes32

from .files import PairingFile, file_of
from .pairs import Direction, Pair

__all__ = [
    "Answered",
    "Invited",
    "PairingState",
    "Partner",
    "Side",
    "Unconfirmed",
    "pairing_state_from_bytes",
    "pairing_state_to_bytes",
]


@dataclass(frozen=True, slots=True)
class Side:
    """Ourselves: our place, our agreement key in force with its bundle's digest, who signs."""

    chain_id: int
    key_directory: Address
    organisation: int
    key: KemPrivateKey
    key_number: int
    key_digest: Bytes32
    operator: LocalAccount = field(repr=False)


@dataclass(frozen=True, slots=True)
class Partner:
    """The other company, as the chain has it: its agreement key in force, and its operators."""

    organisation: int
    key: KemPublicKey
    key_number: int
    key_digest: Bytes32
    operators: frozenset[Address]


@dataclass(frozen=True, slots=True)
class Invited:
    """We have sent an invitation and wait for the answer. ``value`` is still ours alone."""

    invitation: PairingFile
    value: Secret


@dataclass(frozen=True, slots=True)
class Answered:
    """We have answered, in ``epoch``, and wait for the confirmation."""

    invitation: PairingFile
    answer: PairingFile
    epoch: int


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Both have all values; the officers compare codes. Nothing is in force.

    ``code``: to be read to the partner's officer by voice, over no channel that the files took.
    """

    code: str
    _pair: Pair

    @property
    def direction(self) -> Direction:
        """Who will attest to whom."""
        return self._pair.direction

    @property
    def first_epoch(self) -> int:
        """From when on the pair will be in force."""
        return self._pair.first_epoch

    @property
    def origin(self) -> Bytes32:
        """Digest of the invitation or single file: never take it again."""
        return self._pair.origin

    def confirm(self, heard: str) -> Pair:
        """The pair, once the code that our officer heard and typed is ours.

        Blanks, hyphens and the case of letters do not matter. Raises ``PairingCode``.
        """
        if not hmac.compare_digest(_plain(heard), _plain(self.code)):
            raise PairingCode()
        return self._pair

    def __repr__(self) -> str:
        return f"<unconfirmed pairing from epoch {self.first_epoch} on>"


PairingState = Invited | Answered | Unconfirmed


def pairing_state_to_bytes(state: PairingState) -> bytes:
    """A state with its secrets in the clear: seal it before it is kept."""
    found: dict[str, Any]
    if isinstance(state, Invited):
        found = {"state": "invited", "value": state.value.reveal().hex()}
        found["invitation"] = state.invitation.document()
    elif isinstance(state, Answered):
        found = {"state": "answered", "epoch": state.epoch}
        found["invitation"] = state.invitation.document()
        found["answer"] = state.answer.document()
    else:
        found = {"state": "unconfirmed", "code": state.code, "pair": state._pair.to_bytes().hex()}
    return rfc8785.dumps(found)


def pairing_state_from_bytes(raw: bytes) -> PairingState:
    """Undo ``pairing_state_to_bytes``. Raises ``PairingMalformed``, ``VersionUnsupported``."""
    try:
        found = parse_json(decode_text(raw, mark_allowed=False), depth=3, values=128)
    except AisError as error:
        raise PairingMalformed(field="state", reason=f"is refused: {error}") from None
    if not isinstance(found, dict) or first_flaw(found):
        raise PairingMalformed(field="state", reason="is no object")
    try:
        return _state(found)
    except (KeyError, TypeError, ValueError):
        raise PairingMalformed(field="state", reason="is incomplete") from None


def _state(found: dict[str, Any]) -> PairingState:
    if found["state"] == "invited":
        return Invited(file_of(found["invitation"]), Secret(bytes.fromhex(found["value"])))
    if found["state"] == "answered":
        files = file_of(found["invitation"]), file_of(found["answer"])
        return Answered(*files, int(found["epoch"]))
    if found["state"] == "unconfirmed":
        pair = Pair.from_bytes(bytes.fromhex(found["pair"]))
        return Unconfirmed(str(found["code"]), pair)
    raise PairingMalformed(field="state", reason="is not known")


def _plain(code: str) -> bytes:
    return "".join(code.split()).replace("-", "").upper().encode("utf-8", "replace")
