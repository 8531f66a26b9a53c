"""XML from a stranger: no document type, no entities, nothing outside, within bounds.

``defusedxml`` refuses what can expand or reach out; the tree is bounded while it is built.
OVAL's own results (the system's facts that an ARF carries beside the verdicts) are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from ais.errors import ReportMalformed, ReportTooLarge, ReportUnsafe

from .source import Source, tidy

__all__ = ["Element", "local", "namespace", "parse_xml", "text_of", "within"]

DEPTH = 200
ELEMENTS = 1_000_000
CHUNK = 1 << 16
NOT_KEPT = "{http://oval.mitre.org/"


def parse_xml(source: Source) -> Element:
    """The root of the file.

    Raises ``ReportUnsafe`` for a DOCTYPE, an entity or anything outside, ``ReportTooLarge`` past
    the bounds, ``ReportMalformed`` where the XML is broken.
    """
    parser = DefusedXMLParser(target=_Bounded(source.name), forbid_dtd=True)
    try:
        for start in range(0, len(source.raw), CHUNK):
            parser.feed(source.raw[start : start + CHUNK])
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise ReportUnsafe(source.name, _danger(error)) from None
    except ParseError as error:
        line, column = error.position
        reason = tidy(str(error).partition(":")[0]) or "it is no XML"
        place = f"line {line}, column {column + 1}"
        raise ReportMalformed(source.name, place, reason) from None
    except (ValueError, LookupError):
        raise ReportMalformed(source.name, "its encoding", "it is not text") from None
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: Element) -> str:
    """The namespace of an element, or ''."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def within(element: Element, name: str) -> Iterator[Element]:
    """The children of that name, in the namespace of ``element`` itself."""
    home = namespace(element)
    return element.iterfind(f"{{{home}}}{name}" if home else name)


def text_of(element: Element | None) -> str:
    """All text of an element for people, or ''."""
    return tidy("".join(element.itertext())) if element is not None else ""


class _Bounded:
    """Builds the tree, counts what it is given, and leaves out what nobody reads."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tree = TreeBuilder()
        self._depth = 0
        self._elements = 0
        self._skipped_from = DEPTH + 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEPTH:
            raise ReportTooLarge(self._name, "levels of elements", DEPTH)
        if self._elements > ELEMENTS:
            raise ReportTooLarge(self._name, "elements", ELEMENTS)
        if 1 < self._depth < self._skipped_from and tag.startswith(NOT_KEPT):
            self._skipped_from = self._depth
        if self._depth < self._skipped_from:
            self._tree.start(tag, attributes)

    def end(self, tag: str) -> None:
        if self._depth < self._skipped_from:
            self._tree.end(tag)
        if self._depth == self._skipped_from:
            self._skipped_from = DEPTH + 1
        self._depth -= 1

    def data(self, text: str) -> None:
        if self._depth < self._skipped_from:
            self._tree.data(text)

    def close(self) -> Element:
        return self._tree.close()


def _danger(error: DefusedXmlException) -> str:
    known = {
        "DTDForbidden": "its XML has a DOCTYPE",
        "EntitiesForbidden": "its XML declares an entity",
        "ExternalReferenceForbidden": "its XML refers to something outside the file",
    }
    return known.get(type(error).__name__, "its XML is not harmless")
