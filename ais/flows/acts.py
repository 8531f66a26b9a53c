"""One call to a contract as a journalled act, with the exact allowance that it spends.

An act is named by what it does, not by when: run again after a crash it sends the bytes that were
signed then. Whether it is still needed is asked of the chain before, by whoever calls this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ais.chain.codec import Write
from ais.errors import ContractError, ContractMathFailed, ContractRefused, TokenRefused
from ais.journal import Saga

from .outcome import Outcome
from .party import Party

__all__ = ["Act", "act", "planned"]

_ALLOWANCE_TRIES = 3


@dataclass(frozen=True, slots=True)
class Act(Outcome):
    """One transaction, or what one would be: ``transaction`` is None for a dry run.

    ``public`` says what every node operator learns by it, for ever. ``spends`` is what the pool is
    allowed to take from the account for it, in the token's smallest unit. ``gas`` is None where it
    cannot be told before the allowance stands.
    """

    call: str
    public: str
    transaction: bytes | None
    block_number: int | None
    gas: int | None
    spends: int = 0


def act(
    party: Party,
    verb: str,
    about: Sequence[str | bytes | int],
    write: Write,
    public: str,
    *,
    spends: int = 0,
    role: str = "operator",
    dry_run: bool = False,
) -> Act:
    """Sign, journal, send and wait, once; ``spends`` is approved first, exactly.

    ``about`` names the act in the journal and holds no secret. Raises the contract's error. Two
    processes of one account may eat each other's allowance: then it is approved again.
    """
    if dry_run:
        return planned(party, write, public, spends=spends, role=role)

    digest = party.input_digest(verb, *about, spends)
    for left in reversed(range(_ALLOWANCE_TRIES if spends else 1)):
        saga = party.saga(verb, digest, again=True, role=role)
        try:
            if spends:
                saga.once("asked", lambda: _asked(party, write, spends, role))
                _approve(party, saga, spends, role)
            receipt = party.transact(write, role=role, step=saga.tx("call"))
        except TokenRefused:
            saga.finish(b"refused")
            if not left or _funds(party, role) < spends:
                raise
        except ContractError:
            saga.finish(b"refused")
            raise
        else:
            saga.finish()
            return Act(
                write.name, public, receipt.tx_hash, receipt.block_number, receipt.gas_used, spends
            )
    raise AssertionError("the last try returns or raises")


def planned(
    party: Party, write: Write, public: str, *, spends: int = 0, role: str = "operator"
) -> Act:
    """Tell what ``act`` would do. A call that would revert raises its error here too.

    One that spends is asked without its allowance: whatever the contract looks at before it takes
    the tokens is told, and whether the account holds them.
    """
    return Act(write.name, public, None, None, _gas(party, write, spends, role), spends)


def _gas(party: Party, write: Write, spends: int, role: str) -> int | None:
    """What the call would take; None where it gets as far as the allowance that it lacks."""
    account = party.keys.address(role)
    try:
        return party.sender.estimate(account, write)
    except (TokenRefused, ContractRefused, ContractMathFailed):  # as tokens say that it is lacking
        if not spends:
            raise
    available = _funds(party, role)
    if available < spends:
        raise TokenRefused("balance", account, available, spends)
    return None


def _asked(party: Party, write: Write, spends: int, role: str) -> bytes:
    """Refuse what would be refused before anything is allowed for it: that would outlast it.

    Asked once: after the call itself it would be refused too.
    """
    _gas(party, write, spends, role)
    return b"asked"


def _approve(party: Party, saga: Saga, amount: int, role: str) -> None:
    """Allow the pool exactly ``amount``: more would be there for a faulty contract to take."""
    account, pool = party.keys.address(role), party.pool.address
    if party.read(party.token.allowance(account, pool)) != amount:
        step = saga.tx("approve")
        party.transact(party.token.approve(pool, amount), role=role, step=step)


def _funds(party: Party, role: str) -> int:
    return party.read(party.token.balance_of(party.keys.address(role)))
