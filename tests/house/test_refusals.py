"""Every function and error of the contracts has a test of that name; `docs/refusals.md` lists them.

That the page is fresh, `test_docs` says.
"""

from __future__ import annotations

import re

import refusals
from reachable import reachable
from toolchain import EXPORT_ALSO

from ais.flows.deploy import CONTRACTS


def test_every_pair_of_function_and_error_has_its_named_test() -> None:
    """What a function refuses is shown by a test that one can find by its name."""
    pairs = refusals.refusals()
    assert len(pairs) > 200
    assert [pair for pair in pairs if pair.test() is None] == []


def test_what_the_interfaces_promise_is_what_the_code_reaches() -> None:
    """No documented error is out of reach, and none within reach is left out without a reason."""
    false, silent = refusals.differences()
    assert sorted(false) == []
    assert sorted(silent) == []


def test_every_contract_that_a_network_deploys_is_looked_at_but_those_of_others() -> None:
    assert set(refusals.CONTRACTS) == set(CONTRACTS) - EXPORT_ALSO.keys()


def test_no_excuse_outlives_its_need() -> None:
    """Each entry of `IMPOSSIBLE` is about something that the code reaches."""
    used = set()
    for contract in refusals.CONTRACTS:
        for function, errors in reachable(contract).items():
            for error in errors:
                used |= set(refusals.excuses(f"{contract}.{function} {error}"))
    assert refusals.IMPOSSIBLE.keys() - used == set()


def test_no_test_is_named_after_a_pair_that_is_none() -> None:
    """A test's name is no promise about a function or an error that has gone."""
    pairs = {(each.contract, each.function) for each in refusals.refusals()}
    stray = []
    for contract in refusals.CONTRACTS:
        for name in refusals.named_tests(contract):
            found = re.fullmatch(r"test(?:Fuzz)?_(\w+?)_reverts_(\w+)", name)
            if found and found[1] != "everyCall" and (contract, found[1]) not in pairs:
                stray.append(f"{contract}: {name}")
    assert stray == []


def test_the_tree_is_followed_through_modifiers_overrides_and_other_contracts() -> None:
    """Negative control: were calls not followed, these would be missing."""
    assert "PoolFeeOnTransfer" in reachable("Rewards")["open"]  # Rewards -> Pool -> private
    assert "AccessManagedUnauthorized" in reachable("Seats")["take"]  # a modifier of a base
    assert "MembershipNotOperator" in reachable("Valuation")["reveal"]
    assert "PoolNothingToSweep" not in reachable("Pool")["fund"]
