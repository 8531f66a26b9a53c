"""Values that can be observed: recognising them, and one normal form for each.

``recognise`` reads what people write into lists, defanged or not. ``normalise`` maps the many
spellings of one thing (case, punycode, trailing dots, IPv6 forms, default ports) to one text, so
that duplicates are found by comparison. Nothing is resolved or fetched.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna

__all__ = ["Observable", "normalise", "recognise", "refang", "url_host"]

_HASHES = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512"}
"""Hash algorithms of STIX by the number of their hex digits."""

NETWORK = ("ip", "domain", "url")
DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21, "ws": 80, "wss": 443}
LABEL_OCTETS, NAME_OCTETS, URL_CHARACTERS = 63, 253, 4096

_FANGS = (
    (re.compile(r" ?(?:\[\.\]|\(\.\)|\{\.\}|<\.>|\[dot\]|\(dot\)|\{dot\}|\\\.) ?", re.I), "."),
    (re.compile(r"\[://\]|\[:\]//|:\[//\]|\[:\\\\\]", re.I), "://"),
    (re.compile(r"\[:\]|\(:\)"), ":"),
    (re.compile(r"\[/\]"), "/"),
    (re.compile(r" ?(?:\[@\]|\(@\)|\[at\]|\(at\)|\{at\}) ?", re.I), "@"),
)
_SCHEME_FANG = re.compile(r"^(?:hxxp|h\*\*p|h__p|htxp|hxtp|meow)(s?)(?= ?:)", re.I)
_FTP_FANG = re.compile(r"^fxp(s?)(?=:)", re.I)
_HEX = re.compile(r"[0-9a-fA-F]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.I)
_HOST_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.I)
_TOP_LABEL = re.compile(r"(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})", re.I)
_LOCAL_PART = re.compile(r"[^\s@<>\"'(),:;\[\]\\]{1,64}")
_PORT = re.compile(r"\d{1,5}")
_UNRESERVED = re.compile(r"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Observable:
    """One value. ``kind`` is a STIX observable type, or ``file:SHA-256`` and the like.

    ``value`` is in normal form; for ``url`` it is what a pattern should match (see ``normalise``
    for the form to compare by). ``port`` is 0 except for an address or name given with a port.
    """

    kind: str
    value: str
    port: int = 0


def refang(text: str) -> str:
    """``hxxps://evil[.]example`` as ``https://evil.example``; other text comes back as it was."""
    text = text.strip()
    for fang, plain in _FANGS:
        text = fang.sub(plain, text)
    text = _SCHEME_FANG.sub(r"http\1", text)
    return _FTP_FANG.sub(r"ftp\1", text)


def recognise(text: str, kind: str = "") -> Observable | None:
    """The value in ``text``, or None where it is none that is known.

    ``kind`` narrows what is tried: ``hash``, ``email``, ``filename``; ``ip``, ``domain`` and
    ``url`` (mixed up so often that each admits all three); "" for all but file names, which
    cannot be told from prose.
    """
    if kind == "filename":
        name = text.strip()
        return Observable("file:name", name) if name and name.isprintable() else None
    if len(text) > 2 * URL_CHARACTERS:
        return None
    plain = refang(text)
    if not plain or len(plain) > URL_CHARACTERS or not plain.isprintable():
        return None
    wanted = NETWORK if kind in NETWORK else (kind,)
    for name, reader in _READERS:
        if not kind or name in wanted:
            found = reader(plain)
            if found is not None:
                return found
    return None


def normalise(kind: str, value: str) -> tuple[str, str]:
    """``(kind, value)`` in the form by which two observables are compared.

    Never raises: a value that does not parse as its kind is compared by its trimmed text.
    """
    plain = refang(value)
    family = kind.partition(":")[0]
    if kind in ("ipv4-addr", "ipv6-addr"):
        found = _address(plain)
    elif kind in ("domain-name", "hostname"):
        kind, found = "domain-name", _domain(plain)
    elif kind == "email-addr":
        found = _email(plain)
    elif kind == "url":
        found = _url(plain)
        if found is not None and found.kind == "url":
            return "url", _comparable_url(found.value)
    elif family == "file" and kind != "file:name":
        return kind, plain.lower()
    else:
        found = None
    return (found.kind, found.value) if found is not None else (kind, value.strip())


