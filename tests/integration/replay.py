"""One plan of acts, two who carry it out: deployed contracts on a local chain, and ``Ledger``.

Both have the same methods, so that a plan is a list of their names and arguments. What each act
gives back, and all that can be seen afterwards, is compared by the test. Accounts are unlocked on
the chain (they sign nothing here); panels are the chain's own draws, ballots go through commit and
reveal.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ais import digests, policy
from ais.chain import Chain
from ais.chain.codec import Write
from ais.crypto import RootSecret
from ais.digests import sha256
from ais.economics.ledger import POOL, Close, Ledger, Payment, Settlement
from ais.economics.tallies import tally
from ais.events import EpochClosed, Paid, Settled, Submitted
from ais.flows.deploy import deploy
from ais.flows.parameters import NetworkParameters
from ais.flows.roles import ROLES, Officers
from ais.network import LocalChain, LocalOptions
from ais.records import PricingParameters, RewardsParameters, SeatsParameters
from ais.types import Ballot, Item, Policy, Release
from tests.support.pace import PATIENCE_SECONDS

GAS = hex(10_000_000)
YEAR = 365 * 86_400
ALL = 2**256 - 1
SPONSOR = "0x" + "5b" * 20


def operator(firm: int) -> str:
    """The account of a firm that pays."""
    return f"0x{0xAA:02x}{firm:038x}"


def payout(firm: int, number: int = 0) -> str:
    """The account of a firm that is paid."""
    return f"0x{0xBB + number:02x}{firm:038x}"


def owner(firm: int) -> str:
    """The account of a firm that sets the other two."""
    return f"0x{0xEE:02x}{firm:038x}"


@dataclass(frozen=True)
class Round:
    """How a round goes: ballots of those who may act, in order; None where nothing is committed."""

    ballots: tuple[Ballot | None, ...] = ()
    key: bool = True
    revoked: bool = False

    def of(self, filled: tuple[int, ...]) -> dict[int, Ballot | None]:
        """Who of a panel votes what: a seat that may not act costs the last ballot, no other."""
        return dict(zip(filled, self.ballots, strict=False))


@dataclass
class ChainSide:
    """The contracts, as they were deployed."""

    local: LocalChain
    chain: Chain
    minter: str
    officers: Officers
    ids: dict[str, bytes] = field(default_factory=dict)
    panels: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    firms: int = 0

    @classmethod
    def build(cls, folder: Path, parameters: NetworkParameters) -> ChainSide:
        """Start a chain and deploy."""
        local = LocalChain.start(folder / "chain", LocalOptions())
        roots = [RootSecret.generate() for _ in range(4)]
        names = [str(root.account(1).address) for root in roots[:3]]
        officers = Officers(governor=names[0], registrar=names[1], treasurer=names[2])
        signer = roots[3].account(0)
        made = deploy([local.url], signer, folder / "deploy.sqlite", parameters, officers)
        local.request("anvil_autoImpersonateAccount", True)
        chain = Chain.connect(made.deployment)
        return cls(local, chain, str(signer.address), officers)

    def end(self) -> None:
        """Stop the chain."""
        self.chain.close()
        self.local.stop()

    # ---- sending -----------------------------------------------------------------------------

    def send(self, sender: str, write: Write) -> list[Any]:
        """Send it; the contracts' events. What is refused raises its error and is not sent."""
        call = {"from": sender, "to": write.to, "data": "0x" + write.payload.hex()}
        call |= {"gas": GAS, "gasPrice": "0x0"}
        self.chain.ask("eth_call", call, "latest")
        sent = self.chain.ask("eth_sendTransaction", call)
        receipt = self._receipt(sent)
        assert receipt["status"] == "0x1", write.name
        return [each.event for each in self.chain.decoded(receipt["logs"])]

    def _receipt(self, transaction: str) -> Any:
        """A block is mined for every transaction, but not before the node has answered."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            receipt = self.chain.ask("eth_getTransactionReceipt", transaction)
            if receipt is not None:
                return receipt
            time.sleep(0.005)
        raise AssertionError(f"{transaction} is in no block")

    def now(self) -> int:
        """Time of the newest block."""
        return int(self.chain.ask("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    @property
    def has(self) -> Any:
        """The contracts."""
        return self.chain.contracts

    # ---- acts --------------------------------------------------------------------------------

    def list_(self, tier: int) -> None:
        self.firms = firm = self.firms + 1
        accounts = owner(firm), operator(firm), payout(firm)
        self.send(self.officers.registrar, self.has.membership.list(*accounts, 1 << 7, tier))
        self.send(operator(firm), self.has.membership.accept_terms(1))
        self.send(operator(firm), self.has.token.approve(self.has.pool.address, ALL))
        role = self.has.manager.grant_role(ROLES["panelist"], operator(firm))
        self.send(self.officers.registrar, role)

    def mint(self, account: str, amount: int) -> None:
        self.send(self.minter, self.has.token.mint(account, amount))

    def transfer_to_pool(self, account: str, amount: int) -> None:
        self.send(account, self.has.token.transfer(self.has.pool.address, amount))

    def fund(self, account: str, amount: int) -> None:
        self.send(account, self.has.token.approve(self.has.pool.address, amount))
        self.send(account, self.has.pool.fund(amount))

    def sweep(self) -> None:
        self.send(SPONSOR, self.has.pool.sweep())

    def start(self) -> None:
        self.send(self.officers.governor, self.has.membership.start())

    def classify(self, sector: int, class_: int) -> None:
        self.send(self.officers.governor, self.has.membership.classify_sector(sector, class_))

    def set_target(self, sector: int, target: int) -> None:
        self.send(self.officers.treasurer, self.has.pricing.set_target(sector, target))

    def configure(
        self, pricing: PricingParameters, rewards: RewardsParameters, seats: SeatsParameters
    ) -> None:
        self.send(self.officers.governor, self.has.pricing.configure(pricing))
        self.send(self.officers.governor, self.has.rewards.configure(rewards))
        self.send(self.officers.governor, self.has.seats.configure(seats))

    def set_tier(self, firm: int, tier: int) -> None:
        self.send(self.officers.registrar, self.has.membership.set_tier(firm, tier))

    def suspend(self, firm: int) -> None:
        self.send(self.officers.registrar, self.has.membership.suspend(firm))

    def reinstate(self, firm: int) -> None:
        self.send(self.officers.registrar, self.has.membership.reinstate(firm))

    def remove(self, firm: int) -> None:
        self.send(self.officers.registrar, self.has.membership.remove(firm))

    def set_payout(self, firm: int) -> None:
        self.send(owner(firm), self.has.membership.set_payout(payout(firm, 1)))

    def pay_dues(self, firm: int) -> None:
        self.send(operator(firm), self.has.rewards.pay_dues(firm, ALL))

    def take_seat(self, seat: int, firm: int) -> None:
        self.send(operator(firm), self.has.seats.take(seat))

    def top_up(self, firm: int) -> None:
        self.send(operator(firm), self.has.seats.top_up())

    def leave_seat(self, firm: int) -> None:
        self.send(operator(firm), self.has.seats.leave())

    def vacate_seat(self, seat: int) -> None:
        self.send(SPONSOR, self.has.seats.vacate(seat))

    def withdraw_seat_bond(self, firm: int) -> None:
        self.send(SPONSOR, self.has.seats.withdraw_bond(firm))

    def withdraw_bond(self, firm: int) -> None:
        self.send(SPONSOR, self.has.rewards.withdraw_bond(firm))

    def pass_seconds(self, seconds: int) -> None:
        self.local.advance(seconds)

    def to_epoch(self, epoch: int) -> None:
        begins = self.chain.read(self.has.membership.epoch_start(epoch))
        self.local.advance(begins + 1 - self.now())

    def to_close(self, epoch: int) -> None:
        """A second after the epoch can be closed; the next one runs."""
        end = self.chain.read(self.has.membership.epoch_start(epoch + 1))
        delay = self.chain.read(self.has.rewards.parameters()).close_delay_seconds
        self.local.advance(end + delay + 1 - self.now())

    def close(self, epoch: int) -> Close:
        (told,) = self.send(SPONSOR, self.has.rewards.close_epoch(epoch))
        assert isinstance(told, EpochClosed)
        return Close(told.epoch, told.claims, told.reserved, tuple(told.dues))  # type: ignore[arg-type]

    def pay(self, firm: int, epoch: int) -> tuple[int, int, int, int]:
        told = self.send(SPONSOR, self.has.rewards.pay(firm, epoch))
        (paid,) = [event for event in told if isinstance(event, Paid)]
        return paid.claim, paid.owed, paid.set_off, paid.sent

    def open(self, name: str, firm: int) -> None:
        """Submitted, released to its readers in the same transaction, opened."""
        self.ids[name] = self._submit(name, firm)
        self.send(operator(firm), self.has.rewards.open(self.ids[name]))

    def open_again(self, name: str, firm: int) -> None:
        self.send(operator(firm), self.has.rewards.open(self.ids[name]))

    def open_by_the_removed(self, firm: int) -> None:
        """It cannot submit either, so it tries with what is another's."""
        self.send(operator(firm), self.has.rewards.open(next(iter(self.ids.values()))))

    def round(self, name: str, firm: int, how: Round) -> Settlement:
        """Drawn, keyed, committed, revealed, settled."""
        submission, valuation = self.ids[name], self.has.valuation
        self.local.mine(4)
        self.send(SPONSOR, valuation.draw(submission))
        drawn, mask = self.chain.read(valuation.panel_of(submission))
        filled = tuple(each for place, each in enumerate(drawn) if mask >> place & 1)
        self.panels[name] = tuple(drawn), filled
        if how.key:
            self.send(operator(firm), valuation.release_key(submission, sha256(b"slots")))
            self._vote(name, how.of(filled))
        if how.revoked:
            self.send(operator(firm), self.has.indicators.revoke(submission))
        elif not self.chain.read(valuation.is_due(submission)):
            self.local.mine(60)
        told = self.send(SPONSOR, self.has.rewards.settle(submission))
        (settled,) = [event for event in told if isinstance(event, Settled)]
        stipends = [event for event in told if getattr(event, "is_stipend", False)]
        return Settlement(
            round=settled.round,
            result=settled.result,
            final=settled.is_final,
            stipend=stipends[0].amount if stipends else 0,
            reward=settled.reward,
            returned=settled.bond_returned,
            forfeited=settled.bond_forfeited,
        )

    def _submit(self, name: str, firm: int) -> bytes:
        salt = sha256(name.encode())
        word = policy.pack(
            Policy(
                organisation=firm,
                reader_sectors=1 << 7,
                affected_sector=0,
                minimum_tier=1,
                tlp=3,
                terms_version=1,
                expires_at=self.now() + YEAR,
            )
        )
        head, epoch = self.chain.block_number(), self.chain.read(self.has.membership.epoch())
        release = Release(sha256(b"readers"), head, epoch)
        write = self.has.indicators.submit(Item(salt, salt, salt), word, release)
        told = self.send(operator(firm), write)
        (submitted,) = [event for event in told if isinstance(event, Submitted)]
        return submitted.submission_id

    def _vote(self, name: str, ballots: Mapping[int, Ballot | None]) -> None:
        """All who have a ballot commit, then they reveal."""
        submission, valuation = self.ids[name], self.has.valuation
        number = self.chain.read(valuation.round_of(submission)).number
        cast = {firm: self._named(ballot) for firm, ballot in ballots.items() if ballot}
        for firm, ballot in cast.items():
            digest = digests.ballot_commit(
                chain_id=31_337,
                valuation=valuation.address,
                submission_id=submission,
                round_=number,
                panelist=firm,
                ballot=ballot,
                salt=sha256(b"salt"),
            )
            self.send(operator(firm), valuation.commit_ballot(submission, digest, b"sealed"))
        if len(cast) < len(ballots):
            self.local.mine(31)
        self.local.mine(1)
        for firm, ballot in cast.items():
            self.send(operator(firm), valuation.reveal(submission, ballot, sha256(b"salt")))

    def _named(self, ballot: Ballot) -> Ballot:
        """A prior is named by what the plan calls it."""
        prior = self.ids.get(ballot.prior_id.decode("ascii", "replace").strip("\0"), bytes(32))
        return Ballot(ballot.verdict, ballot.sector, ballot.severity_bps, ballot.scope_bps, prior)


