"""A network for measuring gas: a fresh chain, the product's own deployer, members that sign.

Every call is a transaction of its own, sent by an account that has the right to make it, so storage
is cold and the rules are the real ones. The figures are those of the receipts.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from ais.chain import Chain, Receipt, Sender, Write
from ais.chain.sender import Timing
from ais.crypto import Announcement, KemPrivateKey, Secret, make_bundle
from ais.digests import sha256
from ais.events import Submitted
from ais.flows.deploy import deploy
from ais.flows.parameters import NetworkParameters
from ais.flows.roles import Officers, manager_write, role_id
from ais.journal import Journal
from ais.network import LocalChain, LocalOptions
from ais.policy import pack, sector_bits
from ais.types import Address, Item, KeyPurpose, Policy, Release, Suite

from .floors import floor

__all__ = [
    "ENERGY",
    "SHORT",
    "TOKEN",
    "Measured",
    "Member",
    "Site",
    "item",
    "open_site",
    "submitted",
]

TOKEN = 10**6
ENERGY = 8
SHORT = {"seed_delay_blocks": 2, "key_blocks": 40, "commit_blocks": 60, "reveal_blocks": 40}
_TIMING = Timing(receipt=60.0, resend=5.0, stuck=30.0, poll=0.004)
_EVER = 2**256 - 1


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation and its accounts."""

    organisation: int
    owner: LocalAccount
    operator: LocalAccount
    payout: LocalAccount


@dataclass(frozen=True, slots=True)
class Measured:
    """Gas of one transaction, and the least that its effects cost anywhere."""

    name: str
    gas: int
    floor: int


class Unsealed:
    """The journal of a benchmark holds no secrets."""

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """Leave it as it is."""
        return plaintext if context is not None else b""

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Leave it as it is."""
        return sealed if context is not None else b""


@dataclass
class Site:
    """The network, its officers and members."""

    folder: Path
    local: LocalChain
    chain: Chain
    sender: Sender
    deployer: LocalAccount
    governor: LocalAccount
    registrar: LocalAccount
    treasurer: LocalAccount
    measured: list[Measured] = field(default_factory=list)

    def send(self, signer: LocalAccount, write: Write) -> Receipt:
        """One transaction; what reverts raises."""
        return self.sender.send(signer, write)

    def measure(self, signer: LocalAccount, write: Write, note: str = "") -> Receipt:
        """One transaction whose gas is kept, under the name of its function and the note."""
        receipt = self.send(signer, write)
        name = f"{write.name} {note}".strip()
        self.measured.append(Measured(name, receipt.gas_used, floor(self.local, receipt.tx_hash)))
        return receipt

    def lists(self, *, tier: int = 1, measured: bool = False) -> Member:
        """List a company in Energy that accepts the terms: a candidate."""
        send = self.measure if measured else self.send
        owner, operator, payout = (Account.create() for _ in range(3))
        membership = self.chain.contracts.membership
        addresses = (owner.address, operator.address, payout.address)
        send(self.registrar, membership.list(*addresses, sector_bits([ENERGY]), tier))
        send(operator, membership.accept_terms(1))
        organisation = self.chain.read(membership.operator_of(operator.address))
        return Member(organisation, owner, operator, payout)

    def endow(self, member: Member, tokens: int = 1_000) -> None:
        """Give its operator test tokens, all of which the pool may take."""
        contracts = self.chain.contracts
        amount = tokens * TOKEN
        self.send(self.deployer, contracts.token.mint(member.operator.address, amount))
        self.send(member.operator, contracts.token.approve(contracts.pool.address, _EVER))

    def admit(self, *, tier: int = 1) -> Member:
        """A member that paid its dues: active, in standing."""
        member = self.lists(tier=tier)
        self.endow(member)
        self.send(
            member.operator,
            self.chain.contracts.rewards.pay_dues(member.organisation, 100 * TOKEN),
        )
        return member

    def allow_seat(self, member: Member) -> None:
        """Give its operator the panelist's role."""
        manager = self.chain.deployment.contracts["AccessManager"].address
        write = manager_write(manager, "grantRole", role_id("panelist"), member.operator.address, 0)
        self.send(self.registrar, write)

    def announce(self, member: Member, number: int, *, measured: str = "") -> None:
        """Announce a hybrid sealing key that nobody keeps."""
        directory, purpose = self.chain.contracts.key_directory, KeyPurpose.SEALING
        where, chain_id = Address(directory.address), self.chain.deployment.chain_id
        about = Announcement(chain_id, where, member.organisation, purpose, number)
        key = KemPrivateKey(Suite.HYBRID, Secret(os.urandom(32)))
        bundle = make_bundle(about, key, member.operator)
        write = directory.announce(purpose, number, bundle)
        if measured:
            self.measure(member.operator, write, measured)
        else:
            self.send(member.operator, write)

    def policy(self, member: Member) -> int:
        """A live year, readers of Energy, TLP AMBER."""
        return pack(
            Policy(
                organisation=member.organisation,
                reader_sectors=sector_bits([ENERGY]),
                affected_sector=ENERGY,
                minimum_tier=1,
                tlp=3,
                terms_version=self.chain.read(self.chain.contracts.membership.terms_in_force()),
                expires_at=self.chain.head().timestamp + 365 * 86_400,
            )
        )

    def fresh(self, name: str = "slots") -> Release:
        """A release as of the block that was mined last."""
        epoch = self.chain.read(self.chain.contracts.membership.epoch())
        self.local.mine()
        return Release(sha256(name.encode()), self.chain.block_number() - 1, epoch)

    def submit(self, member: Member, name: str, release: Release) -> bytes:
        """A submission; its id."""
        write = self.chain.contracts.indicators.submit(item(name), self.policy(member), release)
        receipt = self.send(member.operator, write)
        return submitted(receipt)[0]

    def enter_epoch(self, number: int, seconds: int = 0) -> None:
        """Let time pass until so many seconds after the beginning of an epoch."""
        start = self.chain.read(self.chain.contracts.membership.epoch_start(number))
        self.local.advance(start + seconds - self.chain.head().timestamp)


def submitted(receipt: Receipt) -> list[bytes]:
    """Ids of what a transaction submitted."""
    return [event.submission_id for event in receipt.all(Submitted)]


def item(name: str) -> Item:
    """Three digests that are no others'."""
    return Item(*(sha256(f"{name} {part}".encode()) for part in ("root", "key", "blob")))


@contextmanager
def open_site(**changes: Any) -> Iterator[Site]:
    """Start a chain and deploy; everything is in a temporary folder and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ais-bench-") as name:
        folder = Path(name)
        (folder / "terms.txt").write_text("Do no harm to whoever shares.\n", "utf-8")
        stores = ({"kind": "directory", "path": str(folder / "store")},)
        settings = {"windows": SHORT, "stores": stores, "terms": str(folder / "terms.txt")}
        parameters = NetworkParameters.short(**{**settings, **changes})
        people = [Account.create() for _ in range(4)]
        officers = Officers(*(person.address for person in people[1:]))
        with LocalChain.start(folder / "chain", LocalOptions()) as local:
            kept = folder / "deploy.sqlite"
            made = deploy([local.url], people[0], kept, parameters, officers)
            with (
                Chain.connect(made.deployment) as chain,
                Journal(folder / "journal.sqlite", Unsealed()) as journal,
            ):
                yield Site(folder, local, chain, Sender(chain, journal, _TIMING), *people)
