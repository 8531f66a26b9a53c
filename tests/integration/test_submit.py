"""Submitting: what goes out, to whom, when, and what is refused before anything has happened."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from ais import errors, events
from ais import policy as policies
from ais.crypto import parse_slots
from ais.flows import fetch, membership, release, share
from ais.flows.intake import Choices
from ais.flows.opening import open_submission
from ais.flows.terms import DAY, SharingTerms
from tests.integration.seated import World
from tests.integration.sharing import ENERGY, FINANCE, bundle, count, small, submit

pytestmark = pytest.mark.chain

RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = small(tmp_path_factory.mktemp("submit"))
    yield made
    made.close()


def readers(world: World, submission_id: bytes) -> set[str]:
    """Who of all members can open it, by trying."""
    found = set()
    for name in ("alice", "bob", "carol", "dave"):
        world.party(name).sync()
        try:
            open_submission(world.party(name), submission_id)
        except errors.CannotRead:
            continue
        found.add(name)
    return found


def test_a_file_goes_to_exactly_the_eligible(world: World, tmp_path: Path) -> None:
    done = submit(world, "alice", bundle(tmp_path, "a.json"), affected=ENERGY)

    record = world.party("alice").sync().submission(done.submission_ids[0])
    assert done.released_to == 2  # bob and dave; never the submitter
    assert readers(world, done.submission_ids[0]) == {"alice", "bob", "dave"}
    assert record.policy.affected_sector == ENERGY
    assert record.policy.tlp == 3


def test_the_same_file_under_the_same_policy_is_submitted_once(
    world: World, tmp_path: Path
) -> None:
    file = bundle(tmp_path, "once.json")
    first = submit(world, "alice", file)
    before = count(world, "Submitted")

    again = submit(world, "alice", file)
    assert again.resumed
    assert (again.submission_ids, again.policy) == (first.submission_ids, first.policy)
    assert count(world, "Submitted") == before

    insisted = share.submit(world.party("alice"), [file], SharingTerms(), again=True)
    other = submit(world, "alice", file, affected=ENERGY)
    ids = {*first.submission_ids, *insisted.submission_ids, *other.submission_ids}
    assert len(ids) == 3


def test_no_key_or_salt_of_a_finished_submission_stays_in_the_journal(
    world: World, tmp_path: Path
) -> None:
    alice = world.party("alice")
    done = submit(world, "alice", bundle(tmp_path, "keys.json"))
    saga = alice.journal.sagas(verb="submit")[-1]
    assert not [name for name in saga.steps() if "drawn" in name]
    assert saga.outcome() is not None
    alice.sync()
    assert open_submission(alice, done.submission_ids[0]).way.kind == "own"


def test_a_folder_is_one_transaction_and_one_release(world: World, tmp_path: Path) -> None:
    for number in range(5):
        bundle(tmp_path / "many", f"{number}.json")
    submitted, released = count(world, "Submitted"), count(world, "ReadersReleased")

    done = submit(world, "alice", tmp_path / "many")

    assert len(done.items) == 5
    assert len({item.transaction for item in done.items}) == 1
    assert count(world, "Submitted") == submitted + 5
    assert count(world, "ReadersReleased") == released + 1
    assert all(readers(world, name) == {"alice", "bob", "dave"} for name in done.submission_ids)


def test_a_batch_is_cut_to_what_a_transaction_holds(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share, "ITEMS_A_TRANSACTION", 2)
    for number in range(5):
        bundle(tmp_path / "cut", f"{number}.json")

    done = submit(world, "alice", tmp_path / "cut")

    assert len(done.items) == 5
    assert len({item.transaction for item in done.items}) == 3
    assert share.submit(world.party("alice"), [tmp_path / "cut"], SharingTerms()).resumed


def test_512_items_fit_a_transaction_of_131072_bytes(world: World) -> None:
    items = [policies_item(number) for number in range(512)]
    write = world.party("alice").indicators.submit_batch(items, 1 << 240, share._NONE)
    assert len(write.payload) + 500 < 131_072


def policies_item(number: int) -> share.Item:
    return share.Item(*(bytes([number % 251 + 1]) * 32 for _ in range(3)))


def test_standard_input_is_a_file_like_any_other(world: World) -> None:
    given = io.BytesIO(b"203.0.113.77\n198.51.100.23\nworse-domain-77.org\n")
    choices = Choices(allow_benign=True)
    done = share.submit(world.party("alice"), ["-"], SharingTerms(), choices, stdin=given)
    assert done.items[0].path == "-"
    assert fetch.fetch(world.party("bob"), done.submission_ids).taken[0].objects >= 1


def test_nothing_is_stored_or_sent_for_what_is_refused(world: World, tmp_path: Path) -> None:
    alice = world.party("alice")
    before = (alice.connection.block_number(), blobs(world))
    broken = tmp_path / "broken.json"
    broken.write_text('{"type": "indicator", "id": "nonsense"}')
    benign = tmp_path / "benign.txt"
    benign.write_text("8.8.8.8\n")
    red = bundle(tmp_path, "red.json", marking=RED)
    empty = tmp_path / "empty"
    empty.mkdir()

    with pytest.raises(errors.InputRefused):
        submit(world, "alice", broken)
    with pytest.raises(errors.BenignFound, match=r"8\.8\.8\.8"):
        submit(world, "alice", benign)
    with pytest.raises(errors.MarkingTooStrict, match="RED"):
        submit(world, "alice", red, tlp=2)
    with pytest.raises(errors.NothingToSubmit):
        submit(world, "alice", empty)
    with pytest.raises(errors.PolicyField, match="two years"):
        submit(world, "alice", bundle(tmp_path, "long.json"), expires_seconds=800 * DAY)
    assert (alice.connection.block_number(), blobs(world)) == before


def test_a_dry_run_checks_everything_and_leaves_nothing(world: World, tmp_path: Path) -> None:
    alice = world.party("alice")
    before = (alice.connection.block_number(), blobs(world))

    plan = share.submit(alice, [bundle(tmp_path, "dry.json")], SharingTerms(), dry_run=True)

    assert plan.dry_run
    assert (plan.released_to, plan.acts[0].transaction) == (2, None)
    assert (plan.acts[0].gas or 0) > 60_000
    assert (alice.connection.block_number(), blobs(world)) == before


def test_an_embargo_is_kept_until_it_ends(world: World, tmp_path: Path) -> None:
    alice = world.party("alice")
    done = submit(world, "alice", bundle(tmp_path, "later.json"), embargo_seconds=600)
    name = done.submission_ids[0]
    assert done.released_to is None
    assert readers(world, name) == {"alice"}
    assert name not in release.due(alice)
    with pytest.raises(errors.IndicatorsEmbargoed):
        release.release_readers(alice, [name])
    with pytest.raises(errors.CannotRead, match="embargo"):
        open_submission(world.party("bob"), name)

    world.chain.advance(601)
    assert release.due(alice) == [name]
    assert release.release_readers(alice, [name]).slots == 2
    assert readers(world, name) == {"alice", "bob", "dave"}
    assert release.due(alice) == []
    with pytest.raises(errors.NothingToDo):
        release.release_readers(alice, [name])


def test_an_allow_list_narrows_and_looks_like_no_list(world: World, tmp_path: Path) -> None:
    alice, bob, carol = (world.party(name) for name in ("alice", "bob", "carol"))
    done = submit(world, "alice", bundle(tmp_path, "narrow.json"), allow=(bob.organisation,))
    name = done.submission_ids[0]

    assert done.released_to == 2  # as many slots as without a list
    assert readers(world, name) == {"alice", "bob"}
    record = alice.sync().submission(name)
    blob = alice.stores.get(record.releases[0].slots_digest)
    assert parse_slots(blob).slot_count == 2
    with pytest.raises(errors.CannotRead, match="no slot of it is ours"):
        open_submission(world.party("dave"), name)
    with pytest.raises(errors.AllowListUnknown):
        submit(world, "alice", bundle(tmp_path, "wide.json"), allow=(carol.organisation,))


def test_red_goes_to_an_allow_list_alone_and_is_not_valued(world: World, tmp_path: Path) -> None:
    bob = world.party("bob").organisation
    nobody = submit(world, "alice", bundle(tmp_path, "red1.json", marking=RED))
    some = submit(world, "alice", bundle(tmp_path, "red2.json", marking=RED), allow=(bob,))

    assert nobody.released_to == 0
    assert readers(world, nobody.submission_ids[0]) == {"alice"}
    assert readers(world, some.submission_ids[0]) == {"alice", "bob"}
    assert some.policy["valuation_declined"]


def test_a_release_that_came_too_late_follows_by_itself(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between wrapping and mining dave is suspended: the submission stands, dave gets no key."""
    registrar, dave = world.party("registrar"), world.party("dave").organisation
    wrap = share.wrap

    def wrap_then_narrow(*values: object) -> object:
        made = wrap(*values)  # type: ignore[arg-type]
        monkeypatch.setattr(share, "wrap", wrap)
        membership.change(registrar, "suspend", dave)
        return made

    monkeypatch.setattr(share, "wrap", wrap_then_narrow)
    done = submit(world, "alice", bundle(tmp_path, "late.json"))

    assert count(world, "ReleaseDeferred") == 1
    assert done.released_to == 1
    assert readers(world, done.submission_ids[0]) == {"alice", "bob"}
    membership.change(registrar, "reinstate", dave)


