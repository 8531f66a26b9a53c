"""Values that members must not block are reported with the list that knows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ais.errors import AssetsRefused
from ais.stix import Assets, Checked, benign_in, read_assets

ASSETS = read_assets("example-bank.org # ours\n203.0.114.0/24\n\n2a01:4f8::/32\n198.18.0.1\n")


def hit(pattern: str, assets: Assets = ASSETS) -> list[tuple[str, str]]:
    item = {"type": "indicator", "id": "i", "pattern": pattern, "pattern_type": "stix"}
    return [(entry.list, entry.value) for entry in benign_in(item, (), assets)]


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("[ipv4-addr:value = '10.1.2.3']", "reserved-addresses"),
        ("[ipv4-addr:value = '127.0.0.1']", "reserved-addresses"),
        ("[ipv4-addr:value = '192.0.2.1']", "reserved-addresses"),
        ("[ipv4-addr:value = '224.0.0.1']", "reserved-addresses"),
        ("[ipv4-addr:value ISSUBSET '192.168.0.0/16']", "reserved-addresses"),
        ("[ipv6-addr:value = 'fe80::1']", "reserved-addresses"),
        ("[ipv6-addr:value = '::ffff:10.0.0.1']", "reserved-addresses"),
        ("[ipv4-addr:value = '8.8.8.8']", "public-resolvers"),
        ("[ipv4-addr:value ISSUBSET '9.9.9.0/24']", "public-resolvers"),
        ("[ipv6-addr:value = '2606:4700:4700:0:0:0:0:1111']", "public-resolvers"),
        ("[ipv4-addr:value = '13.107.136.9']", "microsoft-office365-ip"),
        ("[domain-name:value = 'WWW.Google.com']", "cisco_top1000"),
        ("[url:value = 'https://www.google.com/']", "cisco_top1000"),
        ("[domain-name:value = 'login.1stbk.com']", "bank-website"),
        ("[domain-name:value = 'printer.local']", "reserved-names"),
        ("[domain-name:value = 'a.example.com']", "reserved-names"),
        ("[url:value = 'http://192.168.1.1/x']", "reserved-addresses"),
        ("[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']", "empty-hashes"),
        ("[domain-name:value = 'mail.example-bank.org']", "own-assets"),
        ("[url:value = 'https://example-bank.org/login?x=1']", "own-assets"),
        ("[email-addr:value = 'ceo@example-bank.org']", "own-assets"),
        ("[ipv4-addr:value = '203.0.114.77']", "own-assets"),
        ("[ipv4-addr:value ISSUBSET '203.0.0.0/16']", "own-assets"),
        ("[ipv6-addr:value = '2a01:4f8::5']", "own-assets"),
        ("[network-traffic:dst_ref.value = '1.1.1.1']", "public-resolvers"),
    ],
)
def test_known_values_are_named_with_their_list(pattern: str, name: str) -> None:
    """Each kind of harmless value is found in the list that it is on, whatever its spelling."""
    assert [found for found, _ in hit(pattern)] == [name]


@pytest.mark.parametrize(
    "pattern",
    [
        "[ipv4-addr:value = '45.56.127.213']",
        "[domain-name:value = 'google.com.evil.ru']",
        "[domain-name:value = 'notexample-bank.org']",
        "[url:value = 'https://www.google.com/url?q=http://evil.ru']",
        "[email-addr:value = 'joe@gmail.com']",
        "[domain-name:value != 'www.google.com']",
        "[domain-name:value LIKE '%google.com']",
        "[ipv6-addr:value = '2a02:4f8::5']",
    ],
)
def test_what_only_looks_alike_is_not_named(pattern: str) -> None:
    """Lookalikes, pages of big sites and mail at big providers may well be bad."""
    assert hit(pattern) == []


def test_a_benign_object_is_reported_and_stays(
    indicator: Callable[..., dict[str, Any]],
    bundle: Callable[..., Any],
    checked: Callable[..., Checked],
) -> None:
    """The check names value, place, list and reason, and neither refuses nor drops the object."""
    bad = indicator(1)
    mixed = indicator(2, pattern="[ipv4-addr:value IN ('45.56.127.213', '8.8.8.8', '8.8.8.8')]")
    result = checked(bundle(bad, mixed))
    assert result.to_dict()["benign"] == [
        {
            "id": mixed["id"],
            "path": "objects[1].pattern",
            "value": "8.8.8.8",
            "list": "public-resolvers",
            "reason": "a public DNS resolver",
        }
    ]
    assert (result.accepted, result.has_refusals) == (2, False)


def test_own_assets_come_first(checked: Callable[..., Checked]) -> None:
    """The member's own file counts in a check of a list, with the line as the path."""
    result = checked("203.0.114.9\nevil.ru\n", path="list.txt", assets=ASSETS)
    assert [(entry.path, entry.list) for entry in result.benign] == [("line 1", "own-assets")]


@pytest.mark.parametrize(
    "line", ["example-bank", "10.0.0.0/33", "https://example-bank.org/", "a b"]
)
def test_a_misspelt_asset_is_an_error(line: str) -> None:
    """An asset that would protect nothing is refused with its line, not passed over."""
    with pytest.raises(AssetsRefused, match="line 2"):
        read_assets(f"# ours\n{line}\n")


def test_published_attacks_are_not_benign(published: Path, checked: Callable[..., Checked]) -> None:
    """No indicator of the examples is on a list: the lists do not cry wolf."""
    for name in ("batch/uta0388.csv", "csv/conti.csv", "lists/javaghost.txt"):
        assert not checked((published / name).read_bytes(), path=name).benign
