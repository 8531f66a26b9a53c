"""Files of a pairing: four kinds of one flat JSON document, signed by the sender's operator.

They go from one company to the other and nowhere else. One value has one form: digests are over
the RFC 8785 bytes, so white space and order do not matter and nothing else may differ. Fields:
``docs/protocol.md``, "Pairing". Nothing of a file is proven by parsing it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785
from eth_account.signers.local import LocalAccount
from eth_typing import Hash32

from ais.crypto.place import address_text
from ais.crypto.signatures import SIGNATURE_BYTES
from ais.digests import pairing_file, sha256
from ais.errors import DigestInput, PairingMalformed
from ais.types import Address, Bytes32

from .flat import Form, decode, encode
from .pairs import Direction

__all__ = ["PairingFile", "read_file"]

INVITATION, ANSWER, CONFIRMATION, SINGLE = "invitation", "answer", "confirmation", "single"

_SEALED_BYTES = 80  # HPKE, suite X25519: enc 32, value 32, tag 16

_FORM = Form(
    what="pairing file",
    name="ais-pairing",
    version=1,
    most_bytes=4096,
    refused=PairingMalformed,
    numbers={
        "chainId": (1, 53),
        "supplier": (1, 32),
        "customer": (1, 32),
        "sender": (1, 32),
        "keyNumber": (1, 32),
        "expiresAt": (1, 40),
        "firstEpoch": (1, 32),
        "partnerKeyNumber": (1, 32),
    },
    words={
        "keyDirectory": 20,
        "keyDigest": 32,
        "signature": SIGNATURE_BYTES,
        "commitment": 32,
        "value": 32,
        "invitation": 32,
        "answer": 32,
        "partnerKeyDigest": 32,
        "sealed": _SEALED_BYTES,
    },
)
_HEAD = (
    "chainId",
    "keyDirectory",
    "supplier",
    "customer",
    "sender",
    "keyNumber",
    "keyDigest",
    "expiresAt",
)
_OF_KIND = {
    INVITATION: ("commitment",),
    ANSWER: ("invitation", "value"),
    CONFIRMATION: ("invitation", "answer", "value", "firstEpoch"),
    SINGLE: ("firstEpoch", "partnerKeyNumber", "partnerKeyDigest", "sealed"),
}


@dataclass(frozen=True, slots=True)
class PairingFile:
    """One file. ``numbers`` and ``words`` hold the fields by their names in the protocol."""

    kind: str
    numbers: Mapping[str, int]
    words: Mapping[str, bytes]

    @property
    def key_directory(self) -> Address:
        """The key directory that it is for."""
        return address_text(self.words["keyDirectory"])

    @property
    def direction(self) -> Direction:
        """Who will attest to whom."""
        return Direction(self.numbers["supplier"], self.numbers["customer"])

    @property
    def digest(self) -> Bytes32:
        """SHA-256 of the whole file."""
        return self.digest_without()

    def digest_without(self, *names: str) -> Bytes32:
        """SHA-256 of the RFC 8785 bytes without some of the fields."""
        document = {k: v for k, v in self.document().items() if k not in names}
        return sha256(rfc8785.dumps(document))

    def signed_digest(self) -> Bytes32:
        """What the operator signs (EIP-712)."""
        return pairing_file(
            chain_id=self.numbers["chainId"],
            key_directory=self.key_directory,
            digest=self.digest_without("signature"),
        )

    def document(self) -> dict[str, Any]:
        """The flat document."""
        return _FORM.document(self.numbers, self.words) | {"kind": self.kind}

    def to_bytes(self) -> bytes:
        """The file: RFC 8785 and a line feed."""
        return encode(self.document())

    def __repr__(self) -> str:
        return f"<{self.kind} of organisation {self.numbers['sender']}>"


def read_file(raw: bytes) -> PairingFile:
    """Read a file and check its form. Raises ``PairingMalformed``, ``VersionUnsupported``."""
    return file_of(decode(raw, _FORM))


def file_of(document: object) -> PairingFile:
    """A file from its parsed document."""
    document = _FORM.check_type(document)
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in _OF_KIND:
        raise PairingMalformed(field="kind", reason="is not known")
    names = (*_HEAD, *_OF_KIND[kind], "signature")
    numbers, words = _FORM.fields(document, names, "kind")
    file = PairingFile(kind, numbers, words)
    try:
        direction = file.direction
    except DigestInput as error:
        raise PairingMalformed(field=error.field, reason=error.reason) from None
    if numbers["sender"] not in (direction.supplier, direction.customer):
        raise PairingMalformed(field="sender", reason="is neither supplier nor customer")
    return file


def signed(kind: str, fields: Mapping[str, int | bytes], operator: LocalAccount) -> PairingFile:
    """A file with all of its fields, signed."""
    digest = unsigned(kind, fields).signed_digest()
    signature = bytes(operator.unsafe_sign_hash(Hash32(digest)).signature)
    return file_of(unsigned(kind, {**fields, "signature": signature}).document())


def unsigned(kind: str, fields: Mapping[str, int | bytes]) -> PairingFile:
    """A file in the making: some fields may not be there yet."""
    numbers = {name: value for name, value in fields.items() if isinstance(value, int)}
    words = {name: value for name, value in fields.items() if isinstance(value, bytes)}
    return PairingFile(kind, numbers, words)
