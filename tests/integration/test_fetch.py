"""Fetching: what is opened is proven against the chain, and who cannot read is told why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ais import errors
from ais.crypto import RootSecret, Secret, make_slots
from ais.flows import fetch, join, membership, money, release
from ais.flows.opening import open_submission
from ais.flows.party import Party
from ais.types import Release
from tests.integration.seated import PASSWORD, World
from tests.integration.sharing import FINANCE, bundle, small, submit

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = small(tmp_path_factory.mktemp("fetch"))
    yield made
    made.close()


def reason(world: World, name: str, submission_id: bytes) -> str:
    """Why a member cannot read."""
    party = world.party(name)
    party.sync()
    with pytest.raises(errors.CannotRead) as caught:
        open_submission(party, submission_id)
    return str(caught.value.reason)


def test_what_was_submitted_comes_out_byte_for_byte(world: World, tmp_path: Path) -> None:
    file = bundle(tmp_path, "a.json", count=7)
    done = submit(world, "alice", file)

    got = fetch.fetch(world.party("bob"), done.submission_ids).taken[0]

    out = json.loads(got.file.read_text())
    given = json.loads(file.read_text())
    assert sorted(o["pattern"] for o in out["objects"]) == sorted(
        o["pattern"] for o in given["objects"]
    )
    assert out["type"] == "bundle"
    assert (got.way.kind, got.way.position, got.organisation) == ("release", 0, 1)
    assert oct(got.file.stat().st_mode)[-3:] == "600"


def test_each_reader_opens_at_its_own_position(world: World, tmp_path: Path) -> None:
    done = submit(world, "alice", bundle(tmp_path, "p.json"))
    places = {}
    for name in ("bob", "dave"):
        world.party(name).sync()
        places[name] = open_submission(world.party(name), done.submission_ids[0]).way.position
    assert places == {"bob": 0, "dave": 1}


def test_fetch_all_takes_everything_readable_once(world: World, tmp_path: Path) -> None:
    submit(world, "alice", bundle(tmp_path, "x.json"))
    submit(world, "carol", bundle(tmp_path, "y.json"))
    dave = world.party("dave")

    first = fetch.fetch(dave)
    assert {taken.organisation for taken in first.taken} >= {1, world.party("carol").organisation}
    assert first.refused == ()
    assert fetch.fetch(dave).taken == ()
    finance = fetch.fetch(dave, sector=FINANCE, folder=tmp_path / "finance")
    assert {t.organisation for t in finance.taken} == {world.party("carol").organisation}


def test_a_wrong_sector_is_the_reason(world: World, tmp_path: Path) -> None:
    done = submit(world, "alice", bundle(tmp_path, "s.json"))
    assert "sectors" in reason(world, "carol", done.submission_ids[0])
    rows = {row.submission_id: row for row in fetch.list_(world.party("carol")).submissions}
    assert not rows[done.submission_ids[0]].readable
    assert "sectors" in rows[done.submission_ids[0]].why_not


def test_a_tier_below_the_minimum_is_the_reason(world: World, tmp_path: Path) -> None:
    done = submit(world, "alice", bundle(tmp_path, "t.json"), minimum_tier=2)
    assert "tier" in reason(world, "dave", done.submission_ids[0])
    world.party("bob").sync()
    open_submission(world.party("bob"), done.submission_ids[0])


def test_an_outsider_with_chain_and_stores_opens_nothing(world: World, tmp_path: Path) -> None:
    done = submit(world, "alice", bundle(tmp_path, "o.json"))
    root = RootSecret.generate()
    file = world.folder / "network.json"
    join.init(tmp_path / "outsider", PASSWORD, network=file, secret=root, scrypt_n=2)

    with Party.open(tmp_path / "outsider", root=root) as outsider:
        assert fetch.list_(outsider).submissions
        got = fetch.fetch(outsider, done.submission_ids)
        assert got.taken == ()
        assert "no organisation" in got.refused[0].reason


def test_suspended_before_a_release_reads_nothing_after_it_the_old_alone(
    world: World, tmp_path: Path
) -> None:
    registrar, dave = world.party("registrar"), world.party("dave").organisation
    old = submit(world, "alice", bundle(tmp_path, "old.json")).submission_ids[0]
    membership.change(registrar, "suspend", dave)
    new = submit(world, "alice", bundle(tmp_path, "new.json")).submission_ids[0]

    world.party("dave").sync()
    assert open_submission(world.party("dave"), old).objects  # released is released
    assert "suspended" in reason(world, "dave", new)
    membership.change(registrar, "reinstate", dave)


def test_stale_terms_give_no_key_until_they_are_accepted(world: World, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("New terms.\n")
    membership.publish_terms(world.party("governor"), terms)
    for name in ("alice", "bob"):
        membership.accept_terms(world.party(name))
        money.pay_dues(world.party(name))
    money.pay_dues(world.party("dave"))
    world.chain.advance(3_600)

    done = submit(world, "alice", bundle(tmp_path, "terms.json"))
    name = done.submission_ids[0]
    assert done.released_to == 1
    assert "terms" in reason(world, "dave", name)

    membership.accept_terms(world.party("dave"))
    assert "only after keys were released" in reason(world, "dave", name)
    release.repeat(world.party("alice"), [name])
    world.party("dave").sync()
    assert open_submission(world.party("dave"), name).way.kind == "release"


def test_a_lost_or_altered_blob_says_so(world: World, tmp_path: Path) -> None:
    bob = world.party("bob")
    done = submit(world, "alice", bundle(tmp_path, "lost.json"))
    digest = done.items[0].ciphertext_digest
    path = world.folder / "store" / digest.hex()[:2] / digest.hex()
    kept = path.read_bytes()

    path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    assert fetch.fetch(bob, done.submission_ids).refused[0].code == errors.BlobTampered.code
    path.unlink()
    assert fetch.fetch(bob, done.submission_ids).refused[0].code == errors.BlobMissing.code
    path.write_bytes(kept)
    assert fetch.fetch(bob, done.submission_ids).refused == ()


def test_slots_that_hold_another_key_open_nothing(world: World, tmp_path: Path) -> None:
    """A false release, real slots with a wrong data key: the commitment on chain refuses it."""
    alice, bob = world.party("alice"), world.party("bob")
    done = submit(world, "alice", bundle(tmp_path, "false.json"))
    name = done.submission_ids[0]
    readers = release.eligible(alice, alice.sync().submission(name).policy)
    sealed_to = release.recipients(alice, readers.organisations, readers.as_of_block)
    false = make_slots(alice.binding([name]), [Secret(bytes(32))], sealed_to)
    digest = alice.stores.put(false)
    write = alice.releases.repeat_release(
        [name], Release(digest, readers.as_of_block, readers.epoch)
    )
    alice.transact(write)

    bob.sync()
    assert open_submission(bob, name).way.slots_digest != digest  # the older, right one


def test_after_revoking_and_erasing_nothing_is_left_to_fetch(world: World, tmp_path: Path) -> None:
    from ais.flows import retire  # noqa: PLC0415

    alice, bob = world.party("alice"), world.party("bob")
    done = submit(world, "alice", bundle(tmp_path, "gone.json"))
    name = done.submission_ids[0]
    with pytest.raises(errors.SubmissionNotOurs):
        retire.revoke(bob, name)

    planned = retire.erase(alice, name, dry_run=True)
    assert planned.act is not None
    assert planned.act.transaction is None
    erased = retire.erase(alice, name)

    assert len(erased.blobs) == 2
    assert not any(alice.stores.has(digest) for digest in erased.blobs)
    assert fetch.fetch(bob, [name]).refused[0].code == errors.BlobMissing.code
    assert retire.erase(alice, name).act is None  # once more changes nothing


def test_a_superseded_submission_points_to_the_later_one(world: World, tmp_path: Path) -> None:
    from ais.flows import retire  # noqa: PLC0415

    alice = world.party("alice")
    old = submit(world, "alice", bundle(tmp_path, "v1.json")).submission_ids[0]
    new = submit(world, "alice", bundle(tmp_path, "v2.json")).submission_ids[0]
    retire.supersede(alice, old, new)
    assert alice.sync().submission(old).superseded_by == new
    rows = {row.submission_id: row.state for row in fetch.list_(alice).submissions}
    assert (rows[old], rows[new]) == ("superseded", "live")


def test_an_id_may_be_shortened_as_long_as_it_is_clear(world: World, tmp_path: Path) -> None:
    bob = world.party("bob")
    name = submit(world, "alice", bundle(tmp_path, "id.json")).submission_ids[0]
    assert fetch.resolve(bob, "0x" + name.hex()[:16]) == name
    for wrong in ("0x", "zz", "0x12", "f" * 64):
        with pytest.raises(errors.SubmissionUnknown):
            fetch.resolve(bob, wrong)
