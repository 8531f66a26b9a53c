"""The policy word packs as the contracts read it, and one table says who may read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais import policy as policies
from ais.errors import PolicyField, PolicyName, PolicyWord
from ais.policy import Denial
from ais.types import Policy, ReaderRights

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "digests.json").read_text())["policy"]
NOW = 1_800_000_000

LIVE = Policy(
    organisation=7,
    reader_sectors=policies.sector_bits((8, 9)),
    affected_sector=8,
    minimum_tier=2,
    tlp=3,
    terms_version=1,
    expires_at=NOW + 1000,
    state=1,
    submitted_at=NOW - 1000,
)
DRAFT = replace(LIVE, state=0, submitted_at=0)
READER = ReaderRights(organisation=9, entitled=True, sectors=policies.sector_bits((9,)), tier=2)


def snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


@st.composite
def any_policy(draw: st.DrawFn) -> Policy:
    """A policy with any value in every field."""
    return policies.unpack(draw(st.integers(0, (1 << 248) - 1)))


class TestWord:
    """Packing and unpacking."""

    @pytest.mark.parametrize("row", range(len(VECTORS["word"])))
    def test_packs_as_a_foreign_implementation_does(self, row: int) -> None:
        fields = {snake(n): int(VECTORS[n][row], 16) for n in VECTORS if n != "word"}
        word = int(VECTORS["word"][row], 16)
        assert policies.pack(Policy(**fields)) == word
        assert policies.unpack(word) == Policy(**fields)

    @given(st.integers(0, (1 << 248) - 1))
    def test_every_word_of_248_bits_is_its_own_policy(self, word: int) -> None:
        assert policies.pack(policies.unpack(word)) == word

    @given(st.integers(1, 255), any_policy())
    def test_bits_above_the_layout_are_refused(self, above: int, policy: Policy) -> None:
        with pytest.raises(PolicyWord):
            policies.unpack(policies.pack(policy) | above << 248)

    @pytest.mark.parametrize(
        ("field", "bits"),
        [("organisation", 32), ("reader_sectors", 48), ("tlp", 4), ("expires_at", 40)],
    )
    def test_a_value_too_wide_is_refused_by_name(self, field: str, bits: int) -> None:
        for value in (1 << bits, -1):
            with pytest.raises(PolicyField) as caught:
                policies.pack(replace(DRAFT, **{field: value}))
            assert caught.value.field == field


class TestTable:
    """Who may read: one row refuses, none lets in."""

    def test_a_reader_that_meets_every_row_may_read(self) -> None:
        assert policies.denial(LIVE, READER, NOW) is None
        assert policies.eligible(LIVE, READER)

    @pytest.mark.parametrize(
        ("policy", "rights", "now", "denial", "is_eligible"),
        [
            (replace(LIVE, organisation=0), {}, NOW, Denial.UNKNOWN, True),
            (replace(LIVE, state=0), {}, NOW, Denial.UNKNOWN, True),
            (replace(LIVE, state=2), {}, NOW, Denial.NOT_LIVE, True),
            (replace(LIVE, state=3), {}, NOW, Denial.NOT_LIVE, True),
            (replace(LIVE, not_before=NOW + 1), {}, NOW, Denial.EMBARGOED, True),
            (replace(LIVE, not_before=NOW), {}, NOW, None, True),
            (LIVE, {}, LIVE.expires_at - 1, None, True),
            (LIVE, {}, LIVE.expires_at, Denial.EXPIRED, True),
            (replace(LIVE, tlp=0), {}, NOW, Denial.TLP, False),
            (replace(LIVE, tlp=6), {}, NOW, Denial.TLP, False),
            (replace(LIVE, tlp=5), {}, NOW, Denial.TLP, False),
            (replace(LIVE, tlp=5, flags=1), {}, NOW, None, True),
            (replace(LIVE, tlp=4), {}, NOW, None, True),
            (LIVE, {"organisation": 0}, NOW, Denial.NOT_ENTITLED, False),
            (LIVE, {"entitled": False}, NOW, Denial.NOT_ENTITLED, False),
            (LIVE, {"sectors": policies.sector_bits((1, 48))}, NOW, Denial.SECTOR, False),
            (LIVE, {"sectors": 0}, NOW, Denial.SECTOR, False),
            (replace(LIVE, reader_sectors=0), {}, NOW, Denial.SECTOR, False),
            (LIVE, {"tier": 1}, NOW, Denial.TIER, False),
            (LIVE, {"tier": 3}, NOW, None, True),
        ],
    )
    def test_row(
        self,
        policy: Policy,
        rights: dict[str, Any],
        now: int,
        denial: Denial | None,
        is_eligible: bool,
    ) -> None:
        reader = replace(READER, **rights)
        assert policies.denial(policy, reader, now) is denial
        assert policies.eligible(policy, reader) is is_eligible

    def test_the_submitter_gets_no_slot(self) -> None:
        assert not policies.eligible(LIVE, replace(READER, organisation=LIVE.organisation))

    @given(any_policy(), st.integers(0, (1 << 48) - 1), st.integers(0, 3), st.integers(0, 1 << 40))
    def test_whoever_may_read_is_eligible_or_the_submitter(
        self, policy: Policy, sectors: int, tier: int, now: int
    ) -> None:
        reader = ReaderRights(9, True, sectors, tier)
        if policies.denial(policy, reader, now) is None:
            assert policies.eligible(policy, reader) or policy.organisation == 9


class TestDraft:
    """What the contract would refuse is refused before anything is sent."""

    def test_a_good_draft_passes(self) -> None:
        policies.check_draft(DRAFT, NOW)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"organisation": 0}, "organisation"),
            ({"state": 1}, "state"),
            ({"submitted_at": 1}, "submitted_at"),
            ({"flags": 0x10}, "flags"),
            ({"flags": 0x04}, "flags"),
            ({"affected_sector": 49}, "affected_sector"),
            ({"minimum_tier": 0}, "minimum_tier"),
            ({"minimum_tier": 4}, "minimum_tier"),
            ({"tlp": 0}, "tlp"),
            ({"tlp": 6}, "tlp"),
            ({"expires_at": NOW}, "expires_at"),
            ({"expires_at": NOW + 2 * 365 * 86_400 + 1}, "expires_at"),
            ({"not_before": NOW + 1000}, "expires_at"),
            ({"not_before": NOW + 91 * 86_400, "expires_at": NOW + 92 * 86_400}, "not_before"),
        ],
    )
    def test_refused(self, change: dict[str, int], field: str) -> None:
        with pytest.raises(PolicyField) as caught:
            policies.check_draft(replace(DRAFT, **change), NOW)
        assert caught.value.field == field


class TestNames:
    """Names and numbers lead to each other."""

    @pytest.mark.parametrize("number", policies.SECTORS)
    def test_sector(self, number: int) -> None:
        name = policies.sector_name(number)
        for given_name in (name, name.upper(), name.lower().replace(" ", "-"), str(number)):
            assert policies.sector_number(given_name) == number

    @pytest.mark.parametrize(
        ("name", "number"),
        [
            ("TLP:CLEAR", 1),
            ("green", 2),
            ("amber", 3),
            ("AMBER+STRICT", 4),
            ("tlp:amber+strict", 4),
            ("amber_strict", 4),
            ("RED", 5),
        ],
    )
    def test_tlp(self, name: str, number: int) -> None:
        assert policies.tlp_number(name) == number

    def test_tier(self) -> None:
        assert [policies.tier_number(n) for n in ("regular", "Core", "3")] == [1, 2, 3]
        assert policies.tier_name(3) == "critical"

    def test_what_is_not_in_the_table_shows_its_number(self) -> None:
        assert policies.sector_name(0) == "not declared"
        assert policies.sector_name(40) == "sector 40"
        assert policies.tlp_name(5) == "TLP:RED"
        assert policies.tlp_name(9) == "TLP 9"
        assert policies.tier_name(9) == "tier 9"

    def test_an_unknown_name_is_answered_with_the_known_ones(self) -> None:
        with pytest.raises(PolicyName) as caught:
            policies.sector_number("banking")
        assert "financial-services" in caught.value.diagnostics()

    @given(st.sets(st.integers(1, 48)))
    def test_a_set_of_sectors_survives_the_bits(self, sectors: set[int]) -> None:
        assert set(policies.sectors_of(policies.sector_bits(sectors))) == sectors

    @pytest.mark.parametrize("number", [0, 49, -1])
    def test_no_sector_outside_1_to_48(self, number: int) -> None:
        with pytest.raises(PolicyField):
            policies.sector_bits([number])
