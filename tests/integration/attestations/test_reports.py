"""A supplier hands its reports to its customers, where it wants to; nobody else reads them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ais.crypto import RootSecret
from ais.crypto.attestations import blob_at
from ais.errors import StoreUnavailable, UsageRefused
from ais.flows.attestations import heartbeat, opening, reports, statement, view
from ais.flows.attestations.opening import Seen
from ais.flows.attestations.reports import Saved
from ais.flows.party import Party
from ais.store import Stores
from tests.integration.attestations.world import (
    FAILING,
    PASSING,
    POLICY,
    QUICK,
    Attesting,
    attesting,
)
from tests.integration.seated import PASSWORD
from tests.integration.typed import Typed
from tests.support import kills
from tests.support.kills import killed_at, run

pytestmark = pytest.mark.chain
SHARING, OTHER, SILENT, CUSTOMER, SECOND = (f"member{number}" for number in range(5))


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    """Epoch 2; one supplier shares two reports with two customers, one shares none."""
    made = attesting(
        tmp_path_factory.mktemp("reports"),
        pairs_of=[(SHARING, CUSTOMER), (SHARING, SECOND), (OTHER, CUSTOMER), (SILENT, CUSTOMER)],
    )
    made.state(OTHER)
    before = blobs(made)
    made.posted(OTHER)
    assert blobs(made) == before  # nothing is handed over unless the supplier says so
    party = made.party(SHARING)
    told = statement.state(party, [PASSING, FAILING], made.policy, share=True)
    assert told.is_shared
    assert blobs(made) == before  # by a post alone
    made.posted(SHARING)
    assert len(blobs(made) - before) == 2
    yield made
    made.close()


def blobs(net: Attesting) -> set[Path]:
    """Files of all stores of the network."""
    folders = {store.folder for store in net.party(CUSTOMER).stores.members}  # type: ignore[attr-defined]
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def row(net: Attesting, customer: str, supplier: str, epoch: int = 2) -> Seen:
    rows = view.suppliers(net.party(customer), epoch)
    found = opening.one_of(rows, "supplier", net.number(supplier))
    assert found is not None
    assert found.record is not None
    return found


def saved(net: Attesting, customer: str, folder: Path, epoch: int = 2) -> Saved:
    party = net.party(customer)
    return reports.save(party, view.suppliers(party, epoch), folder)


def test_the_customer_gets_the_files_byte_by_byte(net: Attesting, tmp_path: Path) -> None:
    """Those of the supplier that shares; of the other there is nothing to fetch."""
    got = saved(net, CUSTOMER, tmp_path)
    assert (len(got.saved), got.refused, got.none) == (1, (), 1)
    (taken,) = got.saved
    assert taken.supplier == net.number(SHARING)
    given = {each.read_bytes() for each in (PASSING, FAILING)}
    assert {each.read_bytes() for each in taken.files} == given
    assert sorted(taken.files) == sorted(tmp_path.iterdir())
    assert {each.stat().st_mode & 0o777 for each in taken.files} == {0o600}
    assert row(net, CUSTOMER, OTHER).record.location == ""  # type: ignore[union-attr]


def test_each_customer_has_a_blob_of_its_own_that_only_it_opens(
    net: Attesting, tmp_path: Path
) -> None:
    """Whoever gets the record with it, and even the other customer, gets no file."""
    ours, theirs = row(net, CUSTOMER, SHARING), row(net, SECOND, SHARING)
    assert ours.record is not None
    assert theirs.record is not None
    assert ours.record.location != theirs.record.location
    strangers = [("member8", ours), (SECOND, ours), (CUSTOMER, theirs)]
    for name, seen in strangers:
        for customer in (seen.customer, net.number(name)):
            asked = [replace(seen, customer=customer)]
            got = reports.save(net.party(name), asked, tmp_path / name)
            assert [each.code for each in got.refused] == ["sealed-report-not-ours"]
            assert not (tmp_path / name).exists()


def test_a_blob_that_a_store_altered_or_lost_is_refused_with_the_reason(
    net: Attesting, tmp_path: Path
) -> None:
    seen = row(net, CUSTOMER, SHARING)
    assert seen.record is not None
    name = blob_at(seen.record.location)
    assert name is not None
    files = [path for path in blobs(net) if path.name == name.hex()]
    blob = files[0].read_bytes()
    for content, code in ((blob[:-1] + b"\0\0", "blob-tampered"), (None, "blob-missing")):
        for path in files:
            path.unlink() if content is None else path.write_bytes(content)
        got = reports.save(net.party(CUSTOMER), [seen], tmp_path)
        assert [each.code for each in got.refused] == [code]
    for path in files:
        path.write_bytes(blob)
    assert len(reports.save(net.party(CUSTOMER), [seen], tmp_path).saved) == 1


def test_a_report_that_is_not_the_stated_one_is_refused(net: Attesting, tmp_path: Path) -> None:
    seen = row(net, CUSTOMER, SHARING)
    assert seen.record is not None
    told = replace(seen, record=replace(seen.record, report_digest=os.urandom(32)))
    got = reports.save(net.party(CUSTOMER), [told], tmp_path)
    assert [each.code for each in got.refused] == ["sealed-report-not-ours"]
    assert list(tmp_path.iterdir()) == []


def test_looking_and_posting_ask_no_node_whose_report_it_is(
    net: Attesting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Sealing for a customer and fetching from a store are no questions to a node."""
    seen = row(net, CUSTOMER, SHARING)
    asked: list[str] = []
    for name in (SHARING, CUSTOMER):
        pool = net.party(name).connection.pool
        monkeypatch.setattr(pool, "request", _told(asked, pool.request))
        monkeypatch.setattr(pool, "batch", _told(asked, pool.batch))
    assert seen.record is not None
    party, customer = net.party(SHARING), net.number("member7")
    assert blob_at(reports.share(party, net.policy, seen.record.report_digest, customer))
    reports.save(net.party(CUSTOMER), [seen], tmp_path)
    assert asked == []


