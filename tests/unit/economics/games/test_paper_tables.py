"""The paper's two tables: as printed, by rule, as claimed; and what would make the claims true."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais.economics.games.bimatrix import Bimatrix, all_equilibria, bimatrix, enumerated
from ais.economics.games.boundaries import mixed_equilibrium
from ais.economics.games.changes import Range, nearest, ranges
from ais.economics.games.paper_changes import (
    Change,
    cell_helps,
    changes_by_print,
    changes_by_rule,
    numbers_that_help,
)
from ais.economics.games.paper_tables import (
    PRINTED,
    Orientation,
    by_rule,
    compare,
    has_only_sharing,
    has_three_equilibria,
    sharing_is_safer,
)
from ais.economics.games.selection import Kind

F = Fraction


def _named(found: tuple[Change, ...]) -> dict[str, str | None]:
    return {c.parameter: str(c.smallest) if c.smallest else None for c in found}


def _equilibria(game: Bimatrix) -> list[str]:
    return [str(each) for each in all_equilibria(game)]


class TestAsPrinted:
    def test_both_tables_have_one_equilibrium_and_nobody_shares_in_it(self) -> None:
        for table in (1, 2):
            assert _equilibria(PRINTED[table]) == ["(D, D)"]
            assert enumerated(PRINTED[table]) == ((0.0, 0.0),)
            assert not compare(table).holds_as_printed

    def test_table_1_is_a_prisoners_dilemma_and_no_stag_hunt(self) -> None:
        assert compare(1).printed_kind is Kind.PRISONERS_DILEMMA
        assert compare(2).printed_kind is Kind.OTHER


class TestByRule:
    def test_table_1_follows_its_rule_in_every_cell_whoever_is_the_row(self) -> None:
        for orientation in Orientation:
            found = compare(1, orientation)
            assert found.broken == ()
            assert found.by_rule == PRINTED[1]
            assert not found.holds_by_rule

    def test_table_2_breaks_its_rule_in_two_payoffs(self) -> None:
        """As paid (row 1, column 3): (C, D) column 3 for 4, (D, C) column 0.9 for 1.3."""
        found = compare(2)
        assert [(c.profile, c.player, c.printed, c.by_rule) for c in found.broken] == [
            (("C", "D"), "column", 3, 4),
            (("D", "C"), "column", F(9, 10), F(13, 10)),
        ]

    def test_with_the_row_as_told_it_breaks_four(self) -> None:
        """Then the print pays the row as if it held 1, and the column as if it held 3."""
        found = compare(2, Orientation.AS_TOLD)
        places = [("".join(c.profile), c.player) for c in found.broken]
        assert places == [("CC", "row"), ("CC", "column"), ("CD", "row"), ("CD", "column")]

    def test_in_table_2_the_firm_of_knowledge_3_shares_alone(self) -> None:
        paid, told = compare(2), compare(2, Orientation.AS_TOLD)
        assert paid.by_rule == bimatrix(((("3.9", "4.3"), ("0.9", 4)), ((4, "1.3"), (1, 1))))
        assert told.by_rule == bimatrix(((("4.3", "3.9"), ("1.3", 4)), ((4, "0.9"), (1, 1))))
        assert [str(e) for e in paid.rule_equilibria] == ["(D, C)"]
        assert [str(e) for e in told.rule_equilibria] == ["(C, D)"]
        assert not paid.holds_by_rule
        assert not told.holds_by_rule

    def test_two_tenths_of_a_percent_would_move_nobody(self) -> None:
        """The cells have s = 0.2; at 0.002 nobody shares, whoever is the row."""
        for orientation in Orientation:
            game = replace(by_rule(2, orientation), incentive=F(2, 1000))
            assert _equilibria(game.as_bimatrix()) == ["(D, D)"]

    def test_the_own_knowledge_as_base_moves_no_equilibrium(self) -> None:
        """The print gives both the base 1 although one holds 3."""
        for table in (1, 2):
            for orientation in Orientation:
                game = by_rule(table, orientation)
                own = replace(game, base=game.knowledge, worth=None)
                assert _equilibria(own.as_bimatrix()) == _equilibria(game.as_bimatrix())
                assert own.payoff(0, (False, False)) == orientation.value[0]


class TestSmallestChanges:
    def test_three_equilibria_need_complementarity_above_one_half(self) -> None:
        found = _named(changes_by_rule(1, has_three_equilibria))
        assert found.pop("complementarity c") == "> 0.5"
        assert set(found.values()) == {None}  # no incentive, risk or knowledge gives them

    def test_table_1_with_complementarity_mixes_at_one_half_over_c(self) -> None:
        for c in (F(51, 100), F(1), F(2)):
            matrix = replace(by_rule(1), complementarity=c).as_bimatrix()
            mixed = F(1, 2) / c
            assert mixed_equilibrium("0.5", "0.5", c) == (mixed, mixed)
            inner = [e for e in all_equilibria(matrix) if e.pure is None]
            assert [(e.row.low, e.column.low) for e in inner] == [(mixed, mixed)]

    def test_sharing_is_the_safer_only_above_complementarity_1(self) -> None:
        found = _named(changes_by_rule(1, sharing_is_safer))
        assert found.pop("complementarity c") == "> 1"
        assert set(found.values()) == {None}

    def test_sole_sharing_in_table_2_needs_more_incentive_less_risk_or_complementarity(
        self,
    ) -> None:
        assert _named(changes_by_rule(2, has_only_sharing)) == {
            "incentive s": "> 0.3",
            "risk r": ">= 0 and < 0.2",
            "complementarity c": "> 0.1",
            "risk of the row": ">= 0 and < 0.2",
            "risk of the column": None,
            "knowledge of the row": "> 1.5",
            "knowledge of the column": None,
        }

    def test_from_the_print_no_complementarity_gives_sole_sharing(self) -> None:
        """What a cell breaks stays added: then s and r do the same, c nothing."""
        found = _named(changes_by_print(2, has_only_sharing))
        assert (found["incentive s"], found["risk r"]) == ("> 0.3", ">= 0 and < 0.2")
        assert found["complementarity c"] is None

    def test_from_the_print_it_counts_which_company_is_the_row(self) -> None:
        """Other cells break the rule then, so the bounds are others, and no mirror of these."""
        found = _named(changes_by_print(2, has_only_sharing, Orientation.AS_TOLD))
        assert found == {
            "incentive s": "> 7/30",
            "risk r": ">= 0 and < 0.2",
            "complementarity c": None,
            "risk of the row": ">= 0 and < 0.2",
            "risk of the column": None,
            "knowledge of the row": "> 3.5",
            "knowledge of the column": None,
        }

    def test_by_rule_the_other_company_as_the_row_is_the_mirror(self) -> None:
        paid = _named(changes_by_rule(2, has_only_sharing))
        told = _named(changes_by_rule(2, has_only_sharing, Orientation.AS_TOLD))
        for one in ("risk", "knowledge"):
            places = [f"{one} of the {place}" for place in ("row", "column")]
            assert [told.pop(each) for each in places] == [paid.pop(each) for each in places[::-1]]
        assert told == paid

    def test_no_other_numbers_in_the_cell_where_both_share_give_it(self) -> None:
        assert not cell_helps(2, ("C", "C"), has_only_sharing)
        assert [
            p for p in ("CC", "CD", "DC", "DD") if cell_helps(2, (p[0], p[1]), has_only_sharing)
        ] == ["DC"]

    def test_no_single_printed_number_makes_either_claim_true(self) -> None:
        assert numbers_that_help(1, has_three_equilibria) == ()
        assert numbers_that_help(2, has_only_sharing) == ()

    def test_at_every_bound_itself_the_claim_fails_and_just_beyond_it_holds(self) -> None:
        tiny = F(1, 10**12)
        bounds = {"incentive": F(3, 10), "complementarity": F(1, 10)}
        for name, bound in bounds.items():
            for x, holds in ((bound, False), (bound + tiny, True)):
                assert has_only_sharing(replace(by_rule(2), **{name: x}).as_bimatrix()) is holds
        for x, holds in ((F(1, 5), False), (F(1, 5) - tiny, True)):
            assert has_only_sharing(replace(by_rule(2), risk=(x, x)).as_bimatrix()) is holds

    @settings(max_examples=40, deadline=None)
    @given(st.fractions(0, 3, max_denominator=40))
    def test_the_ranges_are_exactly_where_the_claims_hold(self, x: Fraction) -> None:
        for table, claim in ((1, has_three_equilibria), (2, has_only_sharing)):
            for change in changes_by_rule(table, claim)[:3]:
                game = by_rule(table)
                moved = {
                    "incentive s": {"incentive": x},
                    "risk r": {"risk": (x, x)},
                    "complementarity c": {"complementarity": x},
                }[change.parameter]
                holds = claim(replace(game, **moved).as_bimatrix())
                assert holds == any(x in values for values in change.values)


class TestRanges:
    def test_payoffs_that_are_no_straight_lines_are_refused(self) -> None:
        with pytest.raises(ValueError, match="straight"):
            ranges(lambda x: bimatrix((((x * x, 0), (0, 0)), ((0, 0), (0, 0)))), has_only_sharing)

    def test_a_claim_true_at_one_number_alone_is_found(self) -> None:
        def game(x: Fraction) -> Bimatrix:
            return bimatrix((((x, 1), (x, 0)), ((2, 1), (2, 0))))

        found = ranges(game, lambda g: len(all_equilibria(g)[0].row.__str__()) > 1)
        assert [str(each) for each in found] == ["= 2"]

    def test_the_nearest_range_is_the_one_around_or_the_closest(self) -> None:
        low, high = Range(None, F(1)), Range(F(3), None, low_included=True)
        assert nearest((low, high), F(5, 2)) is high
        assert nearest((low, high), F(0)) is low
        assert nearest((), F(0)) is None
        assert [str(low), str(high), str(Range(None, None))] == ["< 1", ">= 3", "any"]
        assert [F(1) in low, F(3) in high, F(2) in high] == [False, True, False]
