"""Scenes 5 and 6: epochs close, money goes out by itself, prices move, new members come in."""

from __future__ import annotations

from ais.errors import NothingToDo
from ais.events import EpochClosed, Paid
from ais.flows import balances, membership, money, prices, requests, retire, rounds
from ais.flows.demo.cast import COMPANIES, ENERGY, LATECOMER, company
from ais.flows.demo.sharing import CSV, PLAIN, ids_of, pay_dues, submit, who_reads
from ais.flows.demo.stage import Stage
from ais.flows.demo.truth import require
from ais.flows.demo.valuing import Valued, value
from ais.types import OrganisationStatus

__all__ = ["books", "first_epoch", "second_epoch"]

_BPS = 10_000


def first_epoch(stage: Stage) -> list[Valued]:
    """More is valued, terms change, the epoch closes and pays in full."""
    stage.narrator.scene(
        "The first epoch closes and pays",
        "Claims become promises when an epoch closes; anyone may close it and have it paid.",
    )
    valued = [value(stage, "batch 1", "stackworks")]
    _new_terms(stage)
    before = prices.preview(stage.party("overseer"), ENERGY)
    stage.narrator.say(f"{pay_dues(stage)} members pay their dues for standing in epoch 2.")
    stage.next_epoch()
    _close_and_pay(stage, 1)
    after = prices.preview(stage.party("overseer"), ENERGY)
    _show_prices(stage, before, after)
    return valued


def second_epoch(stage: Stage) -> list[Valued]:
    """The embargo has ended, a late joiner comes in by the second door, the pool runs short."""
    stage.narrator.scene(
        "The second epoch: late joiners, new terms, a pool that runs short",
        "A first accepted disclosure is worth a membership; a ratio below 1 cuts everyone alike.",
    )
    _embargo_ends(stage)
    done = submit(
        stage,
        "rivermouth",
        CSV,
        "--readers",
        "energy,water",
        "--affected",
        "water",
        "--skip-refused",
    )
    stage.ids["CSV list"] = ids_of(done)[0]
    readers = ["northgrid", "bluewater", "fjord", "eastwind", "campus"]
    who_reads(stage, ["spyware", "CSV list"], readers)
    stage.narrator.say(
        "Eastwind Energy keeps what it read before its suspension, and gets no new "
        "key. Fjord Hydro has not accepted the terms in force."
    )
    valued = [value(stage, "plain list", LATECOMER.key), value(stage, "CSV list", "rivermouth")]
    _second_door(stage)
    valued += [value(stage, f"batch {number}", "stackworks") for number in (2, 3, 4, 5)]
    _copy(stage)
    stage.narrator.say(f"{pay_dues(stage)} members pay dues that no reward set off.")
    stage.next_epoch()
    ratio = _close_and_pay(stage, 2)
    require("the second epoch's ratio is below 1", holds=ratio < 1, found=ratio)
    return valued


def books(stage: Stage) -> list[tuple[str, int]]:
    """Every token that came into the world is somewhere; the pool's totals are its balance."""
    overseer = stage.party("overseer")
    found = balances.balance(overseer)
    holders = [*(each.key for each in COMPANIES), LATECOMER.key, "treasurer"]
    accounts = {
        stage.party(key).keys.address(role) for key in holders for role in ("operator", "payout")
    }
    views = [overseer.token.balance_of(account) for account in sorted(accounts)]
    outside = sum(overseer.read_all(*views))
    totals = found.free + found.reserved + found.bonds
    require(
        "free + reserved + bonds is the pool's balance", holds=totals == found.held, found=totals
    )
    require("no token is lost or made", holds=outside + found.held == stage.minted, found=outside)
    return [
        ("made by the local network", stage.minted),
        ("in the accounts of members and treasurer", outside),
        ("pool: free", found.free),
        ("pool: reserved", found.reserved),
        ("pool: bonds", found.bonds),
    ]


# ---- steps -----------------------------------------------------------------------------------


def _new_terms(stage: Stage) -> None:
    text = stage.examples / "terms" / "2.md"
    membership.publish_terms(stage.party("governor"), text, "terms/2.md")
    accepting = [each.key for each in (*COMPANIES, LATECOMER) if each.key != "fjord"]
    for key in accepting:
        membership.accept_terms(stage.party(key))
    stage.narrator.say(
        f"New terms come into force with epoch 2. {len(accepting)} members accept "
        "them; Fjord Hydro does not."
    )


