"""Gas of a submission with its policy, role checks and readers' release, beside EAS's `attest`."""

from __future__ import annotations

from collections.abc import Iterator

from ais.flows.share import ITEMS_A_TRANSACTION

from .eas import Eas
from .rows import Row
from .site import Member, Site, item, open_site, submitted

__all__ = ["submission"]

_REPEATS = 5
_BATCH = 11


def submission() -> Iterator[Row]:
    """Gas of a submission and of a batch's items, beside the Ethereum Attestation Service."""
    with open_site() as site:
        member = site.admit()
        site.send(site.governor, site.chain.contracts.membership.start())
        eas = Eas(site)

        singles = [_submit(site, member, f"single {n}") for n in range(_REPEATS)]
        attested = [eas.attest(f"single {n}") for n in range(_REPEATS)]
        peer = "EAS attest: 32 bytes, one recipient, no roles"
        yield Row(
            "submission with policy, role checks and readers' release",
            max(singles),
            "gas",
            peer,
            min(attested),
            "<= 110000",
        )

        one, several = _batch(site, member, 1), _batch(site, member, _BATCH)
        attest_several = eas.attest(*(f"several {n}" for n in range(_BATCH)))
        each = (attest_several - min(attested)) / (_BATCH - 1)
        name = "batch item beyond the first, one policy a batch"
        peer = "EAS multiAttest, an item beyond the first"
        item_gas = (several - one) / (_BATCH - 1)
        yield Row(name, round(item_gas), "gas", peer, round(each), "<= 30000")
        largest = (_batch(site, member, ITEMS_A_TRANSACTION) - one) / (ITEMS_A_TRANSACTION - 1)
        name = f"batch item of {ITEMS_A_TRANSACTION}"
        yield Row(name, round(largest), "gas", peer, round(each), "<= 30000")


def _submit(site: Site, member: Member, name: str) -> int:
    """Gas of one submission whose release is on record afterwards."""
    contracts = site.chain.contracts
    release = site.fresh(name)
    write = contracts.indicators.submit(item(name), site.policy(member), release)
    receipt = site.send(member.operator, write)
    _require_released(site, submitted(receipt))
    return receipt.gas_used


def _batch(site: Site, member: Member, count: int) -> int:
    contracts = site.chain.contracts
    items = [item(f"batch of {count}: {n}") for n in range(count)]
    release = site.fresh(f"batch of {count}")
    write = contracts.indicators.submit_batch(items, site.policy(member), release)
    receipt = site.send(member.operator, write)
    ids = submitted(receipt)
    if len(ids) != count:
        raise AssertionError(f"{len(ids)} of {count} items were submitted")
    _require_released(site, ids)
    return receipt.gas_used


def _require_released(site: Site, ids: list[bytes]) -> None:
    views = [site.chain.contracts.indicators.released_at(each) for each in ids]
    if not all(site.chain.read_all(*views)):
        raise AssertionError("a submission stands without its readers' release")
