"""A policy is a document, and its digest is that of the document."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ais.compliance.policies import BUILT_IN, load_policy, parse_policy
from ais.compliance.report import Status
from ais.errors import CompliancePolicyRefused, CompliancePolicyUnknown
from tests.house.tree import ROOT

DATA = ROOT / "tests/data/compliance/policies"
#: What the governor of a network registers. A change of any is a new policy: raise its version.
DIGESTS = {
    "all-rules": "cc47d45c40e683b9c006143b8a8d18f1e98840db05c249a00d65bb21db227d3d",
    "cmmc-l1": "a8df57a01d2b52cdc00050a2ab8ec92f95489f7bf5980245c613a4b68c2ba0b2",
    "cmmc-l2": "3add062f2a4b21386b0326dcc8c64bb129b41ab026ed1b1eb4ca6a25008af267",
    "nist-800-171r2": "2b182da80ac73c565f2956598dc115c28c7d35e55aea391cd21ba978dc5ed743",
}
VARIANT = (
    "ais-policy: 1\nkind: requirements\nbase: cmmc-l2\nname: strict-l2\nversion: '2'\n"
    "max_scan_age_days: 30\nconditional_is_compliant: false\n"
)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_policies_are_these_documents(name: str) -> None:
    policy = load_policy(name)
    assert policy.digest.hex() == DIGESTS[name]
    document = dict(policy.document)
    assert policy.digest == hashlib.sha256(rfc8785.dumps(document)).digest()
    assert policy.max_age_seconds == 90 * 86_400


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_policy_written_to_a_file_is_the_same_policy(name: str) -> None:
    policy = load_policy(name)
    raw = json.dumps(dict(policy.document), indent=3).encode()
    assert parse_policy(raw).digest == policy.digest


def test_a_list_in_yaml_and_in_json_in_another_order_has_one_digest() -> None:
    one, other = load_policy(DATA / "consortium.yaml"), load_policy(str(DATA / "consortium.json"))
    assert one.digest == other.digest
    assert (one.name, one.version, one.max_age_seconds) == (
        "consortium-hosts",
        "2026.1",
        45 * 86_400,
    )
    assert one.accepts(Status.CONDITIONAL)
    again = parse_policy(rfc8785.dumps(dict(one.document)))
    assert again.digest == one.digest


def test_a_requirement_policy_of_a_consortium_changes_ages_and_what_conditional_counts_as() -> None:
    policy, base = parse_policy(VARIANT.encode()), load_policy("cmmc-l2")
    assert (policy.allows_conditional, base.allows_conditional) == (False, True)
    assert not policy.accepts(Status.CONDITIONAL)
    for key in ("requirements", "score", "plan", "maps"):
        assert policy.document[key] == base.document[key]
    assert parse_policy(json.dumps(dict(policy.document)).encode()).digest == policy.digest


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("ais-policy: 1", "ais-policy: 2"), "ais-policy"),
        (("ais-policy: 1", "ais-policy: true"), "ais-policy"),
        (("kind: requirements", "kind: other"), "kind"),
        (("base: cmmc-l2", "base: all-rules"), "base"),
        (("base: cmmc-l2", "base: [cmmc-l2]"), "base"),
        (("base: cmmc-l2", "base: cmmc-l1\nmax_assessment_age_days: 0"), "max_assessment_age_days"),
        (("name: strict-l2", "name: cmmc-l2"), "name"),
        (("name: strict-l2", "name: Strict L2"), "name"),
        (("version: '2'", "version: 2"), "version"),
        (("days: 30", "days: 0"), "max_scan_age_days"),
        (("days: 30", "days: true"), "max_scan_age_days"),
        (("days: 30", "days: 3651"), "max_scan_age_days"),
        (("false", "maybe"), "conditional_is_compliant"),
        (("false", "false\nplan: {least_score: 1}"), "plan"),
        (("false", "false\nextra: 1"), "the file"),
        (("cmmc-l2", "cmmc-l2\nbase: cmmc-l2"), "line 4"),
    ],
)
def test_a_policy_file_with_a_mistake_is_refused_by_its_field(
    change: tuple[str, str], field: str
) -> None:
    with pytest.raises(CompliancePolicyRefused) as caught:
        parse_policy(VARIANT.replace(*change, 1).encode())
    assert caught.value.field == field


def test_level_1_and_sp_800_171_are_never_conditional() -> None:
    for base in ("cmmc-l1", "nist-800-171r2"):
        text = VARIANT.replace("cmmc-l2", base).replace("false", "true")
        with pytest.raises(CompliancePolicyRefused) as caught:
            parse_policy(text.encode())
        assert caught.value.field == "conditional_is_compliant"


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ("none", "rules"),
        ("[]", "rules"),
        ("[a, a]", "rules"),
        ("[{rule: a, format: pdf}]", "rules.0.format"),
        ("[{rule: a, accept: []}]", "rules.0.accept"),
        ("[{rule: a, points: 5}]", "rules.0"),
        ("[a, 1]", "rules.1"),
        ("['']", "rules.0"),
    ],
)
def test_a_list_of_rules_with_a_mistake_is_refused(rules: str, field: str) -> None:
    head = "ais-policy: 1\nkind: rules\nname: n\nversion: '1'\nmax_scan_age_days: 30\nrules: "
    with pytest.raises(CompliancePolicyRefused) as caught:
        parse_policy((head + rules).encode())
    assert caught.value.field == field


def test_nobody_else_bears_the_name_of_a_built_in_policy() -> None:
    document = dict(load_policy("all-rules").document) | {"max_scan_age_days": 3_000}
    with pytest.raises(CompliancePolicyRefused) as caught:
        parse_policy(json.dumps(document).encode())
    assert caught.value.field == "name"


def test_what_is_neither_a_name_nor_a_file_is_unknown(tmp_path: Path) -> None:
    for name in ("all-rulez", str(tmp_path), "\0"):
        with pytest.raises(CompliancePolicyUnknown):
            load_policy(name)


def test_no_policy_and_no_module_uses_words_that_are_not_ours_to_use() -> None:
    """It is a self-evaluation, and gives nobody the standing that an assessor gives."""
    forbidden = re.compile("|".join(["certif" + "ied", "cmmc" + r"\s+status"]), re.IGNORECASE)
    places = [*(ROOT / "ais/compliance").rglob("*.*"), *(ROOT / "ais/cli").glob("*.py")]
    texts = [path for path in places if path.suffix in {".py", ".json", ".yaml"}]
    assert len(texts) > 20
    texts.append(ROOT / "docs/compliance.md")
    texts.append(ROOT / "ais/errors/compliance.py")
    assert [path.name for path in texts if forbidden.search(path.read_text())] == []


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_policy_or_are_refused(raw: bytes) -> None:
    with pytest.raises(CompliancePolicyRefused):
        parse_policy(raw)