def _close_and_pay(stage: Stage, epoch: int) -> float:
    """Close after the delay, pay everyone who earned; returns the ratio."""
    overseer = stage.party("overseer")
    delay, ends = overseer.read_all(
        overseer.rewards.parameters(), overseer.membership.epoch_start(epoch + 1)
    )
    stage.mine_until(ends + delay.close_delay_seconds)
    money.close(stage.party("treasurer"), epoch)
    index = overseer.sync()
    closed: EpochClosed = index.closed_epochs()[epoch]
    ratio = closed.reserved / closed.claims
    stage.narrator.say(
        f"Epoch {epoch} closes: {stage.money(closed.claims)} claimed, "
        f"{stage.money(closed.reserved)} reserved, ratio {ratio:.3f}."
    )
    for organisation in index.claimants():
        if epoch in index.claims(organisation):
            money.pay(stage.party(stage.key_of(organisation)), organisation, epoch)
    _show_paid(stage, epoch)
    _withdraw(stage)
    return ratio


def _show_paid(stage: Stage, epoch: int) -> None:
    paid: list[Paid] = [
        each for each in stage.party("overseer").sync().payments() if each.epoch == epoch
    ]

    def amounts(each: Paid) -> tuple[int, ...]:
        return each.claim, each.owed, each.set_off, each.sent

    rows = [
        (stage.name_of(each.organisation), *map(stage.money, amounts(each)))
        for each in sorted(paid, key=lambda each: -each.claim)
    ]
    columns = ("paid", "claimed", "owed", "kept as dues", "sent to its account")
    stage.narrator.table(f"Epoch {epoch} pays by itself", columns, rows)


def _withdraw(stage: Stage) -> None:
    for key in ("northgrid", "stackworks", "rivermouth", LATECOMER.key):
        try:
            money.withdraw(stage.party(key))
        except NothingToDo:
            continue


def _show_prices(stage: Stage, before: prices.Preview, after: prices.Preview) -> None:
    rows = [
        (
            f"epoch {each.epoch}",
            f"{each.multiplier_bps / _BPS:.4f}",
            stage.money(each.prices["component"]["several"]),
            stage.money(each.prices["root"]["cross-sector"]),
        )
        for each in (before, after)
    ]
    columns = ("Energy", "multiplier", "component, several", "root, cross-sector")
    stage.narrator.table(
        "Prices follow scarcity: fewer disclosures than the target raise them", columns, rows
    )


def _embargo_ends(stage: Stage) -> None:
    """The submitter's own agent makes the release, when it may."""
    done = stage.ais(LATECOMER.key, "run", "--once")
    stage.narrator.say(
        f"The embargo has ended: Solar Latecomer's agent finds it due and releases "
        f"the keys ({len(done['steps'])} act)."
    )
    who_reads(stage, ["plain list"], ["northgrid", "delta", "rivermouth"])


def _second_door(stage: Stage) -> None:
    """Active by a first accepted disclosure: it asks for what came before it, and is granted it."""
    key, delta = LATECOMER.key, stage.party("delta")
    party = stage.party(key)
    status = OrganisationStatus(membership.member(party, stage.numbers[key]).status)
    require(
        "an accepted disclosure admits", holds=status is OrganisationStatus.ACTIVE, found=status
    )
    stage.narrator.say("Solar Latecomer's list was accepted: the candidate is a member now.")
    name = "0x" + stage.ids["spyware"].hex()
    stage.ais(key, "request", name)
    requests.grant(delta, stage.ids["spyware"], stage.numbers[key])
    taken = stage.ais(key, "fetch", name)["taken"]
    stage.ais(key, "receipt", name)
    require("a granted key opens", holds=len(taken) == 1, found=taken)
    stage.narrator.say(
        f"It asks for the campaign, Delta Gas grants the key, {taken[0]['objects']} "
        "objects open; its receipt closes the request."
    )


def _copy(stage: Stage) -> None:
    """A copy is caught where a panelist can read the original; it can also be withdrawn."""
    done = submit(stage, "union", PLAIN, "--readers", "energy,financial", "--skip-refused")
    stage.ids["copy"] = ids_of(done)[0]
    rounds.open_(stage.party("union"), stage.ids["copy"])
    retire.revoke(stage.party("union"), stage.ids["copy"])
    stage.ais("union", "run", "--once")
    seen = rounds.look(stage.party("union"), stage.ids["copy"])
    stage.narrator.say(
        f"{company('union').name} submits the same list as its own, thinks again "
        f"and revokes it: {seen.stage.name.lower()}, unpaid, bond returned."
    )
