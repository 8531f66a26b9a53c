"""Late joiners: a request, a grant by who holds the key, a receipt; a false grant blocks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ais import errors
from ais.digests import sha256
from ais.events import ReceiptPosted
from ais.flows import membership, requests
from ais.flows.opening import open_submission
from tests.integration.seated import World
from tests.integration.sharing import bundle, small, submit

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = small(tmp_path_factory.mktemp("requests"))
    yield made
    made.close()


@pytest.fixture
def late(world: World, tmp_path: Path) -> bytes:
    """A submission that dave may read by now, released while he was suspended."""
    registrar, dave = world.party("registrar"), world.party("dave").organisation
    membership.change(registrar, "suspend", dave)
    name = submit(world, "alice", bundle(tmp_path, "late.json")).submission_ids[0]
    membership.change(registrar, "reinstate", dave)
    world.party("dave").sync()
    return name


def test_a_late_joiner_asks_is_granted_reads_and_receipts(world: World, late: bytes) -> None:
    bob, dave = world.party("bob"), world.party("dave")
    with pytest.raises(errors.CannotRead, match="only after keys were released"):
        open_submission(dave, late)

    requests.request(dave, late)
    asked = requests.asked(bob)
    assert [(each.submission_id, each.organisation) for each in asked] == [
        (late, dave.organisation)
    ]
    assert requests.due(bob) == [(late, dave.organisation)]
    requests.grant(bob, late, dave.organisation)  # any holder of the key, not the submitter alone

    dave.sync()
    assert open_submission(dave, late).way.kind == "grant"
    requests.receipt(dave, late)
    assert requests.asked(bob) == []
    posted = [each.event for each in bob.sync().trail(late)]
    receipts = [each for each in posted if isinstance(each, ReceiptPosted)]
    assert [each.organisation for each in receipts] == [dave.organisation]


def test_a_false_grant_blocks_nobody(world: World, late: bytes) -> None:
    bob, carol, dave = (world.party(name) for name in ("bob", "carol", "dave"))
    requests.request(dave, late)
    garbage = carol.stores.put(b"no slots at all")
    carol.transact(carol.releases.grant(late, dave.organisation, garbage))
    missing = sha256(b"nowhere")
    carol.transact(carol.releases.grant(late, dave.organisation, missing))

    dave.sync()
    with pytest.raises(errors.AisError):
        open_submission(dave, late)
    assert requests.due(bob)  # still open
    requests.grant(bob, late, dave.organisation)
    dave.sync()
    assert open_submission(dave, late).way.kind == "grant"
    requests.receipt(dave, late)


def test_who_may_not_read_can_neither_ask_nor_be_granted(world: World, late: bytes) -> None:
    bob, carol = world.party("bob"), world.party("carol")
    with pytest.raises(errors.ReleasesMayNotRead):
        requests.request(carol, late)
    with pytest.raises(errors.ReleasesNotRequested):
        requests.grant(bob, late, carol.organisation)
    with pytest.raises(errors.CannotRead):
        requests.grant(carol, late, bob.organisation)


def test_an_allow_listed_submission_takes_no_public_request(world: World, tmp_path: Path) -> None:
    allow = (world.party("bob").organisation,)
    name = submit(world, "alice", bundle(tmp_path, "a.json"), allow=allow).submission_ids[0]
    with pytest.raises(errors.ReleasesAllowListed):
        requests.request(world.party("dave"), name)


def test_a_receipt_is_posted_only_for_what_was_opened(world: World, late: bytes) -> None:
    with pytest.raises(errors.CannotRead):
        requests.receipt(world.party("dave"), late)
    with pytest.raises(errors.NothingToDo):
        requests.receipt(world.party("alice"), late)
    planned = requests.receipt(world.party("bob"), late, dry_run=True)
    assert planned.transaction is None
