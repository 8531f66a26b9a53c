"""Every function and error of the contracts, and the Forge test that shows the refusal.

The pairs come from two sides: what a function's NatSpec lists after "Errors:" (references to other
functions are followed), and what the compiler's syntax tree says that its code can reach. Where the
two differ, `IMPOSSIBLE` says why, or a house test fails. The test of (function, error) is called
test_<function>_reverts_<Error>[_<case>] (or testFuzz_...) in a file of the contract's name.
`scripts/docs` writes the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reachable import reachable
from toolchain import ROOT

__all__ = ["CONTRACTS", "IMPOSSIBLE", "Refusal", "differences", "named_tests", "refusals", "render"]

CONTRACTS = (
    "Membership",
    "Relations",
    "KeyDirectory",
    "Indicators",
    "Releases",
    "Seats",
    "Valuation",
    "Pricing",
    "Rewards",
    "Pool",
    "Group",
    "Attestations",
    "Relays",
)
_INTERFACES = ROOT / "contracts/interfaces"
_TESTS = ROOT / "tests/contracts"
#: A library's own errors, which `Group` lets through.
_TREE = ROOT / "node_modules/@zk-kit/lean-imt.sol/InternalLeanIMT.sol"

#: What others revert with inside of a call, as NatSpec says it, and how their tests are called.
_OTHERS = {"the Pool's": "PoolFailure", "the token's own": "TokenFailure"}
#: What these words stand for in the code.
_INSIDE_OTHERS = {"PoolFeeOnTransfer", "SafeERC20FailedOperation"}
#: OpenZeppelin's own function, which only the access manager itself may call.
_FOREIGN = {"setAuthority"}
_GATE = "AccessManagedUnauthorized"

#: Errors that the code reaches and that cannot happen, by error or by function and error.
_FIXED = "the caller is a contract that is fixed at deployment"
_BOOKED = "the totals cover what is booked: the core invariant, fuzzed"
_KNOWN = "the organisation or submission was looked up before"
IMPOSSIBLE = {
    "CheckpointUnorderedInsertion": "epochs never run back",
    "LeafAlreadyExists": "a leaf is queued once for ever",
    "LeafCannotBeZero": "a leaf of 0 is not queued",
    "LeafDoesNotExist": "the former leaf is the one on record",
    "ReentrancyGuardReentrantCall": "only a token that calls back: test_everyCall in Pool.t.sol",
    "Pool.sweep PoolZeroAmount": "nothing unasked is PoolNothingToSweep",
    "Membership.acceptTerms MembershipUnknownOrganisation": _KNOWN,
    **{
        f"* {error}": _FIXED
        for error in (
            "IndicatorsNotValuation",
            "MembershipNotRewards",
            "PoolNotAuthorised",
            "PricingNotRewards",
            "SeatsNotValuation",
            "ValuationNotRewards",
        )
    },
    "* IndicatorsUnknown": _KNOWN,
    "* MembershipUnknownOrganisation": _KNOWN,
    "* PoolInsufficientBonds": _BOOKED,
    "* PoolInsufficientFree": _BOOKED,
    "* PoolInsufficientReserved": _BOOKED,
    "* PoolZeroAmount": "amounts of 0 are not moved",
    "* RelationsTooManyOthers": "there are 64 seats",
    "Rewards.open ValuationAlreadyScheduled": "an opened submission is not openable",
    "Rewards.pay MembershipWrongStatus": "set off for active organisations alone",
    "Rewards.payDues MembershipWrongStatus": "RewardsDuesStatus comes first",
    "Rewards.settle MembershipWrongStatus": "granted to candidates alone",
    "Rewards.settle PricingFutureEpoch": "the epoch of opening is past",
    "Rewards.settle PricingInvalidSector": "ballots name sectors up to 48",
}

_HEAD = """# Refusals

<!-- Made by ./scripts/docs. Change the code, not this file. -->

Every function that refuses, with each of its errors, and the Forge test that shows it. What an
error means and what to do about it stands in [errors](errors.md). `PoolFailure` and `TokenFailure`
stand for what the Pool or the token reverts with inside of the call.

| contract | function | error | file | test |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """A function of a contract and an error of it."""

    contract: str
    function: str
    error: str

    def test(self) -> tuple[str, str] | None:
        """File and name of its first test; None where it has none."""
        wanted = re.compile(rf"test(Fuzz)?_{self.function}_reverts_{self.error}(_\w+)?")
        for name, file in named_tests(self.contract).items():
            if wanted.fullmatch(name):
                return file, name
        return None


