"""A scanner's signature as its maker hands it over: a small JSON file beside the report.

``{"kind": "ed25519", "key": "0x…", "value": "0x…"}``, the fields of a statement's
``predicate.scanner.signature`` (docs/protocol.md). What is signed is ``scanner_message`` of the
report's SHA-256.
"""

from __future__ import annotations

import json
from pathlib import Path

from ais.crypto.attestations import Scanner, ScannerKind
from ais.errors import FileUnusable, RecordMalformed

__all__ = ["read_scanner"]

_FIELDS = {"kind", "key", "value"}
#: Field of the file -> of the record; both are hexadecimal, with or without 0x.
_HEX = (("key", "scannerKey"), ("value", "scannerSignature"))


def read_scanner(path: Path) -> Scanner:
    """Read a signature's file; whether it is right is not looked at here.

    Raises ``FileUnusable``, and ``RecordMalformed`` with the field's name.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileUnusable(path=path, reason=error.strerror or "unreadable") from None
    except ValueError:
        raise RecordMalformed(field="scanner", reason="is in no JSON file") from None
    if not isinstance(found, dict) or found.keys() != _FIELDS:
        raise RecordMalformed(field="scanner", reason="is no object of kind, key and value")
    names = {kind.name.lower(): kind for kind in ScannerKind}
    if found["kind"] not in names:
        reason = f"is {found['kind']!r}, neither of {', '.join(names)}"
        raise RecordMalformed(field="scannerKind", reason=reason)
    key, value = (_bytes(found[name], field) for name, field in _HEX)
    return Scanner(names[found["kind"]], key, value)


def _bytes(text: object, field: str) -> bytes:
    try:
        return bytes.fromhex(str(text).removeprefix("0x"))
    except ValueError:
        raise RecordMalformed(field=field, reason="is no hexadecimal number") from None
