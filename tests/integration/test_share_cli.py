"""Every choice of a submitter and a reader as it is typed, and what chain and files have then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ais import errors
from ais.flows import fetch, rounds
from ais.types import Policy, SubmissionState
from tests.integration.sharing import ENERGY, bundle, count, small
from tests.integration.typed import Typed

pytestmark = pytest.mark.chain

HOUR = 3_600


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typed]:
    made = Typed(small(tmp_path_factory.mktemp("share-cli")))
    yield made
    made.world.close()


def number(typed: Typed, name: str) -> int:
    return typed.world.party(name).organisation


def submitted(typed: Typed, *words: str | Path | int) -> str:
    """Alice submits; the id."""
    (item,) = typed.json("alice", "submit", *words)["items"]
    return str(item["submission_id"])


def policy(typed: Typed, name: str) -> Policy:
    """What the chain stores of a submission."""
    party = typed.world.party("alice")
    party.sync()
    return party.index.submission(fetch.resolve(party, name)).policy


def readers(typed: Typed, name: str) -> set[str]:
    """Who opens it, by fetching it."""
    found = set()
    for each in ("bob", "carol", "dave"):
        party = typed.world.party(each)
        if not fetch.fetch(party, [fetch.resolve(party, name)]).refused:
            found.add(each)
    return found


def test_expiry_embargo_tier_and_label_stand_in_the_policy(typed: Typed, tmp_path: Path) -> None:
    name = submitted(
        typed,
        *(bundle(tmp_path, "terms.json"), "--expires", "36h", "--embargo", "30m"),
        *("--tier", "core", "--tlp", "green", "--readers", "energy,9"),
    )
    found = policy(typed, name)
    assert found.not_before - found.submitted_at in range(HOUR // 4, HOUR // 2 + 1)
    assert found.expires_at == found.not_before + 36 * HOUR
    assert (found.minimum_tier, found.tlp) == (2, 2)
    assert found.reader_sectors == 1 << (ENERGY - 1) | 1 << 8
    assert typed.json("alice", "submit", tmp_path / "terms.json", "--dry-run")["dry_run"]


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--expires", "0d", "is not in the future"),
        ("--expires", "731d", "is more than two years away"),
        ("--embargo", "91d", "is over 90 days away"),
    ],
)
def test_a_time_that_the_contract_would_refuse_is_refused_before_anything_is_stored(
    typed: Typed, tmp_path: Path, option: str, value: str, told: str
) -> None:
    before = count(typed.world, "Submitted")
    file = bundle(tmp_path, "times.json")
    assert told in typed.run("alice", "submit", file, option, value, status=1)
    for wrong in ("90", "soon", "1.5d", "-1d"):
        assert "is no time such as 90d" in typed.misused("alice", "submit", file, option, wrong)
    assert count(typed.world, "Submitted") == before


def test_what_declines_is_never_valued_and_not_submitted_to_be(
    typed: Typed, tmp_path: Path
) -> None:
    """Told before it goes out: with --value the submission would stand, and nothing be valued."""
    file = bundle(tmp_path, "declined.json")
    before = count(typed.world, "Submitted")
    for option in (("--decline",), ("--hold",), ("--embargo", "1h")):
        told = typed.misused("alice", "submit", file, "--value", *option)
        assert f"which {option[0]} excludes" in told
    for dry in ((), ("--dry-run",)):
        assert typed.code("alice", "submit", file, "--tlp", "red", "--value", *dry) == (
            "policy-field"
        )
    assert count(typed.world, "Submitted") == before

    name = submitted(typed, file, "--decline")
    assert policy(typed, name).flags & 2
    party = typed.world.party("alice")
    with pytest.raises(errors.RewardsNotOpenable):
        rounds.open_(party, fetch.resolve(party, name))


def test_an_allow_list_narrows_and_names_nobody_whom_the_policy_does_not_admit(
    typed: Typed, tmp_path: Path
) -> None:
    bob, carol = number(typed, "bob"), number(typed, "carol")
    file = bundle(tmp_path, "allowed.json")
    before = count(typed.world, "Submitted")
    for dry in ((), ("--dry-run",)):
        unknown = typed.code("alice", "submit", file, "--allow", f"{bob},{carol}", *dry)
        assert unknown == "allow-list-unknown"
    for wrong in ("0", "bob", f"{bob},"):
        assert "is no list of organisation numbers" in typed.misused(
            "alice", "submit", file, "--allow", wrong
        )
    assert count(typed.world, "Submitted") == before
    assert readers(typed, submitted(typed, file, "--allow", bob)) == {"bob"}


def test_a_held_release_goes_out_when_it_is_asked_for_and_again_for_who_may_by_then(
    typed: Typed, tmp_path: Path
) -> None:
    bob = number(typed, "bob")
    open_ = submitted(typed, bundle(tmp_path, "held.json"), "--hold")
    listed = submitted(typed, bundle(tmp_path, "listed.json"), "--hold", "--allow", bob)
    assert readers(typed, open_) == set()
    dry = typed.json("alice", "release", open_, "--dry-run")
    assert dry["released"][0]["slots"] == 2
    assert count_of_releases(typed, open_) == 0
    assert typed.code("alice", "release", open_, "--allow", bob) == "allow-list-none"
    assert readers(typed, open_) == set()  # a list that comes too late does not let all read
    assert typed.code("alice", "release", open_, "--repeat") == "releases-not-released"
    typed.json("alice", "release", open_)
    assert readers(typed, open_) == {"bob", "dave"}
    assert "name the submissions" in typed.misused("alice", "release", "--repeat")
    typed.json("alice", "release", open_, "--repeat")
    assert count_of_releases(typed, open_) == 2

    done = typed.json("alice", "release")["released"]  # all that are due
    assert [each["submission_ids"] for each in done] == [[listed]]
    assert readers(typed, listed) == {"bob"}


def count_of_releases(typed: Typed, name: str) -> int:
    party = typed.world.party("bob")
    party.sync()
    return len(party.index.submission(fetch.resolve(party, name)).releases)


def test_what_is_withheld_or_left_in_is_what_a_reader_gets(typed: Typed, tmp_path: Path) -> None:
    """An id that is in no file is refused: what was to be withheld would go out."""
    file = bundle(tmp_path, "signed.json", count=3)
    content = json.loads(file.read_text())
    author = {
        "type": "identity",
        "spec_version": "2.1",
        "id": "identity--0a4ec8a5-1f5f-4d5c-8a0e-0f3a4a4a0002",
        "created": "2026-01-05T00:00:00.000Z",
        "modified": "2026-01-05T00:00:00.000Z",
        "name": "Alice",
        "identity_class": "organization",
    }
    first, second, _ = (each["id"] for each in content["objects"])
    for each in content["objects"]:
        each["created_by_ref"] = author["id"]
    file.write_text(json.dumps({**content, "objects": [author, *content["objects"]]}))

    before = count(typed.world, "Submitted")
    misspelt = first[:-1] + "x"
    words = ("alice", "submit", file, "--withhold", first, "--withhold", misspelt)
    assert typed.code(*words) == typed.code(*words, "--dry-run") == "withhold-unknown"
    assert count(typed.world, "Submitted") == before

    plain = got(typed, submitted(typed, file, "--withhold", first, "--withhold", second))
    assert len(plain) == 1
    assert "created_by_ref" not in plain[0]
    signed = got(typed, submitted(typed, file, "--attribute", "--withhold", first))
    assert {each["type"] for each in signed} == {"identity", "indicator"}
    assert len(signed) == 3
    assert first not in {each["id"] for each in signed}


def got(typed: Typed, name: str) -> list[dict[str, Any]]:
    """What bob opens."""
    (taken,) = typed.json("bob", "fetch", name)["taken"]
    return list(json.loads(Path(taken["file"]).read_text())["objects"])


def test_own_assets_are_never_shared_by_accident(typed: Typed, tmp_path: Path) -> None:
    file, assets = bundle(tmp_path, "own.json"), tmp_path / "assets.txt"
    assets.write_text("example-bad.net  # ours\n")
    assert typed.code("alice", "submit", file, "--assets", assets) == "benign-found"
    assets.write_text("example-bad.net\nno domain\n")
    told = typed.run("alice", "submit", file, "--assets", assets, status=1)
    assert "error[assets-refused]: line 2 of the assets" in told
    assert "one domain, address or network a line" in told


def test_a_fetch_is_renewed_narrowed_to_a_sector_and_put_where_it_is_asked_for(
    typed: Typed, tmp_path: Path
) -> None:
    name = submitted(typed, bundle(tmp_path, "fetched.json"), "--readers", "9", "--affected", "9")
    (taken,) = typed.json("carol", "fetch", "--all")["taken"]
    assert taken["submission_id"] == name
    file = Path(taken["file"])
    written = file.read_bytes()
    file.write_text("{}")
    assert typed.json("carol", "fetch", "--all")["taken"] == []
    assert file.read_text() == "{}"
    (again,) = typed.json("carol", "fetch", "--all", "--refresh")["taken"]
    assert Path(again["file"]).read_bytes() == written

    to = tmp_path / "made" / "here"
    assert typed.json("carol", "fetch", "--sector", "energy", "--to", to)["taken"] == []
    (there,) = typed.json("carol", "fetch", "--sector", "9", "--to", to)["taken"]
    assert list(to.iterdir()) == [Path(there["file"])]
    rows = typed.json("carol", "list", "--sector", "9")["submissions"]
    assert name in {row["submission_id"] for row in rows}
    rows = typed.json("carol", "list", "--organisation", number(typed, "bob"))["submissions"]
    assert rows == []
    assert "not both" in typed.misused("carol", "fetch", name, "--all")
    assert "no sector named" in typed.misused("carol", "fetch", "--sector", "moon")


def test_an_old_submission_is_replaced_by_a_later_one(typed: Typed, tmp_path: Path) -> None:
    """And the same file, submitted on purpose once more, is another submission."""
    file = bundle(tmp_path, "old.json")
    old, new = submitted(typed, file), submitted(typed, file, "--again")
    assert old != new
    assert submitted(typed, file) in (old, new)
    assert typed.code("alice", "supersede", new, old) == "indicators-not-later"
    typed.json("alice", "supersede", old, new, "--dry-run")
    assert policy(typed, old).state == SubmissionState.LIVE
    typed.json("alice", "supersede", old, new)
    assert policy(typed, old).state == SubmissionState.SUPERSEDED
    assert policy(typed, new).state == SubmissionState.LIVE


def test_the_audit_narrows_to_a_contract_a_company_a_block_and_writes_a_file(
    typed: Typed, tmp_path: Path
) -> None:
    name = submitted(typed, bundle(tmp_path, "audited.json"))
    lines = typed.json("bob", "audit", "--contract", "Indicators")["lines"]
    assert {line["contract"] for line in lines} == {"Indicators"}
    own = number(typed, "alice")
    assert {
        line["organisation"] for line in typed.json("bob", "audit", "--organisation", own)["lines"]
    } == {own}
    last = lines[-1]["block"]
    later = typed.json("bob", "audit", "--from-block", last)["lines"]
    assert {line["block"] for line in later} == {last}
    file = tmp_path / "ledger.csv"
    told = typed.json("bob", "audit", "--contract", "indicators", "--to", file)
    assert len(file.read_text().splitlines()) == told["lines"] + 1 == len(lines) + 1
    assert "'nonsense' is not one of" in typed.misused("bob", "audit", "--contract", "nonsense")
    assert "leave out the filters" in typed.misused("bob", "audit", name, "--organisation", own)
    missing = tmp_path / "nowhere" / "ledger.csv"
    assert "nowhere' does not exist" in typed.misused("bob", "audit", "--to", missing)
    assert not missing.parent.exists()


def test_an_index_that_is_rebuilt_and_a_backup_hold_what_they_held(
    typed: Typed, tmp_path: Path
) -> None:
    """The phrase that nobody could see is asked for in vain, and then no backup is left either."""
    before = typed.json("dave", "list")
    assert typed.json("dave", "sync", "--rebuild")["block"] >= before["block"]
    assert typed.json("dave", "list")["submissions"] == before["submissions"]

    target, phrase = tmp_path / "backup.json", tmp_path / "phrase"
    assert typed.code("dave", "keys", "backup", target, "--phrase") == "phrase-not-shown"
    assert not target.exists()
    typed.json("dave", "keys", "backup", target, "--phrase-file", phrase)
    assert phrase.read_text().split() == typed.world.roots["dave"].phrase().split()
    assert typed.code("dave", "keys", "backup", target) == "file-unusable"
    missing = tmp_path / "nowhere" / "backup.json"
    assert "does not exist" in typed.misused("dave", "keys", "backup", missing)
