"""The audit needs the chain alone, tells the whole life of a submission, and no secret."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest

from ais import errors
from ais.flows import audit, membership, requests, retire, status
from ais.flows.opening import open_submission
from ais.flows.party import Party
from tests.integration.seated import World
from tests.integration.sharing import bundle, small, submit

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = small(tmp_path_factory.mktemp("audit"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def overseer(world: World) -> Iterator[Party]:
    """A third party: no keys, no membership, its own index."""
    with Party.open(world.folder / "overseer", network=world.folder / "network.json") as party:
        yield party


@pytest.fixture(scope="module")
def lived(world: World) -> bytes:
    """A submission that was released, requested, granted, receipted and revoked."""
    registrar, dave = world.party("registrar"), world.party("dave")
    membership.change(registrar, "suspend", dave.organisation)
    name = submit(world, "alice", bundle(world.folder / "in", "a.json")).submission_ids[0]
    membership.change(registrar, "reinstate", dave.organisation)
    requests.request(dave, name)
    requests.grant(world.party("bob"), name, dave.organisation)
    requests.receipt(dave, name)
    retire.revoke(world.party("alice"), name)
    return name


def test_the_trail_tells_a_submission_from_end_to_end(overseer: Party, lived: bytes) -> None:
    trail = audit.trail(overseer, lived)
    assert [line.event for line in trail.lines] == [
        "Submitted",
        "ReadersReleased",
        "KeyRequested",
        "KeyGranted",
        "ReceiptPosted",
        "Revoked",
    ]
    assert trail.slots == (1,)  # bob alone was eligible
    assert trail.policy["tlp"] == "TLP:AMBER"
    json.dumps(trail.to_dict())


def test_the_ledger_is_the_same_for_everybody(overseer: Party, world: World, lived: bytes) -> None:
    mine = [line.to_dict() for line in audit.ledger(overseer)]
    theirs = [line.to_dict() for line in audit.ledger(world.party("bob"))]
    assert mine == theirs
    assert {line["contract"] for line in mine} >= {
        "Membership",
        "Indicators",
        "KeyDirectory",
        "Pool",
    }
    only = audit.ledger(overseer, contracts=["indicators"], organisation=1)
    assert {line.contract for line in only} == {"Indicators"}
    later = audit.ledger(overseer, first_block=audit.trail(overseer, lived).lines[-1].block)
    assert later[-1].event == "Revoked"


def test_the_ledger_as_csv_has_a_row_an_event_and_no_formulas(
    overseer: Party, lived: bytes
) -> None:
    lines = audit.ledger(overseer)
    rows = list(csv.reader(io.StringIO(audit.to_csv(lines))))
    assert tuple(rows[0]) == audit.COLUMNS
    assert len(rows) == len(lines) + 1
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)


def test_the_audit_says_nothing_of_content_readers_or_keys(
    overseer: Party, world: World, lived: bytes
) -> None:
    opened = open_submission(world.party("bob"), lived)
    told = json.dumps([line.to_dict() for line in audit.ledger(overseer)])
    assert "example-bad" not in told
    assert opened.data_key.reveal().hex() not in told
    assert opened.manifest.leaves[0].object_digest.hex() not in told


def test_an_unknown_submission_is_an_error(overseer: Party) -> None:
    with pytest.raises(errors.IndexUnknown):
        audit.trail(overseer, bytes(32))


def test_a_deleted_index_comes_back_the_same(overseer: Party, lived: bytes) -> None:
    before = list(overseer.sync().dump())
    assert status.sync(overseer, rebuild=True).submissions == 1
    assert list(overseer.sync().dump()) == before


def test_status_counts_what_stands(overseer: Party, world: World, lived: bytes) -> None:
    seen = status.status(overseer)
    assert seen.member is None
    assert seen.counts == {"on record": 1, "revoked": 1}
    own = status.status(world.party("alice"))
    assert own.member is not None
    assert own.member.reads
    assert own.counts["ours"] == 1
