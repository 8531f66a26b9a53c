"""Nothing says who wrote an object unless the submitter wants it, and what is left is valid."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ais.stix import Checked, Worker, read_assets, scrub
from ais.stix.benign import Assets
from ais.stix.scrubbing import ANONYMOUS

Make = Callable[..., dict[str, Any]]
OWN = read_assets("ours.org\n203.0.114.0/24\n")


def left_of(result: Checked) -> list[dict[str, Any]]:
    return [json.loads(raw) for raw in result.canonical]


def test_the_author_goes_with_all_that_hangs_on_it(
    identity: Make, indicator: Make, link: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """The author's identity, every reference to it and relationships that lose an end go."""
    author, victim = identity(1), identity(2)
    made = indicator(1, created_by_ref=author["id"])
    to_author, to_victim = link(1, made, author), link(2, made, victim)
    result = checked(bundle(author, victim, made, to_author, to_victim))
    assert not result.refused
    assert set(result.ids) == {victim["id"], made["id"], to_victim["id"]}
    assert author["id"] not in b"".join(result.canonical).decode()
    assert {(note.id, note.path) for note in result.scrubbed} == {
        (author["id"], ""),
        (to_author["id"], ""),
        (made["id"], "created_by_ref"),
    }


def test_attribution_is_an_explicit_choice(
    identity: Make, indicator: Make, bundle: Make, checked: Callable[..., Checked]
) -> None:
    """With ``attribute`` everything stays as it was given."""
    author = identity(1, contact_information="joe@ours.org")
    given = bundle(author, indicator(1, created_by_ref=author["id"]))
    result = checked(given, attribute=True)
    assert not result.scrubbed
    assert sorted(left_of(result), key=str) == sorted(given["objects"], key=str)


@pytest.mark.parametrize(
    "field",
    [
        *("x_author", "x_ours_analyst_name", "x_opencti_creator_ids", "x_misp_orgc", "x_org"),
        *("x_email", "x_contact", "x_reporter", "x_ours_created_by", "x_organization"),
    ],
)
def test_custom_properties_that_name_people_go(field: str, indicator: Make) -> None:
    """Custom properties of author, analyst, organisation and contact are taken out."""
    (clean,), notes = scrub([indicator(**{field: "Joe"})], Assets())
    assert field not in clean
    assert [note.path for note in notes] == [field]


@pytest.mark.parametrize("field", ["x_mitre_platforms", "x_score", "x_organic", "description"])
def test_other_properties_stay(field: str, indicator: Make) -> None:
    """What says nothing of the author is not touched."""
    item = indicator(**{field: "text"})
    assert scrub([item], Assets()) == ([item], [])


def test_people_go_and_contact_data_too(identity: Make) -> None:
    """Identities of single people go; others lose their contact data."""
    person = identity(1, identity_class="individual")
    company = identity(2, contact_information="soc@somewhere.ru")
    kept, notes = scrub([person, company], Assets())
    assert [item["id"] for item in kept] == [company["id"]]
    assert "contact_information" not in kept[0]
    assert notes[0].reason == "it is a person"


@pytest.mark.parametrize(
    "link",
    [
        {"source_name": "internal", "description": "case 12"},
        {"source_name": "wiki", "url": "https://wiki.corp/x"},
        {"source_name": "jira", "url": "http://jira/browse/X-1"},
        {"source_name": "siem", "url": "https://10.1.2.3/event"},
        {"source_name": "blog", "url": "https://www.ours.org/post"},
        {"source_name": "share", "url": "file://server/share"},
        {"source_name": "box", "url": "https://203.0.114.5/"},
    ],
)
def test_links_into_internal_systems_go(link: dict[str, str], indicator: Make) -> None:
    """Links to internal names, private addresses and the member's own go; public ones stay."""
    public = {"source_name": "cve", "external_id": "CVE-2024-1234"}
    (clean,), _ = scrub([indicator(external_references=[public, link])], OWN)
    assert clean["external_references"] == [public]
    (clean,), _ = scrub([indicator(external_references=[link])], OWN)
    assert "external_references" not in clean


def test_own_mail_addresses_are_veiled_in_text(indicator: Make) -> None:
    """Addresses of the member's own domains are veiled; those of attackers are the message."""
    text = "From bad@evil.ru to Joe.Doe@mail.ours.org"
    (clean,), notes = scrub([indicator(description=text)], OWN)
    assert clean["description"] == "From bad@evil.ru to [removed]"
    assert [note.path for note in notes] == ["description"]


def test_reports_lose_the_author_and_nothing_else(identity: Make, indicator: Make) -> None:
    """A list of references loses its entry; a report about the author alone goes."""
    author = identity(1)
    made = indicator(1, created_by_ref=author["id"])
    report = indicator(2, type="report", id="report--1", object_refs=[author["id"], made["id"]])
    about = indicator(3, type="note", id="note--1", object_refs=[author["id"]])
    chain = indicator(4, type="opinion", id="opinion--1", object_refs=["note--1"])
    kept, _ = scrub([author, made, report, about, chain], Assets())
    assert [item["id"] for item in kept] == [made["id"], "report--1"]
    assert kept[1]["object_refs"] == [made["id"]]


def test_granular_markings_follow_what_is_left(indicator: Make) -> None:
    """Markings of what is gone go; those into a shortened list widen to the whole list."""
    links = [
        {"source_name": "internal", "url": "http://jira/1"},
        {"source_name": "blog", "url": "https://a.ru"},
    ]
    red = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
    selectors = ["created_by_ref", "external_references.[1].url", "pattern"]
    marking = [{"marking_ref": red, "selectors": selectors}]
    item = indicator(
        created_by_ref="identity--1", external_references=links, granular_markings=marking
    )
    (clean,), _ = scrub([item], Assets())
    assert clean["granular_markings"] == [
        {"marking_ref": red, "selectors": ["external_references", "pattern"]}
    ]
    only = [{"marking_ref": red, "selectors": ["created_by_ref"]}]
    (clean,), _ = scrub([indicator(created_by_ref="identity--1", granular_markings=only)], Assets())
    assert "granular_markings" not in clean


def test_extension_definitions_keep_a_nameless_author(indicator: Make) -> None:
    """Where STIX requires an author, it is nobody."""
    item = indicator(type="extension-definition", created_by_ref="identity--1")
    (clean,), _ = scrub([item], Assets())
    assert clean["created_by_ref"] == ANONYMOUS


def test_the_given_objects_are_not_changed(identity: Make, indicator: Make) -> None:
    """Scrubbing works on copies."""
    given = [identity(1), indicator(1, created_by_ref=identity(1)["id"], x_author="Joe")]
    before = json.dumps(given)
    scrub(given, OWN)
    assert json.dumps(given) == before


def test_published_bundles_stay_valid(
    data: Path, checked: Callable[..., Checked], worker: Worker
) -> None:
    """Whatever passes the OASIS rules passes them again after scrubbing, and names no author."""
    files = [*sorted((data / "stix/oasis-examples").iterdir())]
    files += [
        *sorted((data / "stix/idioms").rglob("*.json")),
        *(data / "stix/extensions").iterdir(),
    ]
    scrubbed = 0
    for file in files:
        result = checked(file.read_bytes(), path=file.name)
        scrubbed += len(result.scrubbed)
        for item in left_of(result):
            assert worker.problem(item) is None, (file.name, item["id"])
            assert item.get("created_by_ref", ANONYMOUS) == ANONYMOUS
    assert scrubbed > 50
