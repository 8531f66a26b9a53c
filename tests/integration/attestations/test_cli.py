"""Attesting by typing it: every command a process of its own, over the homes of a real network."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ais.crypto.attestations import scanner_message
from tests.integration.attestations.world import FAILING, PASSING, Attesting, attesting
from tests.integration.seated import PASSWORD
from tests.support.pace import PATIENCE_SECONDS, until

pytestmark = pytest.mark.chain

SUPPLIER, CUSTOMER = "member0", "member1"


@dataclass
class Typing:
    """Types ``ais`` in somebody's home."""

    made: Attesting

    def run(self, name: str, *words: str, status: int = 0, **options: Any) -> str:
        """What a command prints on standard output, or on standard error where it fails."""
        home = self.made.world.home(name)
        done = subprocess.run(
            [sys.executable, "-m", "ais", "--home", str(home), *words],
            capture_output=True,
            text=True,
            env={**os.environ, "AIS_PASSWORD": PASSWORD},
            cwd=self.made.world.folder,
            stdin=subprocess.DEVNULL,
            timeout=600,
            check=False,
            **options,
        )
        assert done.returncode == status, f"ais {' '.join(words)}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout if status == 0 else done.stderr

    def agent(self, name: str) -> subprocess.Popen[str]:
        """A running ``ais run``."""
        home = self.made.world.home(name)
        words = ["run", "--json", "--poll", "0.3", "--small-group", "3"]
        return subprocess.Popen(
            [sys.executable, "-m", "ais", "--home", str(home), *words],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "AIS_PASSWORD": PASSWORD},
        )

    def attest(self, name: str, *words: str, status: int = 0) -> Any:
        """The JSON document of a word of ``ais attest``."""
        return json.loads(self.run(name, "attest", *words, "--json", status=status))

    def code(self, name: str, *words: str) -> str:
        """The error code of a refusal."""
        return str(self.attest(name, *words, status=1)["error"]["code"])


@pytest.fixture(scope="module")
def typing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typing]:
    # the clock runs by itself, so that commands of slow machines take nothing of an epoch
    made = attesting(tmp_path_factory.mktemp("attest-cli"), epoch_seconds=40_000)
    made.start_relays(2, "--window", "2", "--batch", "1")
    made.world.chain.request("evm_setIntervalMining", 1)
    yield Typing(made)
    made.close()


@pytest.fixture(scope="module")
def posted(typing: Typing) -> Typing:
    """Paired, stated and posted by commands alone; in epoch 3, everything on chain."""
    supplier, customer = (typing.made.number(name) for name in (SUPPLIER, CUSTOMER))
    folder = typing.made.world.folder
    words = ["--with", str(customer), "--as", "supplier", "--out", "1.pairing"]
    invited = typing.attest(SUPPLIER, "pair", "invite", *words)
    assert invited["stage"] == "invited"
    assert (folder / invited["file"]).stat().st_mode & 0o777 == 0o600
    typing.attest(CUSTOMER, "pair", "take", "1.pairing", "--out", "2.pairing")
    ours = typing.attest(SUPPLIER, "pair", "take", "2.pairing", "--out", "3.pairing")
    theirs = typing.attest(CUSTOMER, "pair", "take", "3.pairing")
    assert ours["code"] == theirs["code"]
    assert theirs["file"] is None
    for name, row in ((SUPPLIER, ours), (CUSTOMER, theirs)):
        typing.attest(name, "pair", "confirm", row["name"][:6], "--code", ours["code"])
    assert typing.attest(CUSTOMER, "pair", "list")["pairs"][0]["supplier"] == supplier

    typing.made.next_epoch()
    signed = ["--scanner", str(signed_by_a_scanner(FAILING, typing.made.world.folder))]
    told = typing.attest(SUPPLIER, "state", str(FAILING), "--policy", "tests-all-rules", *signed)
    assert told["status"] == "non-compliant"
    words = ["--at-once", "--small-group", "3", "--wait"]
    (done,) = typing.attest(SUPPLIER, "post", *words)["posts"]
    assert done["complete"]
    return typing


def signed_by_a_scanner(report: Path, folder: Path, **changes: str) -> Path:
    """The file that a scanner's maker hands over, of a key made for it."""
    key = Ed25519PrivateKey.generate()
    value = key.sign(scanner_message(hashlib.sha256(report.read_bytes()).digest()))
    public = key.public_key().public_bytes_raw()
    content = {"kind": "ed25519", "key": "0x" + public.hex(), "value": "0x" + value.hex()}
    file = folder / "scanner.json"
    file.write_text(json.dumps(content | changes))
    return file


