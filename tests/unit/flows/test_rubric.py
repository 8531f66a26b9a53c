"""The rubric: what the content supports, field by field, and always the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.flows.rubric import Content, Overlap, suggest
from ais.stix.observed import normal_values
from ais.types import Verdict
from tests.unit.stix.test_mutations import ODD

EARLIER, EARLIEST, LATER = (bytes([number]) * 32 for number in (1, 2, 3))


def indicator(pattern: str, **more: Any) -> dict[str, Any]:
    return {"type": "indicator", "pattern_type": "stix", "pattern": pattern, **more}


def names(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        indicator(f"[domain-name:value = 'host{i}.attacker.net']", **more) for i in range(count)
    ]


def content(objects: list[dict[str, Any]], **more: Any) -> Content:
    return Content(objects=objects, values=normal_values(objects), **more)


def overlap(submission_id: bytes, at: int, share: float, *, earlier: bool = True) -> Overlap:
    return Overlap(submission_id, at, round(share * 4), share, earlier)


class TestVerdict:
    def test_nothing_to_look_for_is_invalid(self) -> None:
        found = suggest(content([{"type": "report", "name": "a story"}]))
        assert found.ballot.verdict is Verdict.INVALID
        assert (found.ballot.sector, found.ballot.severity_bps, found.ballot.scope_bps) == (0, 0, 0)

    def test_half_of_the_values_known_to_be_harmless_is_invalid(self) -> None:
        assert suggest(content(names(4), benign=2)).ballot.verdict is Verdict.INVALID
        assert suggest(content(names(4), benign=1)).ballot.verdict is Verdict.VALID

    def test_everything_expired_before_submission_is_invalid(self) -> None:
        old = names(2, valid_until="2024-01-01T00:00:00.000Z")
        assert suggest(content(old, submitted_at=1_704_067_200)).ballot.verdict is Verdict.INVALID
        assert suggest(content(old, submitted_at=1_704_067_199)).ballot.verdict is Verdict.VALID

    def test_everything_revoked_is_invalid_and_one_live_indicator_is_enough(self) -> None:
        dead = names(2, revoked=True)
        assert suggest(content(dead)).ballot.verdict is Verdict.INVALID
        assert suggest(content([*dead, *names(1)])).ballot.verdict is Verdict.VALID

    def test_a_duplicate_names_the_earliest_that_holds_half(self) -> None:
        overlaps = [
            overlap(EARLIER, 200, 1.0),
            overlap(EARLIEST, 100, 0.5),
            overlap(b"\0" * 32, 50, 0.25),
            overlap(LATER, 900, 1.0, earlier=False),
        ]
        found = suggest(content(names(4), overlaps=overlaps))
        assert found.ballot.verdict is Verdict.DUPLICATE
        assert found.ballot.prior_id == EARLIEST

    def test_what_came_later_is_no_prior(self) -> None:
        later = [overlap(LATER, 900, 1.0, earlier=False)]
        assert suggest(content(names(4), overlaps=later)).ballot.verdict is Verdict.VALID


class TestSeverity:
    @pytest.mark.parametrize(
        ("objects", "bps"),
        [
            (names(3), 2500),
            ([indicator("[file:hashes.MD5 = '" + "a" * 32 + "']")], 5000),
            ([*names(1), {"type": "malware", "malware_types": ["downloader"]}], 5000),
            ([*names(1), {"type": "malware", "malware_types": ["downloader", "spyware"]}], 7500),
            ([*names(1), {"type": "malware", "malware_types": ["rootkit"]}], 10000),
            ([*names(1), {"type": "malware", "name": "X", "description": "Android spyware"}], 7500),
            ([*names(1), {"type": "malware", "name": "a rootkit"}], 7500),
            ([*names(1), {"type": "malware", "name": "Candiru"}], 5000),
            ([*names(1), {"type": "identity", "name": "Rootkit Ltd"}], 2500),
            (
                [{"type": "indicator", "pattern_type": "yara", "pattern": "rule x {}"}, *names(1)],
                5000,
            ),
        ],
    )
    def test_it_is_the_highest_anchor_with_evidence(
        self, objects: list[dict[str, Any]], bps: int
    ) -> None:
        assert suggest(content(objects)).ballot.severity_bps == bps

    def test_higher_privileges_reach_root_only_with_a_weakness(self) -> None:
        phase = [{"kill_chain_name": "mitre-attack", "phase_name": "privilege-escalation"}]
        objects = names(1, kill_chain_phases=phase)
        assert suggest(content(objects)).ballot.severity_bps == 7500
        objects.append({"type": "vulnerability", "name": "CVE-2023-0001"})
        assert suggest(content(objects)).ballot.severity_bps == 10000

    def test_a_word_inside_another_word_is_no_evidence(self) -> None:
        found = suggest(content(names(1, description="operations of a corporate rating agency")))
        assert found.ballot.severity_bps == 2500


class TestScopeAndSector:
    def test_a_few_values_without_a_name_are_one_organisation(self) -> None:
        assert suggest(content(names(3))).ballot.scope_bps == 2500

    def test_many_values_or_a_named_campaign_are_several(self) -> None:
        campaign = {"type": "campaign", "name": "X"}
        assert suggest(content(names(20))).ballot.scope_bps == 5000
        assert suggest(content([*names(1), campaign])).ballot.scope_bps == 5000
        assert suggest(content([*names(100), campaign])).ballot.scope_bps == 7500

    def test_targets_decide_scope_and_sector(self) -> None:
        objects: list[dict[str, Any]] = [*names(1), *targets("energy", "utilities")]
        found = suggest(content(objects, declared_sector=9)).ballot
        assert (found.sector, found.scope_bps) == (8, 7500)
        found = suggest(content([*objects, *targets("insurance")], declared_sector=22)).ballot
        assert (found.sector, found.scope_bps) == (22, 10000)

    def test_a_sector_that_nothing_contradicts_stays_as_declared(self) -> None:
        assert suggest(content(names(1), declared_sector=9)).ballot.sector == 9
        assert suggest(content(names(1))).ballot.sector == 0

    def test_the_author_is_no_target(self) -> None:
        author = {"type": "identity", "id": "identity--a", "sectors": ["energy"]}
        objects = [*names(1, created_by_ref="identity--a"), author]
        assert suggest(content(objects)).ballot.sector == 0


def targets(*sectors: str) -> list[dict[str, Any]]:
    key = "identity--" + "-".join(sectors)
    return [
        {"type": "identity", "id": key, "sectors": list(sectors)},
        {"type": "relationship", "relationship_type": "targets", "target_ref": key},
    ]


def test_the_order_of_objects_changes_nothing_and_every_field_has_a_reason() -> None:
    objects = [*names(5), *targets("energy"), {"type": "malware", "name": "a stealer and loader"}]
    forth = suggest(content(objects))
    back = suggest(content(objects[::-1]))
    assert forth.ballot == back.ballot
    assert set(forth.reasons) == {"verdict", "sector", "severity", "scope"}


def test_odd_types_are_passed_over() -> None:
    odd: dict[str, Any] = {
        "type": "malware",
        "malware_types": "rootkit",
        "kill_chain_phases": [3, {"phase_name": 4}],
        "labels": [None, "spyware"],
        "name": 7,
        "description": None,
    }
    found = suggest(replace(content([*names(1), odd]), submitted_at=1))
    assert found.ballot.severity_bps == 7500


FIELDS = (
    *("pattern_type", "target_ref", "relationship_type", "valid_until", "revoked", "name"),
    *("labels", "sectors", "identity_class", "malware_types", "kill_chain_phases", "pattern"),
    *("where_sighted_refs", "hashes", "value", "description"),
)
KINDS = ("indicator", "identity", "relationship", "malware", "report", "file", "sighting")


AIMED = ("relationship", {"relationship_type": "targets", "target_ref": []})


@given(
    st.lists(
        st.just(AIMED)
        | st.tuples(
            st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4)
        )
    )
)
def test_whatever_its_submitter_sealed_a_ballot_is_suggested(
    sealed: list[tuple[str, dict[str, Any]]],
) -> None:
    """Only type and id are texts for sure: a hostile client seals what it likes."""
    objects = [{**fields, "type": kind, "id": f"{kind}--1"} for kind, fields in sealed]
    objects += names(1)
    assert suggest(content(objects, submitted_at=1_704_067_200)).ballot.verdict is not Verdict.NONE