@dataclass
class LedgerSide:
    """The same acts on a ``Ledger``, at the chain's times and with the chain's panels."""

    ledger: Ledger
    chain: ChainSide
    began: int

    def at(self, second: int) -> None:
        """The chain's time is the ledger's."""
        self.ledger.advance(second - self.began - self.ledger.clock.now)

    def list_(self, tier: int) -> None:
        firm = len(self.ledger.members.all) + 1
        self.ledger.list_(tier, operator=operator(firm), payout=payout(firm))

    def transfer_to_pool(self, account: str, amount: int) -> None:
        self.ledger.transfer(account, POOL, amount)

    def configure(
        self, pricing: PricingParameters, rewards: RewardsParameters, seats: SeatsParameters
    ) -> None:
        self.ledger.configure(pricing=pricing, rewards=rewards, seats=seats)

    def set_payout(self, firm: int) -> None:
        self.ledger.set_payout(firm, payout(firm, 1))

    def pass_seconds(self, seconds: int) -> None:
        """The chain's clock went on by that."""

    def to_epoch(self, epoch: int) -> None:
        """Likewise."""

    def to_close(self, epoch: int) -> None:
        """Likewise."""

    def close(self, epoch: int) -> Close:
        return self.ledger.close_epoch(epoch)

    def pay(self, firm: int, epoch: int) -> tuple[int, int, int, int]:
        paid: Payment = self.ledger.pay(firm, epoch)
        return paid.claim, paid.owed, paid.set_off, paid.sent

    def open(self, name: str, firm: int) -> None:
        self.ledger.open(name, firm)

    def open_again(self, name: str, firm: int) -> None:
        self.ledger.open(name, firm)

    def open_by_the_removed(self, firm: int) -> None:
        self.ledger.open("never submitted", firm)

    def round(self, name: str, firm: int, how: Round) -> Settlement:
        """The panel that the chain drew; who of it may act is the ledger's own answer."""
        drawn, filled = self.chain.panels[name]
        assert self.ledger.draw(name, drawn) == filled
        prices, opened_in = self.ledger.prices, self.ledger.valuations.openings[name].epoch
        ballots = {firm: ballot for firm, ballot in how.of(filled).items() if ballot}
        told = self.ledger.settle(
            name,
            tally(
                size=len(drawn),
                filled=filled,
                ballots=ballots,
                class_of=lambda sector: prices.class_of(sector, opened_in),
                key_released=how.key,
                revoked=how.revoked,
            ),
        )
        if any(ballots.values()):
            return told
        return Settlement(
            round=told.round,
            result=told.result,
            final=told.final,
            stipend=0,
            reward=told.reward,
            returned=told.returned,
            forfeited=told.forfeited,
        )

    def __getattr__(self, name: str) -> Any:
        """Every other act is the ledger's of that name."""
        return getattr(self.ledger, name)
