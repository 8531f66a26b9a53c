"""Taking the author, and people, out of what is shared, so that what is left is valid STIX.

By default nothing says who wrote an object: authors and analysts, their marks in custom
properties, links into internal systems. Attribution is a choice of the submitter, made aloud.
Free text is not read for names; what stands in a description is shared. Contents change under an
unchanged id and time: readers get the submitter's version and no other.
"""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from .benign import Assets
from .conversions import NAMESPACE
from .observables import url_host
from .results import JsonObject, Scrubbed, json_path

__all__ = ["ANONYMOUS", "scrub"]

ANONYMOUS = f"identity--{uuid.uuid5(NAMESPACE, 'anonymous')}"
"""Stands for the author where STIX requires one (extension definitions)."""

INTERNAL_HOSTS = (".local", ".internal", ".intranet", ".intra", ".lan", ".corp", ".home.arpa")
REMOVED = "removed"
ENDS = ("source_ref", "target_ref", "sighting_of_ref", "object_ref")

_PERSONAL = re.compile(
    r"^x_.*(?:author|analyst|submitter|reporter|contact|creator|created_by|owner|operator|"
    r"e_?mail|phone|user_?name|orgc?$|_orgc?_|organi[sz]ation)"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@((?:[A-Za-z0-9-]{1,63}\.){1,10}[A-Za-z]{2,63})")
_TEXT_FIELDS = ("name", "description", "abstract", "content", "explanation", "opinion_text")
_SELECTOR_HEAD = re.compile(r"^[^.]+")


def scrub(objects: Sequence[JsonObject], assets: Assets) -> tuple[list[JsonObject], list[Scrubbed]]:
    """``(objects, scrubbed)``: copies without author and people, and what was taken out of which.

    Identities that are authors, or single people, go; so do relationships and sightings that lose
    an end by it. Entries of ``scrubbed`` have the id of the object and the path inside it.
    """
    gone = _dropped(objects)
    notes = [Scrubbed(name, "", reason) for name, reason in gone.items()]
    kept: list[JsonObject] = []
    for item in objects:
        if item["id"] not in gone:
            clean, taken = _cleaned(item, gone, assets)
            kept.append(clean)
            notes.extend(Scrubbed(item["id"], path, reason) for path, reason in taken)
    return kept, notes


def _dropped(objects: Sequence[JsonObject]) -> dict[str, str]:
    """Ids of what goes as a whole, with the reason; what leans on it follows, however far."""
    named = (item.get("created_by_ref") for item in objects)
    authors = {name for name in named if isinstance(name, str)}
    gone: dict[str, str] = {}
    for item in objects:
        if item["type"] == "identity" and item["id"] in authors:
            gone[item["id"]] = "it is the author"
        elif item["type"] == "identity" and item.get("identity_class") == "individual":
            gone[item["id"]] = "it is a person"
    leaning: dict[str, list[JsonObject]] = {}
    for item in objects:
        for name in _needed(item):
            leaning.setdefault(name, []).append(item)
    pending = list(gone)
    while pending:
        for item in leaning.get(pending.pop(), ()):
            if item["id"] not in gone and _loses_an_end(item, gone):
                gone[item["id"]] = "it says nothing without the identity that was taken out"
                pending.append(item["id"])
    return gone


def _needed(item: JsonObject) -> set[str]:
    members = item.get("object_refs")
    named = [item.get(field) for field in ENDS] + (members if isinstance(members, list) else [])
    return {name for name in named if isinstance(name, str)}


def _loses_an_end(item: JsonObject, gone: dict[str, str]) -> bool:
    members = item.get("object_refs")
    emptied = isinstance(members, list) and members and all(_is_in(gone, m) for m in members)
    return bool(emptied) or any(_is_in(gone, item.get(field)) for field in ENDS)


def _is_in(gone: dict[str, str], value: object) -> bool:
    return isinstance(value, str) and value in gone


def _cleaned(
    item: JsonObject, gone: dict[str, str], assets: Assets
) -> tuple[JsonObject, list[tuple[str, str]]]:
    clean = dict(item)
    taken: list[tuple[str, str]] = []
    if "created_by_ref" in clean:
        if clean["type"] == "extension-definition":
            clean["created_by_ref"] = ANONYMOUS
        else:
            del clean["created_by_ref"]
        taken.append(("created_by_ref", "who made the object"))
    for field in list(clean):
        if _PERSONAL.match(field) or field in ("authors", "contact_information"):
            del clean[field]
            taken.append((json_path((field,)), "names people or the author"))
    taken.extend(_without_gone_references(clean, gone))
    taken.extend(_without_internal_links(clean, assets))
    taken.extend(_without_own_mail(clean, assets))
    if taken:
        _mend_granular_markings(clean, item)
    return clean, taken


def _without_gone_references(clean: JsonObject, gone: dict[str, str]) -> Iterator[tuple[str, str]]:
    for field, value in list(clean.items()):
        if field.endswith("_ref") and _is_in(gone, value):
            del clean[field]
            yield field, "refers to an identity that was taken out"
        elif field.endswith("_refs") and isinstance(value, list):
            left = [name for name in value if not _is_in(gone, name)]
            if len(left) != len(value):
                _set_or_delete(clean, field, left)
                yield field, "refers to an identity that was taken out"


def _without_internal_links(clean: JsonObject, assets: Assets) -> Iterator[tuple[str, str]]:
    links = clean.get("external_references")
    if not isinstance(links, list):
        return
    left = [link for link in links if not (isinstance(link, dict) and _is_internal(link, assets))]
    if len(left) != len(links):
        _set_or_delete(clean, "external_references", left)
        yield "external_references", "leads into an internal system"


def _is_internal(link: JsonObject, assets: Assets) -> bool:
    if str(link.get("source_name", "")).strip().lower() in ("internal", "intern", "private"):
        return True
    url = link.get("url")
    if not isinstance(url, str):
        return False
    host = url_host(url)
    if not host or url.lower().startswith("file:"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(INTERNAL_HOSTS) or _is_own(host, assets)
    own = any(address in network for network in assets.networks)
    return own or not address.is_global


def _without_own_mail(clean: JsonObject, assets: Assets) -> Iterator[tuple[str, str]]:
    if not assets.domains:
        return

    def veiled(match: re.Match[str]) -> str:
        return f"[{REMOVED}]" if _is_own(match[1].lower(), assets) else match[0]

    for field in _TEXT_FIELDS:
        text = clean.get(field)
        if isinstance(text, str) and "@" in text:
            clean[field] = _MAIL.sub(veiled, text)
            if clean[field] != text:
                yield field, "an e-mail address of your own domains"


def _is_own(host: str, assets: Assets) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in assets.domains)


def _set_or_delete(clean: JsonObject, field: str, left: list[Any]) -> None:
    if left:
        clean[field] = left
    else:
        del clean[field]


def _mend_granular_markings(clean: JsonObject, item: JsonObject) -> None:
    """Selectors of what is gone go too; those into a shortened list widen to the whole list."""
    markings = clean.get("granular_markings")
    if not isinstance(markings, list) or not all(isinstance(m, dict) for m in markings):
        return
    mended = []
    for marking in markings:
        heads = {s: _SELECTOR_HEAD.match(s) for s in marking.get("selectors", ())}
        selectors = [_mended(s, match[0], clean, item) for s, match in heads.items() if match]
        left = list(dict.fromkeys(selector for selector in selectors if selector))
        if left:
            mended.append({**marking, "selectors": left})
    _set_or_delete(clean, "granular_markings", mended)


def _mended(selector: str, head: str, clean: JsonObject, item: JsonObject) -> str:
    if head not in clean:
        return ""
    return selector if clean[head] == item.get(head) else head
