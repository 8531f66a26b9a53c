"""Evidence packs: they prove one statement to whoever has a node, and open no other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

import pytest

from ais.crypto import Secret
from ais.crypto.attestations import (
    EvidencePack,
    Posted,
    decrypt_record,
    in_force,
    read_pack,
    tau_of,
)
from ais.errors import (
    EvidenceMalformed,
    EvidenceMissing,
    EvidenceRefused,
    EvidenceUnreadable,
    ExportNotAgreed,
    PostTampered,
    StatementSignature,
)
from ais.flows import join, membership
from ais.flows.attestations import claims, evidence, group, opening, policies, signed, view
from ais.flows.attestations.announced import attestation_key
from ais.flows.attestations.opening import Verdict, posted_of
from ais.flows.party import Party
from ais.index import Entry
from ais.types import KeyPurpose
from tests.integration.attestations.liars import Lie, post
from tests.integration.attestations.world import FAILING, PASSING, Attesting, attesting
from tests.integration.seated import PASSWORD

pytestmark = pytest.mark.chain
CUSTOMER, SUPPLIER, OTHER, LIAR, UNTOLD = (f"member{number}" for number in range(5))


@dataclass
class Shown:
    """The network in epoch 5, with the pack that the customer made of one post of epoch 3."""

    net: Attesting
    second: bytes  # another policy
    file: Path

    @property
    def pack(self) -> EvidencePack:
        return read_pack(self.file.read_bytes())

    @property
    def customer(self) -> Party:
        return self.net.party(CUSTOMER)

    def number(self, name: str) -> int:
        return self.net.number(name)

    def seen(self, name: str, epoch: int, policy: bytes | None = None) -> opening.Seen:
        rows = opening.look(self.customer, policy or self.net.policy, epoch)
        found = opening.one_of(rows, "supplier", self.number(name))
        assert found is not None
        assert found.entry is not None
        return found

    def step(self, **changes: object) -> int:
        """The step at which the pack fails with these changes."""
        raw = replace(self.pack, **changes).to_bytes()  # type: ignore[arg-type]
        with pytest.raises(EvidenceRefused) as caught:
            evidence.verify(self.customer, raw)
        return int(caught.value.step)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """In epoch 3 all three post, one of them twice, for two policies; OTHER is evicted then."""
    folder = tmp_path_factory.mktemp("evidence")
    pairs_of = [(name, CUSTOMER) for name in (SUPPLIER, OTHER, LIAR)]
    pairs_of.append((SUPPLIER, UNTOLD))  # a customer to whom nothing is said
    net = attesting(folder, count=10, pairs_of=pairs_of)
    second = policies.register(net.party("governor"), "all-rules").policy
    other_policy = replace(net, policy=second)
    for name in (SUPPLIER, OTHER, LIAR):
        net.state(name, PASSING if name != OTHER else FAILING)
    post(net, SUPPLIER, CUSTOMER)
    net.next_epoch()
    other_policy.state(SUPPLIER)
    post(net, SUPPLIER, CUSTOMER)
    post(other_policy, SUPPLIER, CUSTOMER)
    post(net, OTHER, CUSTOMER)
    post(net, LIAR, CUSTOMER, Lie(flag=False))
    membership.change(net.party("registrar"), "suspend", net.number(OTHER))
    group.tend(net.party("governor"))
    net.next_epoch()
    post(net, SUPPLIER, CUSTOMER)
    net.next_epoch()
    file = folder / "pack.json"
    evidence.export(net.party(CUSTOMER), net.number(SUPPLIER), net.policy, 3, file, yes=True)
    yield Shown(net, second, file)
    net.close()


def test_export_says_that_it_names_the_supplier_and_writes_nothing_unasked(
    shown: Shown, tmp_path: Path
) -> None:
    target = tmp_path / "pack.json"
    number = shown.number(SUPPLIER)
    with pytest.raises(ExportNotAgreed) as caught:
        evidence.export(shown.customer, number, shown.net.policy, 3, target)
    assert caught.value.supplier == number
    assert not target.exists()


def test_what_was_never_said_cannot_be_exported(shown: Shown, tmp_path: Path) -> None:
    for name, epoch in ((OTHER, 2), (SUPPLIER, 5), ("member5", 3)):
        number = shown.number(name)
        with pytest.raises(EvidenceMissing):
            evidence.export(shown.customer, number, shown.net.policy, epoch, tmp_path, yes=True)


def test_a_pack_is_for_its_owner_s_eyes_and_proves_who_said_what(shown: Shown) -> None:
    assert shown.file.stat().st_mode & 0o077 == 0
    found = evidence.verify(shown.net.party("member9"), shown.file, reports=[PASSING])
    assert (found.organisation, found.epoch) == (shown.number(SUPPLIER), 3)
    assert (found.said, found.public, found.contested) == (True, True, None)
    assert found.policy == shown.net.policy
    assert found.is_report_checked
    assert not found.is_scanner_signed
    assert found.statement["predicate"]["status"] == "compliant"


def test_an_environment_that_has_none_of_the_first_one_s_files_verifies_it(
    shown: Shown, tmp_path: Path
) -> None:
    """A process of its own, with a deployment file, a pack, and a node: no home, no keys."""
    shutil.copy(shown.net.world.folder / "network.json", tmp_path / "network.json")
    shutil.copy(shown.file, tmp_path / "pack.json")
    program = (
        "import json, sys; from pathlib import Path\n"
        "from ais.flows.attestations import evidence\n"
        "found = evidence.verify_alone(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(json.dumps(found.to_dict()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "network.json", "pack.json"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    found = json.loads(done.stdout)
    assert found["organisation"] == shown.number(SUPPLIER)
    assert found["said"] is True
    assert found["statement"]["predicate"]["verificationResult"] == "PASSED"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["network.json", "pack.json"]


def test_a_pack_opens_nothing_of_another_epoch_policy_or_supplier(shown: Shown) -> None:
    """Neither its content key nor its t fits any other post of the whole chain."""
    index = shown.customer.sync()
    pack, own = shown.pack, shown.seen(SUPPLIER, 3).entry
    others = [e for e in index.posts() if (e.tx_hash, e.log_index) != _place(own)]
    assert {(e.event.policy, e.event.epoch) for e in others} == {
        (shown.net.policy, 2),
        (shown.net.policy, 3),
        (shown.net.policy, 4),
        (shown.second, 3),
    }
    keys = [
        attestation_key(shown.customer, shown.number(name), 4) for name in (SUPPLIER, OTHER, LIAR)
    ]
    for entry in others:
        posted = posted_of(shown.customer, entry.event)
        with pytest.raises(PostTampered):
            decrypt_record(posted, pack.content_key)
        assert posted.tau not in {tau_of(key, pack.tweak) for key in keys}
        assert shown.step(transaction=entry.tx_hash, log_index=entry.log_index) == 1
        block = shown.customer.connection.blocks([entry.block_number])[0]
        assert block is not None
        moved = {"transaction": entry.tx_hash, "log_index": entry.log_index}
        assert shown.step(**moved, block_hash=block.hash) == 4
    assert decrypt_record(_posted(shown, own), pack.content_key).to_bytes() == pack.record


@pytest.mark.parametrize("name", [OTHER, LIAR, "member5"])
def test_a_pack_under_a_foreign_key_is_refused(shown: Shown, name: str) -> None:
    """S of somebody else, with its number and without."""
    announced = shown.customer.sync().announcements(shown.number(name), KeyPurpose.ATTESTATION)
    key = in_force(announced, 3)
    assert key is not None
    assert shown.step(key_bundle=key.bundle) == 2
    assert shown.step(organisation=shown.number(name)) == 2
    assert shown.step(key_bundle=key.bundle, organisation=shown.number(name)) == 4


def test_a_pack_with_a_foreign_t_is_refused(shown: Shown) -> None:
    other = shown.seen(SUPPLIER, 4).trace
    assert other is not None
    assert shown.step(tweak=other.keys.tweak) == 4
    assert shown.step(tweak=Secret(os.urandom(16).rjust(32, b"\0"))) == 4


def test_a_pack_with_a_foreign_record_or_content_key_is_refused(shown: Shown) -> None:
    other = shown.seen(SUPPLIER, 3, shown.second)
    assert other.record is not None
    assert other.trace is not None
    assert shown.step(record=other.record.to_bytes()) == 5
    own = shown.pack.record
    assert shown.step(record=own[:90] + os.urandom(32) + own[122:]) == 5  # another salt
    assert shown.step(content_key=other.trace.keys.content_key) == 5


def test_a_pack_of_another_place_or_chain_is_refused(shown: Shown) -> None:
    assert shown.step(chain_id=1) == 1
    assert shown.step(attestations="0x" + "11" * 20) == 1
    assert shown.step(block_hash=os.urandom(32)) == 1
    assert shown.step(transaction=os.urandom(32)) == 1
    assert shown.step(log_index=shown.pack.log_index + 1) == 1
    assert shown.step(organisation=4_000) == 2


def test_another_report_than_the_one_attested_is_refused(shown: Shown) -> None:
    with pytest.raises(EvidenceRefused) as caught:
        evidence.verify(shown.customer, shown.file, reports=[FAILING])
    assert caught.value.step == 8


def test_what_is_no_pack_is_refused_before_a_node_is_asked(shown: Shown, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"{" * 100_000)
    for path in (large, tmp_path / "absent", tmp_path):
        with pytest.raises(EvidenceUnreadable):
            evidence.verify(shown.customer, path)
    with pytest.raises(EvidenceMalformed):
        evidence.verify(shown.customer, b"{}")


def test_a_pack_of_a_supplier_evicted_after_its_post_still_proves_it(
    shown: Shown, tmp_path: Path
) -> None:
    """What counts is the snapshot that the post was proved against."""
    assert shown.seen(OTHER, 3).verdict is Verdict.REMOVED
    file = tmp_path / "pack.json"
    evidence.export(shown.customer, shown.number(OTHER), shown.net.policy, 3, file, yes=True)
    found = evidence.verify(shown.customer, file)
    assert (found.said, found.statement["predicate"]["verificationResult"]) == (False, "FAILED")


def test_a_pack_of_a_false_flag_shows_both_and_after_a_contest_what_it_put(
    shown: Shown, tmp_path: Path
) -> None:
    net, number = shown.net, shown.number(LIAR)
    net.next_epoch()
    post(net, LIAR, CUSTOMER, Lie(flag=False))
    file = tmp_path / "pack.json"
    evidence.export(shown.customer, number, net.policy, net.epoch, file, yes=True)
    before = evidence.verify(shown.customer, file)
    assert (before.said, before.public, before.contested) == (True, False, None)
    claims.contest(shown.customer, number, net.policy, net.epoch, direct=True)
    deadline = time.monotonic() + 600
    while not shown.customer.sync().contests(net.policy, net.epoch):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    after = evidence.verify(shown.customer, file)
    assert (after.said, after.public, after.contested) == (True, False, True)


def piped(folder: Path, file: Path) -> Path:
    """A pipe that gives a file's bytes once: what is kept is what was verified."""
    path = folder / "pipe"
    os.mkfifo(path)
    Thread(target=path.write_bytes, args=(file.read_bytes(),), daemon=True).start()
    return path


