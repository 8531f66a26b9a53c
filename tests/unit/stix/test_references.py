"""Objects are looked at together: copies, contradictions, circles and loose ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ais.stix import Checked
from ais.stix.references import Placed, circles
from tests.support.pace import within

Make = Callable[..., dict[str, Any]]


def told(result: Checked) -> list[tuple[str, str]]:
    return [(entry.code, entry.path) for entry in result.refused]


def test_an_exact_copy_counts_once(
    indicator: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """The same object twice, keys in another order, is one object and no refusal."""
    item = indicator()
    copy = dict(reversed(item.items()))
    result = checked(bundle(item, copy))
    assert (result.objects, result.accepted, result.refused) == (1, 1, ())


def test_one_version_with_two_contents_is_refused_both_times(
    indicator: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """Nobody can tell which of the two holds, so neither is taken; other objects are."""
    result = checked(bundle(indicator(), indicator(2), indicator(name="other")))
    assert told(result) == [
        ("same-id-conflict", "objects[0].id"),
        ("same-id-conflict", "objects[2].id"),
    ]
    assert result.accepted == 1


def test_versions_of_one_object_may_stand_together(
    indicator: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """Two versions of an object share an id and differ in ``modified``."""
    newer = indicator(modified="2024-02-01T00:00:00.000Z", name="newer")
    result = checked(bundle(indicator(), newer))
    assert (result.accepted, result.refused) == (2, ())
    assert len(set(result.ids)) == 1


def test_a_relationship_needs_both_ends(
    indicator: Make, link: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """An end that is missing and an end that was refused are told apart."""
    good, bad = indicator(1), indicator(2, pattern="[nonsense")
    missing = link(1, good, indicator(9))
    refused = link(2, bad, good)
    result = checked(bundle(missing, good, bad, refused))
    assert told(result) == [
        ("reference-missing", "objects[0].target_ref"),
        ("stix-pattern", "objects[2].pattern"),
        ("reference-refused", "objects[3].source_ref"),
    ]
    assert result.ids == (good["id"],)


def test_other_references_may_lead_elsewhere(
    indicator: Make, checked: Callable[..., Checked]
) -> None:
    """An author or marking that is not in the file is no reason to refuse."""
    marking = "marking-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
    author = "identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
    assert not checked(indicator(created_by_ref=author, object_marking_refs=[marking])).refused


def test_a_sighting_of_what_is_refused_goes_with_it(
    indicator: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """A sighting leans on what it is a sighting of."""
    bad = indicator(1, valid_from="yesterday")
    sighting = indicator(2) | {
        "type": "sighting",
        "id": "sighting--8e2e2d2b-17d4-4cbf-938f-000000000001",
        "sighting_of_ref": bad["id"],
    }
    for field in ("pattern", "pattern_type", "valid_from"):
        del sighting[field]
    result = checked(bundle(bad, sighting))
    assert [code for code, _ in told(result)] == ["stix-field", "reference-refused"]


def test_authors_in_a_circle_are_refused(
    identity: Make, link: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """Authors that made each other are refused; one that made itself is usual."""
    one, two, three = (identity(n) for n in (1, 2, 3))
    one["created_by_ref"], two["created_by_ref"] = two["id"], one["id"]
    three["created_by_ref"] = three["id"]
    result = checked(bundle(one, two, three), attribute=True)
    assert told(result) == [
        ("reference-cycle", "objects[0].created_by_ref"),
        ("reference-cycle", "objects[1].created_by_ref"),
    ]
    assert result.ids == (three["id"],)


def test_a_relationship_to_itself_is_refused(
    identity: Make, link: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """A relationship leads somewhere else; circles of several relationships are plain graphs."""
    one, two = identity(1), identity(2)
    loop = [link(1, one, two), link(2, two, one), link(3, one, one)]
    result = checked(bundle(one, two, *loop))
    assert told(result) == [("reference-cycle", "objects[4].target_ref")]


@pytest.mark.parametrize("closed", [True, False])
def test_long_chains_are_followed_in_linear_time(closed: bool, identity: Make) -> None:
    """Ten thousand authors in a row are no circle, closed they are; both are seen in a moment."""
    chain = [identity(n, created_by_ref=identity(n + 1)["id"]) for n in range(10_000)]
    if closed:
        chain[-1]["created_by_ref"] = chain[0]["id"]
    with within(3):
        found = list(circles([Placed((index,), item) for index, item in enumerate(chain)]))
    assert len(found) == (10_000 if closed else 0)
