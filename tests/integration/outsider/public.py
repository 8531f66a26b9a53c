"""What anybody has who runs a node and reads the stores: collected byte by byte, nothing left out.

Blocks with their transactions, receipts with logs and blooms, the whole state (code, storage,
balances), every blob and its name, the deployment file.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ais.events import Event
from ais.ports import LoggedEvent
from tests.integration.seated import World

_HEX_TEXT = re.compile(rb"[0-9a-fA-F]{16,}")
_BASE64_TEXT = re.compile(rb"[0-9a-zA-Z+/_-]{22,}")


@dataclass(frozen=True)
class Piece:
    """Some public bytes and where they stand."""

    where: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Public:
    """Everything public at one moment."""

    pieces: tuple[Piece, ...]
    blocks: tuple[dict[str, Any], ...]
    receipts: tuple[dict[str, Any], ...]
    ledger: tuple[LoggedEvent, ...]
    blobs: dict[bytes, bytes]
    put_at: dict[bytes, int]  # when a blob appeared in the store, in ns: its host sees that
    chain_id: int
    indicators: str
    valuation: str

    def events(self, kind: type[Event]) -> list[Any]:
        """Decoded events of one kind, in order."""
        return [entry.event for entry in self.ledger if isinstance(entry.event, kind)]

    def entries(self, kind: type[Event]) -> list[LoggedEvent]:
        """The same with their blocks and transactions."""
        return [entry for entry in self.ledger if isinstance(entry.event, kind)]

    def words(self) -> dict[bytes, str]:
        """Every aligned 32-byte word of the chain: what might serve as a salt or a key."""
        found: dict[bytes, str] = {}
        for piece in self.pieces:
            if piece.where.startswith(("block", "tx", "receipt")):
                for offset in (0, 4):
                    for at in range(offset, len(piece.data) - 31, 32):
                        found.setdefault(piece.data[at : at + 32], piece.where)
        return found


def collect(world: World) -> Public:
    """Take everything."""
    chain = world.chain
    blocks, receipts, pieces = [], [], []
    newest = int(str(chain.request("eth_blockNumber")), 16)
    for number in range(newest + 1):
        block: Any = chain.request("eth_getBlockByNumber", hex(number), True)
        blocks.append(block)
        head = {name: value for name, value in block.items() if name != "transactions"}
        pieces.append(Piece(f"block {number}", _flat(head)))
        for transaction in block["transactions"]:
            name = f"tx {number} {transaction['hash']}"
            pieces += [Piece(f"{name} field", raw) for raw in _binary(transaction)]
        got: Any = chain.request("eth_getBlockReceipts", hex(number)) or []
        for receipt in got:
            receipts.append(receipt)
            pieces += [
                Piece(f"receipt {receipt['transactionHash']}", raw) for raw in _binary(receipt)
            ]
    state = json.loads(gzip.decompress(bytes.fromhex(str(chain.request("anvil_dumpState"))[2:])))
    for address, account in state["accounts"].items():
        pieces.append(Piece(f"code {address}", bytes.fromhex(account["code"][2:])))
        for slot, value in account["storage"].items():
            pieces.append(Piece(f"storage {address} {slot}", _raw(slot) + _raw(value)))
    blobs, put_at = {}, {}
    for path in sorted((world.folder / "store").rglob("*")):
        if path.is_file():
            blobs[bytes.fromhex(path.name)] = path.read_bytes()
            put_at[bytes.fromhex(path.name)] = path.stat().st_mtime_ns
            pieces.append(Piece(f"blob {path.name}", path.name.encode() + path.read_bytes()))
    pieces.append(Piece("deployment", (world.folder / "network.json").read_bytes()))
    return Public(
        pieces=tuple(pieces),
        blocks=tuple(blocks),
        receipts=tuple(receipts),
        ledger=tuple(entry for entry in world.party("governor").sync().ledger()),
        blobs=blobs,
        put_at=put_at,
        chain_id=world.deployment.chain_id,
        indicators=world.deployment.contracts["Indicators"].address,
        valuation=world.deployment.contracts["Valuation"].address,
    )


def decoded_texts(data: bytes) -> Iterator[bytes]:
    """What stands in bytes as hex or base64 text, decoded at every alignment."""
    for run in _HEX_TEXT.findall(data):
        for start in (0, 1):
            text = run[start:]
            yield bytes.fromhex(text[: len(text) // 2 * 2].decode())
    for run in _BASE64_TEXT.findall(data):
        text = run.replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            part = text[start:]
            try:
                yield base64.b64decode(part[: len(part) // 4 * 4])
            except binascii.Error:
                continue


def source_labels(root: Path) -> set[bytes]:
    """Labels of the source: whoever reads it may key a digest with one."""
    found: set[bytes] = set()
    for pattern in ("ais/**/*.py", "contracts/**/*.sol"):
        for path in root.glob(pattern):
            found |= set(re.findall(rb'"(ais[/ :.][^"\\\n]{1,60})"', path.read_bytes()))
    return found


# ---- private ---------------------------------------------------------------------------------


def _binary(value: Any) -> Iterator[bytes]:
    """Every hex string within a node's answer."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _binary(each)
    elif isinstance(value, list):
        for each in value:
            yield from _binary(each)
    elif isinstance(value, str) and value.startswith("0x"):
        yield _raw(value)


def _flat(value: Any) -> bytes:
    return b"".join(_binary(value))


def _raw(text: str) -> bytes:
    digits = text[2:]
    return bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
