"""A relay on a real chain: what it takes, what it promises, what it sends."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator

import pytest

from ais import digests, errors
from ais.crypto import Secret
from ais.crypto.anonymity import SCALAR
from ais.crypto.attestations import SigningKey
from ais.network import Kind, Refusal, RelayCall, relays
from ais.network.relay_wire import MOST_CALLDATA_BYTES, encode_call
from ais.relay import Relay, Settings
from ais.types import Address
from tests.integration.relay.world import EPOCH_SECONDS, POLICY, Network, build
from tests.support.nodes import fake_node
from tests.support.opened import files_below

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    made = build(tmp_path_factory.mktemp("relay"), real=False)
    yield made
    made.world.close()


def refusal(network: Network, place: relays.RelayPlace, call: RelayCall) -> tuple[str, str]:
    """The code with which a relay refuses a call, and its note."""
    with pytest.raises(errors.RelayRefused) as caught:
        network.submit(place, call)
    return caught.value.refusal, caught.value.note


class TestStart:
    def test_where_its_node_answers_nonsense_it_leaves_nothing_open(self, network: Network) -> None:
        def answer(method: str, params: list[object]) -> str:
            return "0x" if method == "eth_call" else "0x1"

        network.home("half")
        with network.world.open("half") as party, fake_node(answer) as node:
            party.config = dataclasses.replace(party.config, rpc=(node.url,))
            with pytest.raises(errors.NodeAnswer) as refused:
                Relay(party)
            assert refused.value.method
            assert files_below(party.home.root / "relay") == []
            assert node.left_alone()


class TestPosts:
    def test_a_post_is_promised_and_stands_on_chain_by_then(self, network: Network) -> None:
        with network.relay("one") as (relay, place):
            before, look = network.posted(), relay.dispatcher.look
            assert look is not None  # the newest block may be older by any time
            call = network.fresh()
            promise = network.submit(place, call)
            assert promise.digest == call.digest
            assert look.now < promise.send_by <= look.now + EPOCH_SECONDS // 4
            assert network.posted() == before

            network.world.chain.advance(promise.send_by - network.now)
            network.tick(relay)
            assert network.posted() == before + 1
            network.tick(relay)
            assert relay.queue.waiting() == []

    def test_the_same_bytes_again_get_the_same_promise_and_are_sent_once(
        self, network: Network
    ) -> None:
        with network.relay("one") as (relay, place):
            before, call = network.posted(), network.fresh()
            promise = network.submit(place, call)
            assert network.submit(place, call) == promise
            assert len(relay.queue.waiting()) == 1
            network.world.chain.advance(promise.send_by - network.now)
            network.tick(relay)
            assert network.submit(place, call) == promise
            for _ in range(3):
                network.tick(relay)
            assert network.posted() == before + 1

    def test_what_is_on_chain_is_promised_to_nobody_who_read_it_there(
        self, network: Network
    ) -> None:
        """The promise would tell by when the relay had it, within half a window."""
        with network.relay("one") as (relay, place):
            call = network.fresh()
            promise = network.submit(place, call)
            network.world.chain.advance(promise.send_by - network.now)
            for _ in range(3):
                network.tick(relay)
            assert refusal(network, place, call)[0] == Refusal.DUPLICATE

    def test_fewer_than_a_batch_leave_each_at_a_moment_of_its_own(self, network: Network) -> None:
        """No arrival makes anything leave: nothing is sent before its moment."""
        with network.relay("one", batch=26) as (relay, place):
            before = network.posted()
            for _ in range(25):
                network.submit(place, network.fresh())
            seen = set()
            for _ in range(30):
                network.world.chain.advance(EPOCH_SECONDS // 100)
                network.tick(relay)
                seen.add(network.posted() - before)
            assert max(seen) == 25
            assert len(seen) > 5  # they did not leave together; by luck, once in 10^10

    def test_when_a_batch_waits_the_first_moment_takes_all_shuffled(self, network: Network) -> None:
        network.next_epoch()
        with network.relay("one", window_seconds=1_000) as (relay, place):
            before, calls = network.posted(), [network.fresh() for _ in range(12)]
            for call in calls:
                network.submit(place, call)
            network.tick(relay)
            assert network.posted() == before
            while network.posted() == before:
                network.world.chain.advance(10)
                network.tick(relay)
            network.tick(relay)
            assert network.posted() == before + 12
            assert relay.queue.waiting() == []

            posts = network.governor.sync().posts(POLICY, network.epoch)[-12:]
            mined = [post.event.nullifier for post in posts]
            handed_in = sorted(mined)  # nullifiers were counted upwards
            assert mined != handed_in  # one order in 479 million is the other

    def test_every_call_is_given_the_same_gas(self, network: Network) -> None:
        """A limit of its own would mark a call."""
        posts = network.governor.sync().posts(POLICY, network.epoch)
        chain = network.governor.connection
        limits = {
            int(chain.ask("eth_getTransactionByHash", "0x" + post.tx_hash.hex())["gas"], 16)
            for post in posts
        }
        assert limits == {600_000}

    def test_nothing_is_promised_for_a_time_when_the_chain_takes_it_no_more(
        self, network: Network
    ) -> None:
        with network.relay("one") as (relay, place):
            end = network.latest(network.epoch)
            network.world.chain.advance(end - 600 - network.now)
            network.tick(relay)
            promise = network.submit(place, network.fresh())
            assert promise.send_by <= end - 120
            network.world.chain.advance(end - 100 - network.now)
            network.tick(relay)
            assert refusal(network, place, network.fresh())[0] == Refusal.TOO_LATE
            network.next_epoch()
            network.tick(relay)
            assert relay.queue.find(promise.digest) is None  # the epoch is over: forgotten


class TestRefusals:
    @pytest.fixture(scope="class")
    def place(self, network: Network) -> Iterator[relays.RelayPlace]:
        with network.relay("strict") as (_, place):
            yield place

    @pytest.mark.parametrize(
        ("code", "changes"),
        [
            (Refusal.EPOCH, {"epoch": 1}),
            (Refusal.EPOCH, {"epoch": 99}),
            (Refusal.SLOT, {"slot": 8}),
            (Refusal.CIPHERTEXT, {"ciphertext": bytes(539)}),
            (Refusal.CIPHERTEXT, {"ciphertext": bytes(541)}),
            (Refusal.RANGE, {"nullifier": SCALAR}),
            (Refusal.SIGNATURE, {"signature": bytes(65)}),
            (Refusal.SIGNATURE, {"signature": bytes(64)}),
            (Refusal.SIGNATURE, {"tau": "0x" + "11" * 20}),
            (Refusal.SIGNATURE, {"compliant": False}),
            (Refusal.SIGNATURE, {"commit": bytes(32)}),
            (Refusal.SIGNATURE, {"next": bytes(32)}),
            (Refusal.SIGNATURE, {"ciphertext": bytes(540)}),
            (Refusal.SIGNATURE, {"nullifier": 5}),
            (Refusal.SIGNATURE, {"policy": b"\x08" * 32}),
        ],
    )
    def test_an_altered_post_is_refused_before_a_node_is_asked(
        self, network: Network, place: relays.RelayPlace, code: Refusal, changes: dict[str, object]
    ) -> None:
        assert refusal(network, place, network.call(network.post(**changes)))[0] == code  # type: ignore[arg-type]

    def test_what_the_contract_would_refuse_is_not_queued(
        self, network: Network, place: relays.RelayPlace
    ) -> None:
        assert refusal(network, place, network.fresh(good=False)) == (
            Refusal.CALL,
            errors.AttestationsProofRefused.code,
        )

    def test_a_relay_that_could_not_pay_promises_nothing(self, network: Network) -> None:
        with network.relay("poor") as (relay, place):
            look = relay.dispatcher.look
            assert look is not None
            assert look.spare_calls is None  # gas is free here
            relay.dispatcher.look = dataclasses.replace(look, spare_calls=1)
            assert network.submit(place, network.fresh())
            assert refusal(network, place, network.fresh())[0] == Refusal.NO_FUNDS

    def test_a_relay_whose_node_is_silent_promises_nothing(self, network: Network) -> None:
        with network.relay("blind") as (relay, place):
            call = network.fresh()
            promise = network.submit(place, call)
            relay.dispatcher.look = None
            assert refusal(network, place, network.fresh())[0] == Refusal.NO_NODE
            assert network.submit(place, call) == promise  # its word stands

    def test_a_relay_that_can_send_no_more_takes_no_more(self, network: Network) -> None:
        """A failure of its own ends it: nothing is promised that nobody would send."""
        network.home("broken")
        with network.world.open("broken") as party:
            made = Relay(party, Settings(poll_seconds=0.05))
            ticks = []

            def tick() -> None:
                ticks.append(0)
                if len(ticks) > 2:
                    raise MemoryError

            made.dispatcher.tick = tick  # type: ignore[method-assign]
            with pytest.raises(MemoryError):
                made.serve(stop=threading.Event())
            made.close()

    def test_calls_of_other_chains_contracts_and_functions_are_refused(
        self, network: Network, place: relays.RelayPlace
    ) -> None:
        call = network.fresh()
        other = dataclasses.replace(call, chain_id=1)
        assert refusal(network, place, other)[0] == Refusal.CHAIN
        other = dataclasses.replace(call, attestations="0x" + "11" * 20)
        assert refusal(network, place, other)[0] == Refusal.CONTRACT
        for kind in (Kind.CONTEST, Kind.CLAIM_MISSING, Kind.CLAIM_STILL_MISSING):
            other = dataclasses.replace(call, kind=kind)
            assert refusal(network, place, other)[0] == Refusal.CALLDATA
        transfer = network.governor.token.transfer("0x" + "11" * 20, 1).payload
        other = dataclasses.replace(call, calldata=transfer)
        assert refusal(network, place, other)[0] == Refusal.CALLDATA

    def test_calldata_has_one_encoding(self, network: Network, place: relays.RelayPlace) -> None:
        """Bytes that a decoder would overlook are a mark, and a way to queue a call twice."""
        call = network.fresh()
        assert len(call.calldata) == 1_316
        for calldata in (call.calldata + bytes(32), call.calldata + b"\0", call.calldata[:-1]):
            other = dataclasses.replace(call, calldata=calldata)
            assert refusal(network, place, other)[0] == Refusal.CALLDATA
        with pytest.raises(errors.RelayBodyRefused):
            encode_call(dataclasses.replace(call, calldata=bytes(MOST_CALLDATA_BYTES + 1)))

    def test_one_nullifier_and_one_tau_wait_once(
        self, network: Network, place: relays.RelayPlace
    ) -> None:
        entry = network.post()
        network.submit(place, network.call(entry))
        other = dataclasses.replace(entry, proof=(7, 1, 0, 0, 0, 0, 0, 0))
        assert refusal(network, place, network.call(other))[0] == Refusal.DUPLICATE
        other = dataclasses.replace(entry, slot=3)
        assert refusal(network, place, network.call(other))[0] == Refusal.DUPLICATE


class TestOthers:
    def test_two_relays_with_the_same_post_put_it_on_chain_once(self, network: Network) -> None:
        """Both promise; the second finds it there, and has nothing to do and nothing to say."""
        network.next_epoch()
        with network.relay("one") as (first, one), network.relay("two") as (second, two):
            before, call = network.posted(), network.fresh()
            late = max(network.submit(p, call).send_by for p in (one, two))
            network.world.chain.advance(late - network.now)
            network.tick(first)
            sent = network.governor.connection.ask(
                "eth_getTransactionCount", second.stand.key, "latest"
            )
            network.tick(second)
            assert network.posted() == before + 1
            assert second.queue.waiting() == []
            assert sent == network.governor.connection.ask(
                "eth_getTransactionCount", second.stand.key, "latest"
            )
            assert refusal(network, two, network.fresh(good=False))[0] == Refusal.CALL

    def test_a_relay_whose_clock_stands_still_is_noticed_by_send_by(self, network: Network) -> None:
        """It accepts and drops: the same bytes go to another one, and stand once."""
        with network.relay("dropper") as (_, bad), network.relay("one") as (good, place):
            before, call = network.posted(), network.fresh()
            promise = network.submit(bad, call)
            network.world.chain.advance(promise.send_by - network.now)
            assert network.posted() == before  # the promise is broken, and signed
            other = relays.draw([bad, place], exclude=[bad.key])
            network.tick(good)
            kept = network.submit(other, call)
            network.world.chain.advance(kept.send_by - network.now)
            network.tick(good)
            assert network.posted() == before + 1

    def test_a_claim_is_relayed_in_the_epoch_after_the_missed_one(self, network: Network) -> None:
        network.next_epoch()
        tau, claimer = Address("0x" + "5a" * 20), SigningKey(Secret(b"\x33" * 32))
        with network.relay("one") as (relay, place):
            network.tick(relay)
            named = digests.attestation_next(tau=tau, claimer=claimer.address)
            entry = network.post(next_=named)
            promise = network.submit(place, network.call(entry))
            network.world.chain.advance(promise.send_by - network.now)
            network.tick(relay)
            missed = network.next_epoch()
            claim, altered = (
                network.claim(entry, missed, tau, claimer, b"\x44" * 32, sent)
                for sent in (b"\x44" * 32, b"\x45" * 32)
            )
            network.tick(relay)
            assert refusal(network, place, claim)[0] == Refusal.EPOCH
            network.next_epoch()
            network.tick(relay)
            assert refusal(network, place, altered)[0] == Refusal.SIGNATURE
            promise = network.submit(place, claim)
            network.world.chain.advance(promise.send_by - network.now)
            network.tick(relay)
            tally = network.governor.connection.contracts.attestations.tally(POLICY, missed)
            assert network.governor.read(tally).missing == 1

    def test_a_contest_is_relayed_once_its_post_stands(self, network: Network) -> None:
        """Sent from one's own account it would name a customer."""
        told = (False, b"\x55" * 32, b"\x66" * 32)
        entry = network.post(told=told)
        with network.relay("one") as (relay, place):
            network.tick(relay)
            assert refusal(network, place, network.contest(entry, told)) == (
                Refusal.CALL,
                errors.AttestationsUnknown.code,
            )
            network.send(network.governor.connection.contracts.attestations.post(entry))
            promise = network.submit(place, network.contest(entry, told))
            network.world.chain.advance(promise.send_by - network.now)
            network.tick(relay)
            attestations = network.governor.connection.contracts.attestations
            contested = attestations.is_contested(POLICY, entry.epoch, entry.tau)
            assert network.governor.read(contested)
            network.tick(relay)
            assert relay.queue.waiting() == []

    def test_after_a_new_snapshot_the_new_proof_takes_the_old_ones_place(
        self, network: Network
    ) -> None:
        """The old one would fail; its nullifier and tau are held for nothing."""
        with network.relay("one") as (relay, place):
            network.tick(relay)
            entry = network.post()
            old = network.call(entry)
            network.submit(place, old)
            new = network.call(dataclasses.replace(entry, proof=(9, 0, 0, 0, 0, 0, 0, 0)))
            with network.verifier_takes(9):
                promise = network.submit(place, new)
                assert [entry.digest for entry in relay.queue.waiting()] == [new.digest]
                before = network.posted()
                network.world.chain.advance(promise.send_by - network.now)
                network.tick(relay)
                assert network.posted() == before + 1


class TestGas:
    @pytest.fixture
    def costly(self, network: Network) -> Iterator[Network]:
        """Gas costs something for a while."""
        chain = network.world.chain
        chain.request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
        chain.mine()
        yield network
        chain.request("anvil_setNextBlockBaseFeePerGas", "0x0")
        chain.mine()

    def test_where_gas_costs_a_relay_without_means_refuses_and_one_with_means_sends(
        self, costly: Network
    ) -> None:
        with costly.relay("payer") as (relay, place):
            call = costly.fresh()
            assert refusal(costly, place, call)[0] == Refusal.NO_FUNDS
            costly.world.chain.request("anvil_setBalance", relay.stand.key, hex(10**18))
            costly.tick(relay)
            before, promise = costly.posted(), costly.submit(place, call)
            costly.world.chain.advance(promise.send_by - costly.now)
            costly.tick(relay)
            assert costly.posted() == before + 1
