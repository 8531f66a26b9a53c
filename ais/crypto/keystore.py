"""The root secret at rest: a keystore of version 3 (scrypt, AES-128-CTR, Keccak MAC).

The file is the one that wallets know, without its ``address`` field, because a root secret is no
account. It is written whole or not at all, readable by its owner alone. Passwords come from the
caller; where they come from is the CLI's business.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any, cast

from eth_keyfile.keyfile import create_keyfile_json, decode_keyfile_json

from ais.errors import KeystorePassword, KeystoreRefused

from .keys import RootSecret
from .secret import Secret

__all__ = ["decode_keystore", "encode_keystore", "load_keystore", "save_keystore"]

_KIND = "ais-root-secret"
_SCRYPT_N = 1 << 18
_MAX_SCRYPT_N = 1 << 20
_MAX_FILE_BYTES = 16_384


def encode_keystore(root: RootSecret, password: str, scrypt_n: int = _SCRYPT_N) -> str:
    """The keystore as JSON text; a fresh salt each time."""
    if not password:
        raise KeystoreRefused(reason="needs a password that is not empty")
    document = create_keyfile_json(
        root.secret.reveal(), _utf8(password), kdf="scrypt", iterations=scrypt_n
    )
    document.pop("address", None)
    document["kind"] = _KIND
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def decode_keystore(text: str, password: str) -> RootSecret:
    """The root secret in a keystore. Raises ``KeystoreRefused`` or ``KeystorePassword``."""
    document = _checked(text)
    try:
        raw = decode_keyfile_json(document, _utf8(password))
    except ValueError as error:
        if "MAC" in str(error):
            raise KeystorePassword() from None
        raise KeystoreRefused(reason="is damaged") from None
    except (KeyError, TypeError, AttributeError, OverflowError):
        raise KeystoreRefused(reason="is damaged") from None
    if len(raw) != 32:
        raise KeystoreRefused(reason="does not hold 32 bytes")
    return RootSecret(Secret(raw))


def save_keystore(path: Path, root: RootSecret, password: str, scrypt_n: int = _SCRYPT_N) -> None:
    """Write a new keystore; an existing file is never replaced."""
    text = encode_keystore(root, password, scrypt_n)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails where the file is there already
    except FileExistsError:
        raise KeystoreRefused(reason=f"is there already: {path}") from None
    except OSError as error:
        raise KeystoreRefused(reason=f"cannot be written: {error.strerror}") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def load_keystore(path: Path, password: str) -> RootSecret:
    """Read a keystore file. Raises ``KeystoreRefused`` or ``KeystorePassword``."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise KeystoreRefused(reason=f"cannot be read: {error.strerror}") from None
    if len(raw) > _MAX_FILE_BYTES:
        raise KeystoreRefused(reason="is too large to be one")
    return decode_keystore(raw.decode("utf-8", "replace"), password)


def _checked(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
        kind, version = document["kind"], document["version"]
        kdf, work = document["crypto"]["kdf"], document["crypto"]["kdfparams"]
        n, r, p, length = (work[name] for name in ("n", "r", "p", "dklen"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise KeystoreRefused(reason="is no keystore of version 3 with scrypt") from None
    if (kind, version, kdf) != (_KIND, 3, "scrypt"):
        raise KeystoreRefused(reason="is not one of a root secret")
    if (r, p, length) != (8, 1, 32) or not isinstance(n, int) or not 2 <= n <= _MAX_SCRYPT_N:
        raise KeystoreRefused(reason="asks for other work than any keystore of ours")
    return dict(document)


def _utf8(password: str) -> str:
    # The library hands this on to scrypt as it is, and its encoding of text is Latin-1.
    return cast(str, password.encode())