def test_a_customer_that_lost_its_home_reads_its_past_from_the_partner_s_pack(
    shown: Shown, tmp_path: Path
) -> None:
    """The 24 words give keys back, not pairs; what the pack does not hold stays unread."""
    net, number = shown.net, shown.number(SUPPLIER)
    file, root = net.world.folder / "network.json", net.world.roots[CUSTOMER]
    join.init(tmp_path / "home", PASSWORD, network=file, secret=root, scrypt_n=2)
    with Party.open(tmp_path / "home", root=root) as restored:
        assert view.suppliers(restored, 3) == []
        pack = tmp_path / "pack.json"
        supplier, customer = net.party(SUPPLIER), shown.number(CUSTOMER)
        evidence.export(supplier, number, net.policy, 3, pack, customer=customer, yes=True)
        assert evidence.take(restored, pack).organisation == number
        evidence.take(restored, piped(tmp_path, pack))  # again: nothing changes
        (row,) = view.suppliers(restored, 3, net.policy)
        assert (row.supplier, row.verdict) == (number, Verdict.NO_DOCUMENT)
        policies.add(restored, net.world.folder / "policy.json")
        (row,) = view.suppliers(restored, 3, net.policy)
        assert (row.verdict, row.is_of_pack) == (Verdict.COMPLIANT, True)
        assert view.suppliers(restored, 4) == []
        again = tmp_path / "again.json"
        evidence.export(restored, number, net.policy, 3, again, yes=True)
        assert again.read_bytes() == pack.read_bytes()