def test_a_scanner_that_did_not_sign_this_report_is_refused_and_nothing_is_kept(
    posted: Typing, tmp_path: Path
) -> None:
    """A signature over another report, a broken file, no file: what stood stands."""
    before = posted.attest(SUPPLIER, "stated", "tests-all-rules")
    words = ["state", str(PASSING), "--policy", "tests-all-rules", "--scanner"]
    cases: tuple[tuple[Path, dict[str, str], str], ...] = (
        (FAILING, {}, "value"),
        (PASSING, {"kind": "rsa"}, "kind"),
        (PASSING, {"key": "0x12"}, "key"),
        (PASSING, {"more": "1"}, "file"),
    )
    for report, changes, field in cases:
        file = signed_by_a_scanner(report, tmp_path, **changes)
        error = posted.attest(SUPPLIER, *words, str(file), status=1)["error"]
        assert (error["code"], error["fields"]["field"]) == ("scanner-unfit", field)
    assert posted.code(SUPPLIER, *words, str(tmp_path / "nowhere.json")) == "file-unusable"
    assert posted.attest(SUPPLIER, "stated", "tests-all-rules") == before


def test_a_stated_report_reaches_the_customer_and_nobody_else(posted: Typing) -> None:
    (seen,) = posted.attest(CUSTOMER, "suppliers", "--epoch", "3")["suppliers"]
    assert (seen["supplier"], seen["verdict"]) == (posted.made.number(SUPPLIER), "failing")
    assert seen["statement"]["predicateType"]
    assert posted.attest("member2", "suppliers")["suppliers"] == []
    assert "failing" in posted.run(CUSTOMER, "attest", "suppliers")
    history = posted.attest(CUSTOMER, "suppliers", "--history", str(seen["supplier"]))
    assert [row["epoch"] for row in history["suppliers"]] == [2, 3]


def test_everybody_sees_the_counts_without_keys(posted: Typing) -> None:
    file = str(posted.made.world.folder / "network.json")
    words = ["--network", file, "attest", "network", "--picture", "network.svg", "--json"]
    found = json.loads(posted.run("nobody", *words))
    last = found["epochs"][-1]
    assert (last["epoch"], last["posted"], last["failing"]) == (3, 2, 1)
    assert "<svg" in (posted.made.world.folder / "network.svg").read_text()
    assert not (posted.made.world.home("nobody") / "keystore.json").exists()


def test_own_posts_are_shown_without_saying_which_is_whose(posted: Typing) -> None:
    found = posted.attest(SUPPLIER, "status")
    assert found["leaf"] == "in the snapshot"
    (row,) = found["postings"]
    assert (row["posted"], row["slots"], row["stated"]) == (2, 2, "non-compliant")
    assert found["under_way"] == []
    assert (found["customers"], found["suppliers"]) == (1, 0)
    shown = posted.run(SUPPLIER, "attest", "post", "--dry-run")
    assert "2 of 2" in shown
    assert posted.code(SUPPLIER, "post", "--dry-run", "--policy", "none-of-ours") == (
        "policy-not-registered"
    )
    dry = posted.attest(SUPPLIER, "post", "--dry-run", "--silent", "--policy", "tests-all-rules")
    assert dry["postings"] == [row]
    wanted = [
        posted.attest(SUPPLIER, "post", "--dry-run", *words)["crowd"]["least"]
        for words in ([], ["--small-group", "2"])
    ]
    assert wanted[0] != wanted[1] == 2
    assert posted.attest(SUPPLIER, "stated", "tests-all-rules")["told_now"] == "non-compliant"


def test_a_pack_names_its_supplier_only_after_somebody_agreed_and_is_checked_without_a_home(
    posted: Typing,
) -> None:
    number = str(posted.made.number(SUPPLIER))
    words = ["evidence", "export", "--supplier", number, "--policy", "tests-all-rules"]
    words += ["--epoch", "3", "--out", "one.pack"]
    assert posted.code(CUSTOMER, *words) == "export-not-agreed"
    assert not (posted.made.world.folder / "one.pack").exists()
    posted.attest(CUSTOMER, *words, "--yes")
    assert posted.code(CUSTOMER, *words, "--yes") == "file-unusable"  # it is there already

    network = ["--network", str(posted.made.world.folder / "network.json")]
    verify = [*network, "attest", "evidence", "verify", "one.pack"]
    found = json.loads(posted.run("stranger", *verify, "--report", str(FAILING), "--json"))
    assert (found["organisation"], found["epoch"], found["said"]) == (int(number), 3, False)
    assert found["is_report_checked"]
    assert found["is_scanner_signed"]
    assert not posted.made.world.home("stranger").exists()
    refused = posted.run("stranger", *verify, "--report", str(PASSING), "--json", status=1)
    assert json.loads(refused)["error"]["code"] == "evidence-refused"


