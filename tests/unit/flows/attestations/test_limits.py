"""Counting among whom a post hides."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ais.flows.attestations.limits import LEAST, independent

organisations = st.integers(1, 30)
members = st.sets(organisations)
declared = st.dictionaries(organisations, st.lists(organisations, max_size=5), max_size=10)


def test_a_home_asks_for_twenty() -> None:
    """The number of the issue, whatever the settings class says elsewhere."""
    assert LEAST == 20


def test_affiliates_of_affiliates_are_one() -> None:
    """A chain of declarations makes one group, and its members one hiding place."""
    assert independent([1, 2, 3, 4, 5], {1: [2], 2: [3]}, []) == 3
    assert independent([1, 2, 3, 4, 5], {1: [2], 3: [2]}, [3]) == 2


def test_whom_one_hides_from_need_be_no_member() -> None:
    """A customer outside the group still takes its affiliates inside out of the count."""
    assert independent([1, 2, 3], {9: [1, 2]}, [9]) == 1


@given(members, declared, st.sets(organisations, max_size=3))
def test_who_declares_counts_no_more_than_who_does_not(
    group: set[int], affiliates: dict[int, list[int]], without: set[int]
) -> None:
    """Declarations and exclusions only ever lower the count, and either side's word does."""
    found = independent(group, affiliates, without)
    assert 0 <= found <= len(group - without)
    assert found <= independent(group, affiliates, [])
    turned: dict[int, list[int]] = {}
    for one, others in affiliates.items():
        for other in others:
            turned.setdefault(other, []).append(one)
    assert independent(group, turned, without) == found
