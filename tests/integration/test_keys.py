"""One root secret: all else is rebuilt from it, a store and the chain. Rotation loses nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ais import errors
from ais.crypto import RootSecret, load_keystore
from ais.flows import fetch, join, keys, release
from ais.flows.home import Home
from ais.flows.opening import open_submission
from ais.flows.party import Party
from ais.types import KeyPurpose
from tests.integration.seated import PASSWORD, World
from tests.integration.sharing import bundle, small, submit

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = small(tmp_path_factory.mktemp("keys"), suite="hybrid")
    yield made
    made.close()


def rotate(world: World, name: str) -> keys.Announced:
    world.chain.advance(61)
    return keys.rotate(world.party(name))


def test_after_rotations_old_and_new_submissions_open(world: World, tmp_path: Path) -> None:
    bob = world.party("bob")
    first = submit(world, "alice", bundle(tmp_path, "one.json")).submission_ids[0]
    assert rotate(world, "bob").number == 2
    second = submit(world, "alice", bundle(tmp_path, "two.json")).submission_ids[0]
    assert rotate(world, "bob").number == 3
    third = submit(world, "alice", bundle(tmp_path, "three.json")).submission_ids[0]

    bob.sync()
    assert all(open_submission(bob, name).objects for name in (first, second, third))
    found = bob.index.announcements(bob.organisation, KeyPurpose.SEALING)
    assert [each.number for each in found] == [1, 2, 3]


def test_a_second_rotation_comes_too_soon(world: World) -> None:
    rotate(world, "dave")
    with pytest.raises(errors.KeyDirectoryTooSoon):
        keys.rotate(world.party("dave"))


def test_a_rotation_makes_earlier_slots_late(world: World, tmp_path: Path) -> None:
    """Slots wrapped for the old key are refused; the client wraps again for the new one."""
    alice, bob = world.party("alice"), world.party("bob")
    done = submit(world, "alice", bundle(tmp_path, "r.json"), embargo_seconds=30)
    name = done.submission_ids[0]
    world.chain.advance(61)
    record = alice.sync().submission(name)
    data_keys = release.data_keys(alice, [record])
    wrapped = release.wrap(alice, record.policy, [name], data_keys, None)
    rotate(world, "bob")

    with pytest.raises(errors.IndicatorsReleaseNarrowed):
        alice.transact(alice.indicators.release([name], wrapped.release))
    release.release_readers(alice, [name])
    bob.sync()
    assert open_submission(bob, name).way.kind == "release"


def test_a_bundle_that_the_operator_did_not_sign_gets_a_dummy(world: World, tmp_path: Path) -> None:
    """A key announced raw, with no valid bundle: the organisation is eligible and gets no key."""
    dave = world.party("dave")
    world.chain.advance(61)
    current = dave.read(dave.key_directory.current(dave.organisation, 0)).number
    dave.transact(dave.key_directory.announce(0, current + 1, b"not a bundle at all"))

    done = submit(world, "alice", bundle(tmp_path, "d.json"))
    assert done.released_to == 2
    dave.sync()
    with pytest.raises(errors.CannotRead):
        open_submission(dave, done.submission_ids[0])
    world.chain.advance(61)
    assert (
        keys.announce(dave, KeyPurpose.SEALING).number == current + 2
    )  # the broken one is not ours


def test_everything_but_the_root_secret_deleted_it_reads_all_it_could_read(
    world: World, tmp_path: Path
) -> None:
    own = submit(world, "bob", bundle(tmp_path, "own.json")).submission_ids[0]
    embargoed = submit(world, "bob", bundle(tmp_path, "e.json"), embargo_seconds=60).submission_ids[
        0
    ]
    submit(world, "alice", bundle(tmp_path, "in.json"))
    before = fetch.fetch(world.party("bob"), folder=tmp_path / "before").taken
    assert len(before) >= 3
    keys.backup(world.party("bob"), tmp_path / "backup.json", "other words", scrypt_n=2)
    world.party("bob").close()
    shutil.rmtree(world.home("bob"))

    root = load_keystore(tmp_path / "backup.json", "other words")
    file = world.folder / "network.json"
    join.init(world.home("bob"), PASSWORD, network=file, secret=root, scrypt_n=2)
    with Party.open(world.home("bob"), password=PASSWORD) as bob:
        after = fetch.fetch(bob, folder=tmp_path / "after").taken
        texts = {t.submission_id: t.file.read_bytes() for t in before}
        assert {t.submission_id: t.file.read_bytes() for t in after} == texts
        assert own in texts
        world.chain.advance(61)
        assert release.due(bob) == [embargoed]  # and does what is due, without its journal
        release.release_readers(bob, [embargoed])
        assert join.join(bob).acts == ()  # its announced keys are its own
    world._parties.pop("bob")


def test_the_phrase_restores_what_the_keystore_holds(world: World, tmp_path: Path) -> None:
    shown: list[str] = []
    alice = world.party("alice")
    keys.backup(alice, tmp_path / "k.json", "p", show_phrase=shown.append, scrypt_n=2)

    assert RootSecret.from_phrase(shown[0]).secret == alice.keys.root().secret
    assert len(shown[0].split()) == 24
    assert oct((tmp_path / "k.json").stat().st_mode)[-3:] == "600"
    with pytest.raises(errors.FileUnusable):
        keys.backup(alice, tmp_path / "k.json", "p", scrypt_n=2)
    with pytest.raises(errors.KeystorePassword):
        load_keystore(tmp_path / "k.json", "wrong")


def test_a_forgotten_allow_list_is_asked_for_and_never_guessed(
    world: World, tmp_path: Path
) -> None:
    alice, dave = world.party("alice"), world.party("dave").organisation
    file = bundle(tmp_path, "al.json")
    name = submit(world, "alice", file, allow=(dave,), embargo_seconds=30).submission_ids[0]
    world.chain.advance(61)
    alice.close()
    Home(world.home("alice")).journal.unlink()
    world._parties.pop("alice")

    alice = world.party("alice")
    with pytest.raises(errors.AllowListMissing):
        release.release_readers(alice, [name])
    released = release.release_readers(alice, [name], allow=[dave])
    assert released.slots == 2


def test_a_home_without_keystore_reads_the_ledger_and_signs_nothing(
    world: World, tmp_path: Path
) -> None:
    network = world.folder / "network.json"
    with Party.open(tmp_path / "overseer", network=network) as overseer:
        assert overseer.sync().submissions()
        assert overseer.organisation_or_none is None
        with pytest.raises(errors.KeystoreMissing):
            keys.rotate(overseer)


def test_passwords_come_from_the_environment_or_a_person(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n")
    for name in ("AIS_PASSWORD", "AIS_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)

    with Party.open(world.home("carol")) as carol, pytest.raises(errors.PasswordMissing):
        carol.keys.root()
    monkeypatch.setenv("AIS_PASSWORD_FILE", str(secret))
    with Party.open(world.home("carol")) as carol:
        assert carol.keys.address("operator") == world.party("carol").keys.address("operator")
    monkeypatch.setenv("AIS_PASSWORD", "wrong")
    with Party.open(world.home("carol")) as carol, pytest.raises(errors.KeystorePassword):
        carol.keys.root()
