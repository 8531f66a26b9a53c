"""Write what Python makes of prices, multipliers, closes, dues and pay, for Forge to compare.

`tests/contracts/Money.t.sol` reads the files in `.build/vectors/` and puts every input to the
deployed contracts. They hold 100,000 random inputs and all boundary ones of each kind, from a fixed
seed, in words of 32 bytes, the most significant field first; `tests/vectors/money.json` holds what
they must be. `--check` compares with that, `--accept` writes it anew.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from toolchain import ROOT

from ais.economics import money
from ais.economics.ledger import Ledger
from ais.records import PricingParameters, RewardsParameters, SeatsParameters

TARGET = ROOT / ".build/vectors"
DIGESTS = ROOT / "tests/vectors/money.json"
SEED = 0xA15
RANDOM = 100_000
WEEK, DAY = 7 * 86_400, 86_400
TIERS = (1, 2, 3)
ORGANISATIONS = 16  # of tests/contracts/System.sol: 1 a candidate, tier id % 3 + 1
TEN_6, TEN_18, MOST_32, MOST_96 = 10**6, 10**18, 2**32 - 1, 2**96 - 1
POCKET = 2**140
#: An epoch's close: free, active members of each tier, claims.
Row = tuple[int, list[int], list[int]]


def packed(*fields: tuple[int, int]) -> bytes:
    """One word of (value, bits) fields, the first the most significant, filled up with zeros."""
    word, used = 0, 0
    for value, bits in fields:
        if not 0 <= value < 1 << bits:
            raise ValueError(f"{value} does not fit {bits} bits")
        word, used = word << bits | value, used + bits
    return (word << 256 - used).to_bytes(32, "big")


def _seeded() -> random.Random:
    return random.Random(SEED)  # noqa: S311 -- inputs of a test, the same in every run


def scaled(rng: random.Random, bits: int, least: int = 0) -> int:
    """Any size is as likely as any other: 6 decimals and 18 are both met."""
    return max(rng.getrandbits(rng.randrange(bits) + 1), least)


# ---- prices: base 128, cap 128 | weights 3 x 32, rows 32 | each row: class 8, severity 16,
# ---- scope 16, multiplier 32, price 96 ---------------------------------------------------------


def prices() -> Iterator[bytes]:
    """Rows for ``Pricing.price``, in groups with the same parameters."""
    amounts = (1, 400 * TEN_6, 400 * TEN_18, MOST_96)
    caps = (1, 2_000 * TEN_6, 2_000 * TEN_18, MOST_96)
    bps = (0, 1, 2_500, 9_999, 10_000, 65_535)
    multipliers = (1, 1_000, 5_000, 9_999, 10_000, 20_000, 160_000, MOST_32)
    for base, cap in product(amounts, caps):
        for weights in ((1, 1, 1), (1, 10_000, 100_000), (100_000, 100_000, 100_000)):
            yield from _price_group(base, cap, weights, product(TIERS, bps, bps, multipliers))
    rng = _seeded()
    for _ in range(RANDOM // 100):
        weights = sorted(scaled(rng, 16, 1) for _ in TIERS)
        rows = [
            (rng.randrange(3) + 1, *(rng.randrange(10_001) for _ in range(2)), scaled(rng, 32, 1))
            for _ in range(100)
        ]
        yield from _price_group(scaled(rng, 96, 1), scaled(rng, 96, 1), weights, rows)


def _price_group(
    base: int, cap: int, weights: Iterable[int], rows: Iterable[tuple[int, ...]]
) -> Iterator[bytes]:
    pricing = PricingParameters(base, cap, *weights, 1_000, 16_000, 1)
    listed = list(rows)
    yield packed((base, 128), (cap, 128))
    yield packed(*((weight, 32) for weight in weights), (len(listed), 32))
    for class_, severity, scope, multiplier in listed:
        price = money.price(pricing, class_, severity, scope, multiplier)
        row = (class_, 8), (severity, 16), (scope, 16), (multiplier, 32), (price, 96)
        yield packed(*row)


# ---- steps: floor 32, ceiling 32, multiplier 32, accepted 32, target 32, epochs 8, after 32 ------


def steps() -> Iterator[bytes]:
    """Rows for ``Pricing.multiplierBps``: one step by what was accepted, then empty epochs."""
    for floor, times in product((1_000, 5_000, 10_000, 2**28 - 1), (1, 2, 16)):
        ceiling = floor * times
        starts = {floor, min(floor + 1, ceiling), (floor + ceiling) // 2, ceiling - 1, ceiling}
        for start, target in product(sorted(starts), (1, 2, 3, 7, 8, 10, 999_999, 1_000_000)):
            if start < floor:
                continue
            counts = {0, 1, target - 1, target, target + 1, 2 * target - 1, 2 * target}
            for accepted in sorted(counts | {2 * target + 1, MOST_32}):
                for epochs in (1, 2, 27, 30):
                    yield _step(floor, ceiling, start, accepted, target, epochs)
    rng = _seeded()
    for _ in range(RANDOM):
        floor = max(rng.getrandbits(rng.randrange(10, 28) + 1), 1_000)
        ceiling = floor + rng.randrange(15 * floor + 1)
        target = min(scaled(rng, 20, 1), 1_000_000)
        accepted = rng.randrange(3 * target) if rng.randrange(8) else scaled(rng, 32)
        start = rng.randrange(floor, ceiling + 1)
        yield _step(floor, ceiling, start, accepted, target, 1 + rng.randrange(3))


def _step(floor: int, ceiling: int, start: int, accepted: int, target: int, epochs: int) -> bytes:
    pricing = PricingParameters(1, 1, 1, 1, 1, floor, ceiling, 1)
    after = money.clipped_step(pricing, start, accepted, target)
    for _ in range(epochs - 1):
        after = money.clipped_step(pricing, after, 0, 1)
    row = (floor, 32), (ceiling, 32), (start, 32), (accepted, 32), (target, 32)
    return packed(*row, (epochs, 8), (after, 32))


# ---- histories: acts 8 (1 accept, 2 target, 3 epochs, 4 look at the multiplier, 5 class, 6 base,
# ---- 7 look at the price), sector 8, value 32, epoch (6: network's target) 32 --------------------


def histories() -> Iterator[bytes]:
    """Acceptances, targets, classes and prices over epochs, looked at in every epoch so far."""
    rng = _seeded()
    pricing = PricingParameters(
        1_000 * TEN_6, 1_500 * TEN_6, 10_000, 12_500, 15_000, 5_000, 20_000, 4
    )
    ledger = Ledger(pricing, _rewards(0, 1, (0, 0, 0)), SeatsParameters(1, 1))
    for sector in range(2, 49):
        ledger.classify(sector, sector % 3 + 1)
    ledger.start()
    for _ in range(2_000):
        sector, what = rng.randrange(49), rng.randrange(20)
        if what < 14:
            ledger.prices.note_accepted(sector)
            yield packed((1, 8), (sector, 8))
        elif what < 16:
            target = rng.randrange(7)
            ledger.set_target(sector, target)
            yield packed((2, 8), (sector, 8), (target, 32))
        elif what == 16:
            class_, sector = 1 + rng.randrange(3), max(sector, 1)
            ledger.classify(sector, class_)
            yield packed((5, 8), (sector, 8), (class_, 32))
        elif what == 17:
            base, target = scaled(rng, 32, 1), 1 + rng.randrange(7)
            ledger.configure(pricing=replace(pricing, base=base, cap=MOST_32, target=target))
            yield packed((6, 8), (0, 8), (base, 32), (target, 32))
        else:
            passed = 1 + rng.randrange(3) // 2
            ledger.advance(passed * WEEK)
            yield packed((3, 8), (0, 8), (passed, 32))
    for sector, epoch in product(range(49), range(ledger.epoch + 1)):
        seen = ledger.prices.multiplier(sector, epoch)
        yield packed((4, 8), (sector, 8), (seen, 32), (epoch, 32))
    for sector, epoch in product(range(49), range(ledger.epoch + 1)):
        seen = ledger.prices.price(sector, money.FULL_BPS, money.FULL_BPS, epoch)
        yield packed((7, 8), (sector, 8), (seen, 32), (epoch, 32))


# ---- closes: floor 96, cap 96, shares 3 x 16, epochs 16 | each epoch: free 128, members 3 x 32,
# ---- claims 8 | reserved 128 | dues 128, three words | each claim: 128, organisation 8 | owed 128,
# ---- set off 128 | free after it 128, reserved after it 128 -------------------------------------


def _rewards(floor: int, cap: int, shares: tuple[int, ...]) -> RewardsParameters:
    return RewardsParameters(15, 1, floor, cap, WEEK, DAY, 3, *shares)


class Closes:
    """Epochs of one ledger, closed and paid one after the other, whatever the pool holds."""

    def __init__(self) -> None:
        pricing = PricingParameters(1, 1, 1, 1, 1, 5_000, 20_000, 4)
        self._ledger = Ledger(pricing, _rewards(0, 1, (0, 0, 0)), SeatsParameters(1, 1))
        for organisation in range(1, ORGANISATIONS + 1):
            self._ledger.list_(organisation % 3 + 1)
            if organisation > 1:
                self._ledger.pay_dues(organisation)
        self._ledger.mint("pool", POCKET)
        self._ledger.start()

    def group(
        self,
        floor: int,
        cap: int,
        shares: tuple[int, ...],
        rows: list[Row],
    ) -> Iterator[bytes]:
        """Epochs under the same parameters; each: free, members of the tiers, claims."""
        self._ledger.configure(rewards=_rewards(floor, cap, shares))
        numbers = (floor, 96), (cap, 96), *((share, 16) for share in shares)
        yield packed(*numbers, (len(rows), 16))
        for row in rows:
            yield from self._close(*row)

    def _close(self, free: int, members: list[int], claims: list[int]) -> Iterator[bytes]:
        ledger, epoch = self._ledger, self._ledger.epoch
        ledger.pool.free = free
        ledger.members.active_counts.update(zip(TIERS, members, strict=True))
        # all take turns, the candidate too; the last claim that was booked is paid first
        who = [(epoch + 5 * place) % ORGANISATIONS + 1 for place in range(len(claims))]
        for organisation, claim in zip(who, claims, strict=True):
            ledger.books.book(organisation, claim)
        ledger.advance_to_close()
        close = ledger.close_epoch()
        yield packed((free, 128), *((count, 32) for count in members), (len(claims), 8))
        yield packed((close.reserved, 128))
        for due in close.dues:
            yield packed((due, 128))
        for organisation, claim in reversed(list(zip(who, claims, strict=True))):
            paid = ledger.pay(organisation, epoch)
            yield packed((claim, 128), (organisation, 8))
            yield packed((paid.owed, 128), (paid.set_off, 128))
        yield packed((ledger.pool.free, 128), (ledger.pool.reserved, 128))


def closes() -> Iterator[bytes]:
    """Epochs with claims, what is free at their close, dues and pay."""
    ledgers = Closes()
    large = 2**120
    for floor, cap in ((0, 0), (0, MOST_96), (5 * TEN_6, 500 * TEN_6), (MOST_96, MOST_96)):
        for shares in ((0, 0, 0), (10_000, 0, 0), (1, 0, 9_999), (2_000, 3_500, 4_500)):
            rows = []
            for claims in ([], [1], [1, 1, 1], [7 * TEN_6, 3], [large, 1, large - 1], [TEN_18] * 8):
                due = sum(claims)
                for free in sorted({0, 1, max(due - 1, 0), due, due + 1, 2**127}):
                    for members in ([0, 0, 0], [1, 1, 1], [3, 7, MOST_32]):
                        rows.append((free, members, claims))
            yield from ledgers.group(floor, cap, shares, rows)
    rng = _seeded()
    # 30 epochs a group, each with the dues of 3 tiers and 3 claims in the mean: more than RANDOM
    for _ in range(RANDOM // 87):
        yield from ledgers.group(*_random_group(rng))


def _random_group(
    rng: random.Random,
) -> tuple[int, int, tuple[int, ...], list[Row]]:
    """30 epochs of 0 to 6 claims, the sums of like size with what is free and with the dues."""
    cuts = sorted(rng.randrange(10_001) for _ in range(3))
    shares = cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1]
    bits = rng.randrange(1, 96) + 1
    cap = scaled(rng, bits)
    floor = rng.randrange(cap + 1) if rng.randrange(2) else 0
    rows = []
    for _ in range(30):
        claims = [1 + rng.getrandbits(bits) for _ in range(rng.randrange(7))]
        free = rng.randrange(2 * sum(claims) + 1) if rng.randrange(4) else scaled(rng, 120)
        rows.append((free, [scaled(rng, 12) for _ in TIERS], claims))
    return floor, cap, shares, rows


FILES = {"prices": prices, "steps": steps, "histories": histories, "closes": closes}


def main(arguments: list[str]) -> int:
    """Write the files; return the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/money_vectors.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with what is accepted")
    parser.add_argument("--accept", action="store_true", help="write down what they must be")
    parser.add_argument("--target", type=Path, default=TARGET, help="the folder of the files")
    options = parser.parse_args(arguments)
    found = write(options.target)
    if options.accept:
        DIGESTS.write_text(json.dumps(found, indent=2) + "\n")
    if options.check and found != json.loads(DIGESTS.read_text()):
        print(f"what Python makes of the inputs has changed: {found}\nSee {Path(__file__).name}.")
        return 1
    return 0


def write(target: Path) -> dict[str, dict[str, object]]:
    """All files into a folder; their words and SHA-256 digests."""
    target.mkdir(parents=True, exist_ok=True)
    found: dict[str, dict[str, object]] = {}
    for name, words in FILES.items():
        content = b"".join(words())
        (target / f"{name}.bin").write_bytes(content)
        found[name] = {"words": len(content) // 32, "sha256": hashlib.sha256(content).hexdigest()}
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
