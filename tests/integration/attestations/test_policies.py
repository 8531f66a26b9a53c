"""Policies by digest on chain, documents at home, and statements under them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ais.errors import (
    AccessDenied,
    AttestationsPolicyNotInForce,
    LabelUnfit,
    PolicyDocumentMissing,
    PolicyNotRegistered,
    RelayUrlRefused,
    StatementUnusable,
    UsageRefused,
)
from ais.flows.attestations import policies, relays, statement
from tests.integration.attestations.world import (
    FAILING,
    PASSING,
    POLICY,
    REPORTS,
    Attesting,
    attesting,
)

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attesting]:
    made = attesting(tmp_path_factory.mktemp("policies"), count=8)
    yield made
    made.close()


def written(folder: Path, name: str) -> Path:
    file = folder / f"{name}.json"
    file.write_text(json.dumps({**POLICY, "name": name}))
    return file


def test_a_policy_is_registered_once_by_the_governor_for_everybody(
    net: Attesting, tmp_path: Path
) -> None:
    file = written(tmp_path, "second")
    with pytest.raises(AccessDenied):
        policies.register(net.party("member0"), file)
    done = policies.register(net.party("governor"), file, "https://policies.example/second")
    assert done.act is not None
    assert policies.register(net.party("governor"), file).act is None

    rows = {each.policy: each for each in policies.listed(net.party("member1"))}
    assert rows[net.policy].in_force
    assert rows[net.policy].name == "tests-all-rules"
    row = rows[done.policy]
    assert (row.in_force, row.from_epoch, row.name) == (False, net.epoch + 1, "")
    with pytest.raises(PolicyDocumentMissing) as caught:
        policies.document(net.party("member1"), done.policy)
    assert caught.value.uri == "https://policies.example/second"


def test_a_document_that_is_not_the_registered_one_is_of_no_use(
    net: Attesting, tmp_path: Path
) -> None:
    party = net.party("member1")
    added = policies.add(party, written(tmp_path, "second"))
    assert policies.document(party, added.digest).name == "second"
    assert policies.named(party, "second").digest == added.digest
    path = party.home.policies / f"{added.digest.hex()}.json"
    path.write_text(path.read_text().replace("3650", "3649"))
    with pytest.raises(PolicyDocumentMissing):
        policies.document(party, added.digest)
    with pytest.raises(PolicyNotRegistered):
        policies.named(party, written(tmp_path, "never-registered"))


def test_built_in_policies_need_no_file(net: Attesting) -> None:
    done = policies.register(net.party("governor"), "all-rules")
    assert policies.document(net.party("member2"), done.policy).name == "all-rules"
    assert list(net.party("member2").home.policies.iterdir()) != []
    retired = policies.retire(net.party("governor"), done.policy)
    assert retired.block_number
    with pytest.raises(AttestationsPolicyNotInForce):
        policies.retire(net.party("governor"), done.policy)


def test_slots_change_from_the_next_epoch(net: Attesting) -> None:
    with pytest.raises(UsageRefused):
        policies.set_slots(net.party("governor"), 65)
    policies.set_slots(net.party("governor"), 3)
    index = net.party("member0").sync()
    assert (index.slots_in(net.epoch), index.slots_in(net.epoch + 1)) == (2, 3)


def test_a_statement_is_kept_sealed_until_the_next_one(net: Attesting) -> None:
    party = net.party("member0")
    assert statement.current(party, net.policy) is None
    first = net.state("member0", PASSING)
    assert (first.status, first.tool, first.scope) == ("compliant", "ScubaGear", "tqhjy")
    assert statement.current(party, net.policy) == first
    second = net.state("member0", FAILING)
    assert statement.current(party, net.policy) == second
    assert second.status == "non-compliant"

    (path,) = party.home.statements.iterdir()
    raw = path.read_bytes()
    assert b"ScubaGear" not in raw
    assert second.report_digest.hex().encode() not in raw
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(StatementUnusable):
        statement.current(party, net.policy)


def test_labels_that_do_not_fit_are_asked_for(net: Attesting) -> None:
    """Real reports name targets of 59 bytes, or none; each refusal says what to type."""
    party = net.party("member0")
    for report, labels, told in (
        (REPORTS / "trestle-pairs" / "ocp4-check-result.xccdf.xml", {}, ("scope", "--scope")),
        (REPORTS / "kube-bench" / "result.json", {}, ("scope", "--scope")),
        (PASSING, {"scope": "x" * 49}, ("scope", "--scope")),
        (PASSING, {"version": "1" * 17}, ("toolVersion", "--tool-version")),
        (PASSING, {"tool": "\u202e"}, ("tool", "--tool")),
    ):
        with pytest.raises(LabelUnfit) as caught:
            statement.state(party, [report], net.policy, **labels)
        assert (caught.value.field, caught.value.option) == told
        assert told[1] in caught.value.next_step
    kept = statement.state(party, [PASSING, FAILING], net.policy, scope="tenant", tool="scanners")
    assert (kept.scope, kept.tool, kept.status) == ("tenant", "scanners", "non-compliant")
    assert replace(kept, scope="other") != kept


@pytest.mark.parametrize("url", ["http://relay.example", "https://relay.example/path", "relay", ""])
def test_no_relay_is_listed_under_an_address_that_no_client_would_use(
    net: Attesting, url: str
) -> None:
    governor = net.party("governor")
    before = relays.listed(governor)
    with pytest.raises(RelayUrlRefused):
        relays.add(governor, governor.keys.address("operator"), url)
    assert relays.listed(governor) == before
