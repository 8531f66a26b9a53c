"""Values are recognised through their disguises, and one thing has one normal form."""

from __future__ import annotations

import ipaddress
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.stix.observables import Observable, normalise, recognise, refang, url_host

LABEL = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
DOMAIN = st.lists(LABEL, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "ru"]))
ADDRESS = st.ip_addresses(v=4).map(str)
ADDRESS6 = st.ip_addresses(v=6).filter(lambda ip: ip.ipv4_mapped is None).map(str)
URL = st.tuples(DOMAIN, LABEL).map(lambda parts: f"https://{parts[0]}/{parts[1]}")

DOTS = ("[.]", "(.)", "{.}", "[dot]", "(DOT)", " [.] ", "\\.")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("198.51.100.7", "ipv4-addr", "198.51.100.7"),
        ("198.51.100[.]7", "ipv4-addr", "198.51.100.7"),
        ("198.51.100.9/24", "ipv4-addr", "198.51.100.0/24"),
        ("198.51.100.9/32", "ipv4-addr", "198.51.100.9"),
        ("2001:0DB8:0:0::1", "ipv6-addr", "2001:db8::1"),
        ("2001[:]db8::1", "ipv6-addr", "2001:db8::1"),
        ("[2001:db8::1]", "ipv6-addr", "2001:db8::1"),
        ("::ffff:198.51.100.7", "ipv4-addr", "198.51.100.7"),
        ("EVIL.Example.", "domain-name", "evil.example"),
        ("evil[.]example", "domain-name", "evil.example"),
        ("*.evil.example", "domain-name", "evil.example"),
        ("пример.рф", "domain-name", "xn--e1afmkfd.xn--p1ai"),
        ("_dmarc.evil.example", "domain-name", "_dmarc.evil.example"),
        ("hxxps://evil[.]example/a?b=1", "url", "https://evil.example/a?b=1"),
        ("hxxp[:]//evil.example:80/", "url", "http://evil.example/"),
        ("HTTP://EVIL.example/PATH", "url", "http://evil.example/PATH"),
        ("evil.example/path", "url", "http://evil.example/path"),
        ("fxp://evil.example/x", "url", "ftp://evil.example/x"),
        ("https://[2001:db8::1]:8443/x", "url", "https://[2001:db8::1]:8443/x"),
        ("Joe[at]evil[.]example", "email-addr", "Joe@evil.example"),
        ("mailto:joe@EVIL.example", "email-addr", "joe@evil.example"),
        ("D41D8CD98F00B204E9800998ECF8427E", "file:MD5", "d41d8cd98f00b204e9800998ecf8427e"),
        ("a" * 40, "file:SHA-1", "a" * 40),
        ("a" * 64, "file:SHA-256", "a" * 64),
        ("a" * 128, "file:SHA-512", "a" * 128),
    ],
)
def test_values_are_recognised(text: str, kind: str, value: str) -> None:
    """Plain and defanged forms give kind and normal form."""
    assert recognise(text) == Observable(kind, value)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "Domain", "IP Address", "999.1.1.1", "1.2.3", "a" * 41, "10.0.0.0/33"),
        *("=HYPERLINK(1)", "@SUM(1+1)", "-2+3", "http://", "http:///x", "a@b", "@evil.example"),
        *(
            "a b.example",
            "http://a b/",
            "evil..example",
            "-.example",
            "evil.example\u202e",
            "1.2.3.4:0",
        ),
        *("javascript:alert(1)", "1.2.3.4:99999", "evil.example:", "a" * 9000, "\ud800.example"),
    ],
)
def test_what_is_no_value_is_not_recognised(text: str) -> None:
    """Prose, formulas, broken values and hidden characters are no indicators."""
    assert recognise(text) is None


def test_a_port_is_kept() -> None:
    """An address or name with a port keeps it apart."""
    assert recognise("198.51.100.7:8080") == Observable("ipv4-addr", "198.51.100.7", 8080)
    assert recognise("[2001:db8::1]:443") == Observable("ipv6-addr", "2001:db8::1", 443)
    assert recognise("evil.example:8443") == Observable("domain-name", "evil.example", 8443)


def test_a_declared_kind_narrows() -> None:
    """A hash column holds hashes; network columns hold any network value; names are free."""
    assert recognise("evil.example", "hash") is None
    assert recognise("evil.example", "ip") == Observable("domain-name", "evil.example")
    assert recognise("=cmd.exe", "filename") == Observable("file:name", "=cmd.exe")


@given(st.one_of(ADDRESS, DOMAIN, URL), st.sampled_from(DOTS))
def test_defanging_dots_changes_nothing(text: str, dot: str) -> None:
    """Every way to defang a dot is undone."""
    assert recognise(text.replace(".", dot)) == recognise(text)


@given(st.text(max_size=200))
def test_recognising_never_raises(text: str) -> None:
    """Any text is a value or none."""
    found = recognise(text)
    if found is not None:
        assert recognise(found.value) is not None
    refang(text)
    url_host(text)


@given(
    st.sampled_from(["ipv4-addr", "url", "domain-name", "email-addr", "x:y", "file:MD5"]), st.text()
)
def test_normal_form_is_stable(kind: str, text: str) -> None:
    """Normalising never raises, and doing it again changes nothing."""
    once = normalise(kind, text)
    assert normalise(*once) == once


def spellings(kind: str, value: str) -> list[str]:
    """Ways in which people write one value."""
    upper, dotted = value.upper(), value.replace(".", "[.]")
    if kind == "domain-name":
        return [value, upper, value + ".", dotted, f" {value} ", value.capitalize()]
    if kind == "ipv4-addr":
        return [value, dotted, f"::ffff:{value}", f"{value}/32", value.replace(".", "(.)")]
    if kind == "ipv6-addr":
        address = ipaddress.IPv6Address(value)
        return [value, upper, address.exploded, f"[{value}]", f"{value}/128"]
    if kind == "url":
        host, _, path = value.removeprefix("https://").partition("/")
        plain = f"https://{host}:443/{path}"
        return [
            value,
            f"hxxps://{host}/{path}",
            f"HTTPS://{host.upper()}/{path}",
            plain,
            value + "#x",
        ]
    return [value, upper]


@given(
    st.one_of(
        DOMAIN.map(lambda v: ("domain-name", v)),
        ADDRESS.map(lambda v: ("ipv4-addr", v)),
        ADDRESS6.map(lambda v: ("ipv6-addr", v)),
        URL.map(lambda v: ("url", v)),
    )
)
def test_near_duplicates_are_the_same(pair: tuple[str, str]) -> None:
    """Case, defanging, trailing dots, ports and IPv6 forms do not make another value."""
    assert len({normalise(pair[0], text) for text in spellings(*pair)}) == 1


@given(st.lists(ADDRESS, min_size=2, max_size=2, unique=True))
def test_different_values_stay_different(pair: list[str]) -> None:
    """Normalising joins spellings, not values."""
    assert normalise("ipv4-addr", pair[0]) != normalise("ipv4-addr", pair[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://evil.example", "http://evil.example/"),
        ("http://evil.example/%7Ea", "http://evil.example/~a"),
        ("http://evil.example/a/../b", "http://evil.example/b"),
        ("http://evil.example/%c3%a4", "http://evil.example/ä"),
        ("http://пример.рф/", "http://xn--e1afmkfd.xn--p1ai/"),
    ],
)
def test_urls_compare_by_meaning(one: str, other: str) -> None:
    """Escapes, dot segments and punycode do not make another URL."""
    assert normalise("url", one) == normalise("url", other)
