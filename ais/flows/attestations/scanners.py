"""A scanner's signature as its maker hands it over: a small JSON file beside the report.

``{"kind": "ed25519", "key": "0x…", "value": "0x…"}``, the fields of a statement's
``predicate.scanner.signature`` (docs/protocol.md). What is signed is ``scanner_message`` of the
report's SHA-256.
"""

from __future__ import annotations

from pathlib import Path

from ais.crypto.attestations import Scanner, ScannerKind
from ais.errors import AisError, FileUnusable, ScannerUnfit
from ais.jsontext import decode_text, first_flaw, parse_json

__all__ = ["read_scanner"]

_FIELDS = {"kind", "key", "value"}
_MOST_BYTES = 4_096


def read_scanner(path: Path) -> Scanner:
    """Read a signature's file; whether it is over a report is not looked at here.

    Raises ``FileUnusable``, and ``ScannerUnfit`` with the field's name.
    """
    found = _object(path)
    kinds = {kind.name.lower(): kind for kind in ScannerKind}
    if found["kind"] not in kinds:
        raise ScannerUnfit(field="kind", reason=f"is neither of {', '.join(kinds)}")
    kind = kinds[found["kind"]]
    return Scanner(kind, *(_bytes(found[field], field) for field in ("key", "value")))


def _object(path: Path) -> dict[str, str]:
    """The three texts of a file."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise FileUnusable(path=path, reason=error.strerror or "unreadable") from None
    if len(raw) > _MOST_BYTES:
        raise ScannerUnfit(field="file", reason=f"has more than {_MOST_BYTES} bytes")
    try:
        found = parse_json(decode_text(raw, mark_allowed=False), depth=2, values=8)
    except AisError:
        raise ScannerUnfit(field="file", reason="is no JSON") from None
    texts = isinstance(found, dict) and all(isinstance(each, str) for each in found.values())
    if not isinstance(found, dict) or not texts or found.keys() != _FIELDS or first_flaw(found):
        raise ScannerUnfit(field="file", reason="is no object of three texts: kind, key, value")
    return found


def _bytes(text: str, field: str) -> bytes:
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        raise ScannerUnfit(field=field, reason="is no hexadecimal number") from None
