"""The strictest colour that anything carries is found; two colours on one thing are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ais.stix import Checked, strictest_tlp
from ais.stix.markings import TLP_IDS

TLP1 = {
    "WHITE": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "GREEN": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "AMBER": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "RED": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
LEVELS = {"WHITE": 1, "CLEAR": 1, "GREEN": 2, "AMBER": 3, "AMBER+STRICT": 4, "RED": 5}
Make = Callable[..., dict[str, Any]]


def granular(marking: str, *selectors: str) -> list[dict[str, Any]]:
    return [{"marking_ref": marking, "selectors": list(selectors)}]


@pytest.mark.parametrize(("colour", "marking"), [*TLP1.items(), *TLP_IDS.items()])
def test_both_versions_of_each_colour_are_known(colour: str, marking: str, indicator: Make) -> None:
    """TLP 1.0 and 2.0 give the same level, on the object and on a part of it."""
    assert strictest_tlp([indicator(object_marking_refs=[marking])]) == LEVELS[colour]
    part = granular(marking, "pattern")
    assert strictest_tlp([indicator(granular_markings=part)]) == LEVELS[colour]


def test_the_strictest_wins_and_none_is_zero(indicator: Make) -> None:
    """Without marking the level is 0; otherwise the strictest of all objects and parts."""
    green = indicator(1, object_marking_refs=[TLP1["GREEN"]])
    strict = indicator(
        2,
        object_marking_refs=[TLP_IDS["CLEAR"]],
        granular_markings=granular(TLP_IDS["AMBER+STRICT"], "name"),
    )
    assert strictest_tlp([indicator()]) == 0
    assert strictest_tlp([indicator(3), green]) == 2
    assert strictest_tlp([green, strict]) == 4


@pytest.mark.parametrize(
    "body",
    [
        {"definition_type": "tlp", "definition": {"tlp": "red"}},
        {"name": "TLP:RED"},
        {
            "extensions": {
                "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {"tlp_2_0": "red"}
            }
        },
    ],
)
def test_a_homemade_colour_counts_by_what_it_says(body: dict[str, Any], indicator: Make) -> None:
    """A marking under an id of its own counts where it is used, not where it merely lies."""
    marking = {"type": "marking-definition", "id": "marking-definition--1", **body}
    assert strictest_tlp([marking, indicator(object_marking_refs=[marking["id"]])]) == 5
    assert strictest_tlp([marking, indicator()]) == 0


@pytest.mark.parametrize("refs", [3, None, "x", [3], [{}]])
def test_odd_markings_are_passed_over(refs: Any, indicator: Make) -> None:
    """Fields of a wrong type are no colour and no failure."""
    assert strictest_tlp([indicator(object_marking_refs=refs, granular_markings=refs)]) == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"object_marking_refs": [TLP1["GREEN"], TLP_IDS["RED"]]}, "object_marking_refs"),
        (
            {
                "granular_markings": granular(TLP1["GREEN"], "pattern")
                + granular(TLP1["RED"], "pattern")
            },
            "granular_markings",
        ),
    ],
)
def test_two_colours_on_one_thing_are_refused(
    fields: dict[str, Any],
    field: str,
    indicator: Make,
    bundle: Make,
    checked: Callable[..., Checked],
) -> None:
    """An object, or one part of it, with two colours is refused, and the others are not."""
    result = checked(bundle(indicator(1), indicator(2, **fields)))
    (refusal,) = result.refused
    assert (refusal.code, refusal.path) == ("marking-conflict", f"objects[1].{field}")
    assert result.accepted == 1


def test_one_colour_in_both_versions_is_one_colour(
    indicator: Make, checked: Callable[..., Checked]
) -> None:
    """TLP 1.0 WHITE beside TLP 2.0 CLEAR is no conflict, nor is a stricter part."""
    both = indicator(
        object_marking_refs=[TLP1["WHITE"], TLP_IDS["CLEAR"]],
        granular_markings=granular(TLP_IDS["RED"], "pattern"),
    )
    result = checked(both)
    assert not result.refused
    assert result.strictest_tlp == 5


def test_the_check_reports_the_strictest_before_scrubbing(
    identity: Make, indicator: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """A colour on the author's own identity still binds, though the identity is taken out."""
    author = identity(object_marking_refs=[TLP_IDS["RED"]])
    result = checked(bundle(author, indicator(created_by_ref=author["id"])))
    assert result.strictest_tlp == 5
    assert author["id"] not in result.ids
