"""Actors by role, and a network that they act on. Each test has its own state of the chain."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.network import TERMS, UNIT, Network, deploy

PANELISTS = 13


@pytest.fixture(scope="session")
def governor(accounts: Any) -> Any:
    return accounts[0]


@pytest.fixture(scope="session")
def registrar(accounts: Any) -> Any:
    return accounts[1]


@pytest.fixture(scope="session")
def treasurer(accounts: Any) -> Any:
    return accounts[2]


@pytest.fixture(scope="session")
def outsider(accounts: Any) -> Any:
    """Somebody with an account and nothing else."""
    return accounts[3]


@pytest.fixture(scope="session")
def alice(accounts: Any) -> Any:
    """The operator of a company that submits."""
    return accounts[4]


@pytest.fixture(scope="session")
def bob(accounts: Any) -> Any:
    """The operator of a company that reads."""
    return accounts[5]


@pytest.fixture(scope="session")
def panelists(accounts: Any) -> list[Any]:
    """Operators of the companies on seats 0..12."""
    return list(accounts[6 : 6 + PANELISTS])


@pytest.fixture(scope="module")
def system(
    project: Any,
    governor: Any,
    registrar: Any,
    treasurer: Any,
    alice: Any,
    bob: Any,
    panelists: list[Any],
) -> Network:
    """Started and funded; Alice and Bob active in sector 1, thirteen panelists in sector 2."""
    system = deploy(project, governor, registrar, treasurer)
    system.membership.publishTerms(TERMS, "terms.txt", sender=governor)
    system.membership.classifySector(1, 2, sender=governor)
    for operator in (alice, bob):
        system.activate(operator)
    for seat, operator in enumerate(panelists):
        system.activate(operator, sectors=2)
        system.seat(operator, seat)
    system.membership.start(sender=governor)
    system.token.mint(governor, 100_000 * UNIT, sender=governor)
    system.token.approve(system.pool, 100_000 * UNIT, sender=governor)
    system.pool.fund(100_000 * UNIT, sender=governor)
    return system
