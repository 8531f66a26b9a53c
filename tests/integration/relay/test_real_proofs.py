"""A relay and real proofs: what it takes stands, and it can alter nothing that it takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from ais import errors
from ais.network import Refusal
from tests.integration.relay.world import Network, build

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    made = build(tmp_path_factory.mktemp("proofs"), real=True)
    yield made
    made.world.close()


def test_a_member_s_post_is_relayed_and_its_second_one_in_the_slot_is_not(
    network: Network,
) -> None:
    with network.relay("one") as (relay, place):
        promise = network.submit(place, network.fresh(member=3, slot=2))
        with pytest.raises(errors.RelayRefused) as caught:
            network.submit(place, network.fresh(member=3, slot=2))
        assert caught.value.refusal == Refusal.DUPLICATE
        network.world.chain.advance(promise.send_by - network.now)
        network.tick(relay)
        assert network.posted() == 1
        assert network.submit(place, network.fresh(member=3, slot=1))


def test_whatever_a_relay_alters_the_contract_refuses(network: Network) -> None:
    """Sent past all checks of a relay, straight to the contract."""
    entry = network.post(member=5)
    points = list(entry.proof)
    points[0], points[1] = points[1], points[0]
    altered: dict[str, object] = {
        "policy": b"\x09" * 32,
        "epoch": entry.epoch + 1,
        "slot": entry.slot + 1,
        "compliant": not entry.compliant,
        "tau": "0x" + "22" * 20,
        "nullifier": entry.nullifier + 1,
        "commit": b"\x01" * 32,
        "next": b"\x01" * 32,
        "ciphertext": bytes(540),
        "proof": tuple(points),
        "signature": bytes(65),
    }
    assert set(altered) == {field.name for field in dataclasses.fields(entry)}
    attestations = network.governor.connection.contracts.attestations
    for name, value in altered.items():
        changed = dataclasses.replace(entry, **{name: value})  # type: ignore[arg-type]
        with pytest.raises(errors.ContractError):
            network.governor.sender.estimate(
                network.governor.keys.address("operator"), attestations.post(changed)
            )
    network.send(attestations.post(entry))  # as it was it is taken, whoever sends it