def test_a_pack_of_what_another_customer_was_told_hides_no_silence(shown: Shown) -> None:
    party, number = shown.net.party(UNTOLD), shown.number(SUPPLIER)
    assert evidence.take(party, shown.file).organisation == number
    (row,) = view.suppliers(party, 3, shown.net.policy)
    assert (row.supplier, row.verdict, row.is_of_pack) == (number, Verdict.MISSING, False)


def test_a_supplier_signs_its_own_statement_and_nobody_else_s(shown: Shown, tmp_path: Path) -> None:
    net, supplier, file = shown.net, shown.net.party(SUPPLIER), tmp_path / "signed.json"
    arguments = (supplier, shown.number(CUSTOMER), net.policy, 3, file)
    with pytest.raises(ExportNotAgreed):
        signed.export_signed(*arguments)
    with pytest.raises(EvidenceMissing):
        signed.export_signed(supplier, shown.number(OTHER), net.policy, 3, file, yes=True)
    assert not file.exists()
    signed.export_signed(*arguments, yes=True)
    found = signed.verify_signed(net.party("member9"), file, shown.number(SUPPLIER))
    assert found == evidence.verify(shown.customer, shown.file).statement
    with pytest.raises(StatementSignature):
        signed.verify_signed(shown.customer, file, shown.number(OTHER))
    envelope = json.loads(file.read_text())
    envelope["signatures"][0]["sig"] = "A" * 84 + "AA=="
    with pytest.raises(StatementSignature):
        signed.verify_signed(shown.customer, json.dumps(envelope).encode(), shown.number(SUPPLIER))
    for broken in (b"[]", b"{}", b"\xff", b'{"signatures": [{"keyid": 3}]}'):
        with pytest.raises(StatementSignature):
            signed.verify_signed(shown.customer, broken, shown.number(SUPPLIER))


def _place(entry: Entry | None) -> tuple[bytes, int]:  # type: ignore[type-arg]
    assert entry is not None
    return entry.tx_hash, entry.log_index


def _posted(shown: Shown, entry: Entry | None) -> Posted:  # type: ignore[type-arg]
    assert entry is not None
    return posted_of(shown.customer, entry.event)
