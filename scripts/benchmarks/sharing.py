"""From a file on the disk to a mined submission with its release, beside the sum of its parts.

The parts are the floor: the same objects through the OASIS validator, as many raw HPKE seals, one
AES-GCM, two files written and synced, one transaction signed, sent and waited for.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eth_account import Account
from stix2validator import ValidationOptions, validate_instance

from ais.crypto import RootSecret
from ais.flows import join, money, share
from ais.flows.party import Party
from ais.flows.terms import SharingTerms
from ais.policy import sector_bits
from ais.types import Suite

from .checking import bundle
from .rows import Row, side_by_side
from .sealing import Raw
from .site import ENERGY, TOKEN, Site, open_site

__all__ = ["submit"]

_READERS = 16
_OBJECTS = 10
_TURNS = 9


def submit() -> Iterator[Row]:
    """Seconds from a file of 10 objects to the mined submission, beside the floor of its parts."""
    with open_site() as site, _submitter(site) as party:
        for _ in range(_READERS):
            site.announce(site.admit(), 1)
        site.send(site.governor, site.chain.contracts.membership.start())
        sides = _Sides(site, party)
        pair = side_by_side(sides.ours, sides.theirs, turns=_TURNS, clock=time.perf_counter)
    peer = "in-process validator, raw seals, two synced files, one raw transaction"
    name = f"submit, file to mined: {_OBJECTS} objects, {_READERS} readers, hybrid"
    yield Row(name, round(pair.ours, 4), "s", peer, round(pair.theirs, 4))


@contextmanager
def _submitter(site: Site) -> Iterator[Party]:
    """A home of its own, whose company is active."""
    root, home = RootSecret.generate(), site.folder / "home"
    file = site.folder / "network.json"
    site.chain.deployment.save(file)
    accounts = join.init(home, "benchmark", network=file, secret=root, scrypt_n=2).accounts
    contracts = site.chain.contracts
    addresses = (accounts.owner, accounts.operator, accounts.payout)
    site.send(site.registrar, contracts.membership.list(*addresses, sector_bits([ENERGY]), 1))
    site.send(site.deployer, contracts.token.mint(accounts.operator, 1_000 * TOKEN))
    with Party.open(home, root=root) as party:
        join.join(party)
        money.pay_dues(party)
        yield party


@dataclass
class _Sides:
    """The product and the floor; a file is submitted once, so each turn has a new one."""

    site: Site
    party: Party
    turn: int = 0
    raw: Raw = field(default_factory=lambda: Raw.make(Suite.HYBRID))
    account: Any = field(default_factory=Account.create)
    sent: int = 0

    def ours(self) -> None:
        """Check, seal, store, release, sign, send, wait: one call of the product."""
        self.turn += 1
        path = self.site.folder / f"{self.turn}.json"
        path.write_bytes(self._content())
        made = share.submit(self.party, [path], SharingTerms())
        if made.released_to != _READERS:
            raise AssertionError(f"{made.released_to} slots for {_READERS} readers")

    def theirs(self) -> None:
        """The least of the same work, with libraries alone."""
        self.turn += 1
        content = self._content()
        options = ValidationOptions(silent=True, version="2.1")
        for each in json.loads(content)["objects"]:
            validate_instance(each, options)
        sealed = AESGCM(bytes(32)).encrypt(bytes(12), content, None)
        slots = b"".join(self.raw.seal_each([self.raw.public] * _READERS))
        for number, blob in enumerate((sealed, slots)):
            _write_synced(self.site.folder / f"floor-{self.turn}-{number}", blob)
        self._send_raw(bytes(300))

    def _content(self) -> bytes:
        return bundle(_OBJECTS).replace(b"c2-", b"c%d-" % self.turn)

    def _send_raw(self, calldata: bytes) -> None:
        """Sign and send a transaction as big as a submission, and wait for its receipt."""
        fields = {
            "to": self.account.address,
            "data": calldata,
            "nonce": self.sent,
            "gas": 100_000,
            "gasPrice": 0,
            "chainId": self.site.chain.deployment.chain_id,
        }
        signed = self.account.sign_transaction(fields)
        self.sent += 1
        raw = "0x" + signed.raw_transaction.hex()
        name = self.site.local.request("eth_sendRawTransaction", raw)
        while self.site.local.request("eth_getTransactionReceipt", name) is None:
            time.sleep(0.001)


def _write_synced(path: Path, blob: bytes) -> None:
    with path.open("wb") as file:
        file.write(blob)
        file.flush()
        os.fsync(file.fileno())