def _told(said: list[str], ask: Callable[..., object]) -> Callable[..., object]:
    def asking(*values: object) -> object:
        said.append(repr(values))
        return ask(*values)

    return asking


def test_by_typing_it_too(net: Attesting, tmp_path: Path) -> None:
    def typed(name: str, *words: str) -> str:
        command = [sys.executable, "-m", "ais", "--home", str(net.world.home(name)), "attest"]
        done = subprocess.run(
            [*command, *words],
            capture_output=True,
            text=True,
            env={**os.environ, "AIS_PASSWORD": PASSWORD},
            stdin=subprocess.DEVNULL,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "handed to customers" in typed(SHARING, "stated", "tests-all-rules")
    shown = typed(
        CUSTOMER, "report", str(net.number(SHARING)), "--to", str(tmp_path), "--epoch", "2"
    )
    assert len(list(tmp_path.iterdir())) == shown.count("supplier-") == 2


def test_a_report_lies_in_the_stores_or_elsewhere_and_not_both(net: Attesting) -> None:
    with pytest.raises(UsageRefused):
        statement.state(
            net.party(SILENT), [PASSING], net.policy, share=True, location="https://example.org"
        )


def test_without_its_stores_a_post_waits_and_then_goes_without_its_report(
    net: Attesting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Epoch 3: the blob of epoch 2 serves again; who needs a new one waits, and is never silent."""
    net.next_epoch()
    before = blobs(net)
    net.posted(SHARING)
    assert blobs(net) == before
    assert row(net, CUSTOMER, SHARING, 3).record.location == (  # type: ignore[union-attr]
        row(net, CUSTOMER, SHARING).record.location  # type: ignore[union-attr]
    )

    def lost(_stores: Stores, _blob: bytes) -> bytes:
        raise StoreUnavailable(store="of the test", reason="it is gone")

    monkeypatch.setattr(Stores, "put", lost)
    statement.state(net.party(SILENT), [PASSING], net.policy, share=True)
    waiting = net.beat(SILENT, QUICK)
    assert (waiting.is_complete, waiting.waiting) == (False, 0)
    net.later(net.clock.ends_at - net.clock.now - net.clock.tenth)
    net.posted(SILENT)
    assert row(net, CUSTOMER, SILENT, 3).record.location == ""  # type: ignore[union-attr]
    assert blobs(net) == before


@dataclass
class Args:
    """What the process of one command is started with."""

    home: Path
    root: RootSecret
    policy: bytes


def beat(args: Args) -> None:
    """What `ais attest post --wait` does."""
    with Party.open(args.home, root=args.root) as party:
        while not heartbeat.beat(party, args.policy, QUICK).is_complete:
            time.sleep(0.05)


@pytest.mark.parametrize(("moment", "orphans"), [("before", 0), ("after", 1)])
def test_a_kill_at_the_store_leaves_one_blob_too_many_at_most(
    net: Attesting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, moment: str, orphans: int
) -> None:
    """The post that is made in the end names a blob that is there and opens."""
    monkeypatch.setattr(kills, "_PORTS", {Stores: ("put",)})
    party = net.party(SILENT)
    for share in (False, True):  # forgets the blob of the epoch before
        statement.state(party, [PASSING], net.policy, share=share)
    net.next_epoch()
    before = blobs(net)
    args = Args(net.world.home(SILENT), net.world.roots[SILENT], net.policy)
    killed_at(f"Stores.put#1:{moment}", beat, args)
    run(beat, args)
    assert len(blobs(net) - before) == 1 + orphans
    got = reports.save(net.party(CUSTOMER), [row(net, CUSTOMER, SILENT, net.epoch)], tmp_path)
    assert [each.read_bytes() for each in got.saved[0].files] == [PASSING.read_bytes()]


def test_a_new_statement_forgets_what_was_kept_of_the_one_before(net: Attesting) -> None:
    party = net.party(SHARING)
    folder = party.home.statements
    kept = [path for path in folder.iterdir() if path.suffix in (".report", ".blob")]
    assert sorted(path.suffix for path in kept) == [".blob", ".blob", ".blob", ".report"]
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}
    given = PASSING.read_bytes()
    assert [path for path in kept if given[:200] in path.read_bytes()] == []
    net.state(SHARING)
    assert [path for path in folder.iterdir() if path.suffix in (".report", ".blob")] == []
    told = statement.current(party, net.policy)
    assert told is not None
    assert not told.is_shared


def test_what_is_typed_of_a_statement_reaches_the_customer_and_alerts_wait_for_who_asks(
    net: Attesting, tmp_path: Path
) -> None:
    typed = Typed(net.world)
    net.state(SILENT)  # forgets the blob of the epochs before
    net.next_epoch()
    words = ("attest", "state", PASSING, "--policy", POLICY["name"], "--share-report")
    stated = ("--scope", "plant 2", "--tool", "our scan", "--tool-version", "9")
    elsewhere = ("--location", "https://reports.example/1")
    assert typed.code(SILENT, *words, *elsewhere) == "usage"
    told = typed.json(SILENT, *words, *stated)
    assert (told["scope"], told["tool"], told["version"]) == ("plant 2", "our scan", "9")
    assert "is not in the range" in typed.misused(SILENT, "attest", "post", "--workers", 17)
    before = blobs(net)
    posting = ("attest", "post", "--wait", "--at-once", "--direct", "--small-group", 3)
    (done,) = typed.json(SILENT, *posting, "--workers", 2)["posts"]
    assert done["complete"]
    assert len(blobs(net) - before) == 1

    seen = row(net, CUSTOMER, SILENT, net.epoch).record
    assert seen is not None
    assert (seen.scope, seen.tool) == ("plant 2", "our scan")
    number, folder = net.number(SILENT), tmp_path / "reports"
    (got,) = typed.json(CUSTOMER, "attest", "report", number, "--to", folder)["saved"]
    assert [Path(each).read_bytes() for each in got["files"]] == [PASSING.read_bytes()]

    running = ("run", "--once", "--small-group", 3, "--workers", 2)

    def kinds(*more: str) -> set[str]:
        return {step["due"]["kind"] for step in typed.json(CUSTOMER, *running, *more)["steps"]}

    assert "alerts" not in kinds("--no-alerts")
    assert typed.json(CUSTOMER, "attest", "alerts", "--keep")["alerts"]
    assert "alerts" in kinds()
    assert typed.json(CUSTOMER, "attest", "alerts")["alerts"] == []
