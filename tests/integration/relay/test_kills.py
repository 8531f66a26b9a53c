"""A relay that is killed and started again: what it promised is sent, once each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ais.relay import Relay, Settings
from tests.integration.relay.world import POLICY, Network, build
from tests.support.kills import killed_at, run, steps_of
from tests.support.nodes import all_mined

pytestmark = pytest.mark.chain

FULL = 12
PATIENCE_SECONDS = 300
EVERY_SO_MANY = 4


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    made = build(tmp_path_factory.mktemp("kills"), real=False)
    yield made
    made.world.close()


def sent_by(network: Network, key: str) -> int:
    """Transactions of an account."""
    chain = network.governor.connection
    return int(chain.ask("eth_getTransactionCount", key, "latest"), 16)


def nullifiers(network: Network) -> Counter[int]:
    return Counter(post.event.nullifier for post in network.governor.sync().posts(POLICY))


def until(seen: Callable[[], bool]) -> None:
    """Wait for it; it takes a second or so, and on no machine this long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_full_queue_survives_sigkill_and_each_is_sent_once(
    network: Network, tmp_path: Path
) -> None:
    """Killed before it sent anything, killed again while it sends, ended in order at last."""
    options, log = ("--window", "1000"), tmp_path / "stderr"
    entries = [network.post() for _ in range(FULL)]
    relay = network.process("victim", "--poll", "3600", *options, log=log)  # not due for long
    promises = [network.submit(relay.place, network.call(entry)) for entry in entries]
    relay.kill()
    assert network.posted() == 0

    network.world.chain.advance(max(p.send_by for p in promises) - network.now)
    options += ("--poll", "0.1")
    relay = network.process("victim", *options, log=log)
    key = relay.place.key
    until(lambda: network.posted() > 0)
    relay.kill()

    relay = network.process("victim", *options, log=log)
    until(lambda: network.posted() == FULL)
    time.sleep(0.5)  # nothing more comes
    status, _ = relay.stop()
    assert status == 0
    assert network.posted() == FULL
    assert sent_by(network, key) == FULL
    found = nullifiers(network)
    assert all(found[entry.nullifier] == 1 for entry in entries)
    assert network.process("victim", *options, log=log).stop()[0] == 0
    assert log.read_text() == ""


def _drain(home: Path) -> None:
    """A relay that looks at the chain until nothing waits: what a process would do."""
    from ais.crypto import RootSecret  # noqa: PLC0415
    from ais.flows.party import Party  # noqa: PLC0415

    root = RootSecret.from_phrase((home / "phrase").read_text())
    with Party.open(home, root=root) as party:
        relay = Relay(party, Settings(poll_seconds=0.05))
        relay.dispatcher.tick()
        while relay.queue.waiting():
            all_mined(party.deployment.rpc[0])  # so that it always takes as many looks
            relay.dispatcher.tick()
        relay.close()


class TestEverywhere:
    def test_killed_at_any_step_of_sending_it_sends_once(self, network: Network) -> None:
        """Between queue, journal and node there is no gap in which a call is lost or doubled."""
        home = network.home("stepwise")
        (home / "phrase").write_text(network.world.roots["stepwise"].phrase())
        self._queue_one(network)
        steps = steps_of(_drain, home)
        assert any("allocate" in step for step in steps)
        assert network.posted() > 0
        for step in steps[::EVERY_SO_MANY]:
            before, entry = network.posted(), self._queue_one(network)
            killed_at(step, _drain, home)
            run(_drain, home)
            assert network.posted() == before + 1, step
            assert nullifiers(network)[entry] == 1

    @staticmethod
    def _queue_one(network: Network) -> int:
        """One promised call whose time has come; its nullifier."""
        if network.latest(network.epoch) - network.now < 1_000:
            network.next_epoch()
        entry = network.post()
        with network.relay("stepwise", window_seconds=20) as (_, place):
            promise = network.submit(place, network.call(entry))
        network.world.chain.advance(promise.send_by - network.now + 1)
        return entry.nullifier