def test_chain_and_table_that_differ_stop_everything(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = world.party("alice")
    monkeypatch.setattr(
        type(alice.index), "eligible", lambda *_: [world.party("carol").organisation]
    )
    before = alice.connection.block_number()

    with pytest.raises(errors.EligibleDisagree):
        submit(world, "alice", bundle(tmp_path, "differ.json"))
    assert alice.connection.block_number() == before


def test_readers_of_another_sector_are_named_by_the_policy(world: World, tmp_path: Path) -> None:
    done = submit(world, "alice", bundle(tmp_path, "fin.json"), readers=(FINANCE,), minimum_tier=3)
    assert readers(world, done.submission_ids[0]) == {"alice", "carol"}
    assert done.policy["readers"] == ["Financial Services"]


def test_what_is_withheld_is_withheld_from_all_and_marked(world: World, tmp_path: Path) -> None:
    import json  # noqa: PLC0415

    file = bundle(tmp_path, "hold.json", count=3)
    hidden = json.loads(file.read_text())["objects"][0]["id"]
    choices = Choices(withhold=(hidden,))
    done = share.submit(world.party("alice"), [file], SharingTerms(), choices)

    opened = open_submission(world.party("bob"), sync(world, "bob", done.submission_ids[0]))
    assert len(opened.objects) == 2
    assert not any(hidden.encode() in raw for raw in opened.objects)
    assert [mark.what for mark in opened.manifest.withheld] == ["indicator"]


def sync(world: World, name: str, submission_id: bytes) -> bytes:
    world.party(name).sync()
    return submission_id


def blobs(world: World) -> int:
    """How many blobs the store holds."""
    return sum(1 for path in (world.folder / "store").rglob("*") if path.is_file())


def test_no_event_or_calldata_names_a_value_or_its_plain_digest(
    world: World, tmp_path: Path
) -> None:
    """What stands on chain for a file tells nothing of it: not the value, not its hashes."""
    from ais.digests import keccak256, sha256  # noqa: PLC0415

    file = tmp_path / "telling.txt"
    file.write_text("telling-domain-4711.net\n")
    done = submit(world, "alice", file)
    alice = world.party("alice")
    transaction = alice.connection.ask(
        "eth_getTransactionByHash", "0x" + done.items[0].transaction.hex()
    )
    opened = open_submission(alice, sync(world, "alice", done.submission_ids[0]))
    public = transaction["input"] + "".join(str(e.to_dict()) for e in alice.index.ledger())

    for content in (b"telling-domain-4711.net", *opened.objects):
        for digest in (sha256(content), keccak256(content)):
            assert digest.hex() not in public
    assert isinstance(alice.index.ledger()[0].event, events.Event)
    assert policies.FLAG_ALLOW_LISTED == 1


def test_what_was_refused_leaves_nothing_to_go_on_with(world: World, tmp_path: Path) -> None:
    carol = world.party("carol")
    benign = tmp_path / "benign-too.txt"
    benign.write_text("1.1.1.1\n")
    with pytest.raises(errors.BenignFound):
        submit(world, "carol", benign)
    assert carol.journal.sagas(verb="submit") == []
