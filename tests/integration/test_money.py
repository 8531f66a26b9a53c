"""Money: every token in is a token out or in the pool, and everybody is paid by anybody's call."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ais.crypto import RootSecret
from ais.errors import (
    AccessDenied,
    NothingToDo,
    ParametersRefused,
    RewardsCloseTooEarly,
    RewardsInvalidParameters,
    TokenRefused,
)
from ais.events import Paid, Settled
from ais.flows import balances, money, prices
from ais.flows.party import Party
from tests.integration import seated
from tests.integration.seated import MONEY, TOKEN, World, hosts, keyed, settled, submit, voted
from tests.support.kills import killed_at, run, steps_of

pytestmark = pytest.mark.chain

EPOCH = 3_600
CLOSE_DELAY = 60


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = seated.build(tmp_path_factory.mktemp("money"), seated.cast(12))
    yield made
    made.close()


def next_epoch(world: World) -> int:
    """Let the running epoch end, and the time in which it cannot be closed yet."""
    party = world.party("governor")
    running = party.read(party.membership.epoch())
    end = party.read(party.membership.epoch_start(running + 1))
    world.chain.advance(end + CLOSE_DELAY + 1 - party.now())
    return running


def earn(world: World, path: Path, count: int = 6) -> Settled:
    """One submission, valued and settled."""
    name = submit(world, hosts(path.parent, path.name, count))
    panelists = keyed(world, name)
    voted(world, name, panelists)
    return settled(world, name, panelists)


def holdings(world: World) -> int:
    """All tokens in accounts of companies and officers, and in the pool."""
    party = world.party("governor")
    accounts = {
        str(root.account(number).address) for root in world.roots.values() for number in (0, 1, 2)
    }
    views = [party.token.balance_of(account) for account in accounts]
    return sum(party.read_all(*views, party.token.balance_of(party.pool.address)))


class TestFunding:
    def test_anybody_gives_and_the_allowance_is_used_up(self, world: World) -> None:
        party = world.party("seat1")
        before = balances.balance(party)
        paid = money.fund(party, 7 * TOKEN)
        after = balances.balance(party)
        assert after.free == before.free + 7 * TOKEN
        assert [act.spends for act in paid.acts] == [7 * TOKEN]
        account = party.keys.address("operator")
        assert party.read(party.token.allowance(account, party.pool.address)) == 0

    def test_the_same_amount_again_is_another_gift(self, world: World) -> None:
        party = world.party("seat1")
        first, second = money.fund(party, TOKEN), money.fund(party, TOKEN)
        assert first.acts[0].transaction != second.acts[0].transaction

    def test_what_is_not_there_cannot_be_given(self, world: World) -> None:
        with pytest.raises(TokenRefused):
            money.fund(world.party("seat1"), 10**6 * TOKEN)

    def test_tokens_sent_unasked_are_swept_into_free(self, world: World) -> None:
        party = world.party("seat1")
        party.transact(party.token.transfer(party.pool.address, 3 * TOKEN))
        before = balances.balance(party)
        assert before.held - before.free - before.reserved - before.bonds == 3 * TOKEN
        money.sweep(party)
        after = balances.balance(party)
        assert after.held == after.free + after.reserved + after.bonds

    def test_a_dry_run_moves_nothing(self, world: World) -> None:
        party = world.party("seat1")
        before = balances.balance(party)
        assert money.fund(party, TOKEN, dry_run=True).acts[0].transaction is None
        assert money.pay_dues(party, dry_run=True).acts[0].spends == MONEY["rewards"]["dues_floor"]
        assert balances.balance(party) == before


class TestEpochs:
    def test_what_was_earned_is_paid_after_the_close_and_all_tokens_add_up(
        self, world: World, tmp_path: Path
    ) -> None:
        money.fund(world.party("seat2"), 20 * TOKEN)
        in_all = holdings(world)
        told = earn(world, tmp_path / "paid")
        party = world.party("discloser")
        (claim,) = balances.claims_of(party, party.organisation)
        assert (claim.claim, claim.closed, claim.owed) == (told.reward, False, None)
        running = party.read(party.membership.epoch())
        with pytest.raises(RewardsCloseTooEarly):
            money.close(world.party("governor"), running)
        with pytest.raises(NothingToDo):
            money.pay(party)

        next_epoch(world)
        money.close(world.party("governor"))
        money.pay(world.party("governor"), party.organisation)
        with pytest.raises(NothingToDo):
            money.pay(party)
        paid = party.sync().payments(party.organisation)[-1]
        assert (paid.claim, paid.owed) == (told.reward, told.reward)
        assert paid.sent + paid.set_off == told.reward
        assert balances.balance(party).payout_holds >= paid.sent
        assert holdings(world) == in_all

    def test_dues_follow_the_claims_and_are_kept_from_pay(self, world: World) -> None:
        party = world.party("discloser")
        paid: Paid = party.sync().payments(party.organisation)[-1]
        assert paid.set_off > 0
        assert balances.dues(party).paid

    def test_a_pool_that_is_short_pays_everybody_the_same_part(
        self, world: World, tmp_path: Path
    ) -> None:
        governor = world.party("governor")
        told = [earn(world, tmp_path / f"short{n}", 30) for n in range(4)]
        free = balances.balance(governor).free
        running = next_epoch(world)
        account = governor.read(governor.rewards.epoch_account(running))
        assert account.claims > free > 0
        money.close(governor)
        party = world.party("discloser")
        (claim,) = [c for c in balances.claims_of(party, party.organisation) if c.closed]
        assert claim.claim == sum(each.reward for each in told)
        assert claim.owed == claim.claim * free // account.claims
        money.pay(governor, party.organisation)
        assert party.sync().payments(party.organisation)[-1].owed == claim.owed

    def test_the_multiplier_moves_by_at_most_an_eighth_and_is_in_the_preview(
        self, world: World
    ) -> None:
        party = world.party("discloser")
        now = prices.preview(party, 8)
        before = prices.preview(party, 8, now.epoch - 1)
        assert now.sector_class == "critical"
        assert now.multiplier_bps != before.multiplier_bps
        assert abs(now.multiplier_bps - before.multiplier_bps) * 8 <= before.multiplier_bps
        cell = now.prices["system"]["several"]
        weight = now.weight_bps * 7_500 * 5_000 * now.multiplier_bps
        assert cell == MONEY["pricing"]["base"] * weight // 10**16

    def test_returned_bonds_go_to_the_payout_account(self, world: World) -> None:
        party = world.party("discloser")
        before = balances.balance(party)
        assert before.bonds_to_withdraw > 0
        money.withdraw(world.party("governor"), party.organisation)
        after = balances.balance(party)
        assert after.payout_holds == before.payout_holds + before.bonds_to_withdraw
        with pytest.raises(NothingToDo):
            money.withdraw(party)


class TestConfigure:
    def test_the_governor_sets_what_a_file_names_and_nothing_else(
        self, world: World, tmp_path: Path
    ) -> None:
        file = tmp_path / "prices.toml"
        file.write_text('[pricing]\nbase = "450"\n[rewards]\nmax_open = 20\n')
        governor = world.party("governor")
        before = prices.parameters(governor)
        planned = prices.configure(governor, file, dry_run=True)
        assert prices.parameters(governor) == before
        done = prices.configure(governor, file)
        assert done.changes == planned.changes
        assert done.changes == {
            "pricing": {"base": (MONEY["pricing"]["base"], 450 * TOKEN)},
            "rewards": {"max_open": (16, 20)},
        }
        assert prices.configure(governor, file).acts == ()

    def test_prices_are_announced_for_the_next_epoch_and_more_may_be_laid_over_them(
        self, world: World, tmp_path: Path
    ) -> None:
        file, governor = tmp_path / "prices.toml", world.party("governor")
        file.write_text('[pricing]\nbase = "451"\n[rewards]\nmax_open = 21\n')
        epoch = governor.read(governor.membership.epoch())
        planned = prices.configure(governor, file, dry_run=True)
        done = prices.configure(governor, file)
        assert done.holds_from == planned.holds_from == {"pricing": epoch + 1, "rewards": 0}
        file.write_text('[pricing]\ncap = "3000"\n')
        prices.configure(governor, file)
        found = prices.parameters(governor)
        assert found["pricing"]["base"] == MONEY["pricing"]["base"]
        announced = found["announced_pricing"]
        assert (announced["base"], announced["cap"]) == (451 * TOKEN, 3_000 * TOKEN)
        assert announced["from_epoch"] == epoch + 1
        next_epoch(world)
        found = prices.parameters(governor)
        assert found["pricing"]["base"] == 451 * TOKEN
        assert "announced_pricing" not in found

    def test_the_treasurer_sets_targets(self, world: World, tmp_path: Path) -> None:
        file = tmp_path / "targets.json"
        file.write_text('{"targets": {"8": 3}}')
        with pytest.raises(AccessDenied):
            prices.configure(world.party("seat1"), file)
        prices.configure(world.party("treasurer"), file)
        party = world.party("governor")
        assert party.read(party.pricing.target_of(8)) == 3

    def test_what_makes_no_sense_is_refused(self, world: World, tmp_path: Path) -> None:
        file = tmp_path / "bad.json"
        file.write_text('{"rewards": {"submission_bond": "1"}}')
        with pytest.raises(RewardsInvalidParameters):
            prices.configure(world.party("governor"), file)
        file.write_text('{"fees": {}}')
        with pytest.raises(ParametersRefused):
            prices.configure(world.party("governor"), file)


# ---- kills -----------------------------------------------------------------------------------


@dataclass
class Args:
    """What a process is started with."""

    home: Path
    root: RootSecret
    epoch: int


def pay_once(args: Args) -> None:
    """What ``ais pool pay`` does; paid already is fine."""
    with Party.open(args.home, root=args.root) as party:
        try:
            money.pay(party, epoch=args.epoch)
        except NothingToDo:
            return


def test_pay_has_one_effect_wherever_its_process_is_killed(world: World, tmp_path: Path) -> None:
    """SIGKILL at every call of journal, saga and node, then again: one payment, one transaction."""
    earn(world, tmp_path / "killed")
    epoch = next_epoch(world)
    money.close(world.party("governor"))
    party = world.party("discloser")
    assert balances.claims_of(party, party.organisation)[-1].owed

    def fresh(number: int) -> Args:
        home = tmp_path / f"home{number}"
        shutil.copytree(world.home("discloser"), home)
        return Args(home, world.roots["discloser"], epoch)

    snapshot = world.chain.request("evm_snapshot")
    steps = steps_of(pay_once, fresh(0))
    assert any("eth_sendRawTransaction" in step for step in steps)
    for number, step in enumerate(steps, start=1):
        world.chain.request("evm_revert", snapshot)
        snapshot = world.chain.request("evm_snapshot")
        args = fresh(number)
        nonce = _nonce(party)
        before = balances.balance(party)
        killed_at(step, pay_once, args)
        run(pay_once, args)
        after = balances.balance(party)
        assert after.reserved < before.reserved, step
        assert epoch not in [claim.epoch for claim in after.claims], step
        assert _nonce(party) == nonce + 1, step


def _nonce(party: Party) -> int:
    count = party.connection.ask(
        "eth_getTransactionCount", party.keys.address("operator"), "latest"
    )
    return int(count, 16)