def test_a_statement_signed_by_its_supplier_names_no_customer(posted: Typing) -> None:
    customer, supplier = (str(posted.made.number(name)) for name in (CUSTOMER, SUPPLIER))
    words = ["--policy", "tests-all-rules", "--epoch", "3", "--out", "signed.json", "--yes"]
    posted.attest(SUPPLIER, "evidence", "sign", "--customer", customer, *words)
    found = posted.attest("member5", "evidence", "verify", "signed.json", "--signer", supplier)
    assert found["organisation"] == int(supplier)
    refused = ["evidence", "verify", "signed.json", "--signer", customer]
    assert posted.code("member5", *refused) == "statement-signature"


def test_alerts_are_told_once(posted: Typing) -> None:
    first = posted.attest(CUSTOMER, "alerts", "--keep")["alerts"]
    assert any(each["supplier"] and each["after"] == "failing" for each in first)
    assert posted.attest(CUSTOMER, "alerts")["alerts"] == first
    assert posted.attest(CUSTOMER, "alerts")["alerts"] == []


def test_nothing_is_contested_or_claimed_where_nothing_is_due(posted: Typing) -> None:
    for word in ("contest", "claim"):
        assert posted.attest(CUSTOMER, word, "--dry-run") == {"due": [], "dry_run": True}


def test_what_would_be_sent_is_told_and_not_sent(posted: Typing) -> None:
    governor = "governor"
    before = posted.made.party(governor).connection.head().number
    acts = [
        posted.attest(governor, "policy", "slots", "3", "--dry-run")["act"],
        posted.attest(governor, "policy", "register", "all-rules", "--dry-run")["act"],
        posted.attest(governor, "policy", "retire", "tests-all-rules", "--dry-run")["act"],
        *posted.attest("member3", "rotate", "leaf", "--dry-run")["leaf"]["acts"],
    ]
    assert [act["transaction"] for act in acts] == [None] * 4
    assert len(posted.attest(governor, "relay", "list")["relays"]) == 2
    (policy,) = posted.attest("member3", "policy", "list")["policies"]
    assert policy["name"] == "tests-all-rules"
    assert posted.attest("member3", "join")["acts"] == []
    assert posted.made.party(governor).connection.head().number >= before


