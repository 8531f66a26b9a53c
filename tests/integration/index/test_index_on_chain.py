"""The index against the real contracts: the same after deletion, right after reorganisations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ais import errors
from ais.chain import Chain, Sender
from ais.chain.sender import Timing
from ais.index import Index
from ais.journal import Journal
from ais.types import KeyPurpose
from tests.integration.seated import World, build, cast
from tests.support.tokens import Plain

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("index"), cast(3))
    yield made
    made.close()


@pytest.fixture
def chain(world: World) -> Iterator[Chain]:
    connected = Chain.connect(world.deployment)
    yield connected
    connected.close()


def rebuilt(chain: Chain, path: Path) -> list[str]:
    """What an index says that was built from nothing just now."""
    with Index(path, chain) as index:
        index.sync()
        return list(index.dump())


class TestContent:
    def test_a_deleted_index_is_the_same_again(
        self, world: World, chain: Chain, tmp_path: Path
    ) -> None:
        """One followed block by block, one rebuilt at once: equal to the byte."""
        with Index(tmp_path / "followed.sqlite", chain) as index:
            index.sync()
            for _ in range(3):
                world.chain.mine(2)
                index.sync()
            world.party("registrar").transact(chain.contracts.membership.set_tier(1, 2))
            index.sync()
            followed = list(index.dump())
        assert rebuilt(chain, tmp_path / "rebuilt.sqlite") == followed

    def test_members_are_what_the_contract_says(self, chain: Chain, tmp_path: Path) -> None:
        """Of every organisation, as of the head and as of every tenth block before."""
        noun = chain.contracts.membership
        with Index(tmp_path / "i.sqlite", chain) as index:
            head = index.sync()
            assert len(index.organisations()) == 4
            for block in range(head, index.ledger()[0].block_number, -10):
                count, epoch, terms = chain.read_all(
                    noun.organisation_count(), noun.epoch(), noun.terms_in_force(), block=block
                )
                assert (index.epoch(block), index.terms_in_force(block)) == (epoch, terms)
                ids = range(1, count + 1)
                records = chain.read_all(*(noun.organisation(n) for n in ids), block=block)
                rights = chain.read_all(*(noun.reader(n) for n in ids), block=block)
                assert index.organisations(block) == list(records)
                assert index.rights(block) == list(rights)

    def test_keys_seats_and_roles_are_what_the_contracts_say(
        self, chain: Chain, tmp_path: Path
    ) -> None:
        contracts = chain.contracts
        with Index(tmp_path / "i.sqlite", chain) as index:
            index.sync()
            keys = index.sealing_keys()
            assert sorted(keys) == [1, 2, 3, 4]
            for organisation, logged in keys.items():
                current = chain.read(contracts.key_directory.current(organisation, 0))
                assert (logged.number, logged.digest) == (current.number, current.digest)
                assert index.announcement(organisation, KeyPurpose.SEALING, 1) == logged
            for seat, (organisation, _) in index.seats().items():
                assert chain.read(contracts.seats.seat_of(organisation)) == (True, seat)
            assert len(index.seats()) == 3

    def test_a_block_not_followed_yet_is_an_error(self, chain: Chain, tmp_path: Path) -> None:
        with Index(tmp_path / "i.sqlite", chain) as index:
            with pytest.raises(errors.IndexBehind):
                index.rights(0)
            head = index.sync()
            with pytest.raises(errors.IndexBehind):
                index.rights(head + 1)
            with pytest.raises(errors.IndexUnknown):
                index.submission(bytes(32))

    def test_the_file_of_another_network_is_refused(self, chain: Chain, tmp_path: Path) -> None:
        class Other:
            """The same chain under another deployment digest."""

            def facts(self) -> object:
                return replace(chain.facts(), digest=bytes(32))

        Index(tmp_path / "i.sqlite", chain).close()
        with pytest.raises(errors.IndexOfOtherNetwork):
            Index(tmp_path / "i.sqlite", Other())  # type: ignore[arg-type]


class TestReorganisation:
    @pytest.mark.parametrize("depth", range(1, 13))
    def test_what_the_chain_takes_back_the_index_takes_back(
        self, world: World, chain: Chain, tmp_path: Path, depth: int
    ) -> None:
        """After a reorganisation of any depth it equals an index built from nothing."""
        signer = world.deployer.account(0)
        token = chain.contracts.token
        pool = chain.contracts.pool
        with Journal(tmp_path / "j.sqlite", Plain()) as journal:
            sender = Sender(chain, journal, Timing(poll=0.02, resend=0.2))
            sender.send(signer, token.mint(signer.address, 100))
            sender.send(signer, token.approve(pool.address, 100))
            with Index(tmp_path / "followed.sqlite", chain) as index:
                index.sync()
                before = len(index.ledger())
                for _ in range(depth):
                    sender.send(signer, pool.fund(1))
                index.sync()
                assert len(index.ledger()) == before + depth

                world.chain.request("anvil_reorg", depth, [])
                world.chain.request("anvil_dropAllTransactions")
                index.sync()
                assert len(index.ledger()) == before
                followed = list(index.dump())
                assert rebuilt(chain, tmp_path / "rebuilt.sqlite") == followed

                world.chain.mine(1)
                sender.send(signer, pool.fund(1))
                index.sync()
                assert list(index.dump()) == rebuilt(chain, tmp_path / "again.sqlite")

    def test_events_that_come_back_in_another_block_are_kept_once(
        self, world: World, chain: Chain, tmp_path: Path
    ) -> None:
        signer, contracts = world.deployer.account(0), chain.contracts
        with (
            Journal(tmp_path / "j.sqlite", Plain()) as journal,
            Index(tmp_path / "i.sqlite", chain) as index,
        ):
            sender = Sender(chain, journal, Timing(poll=0.02, resend=0.2))
            sender.send(signer, contracts.token.mint(signer.address, 7))
            sender.send(signer, contracts.token.approve(contracts.pool.address, 7))
            index.sync()
            before = len(index.ledger())
            step = journal.begin(signer.address, "fund", bytes(32)).tx("fund")
            first = sender.send(signer, contracts.pool.fund(7), step=step)
            index.sync()
            world.chain.request("anvil_reorg", 1, [])
            world.chain.mine(3)
            again = sender.send(signer, contracts.pool.fund(7), step=step)
            index.sync()
            assert first.tx_hash == again.tx_hash
            assert len(index.ledger()) == before + 1
            assert list(index.dump()) == rebuilt(chain, tmp_path / "rebuilt.sqlite")
