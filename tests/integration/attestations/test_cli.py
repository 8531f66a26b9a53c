"""Attesting by typing it: every command a process of its own, over the homes of a real network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.attestations.world import FAILING, PASSING, Attesting, attesting
from tests.integration.seated import PASSWORD

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
            timeout=120,
            check=False,
            **options,
        )
        assert done.returncode == status, f"ais {' '.join(words)}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout if status == 0 else done.stderr

    def attest(self, name: str, *words: str, status: int = 0) -> Any:
        """The JSON document of a word of ``ais attest``."""
        return json.loads(self.run(name, "attest", *words, "--json", status=status))

    def code(self, name: str, *words: str) -> str:
        """The error code of a refusal."""
        return str(self.attest(name, *words, status=1)["error"]["code"])


@pytest.fixture(scope="module")
def typing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typing]:
    made = attesting(tmp_path_factory.mktemp("attest-cli"))
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
    told = typing.attest(SUPPLIER, "state", str(FAILING), "--policy", "tests-all-rules")
    assert told["status"] == "non-compliant"
    words = ["--at-once", "--small-group", "3", "--wait"]
    (done,) = typing.attest(SUPPLIER, "post", *words)["posts"]
    assert done["complete"]
    return typing


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
        found = posted.attest(CUSTOMER, word, "--dry-run")
        assert (found["due"], found["deliveries"]) == ([], [])


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


def test_settings_are_kept_and_nonsense_is_refused(typing: Typing) -> None:
    words = ["--proxy", "socks5h://127.0.0.1:9050", "--last-resort", "silence"]
    assert typing.attest("member4", "settings", *words)["last_resort"] == "silence"
    found = typing.attest("member4", "settings", "--proxy", "none", "--group-least", "5")
    assert found == {"proxy": None, "last_resort": "silence", "group_least": 5}
    typing.run("member4", "attest", "settings", "--proxy", "http://x", status=2)
    typing.run("member4", "attest", "pair", "confirm", "0123", status=2)
    assert typing.code("member4", "resolve", "0123", "silence") == "delivery-unknown"
    assert typing.code("member4", "stated", "no-such") == "policy-not-registered"