def test_the_agent_as_a_process_posts_at_drawn_moments_and_survives_a_kill(
    posted: Typing,
) -> None:
    """Its output tells that all is on chain, and until then nothing."""
    clock, before = posted.made.clock, posted.made.posts()
    first = posted.agent("member6")
    posted.made.later((clock.ends_at - clock.now) // 3)
    until(lambda: posted.made.party("member6").journal.sagas(verb="attest"))
    first.kill()
    first.communicate(timeout=PATIENCE_SECONDS)
    assert first.returncode == -signal.SIGKILL

    second = posted.agent("member6")
    assert second.stdout is not None
    left = posted.made.clock.ends_at - posted.made.clock.tenth - posted.made.clock.now
    for _ in range(6):  # past the last drawn moment
        posted.made.later(left // 6 + 1)
        time.sleep(2)  # a look in between, or none: all the same
    rows: list[dict[str, Any]] = []
    while "posts" not in [row["due"]["kind"] for row in rows]:
        rows.append(json.loads(second.stdout.readline()))
    second.send_signal(signal.SIGINT)
    assert second.wait(PATIENCE_SECONDS) == 0
    with second.stdout as rest:
        rows += [json.loads(line) for line in rest]
    told = [row["outcome"] for row in rows if row["due"]["kind"] == "posts"]
    assert [(each["epoch"], each["complete"]) for each in told] == [(3, 1)]
    assert posted.made.posts() == before + 2


def test_settings_are_kept_and_nonsense_is_refused(typing: Typing) -> None:
    words = ["--proxy", "socks5h://127.0.0.1:9050", "--last-resort", "silence"]
    assert typing.attest("member4", "settings", *words)["last_resort"] == "silence"
    found = typing.attest("member4", "settings", "--proxy", "none", "--group-least", "5")
    assert found == {
        "proxy": None,
        "last_resort": "silence",
        "group_least": 5,
        "keep_traces": None,
    }
    assert typing.attest("member4", "settings", "--keep-traces", "9")["keep_traces"] == 9
    assert typing.attest("member4", "settings")["keep_traces"] == 9
    assert typing.attest("member4", "settings", "--keep-traces", "all")["keep_traces"] is None
    for wrong in ("1", "-3", "some"):
        typing.run("member4", "attest", "settings", "--keep-traces", wrong, status=2)
    for wrong in ("http://x", "socks5h://x", "socks5h://x:99999", "socks5://127.0.0.1:9050"):
        refused = typing.run("member4", "attest", "settings", "--proxy", wrong, status=2)
        assert wrong in refused
    typing.run("member4", "attest", "pair", "confirm", "0123", status=2)
    assert typing.code("member4", "resolve", "0123", "silence") == "delivery-unknown"
    assert typing.code("member4", "stated", "no-such") == "policy-not-registered"


def test_a_pair_by_one_file_is_made_and_ended_by_typing_too(typing: Typing) -> None:
    words = ["--with", str(typing.made.number("member6")), "--as", "customer", "--one-file"]
    offered = typing.attest("member5", "pair", "invite", *words, "--out", "one.pairing")
    taken = typing.attest("member6", "pair", "take", "one.pairing")
    assert (taken["code"], taken["file"]) == (offered["code"], None)
    assert len(taken["code"].replace("-", "")) == 16
    heard = ["--code", offered["code"].lower()]
    typing.attest("member6", "pair", "confirm", taken["name"], *heard)
    assert typing.code("member6", "pair", "take", "one.pairing") == "pairing-replayed"
    typing.attest("member6", "pair", "end", taken["name"][:8])
    assert typing.attest("member6", "pair", "list")["pairs"] == []
    (ended,) = typing.attest("member6", "pair", "list", "--ended")["pairs"]
    assert (ended["name"], ended["stage"]) == (taken["name"], "ended")


def test_a_relay_listens_beyond_this_machine_only_where_tls_is_said_to_stand_before_it(
    typing: Typing,
) -> None:
    """The port is taken, so that neither of them goes on; what stops them differs."""
    with socket.create_server(("0.0.0.0", 0)) as taken:
        words = ["relay", "--listen", f"0.0.0.0:{taken.getsockname()[1]}", "--json"]
        bare = json.loads(typing.run("member7", *words, status=1))["error"]
        behind = json.loads(typing.run("member7", *words, "--behind-tls", status=1))["error"]
    assert bare["code"] == behind["code"] == "relay-listen-refused"
    assert "TLS" in bare["message"]
    assert "in use" in behind["message"]


def test_silence_is_counted_at_its_moment_or_at_once_where_that_is_asked_for(
    posted: Typing,
) -> None:
    """Epoch 4 passes without a post of the supplier; the customer says so in 5."""
    posted.made.next_epoch()
    posted.made.next_epoch()
    number = str(posted.made.number(SUPPLIER))
    (planned,) = posted.attest(CUSTOMER, "claim", "--dry-run")["due"]
    assert (planned["supplier"], planned["epoch"], planned["silence"]) == (int(number), 4, 1)
    assert planned["delivery"] is None
    assert "would be sent" in posted.run(CUSTOMER, "attest", "claim", "--dry-run")
    assert posted.attest(CUSTOMER, "claim", "9")["due"] == []  # no supplier of ours

    words = ["claim", number, "--at-once", "--direct"]
    (sent,) = posted.attest(CUSTOMER, *words)["due"]
    assert sent["delivery"]["state"] in ("sent", "landed")
    until(lambda: posted.attest("member3", "network")["epochs"][-2]["missing"] == 1)
    (seen,) = posted.attest(CUSTOMER, "suppliers", "--epoch", "4")["suppliers"]
    assert (seen["verdict"], seen["claimed"]) == ("missing", True)


def test_the_agent_tells_people_what_changed_and_not_that_it_looked(posted: Typing) -> None:
    """What it has told is told by nothing else, so the words must be there."""
    (posted.made.world.home(CUSTOMER) / "alerts.sealed").unlink()
    supplier = posted.made.number(SUPPLIER)
    shown = posted.run(CUSTOMER, "run", "--once", "--small-group", "3")
    assert f"  supplier {supplier}, tests-all-rules: unknown -> missing, epoch 4" in shown
    assert posted.attest(CUSTOMER, "alerts")["alerts"] == []


def test_the_agent_tells_people_that_a_statement_is_awaited(posted: Typing) -> None:
    """Customers wait, and nothing was stated for this policy: the agent names what to type."""
    (kept,) = posted.made.world.home(SUPPLIER).glob("statements/*.sealed")
    kept.unlink()
    posted.made.next_epoch()
    shown = posted.run(SUPPLIER, "run", "--once", "--small-group", "3")
    assert "`ais attest state REPORT --policy tests-all-rules`" in shown


@pytest.mark.parametrize(
    "words",
    [
        ("network", "--picture", "counts.png"),
        ("network", "--from-epoch", "3", "--to-epoch", "2"),
        ("suppliers", "--epoch", "99"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_not_shown_as_nothing(
    posted: Typing, words: tuple[str, ...]
) -> None:
    refused = posted.run(CUSTOMER, "attest", *words, status=2)
    assert f"Invalid value for '{words[1]}'" in refused
    assert not (posted.made.world.folder / "counts.png").exists()