def render() -> str:
    """The page."""
    lines = []
    for each in refusals():
        file, name = each.test() or ("**none**", "**none**")
        cells = (each.contract, f"`{each.function}`", f"`{each.error}`", f"`{file}`", f"`{name}`")
        lines.append("| " + " | ".join(cells) + " |\n")
    return _HEAD + "".join(lines)


@cache
def refusals() -> tuple[Refusal, ...]:
    """All pairs: what is documented, constructors' own errors, and every gate of a role."""
    found = []
    for contract in CONTRACTS:
        documented, reached = _documented(contract), reachable(contract)
        for function in dict.fromkeys(["constructor", *documented, *reached]):
            if function in _FOREIGN:
                continue
            errors = dict.fromkeys(documented.get(function, ()))
            code = reached.get(function, set())
            if _GATE in code:
                errors = {_GATE: None, **errors}
            if function == "constructor":
                errors |= dict.fromkeys(sorted(code))
            found += [Refusal(contract, function, error) for error in errors]
    return tuple(found)


def differences() -> tuple[set[str], set[str]]:
    """What is documented and cannot be reached; what is reached, not documented, not impossible."""
    false, silent = set(), set()
    for contract in CONTRACTS:
        documented, reached = _documented(contract), reachable(contract)
        for function in documented.keys() | reached.keys():
            if function in _FOREIGN or function == "constructor":
                continue
            said, code = set(documented.get(function, ())), reached.get(function, set())
            others = said & set(_OTHERS.values())
            false |= {f"{contract}.{function} {each}" for each in said - others - code}
            left = code - said - {_GATE} - (_INSIDE_OTHERS if others else set())
            silent |= {f"{contract}.{function} {each}" for each in left}
    return false, {each for each in silent if not excuses(each)}


def excuses(pair: str) -> list[str]:
    """The entries of `IMPOSSIBLE` that are about ``Contract.function Error``."""
    place, error = pair.split()
    is_own = error.startswith(place.partition(".")[0])
    keys = [error, pair] if is_own else [error, pair, f"* {error}"]
    return [key for key in keys if key in IMPOSSIBLE]


@cache
def named_tests(contract: str) -> dict[str, str]:
    """Names of a contract's tests, each with its file."""
    return {
        name: path.name
        for path in sorted(_TESTS.glob(f"{contract}*.t.sol"))
        for name in re.findall(r"function (test\w+)\(", path.read_text())
    }


# ---- what the interfaces say -----------------------------------------------------------------


@cache
def _documented(contract: str) -> dict[str, tuple[str, ...]]:
    """Errors by function, in the order of the interface."""
    text = (_INTERFACES / f"I{contract}.sol").read_text()
    return {
        function: tuple(
            dict.fromkeys(_listed(contract, " ".join(re.findall(r"/// ?(.*)", comment))))
        )
        for comment, function in re.findall(r"((?: *///[^\n]*\n)+) *function (\w+)", text)
    }


def _listed(contract: str, comment: str) -> list[str]:
    """The errors after "Errors:"; "those of `x`" are the other function's."""
    listed = "".join(re.split(r"\bErrors(?:, in this order)?:", comment, maxsplit=1)[1:])
    listed = re.sub(r"\s+", " ", listed)
    found: list[str] = []
    pattern = r"those of (?:(\w+)' )?`(\w+)`|(the Pool's)|(the token's own)|\b([A-Z]\w+)\b"
    for other, function, pool, token, name in re.findall(pattern, listed):
        if function:
            found += _by_function(other or contract, function)
        elif pool or token:
            found.append(_OTHERS[pool or token])
        elif name in _known_errors():
            found.append(name)
    return found


def _by_function(contract: str, function: str) -> tuple[str, ...]:
    text = (_INTERFACES / f"I{contract}.sol").read_text()
    found = re.search(rf"((?: *///[^\n]*\n)+) *function {function}\b", text)
    if found is None:
        raise ValueError(f"I{contract} has no documented function {function}")
    return tuple(_listed(contract, " ".join(re.findall(r"/// ?(.*)", found[1]))))


@cache
def _known_errors() -> set[str]:
    texts = [path.read_text() for path in (*_INTERFACES.glob("I*.sol"), _TREE)]
    return {_GATE}.union(*(re.findall(r"\berror (\w+)\(", text) for text in texts))
