"""Flat JSON documents: numbers, and bytes in hex; one form for every value, nothing beside them.

Files of a pairing and evidence packs are such documents. Digests are over the RFC 8785 bytes, so
that white space and order do not matter and nothing else may differ.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from ais.errors import AisError, EvidenceMalformed, PairingMalformed, VersionUnsupported
from ais.jsontext import decode_text, first_flaw, parse_json

__all__ = ["Form", "decode", "encode"]

_DEPTH, _VALUES = 2, 64
_HEX = re.compile("0x(?:[0-9a-f]{2})*")


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of document.

    ``name``: its ``type``; ``numbers``: least value and bits; ``words``: size in bytes.
    """

    what: str
    name: str
    version: int
    most_bytes: int
    refused: type[PairingMalformed | EvidenceMalformed]
    numbers: Mapping[str, tuple[int, int]]
    words: Mapping[str, int]

    def check_type(self, document: object) -> dict[str, Any]:
        """The document, if it says that it is of this type and version."""
        if not isinstance(document, dict) or document.get("type") != self.name:
            raise self.refused(field="type", reason=f"is not {self.name}")
        version = document.get("version")
        if not isinstance(version, int) or isinstance(version, bool):
            raise self.refused(field="version", reason="is no number")
        if version != self.version:
            raise VersionUnsupported(what=self.what, found=version)
        return document

    def document(self, numbers: Mapping[str, int], words: Mapping[str, bytes]) -> dict[str, Any]:
        """The document that says these values."""
        hexed = {name: "0x" + value.hex() for name, value in words.items()}
        return {"type": self.name, "version": self.version, **numbers, **hexed}

    def fields(
        self, document: Mapping[str, object], names: Collection[str], *beside: str
    ) -> tuple[dict[str, int], dict[str, bytes]]:
        """The numbers and words of these names, and nothing but them and what is read ``beside``.

        Raises the form's error.
        """
        for name in sorted(document.keys() - {"type", "version", *beside, *names}):
            raise self.refused(field=name, reason="does not belong there")
        numbers = {name: self._number(document, name) for name in names if name in self.numbers}
        words = {name: self._word(document, name) for name in names if name in self.words}
        return numbers, words

    def _number(self, document: Mapping[str, object], name: str) -> int:
        """A number within its bounds."""
        value, (least, bits) = document.get(name), self.numbers[name]
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refused(field=name, reason="is no whole number")
        if not least <= value < 1 << bits:
            raise self.refused(field=name, reason=f"is not between {least} and 2^{bits}-1")
        return value

    def _word(self, document: Mapping[str, object], name: str) -> bytes:
        """Bytes of their size, in their one form."""
        value, size = document.get(name), self.words[name]
        if not isinstance(value, str) or len(value) != 2 + 2 * size or not _HEX.fullmatch(value):
            reason = f"is not {size} bytes in lower-case hex after 0x"
            raise self.refused(field=name, reason=reason)
        return bytes.fromhex(value[2:])


def decode(raw: bytes, form: Form) -> dict[str, Any]:
    """The document in a file. Raises the form's error, and ``VersionUnsupported``."""
    if len(raw) > form.most_bytes:
        raise form.refused(field="file", reason=f"has more than {form.most_bytes} bytes")
    try:
        document = parse_json(decode_text(raw, mark_allowed=False), depth=_DEPTH, values=_VALUES)
    except AisError as error:
        raise form.refused(field="file", reason=f"is refused: {error}") from None
    flaw = first_flaw(document)
    if flaw is not None:
        raise form.refused(field="file", reason=f"has {flaw[1].message}")
    return form.check_type(document)


def encode(document: Mapping[str, Any]) -> bytes:
    """RFC 8785 and a line feed."""
    return bytes(rfc8785.dumps(dict(document))) + b"\n"
