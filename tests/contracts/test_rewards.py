"""Rewards, from a submission to the money, through every contract's public door."""

from __future__ import annotations

from typing import Any

import ape
import pytest
from eth_abi import encode
from eth_utils import keccak

from tests.contracts.network import DAY, UNIT, Network, policy

VALID = 1
SECTOR, SEVERITY, SCOPE = 1, 8_000, 5_000
BALLOT = (VALID, SECTOR, SEVERITY, SCOPE, bytes(32))


def submit(system: Network, operator: Any, text: str = "content") -> bytes:
    """One submission with its readers' release, in one transaction."""
    organisation = system.membership.operatorOf(operator)
    item = tuple(keccak(text=f"{text} {part}") for part in ("commitment", "key", "ciphertext"))
    release = (keccak(text="slots"), ape.chain.blocks.height, system.membership.epoch())
    word = policy(system, organisation)
    receipt = system.indicators.submit(item, word, release, sender=operator)
    (event,) = receipt.events.filter(system.indicators.Submitted)
    return bytes(event.submissionId)


def digest(system: Network, submission: bytes, number: int, panelist: int, salt: bytes) -> bytes:
    """What a panelist commits to; bound to chain, contract, submission, round and panelist."""
    bound = encode(
        ["bytes32", "uint256", "address", "bytes32", "uint8", "uint32"],
        [
            keccak(text="ais/v1/ballot"),
            ape.chain.chain_id,
            system.valuation.address,
            submission,
            number,
            panelist,
        ],
    )
    ballot = encode(["uint8", "uint8", "uint16", "uint16", "bytes32", "bytes32"], [*BALLOT, salt])
    return keccak(bound + ballot)


def value(system: Network, submission: bytes, submitter: Any, panelists: list[Any]) -> None:
    """The whole round, blind: draw, key, commit, reveal."""
    operators = {system.membership.operatorOf(account): account for account in panelists}
    ape.chain.mine(3)
    system.valuation.draw(submission, sender=submitter)
    system.valuation.releaseKey(submission, keccak(text="panel slots"), sender=submitter)
    drawn, _ = system.valuation.panelOf(submission)
    assert len(drawn) == 5
    for panelist in drawn:
        committed = digest(system, submission, 1, panelist, keccak(text=f"salt {panelist}"))
        system.valuation.commitBallot(submission, committed, b"sealed", sender=operators[panelist])
    ape.chain.mine(1)
    for panelist in drawn:
        salt = keccak(text=f"salt {panelist}")
        system.valuation.reveal(submission, BALLOT, salt, sender=operators[panelist])


class TestOpen:
    def test_only_the_submitter_opens(self, system: Network, alice: Any, bob: Any) -> None:
        submission = submit(system, alice)
        with ape.reverts(system.rewards.RewardsNotSubmitter):
            system.rewards.open(submission, sender=bob)

    def test_the_bond_moves_into_the_pool(self, system: Network, alice: Any) -> None:
        submission = submit(system, alice)
        before = system.pool.bonds()
        system.rewards.open(submission, sender=alice)
        assert system.pool.bonds() - before == 150 * UNIT


class TestMainPath:
    def test_a_valid_submission_is_paid_and_all_money_is_accounted_for(
        self, system: Network, alice: Any, panelists: list[Any], outsider: Any
    ) -> None:
        """Every step after the ballots is called by an outsider: nobody stands in the way."""
        organisation = system.membership.operatorOf(alice)
        submission = submit(system, alice)
        system.rewards.open(submission, sender=alice)
        value(system, submission, alice, panelists)

        system.rewards.settle(submission, sender=outsider)
        epoch = system.membership.epoch()
        claim = system.rewards.claimOf(organisation, epoch)
        assert claim > 0

        ape.chain.pending_timestamp = system.membership.epochStart(epoch + 1) + DAY
        ape.chain.mine()
        system.rewards.closeEpoch(epoch, sender=outsider)
        before = system.token.balanceOf(alice)
        system.rewards.pay(organisation, epoch, sender=outsider)
        assert 0 < system.token.balanceOf(alice) - before <= claim
        pool = system.pool
        assert pool.free() + pool.reserved() + pool.bonds() == system.token.balanceOf(pool)

    def test_a_copied_commit_cannot_be_revealed_by_another(
        self, system: Network, alice: Any, panelists: list[Any]
    ) -> None:
        submission = submit(system, alice)
        system.rewards.open(submission, sender=alice)
        operators = {system.membership.operatorOf(account): account for account in panelists}
        ape.chain.mine(3)
        system.valuation.draw(submission, sender=alice)
        system.valuation.releaseKey(submission, keccak(text="panel slots"), sender=alice)
        (honest, thief, *others), _ = system.valuation.panelOf(submission)
        salt = keccak(text="salt")
        committed = digest(system, submission, 1, honest, salt)
        for panelist in (honest, thief, *others):
            system.valuation.commitBallot(submission, committed, b"", sender=operators[panelist])
        ape.chain.mine(1)

        system.valuation.reveal(submission, BALLOT, salt, sender=operators[honest])
        with ape.reverts(system.valuation.ValuationCommitMismatch):
            system.valuation.reveal(submission, BALLOT, salt, sender=operators[thief])


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_who_may_read_follows_sector_and_tier(
    system: Network, alice: Any, bob: Any, tier: int
) -> None:
    organisation, reader = (system.membership.operatorOf(account) for account in (alice, bob))
    for sectors in (1, 2, 3):
        word = policy(system, organisation, sectors=sectors, tier=tier)
        (eligible,) = system.indicators.eligible(word, reader, 1)
        assert eligible == (sectors & 1 == 1 and tier == 1)