def url_host(url: str) -> str:
    """The host of a URL in normal form, without port; "" where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    found = _address(host) or _domain(host)
    return found.value if found is not None else host


def _hash(text: str) -> Observable | None:
    name = _HASHES.get(len(text))
    return Observable(f"file:{name}", text.lower()) if name and _HEX.fullmatch(text) else None


def _address(text: str) -> Observable | None:
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        network = ipaddress.ip_network(bare, strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv6Network):
        inner = network.network_address.ipv4_mapped
        if inner is not None and network.prefixlen >= 96:
            network = ipaddress.ip_network(f"{inner}/{network.prefixlen - 96}", strict=False)
    whole = network.prefixlen == network.max_prefixlen
    value = str(network.network_address if whole else network)
    return Observable(f"ipv{network.version}-addr", value)


def _address_with_port(text: str) -> Observable | None:
    host, colon, port = text.rpartition(":")
    if not colon or not _PORT.fullmatch(port) or not 0 < int(port) < 65536:
        return None
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        return None
    found = _address(host) or _domain(host)
    if found is None or "/" in found.value:
        return None
    return Observable(found.kind, found.value, int(port))


def _domain(text: str) -> Observable | None:
    name = text[2:] if text.startswith("*.") else text
    name = name.removesuffix(".").lower()
    if not name.isascii():
        try:
            name = ".".join(_ascii_label(label) for label in name.replace("。", ".").split("."))
        except (idna.IDNAError, UnicodeError):
            return None
    labels = name.split(".")
    fits = len(labels) > 1 and len(name) <= NAME_OCTETS and _TOP_LABEL.fullmatch(labels[-1])
    if not fits or not all(_HOST_LABEL.fullmatch(label) for label in labels):
        return None
    return Observable("domain-name", name)


def _ascii_label(label: str) -> str:
    return label if label.isascii() else idna.encode(label, uts46=True).decode("ascii").lower()


def _email(text: str) -> Observable | None:
    local, at, host = text.removeprefix("mailto:").rpartition("@")
    domain = _domain(host) if at else None
    if domain is None or not _LOCAL_PART.fullmatch(local):
        return None
    return Observable("email-addr", f"{local}@{domain.value}")


def _url(text: str) -> Observable | None:
    if not _SCHEME.match(text):
        if "/" not in text or not (_domain_of_path(text)):
            return None
        text = "http://" + text  # a list that leaves out the scheme means the web
    if any(character.isspace() for character in text):
        return None
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or not (_address(host) or _domain(host) or _HOST_LABEL.fullmatch(host)):
        return None
    return Observable("url", urlunsplit(parts._replace(netloc=_netloc(parts))))


def _domain_of_path(text: str) -> bool:
    host, _, path = text.partition("/")
    if path.isdecimal() and _address(host):
        return False  # a network with a bad prefix, not a page
    return bool(_address_with_port(host) or _address(host) or _domain(host))


def _netloc(parts: SplitResult) -> str:
    user, at, _ = parts.netloc.rpartition("@")
    host = url_host(f"//{parts.netloc.rpartition('@')[2]}")
    text = f"[{host}]" if ":" in host else host
    port = parts.port
    if port is not None and port != DEFAULT_PORTS.get(parts.scheme):
        text = f"{text}:{port}"
    return user + at + text


def _comparable_url(url: str) -> str:
    parts = urlsplit(url)
    path = quote(_decoded(_without_dots(parts.path)), safe="/%:@!$&'()*+,;=~-._")
    query = quote(_decoded(parts.query), safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme, _netloc(parts), path or "/", query, ""))


def _decoded(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        keep = character.isascii() and (character.isalnum() or character in "-._~")
        return character if keep else match[0].upper()

    return _UNRESERVED.sub(plain, text)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/".join(kept)


_READERS = (
    ("hash", _hash),
    ("ip", _address),
    ("ip", _address_with_port),
    ("email", _email),
    ("url", _url),
    ("domain", _domain),
)
