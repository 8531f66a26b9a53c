"""Lists and tables are read line by line; a bad line costs itself and says where it stood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ais.errors import InputNotIndicators, InputTooLarge, StixError
from ais.stix import Checked, Limits
from ais.stix.tables import Row, looks_like_table, read_list, read_table

LIMITS = Limits()


def patterns(rows: list[Row]) -> list[str]:
    return [row.made["pattern"] for row in rows if row.made]


def test_a_list_bears_what_lists_are_like(at: datetime) -> None:
    """Comments, blank lines, bullets, quotes, numbers and defanging are no obstacle."""
    text = """# Domain
evil[.]ru   # seen in May
// note
; note

- hxxp://worse[.]ru/x
* 198.51.100[.]7
1. "third.ru",
not an indicator
"""
    rows = read_list(text, at=at, limits=LIMITS)
    assert patterns(rows) == [
        "[domain-name:value = 'evil.ru']",
        "[url:value = 'http://worse.ru/x']",
        "[ipv4-addr:value = '198.51.100.7']",
        "[domain-name:value = 'third.ru']",
    ]
    refused = [row.refused for row in rows if row.refused]
    assert [(entry.path, entry.code) for entry in refused] == [("line 9", "list-value")]
    assert "not an indicator" in refused[0].message


def test_line_numbers_are_those_of_an_editor(at: datetime) -> None:
    """Windows and old line ends count as one line; form feeds are no line ends."""
    rows = read_list("evil.ru\r\nbad line\rworse.ru\n\x0cbad too", at=at, limits=LIMITS)
    assert [row.path for row in rows] == ["line 1", "line 2", "line 3", "line 4"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(delimiter: str, at: datetime) -> None:
    """Comma, semicolon, tab and bar are told apart by the lines themselves."""
    lines = ["indicator,type,notes", "evil.ru,domain,first", "198.51.100.7,ip,second"]
    text = "\n".join(lines).replace(",", delimiter)
    assert looks_like_table(text)
    rows = read_table(text, at=at, limits=LIMITS)
    assert patterns(rows) == [
        "[domain-name:value = 'evil.ru']",
        "[ipv4-addr:value = '198.51.100.7']",
    ]
    assert [row.made["description"] for row in rows if row.made] == ["first", "second"]


@pytest.mark.parametrize(
    "header", ["indicator", "Value", "IoC", "Observable", "SHA256", "MD5", "hash"]
)
def test_columns_are_known_by_their_names(header: str, at: datetime) -> None:
    """The usual names of a value's column are understood, in any case."""
    text = f"{header},malware family,tlp\n{'a' * 64},Emotet,green\n"
    (row,) = read_table(text, at=at, limits=LIMITS)
    assert row.made is not None
    assert row.made["name"] == "Emotet"
    assert row.made["object_marking_refs"]


def test_without_header_every_known_cell_counts(at: datetime) -> None:
    """A table that begins with values needs no header."""
    text = f"evil.ru,first,198.51.100.7\nworse.ru,second,{'a' * 64}\n"
    assert looks_like_table(text)
    assert len(patterns(read_table(text, at=at, limits=LIMITS))) == 4


def test_several_value_columns_give_several_indicators(at: datetime) -> None:
    """Each column that names a kind of value gives an indicator of its own."""
    text = f"SHA256,Download URL,Dropped Filename\n{'a' * 64},hxxp://evil[.]ru/x,=cmd.exe\n"
    assert patterns(read_table(text, at=at, limits=LIMITS)) == [
        f"[file:hashes.'SHA-256' = '{'a' * 64}']",
        "[url:value = 'http://evil.ru/x']",
        "[file:name = '=cmd.exe']",
    ]


def test_hashes_that_share_a_cell_are_one_file(at: datetime) -> None:
    """``md5,sha1`` in one quoted cell is one indicator; with one wrong it is refused as a whole."""
    text = f'value,type\n"{"a" * 32},{"b" * 40}",file\n"{"a" * 32},{"b" * 41}",file\n'
    rows = read_table(text, at=at, limits=LIMITS)
    assert patterns(rows) == [
        f"[file:hashes.MD5 = '{'a' * 32}' OR file:hashes.'SHA-1' = '{'b' * 40}']"
    ]
    assert rows[1].refused is not None


def test_formulas_are_text(data: Path, checked: Callable[..., Checked]) -> None:
    """Cells that a spreadsheet would run are values that nobody knows, and are named."""
    result = checked((data / "bad/made/iocs-formula.csv").read_bytes(), path="iocs-formula.csv")
    assert result.format == "csv"
    assert {entry.path for entry in result.refused} >= {
        f"line {n}, column value" for n in (2, 3, 4, 5)
    }
    assert all(entry.code == "list-value" for entry in result.refused)
    assert any("=HYPERLINK" in entry.message for entry in result.refused)


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        ("csv/conti.csv", 151, 2),
        ("csv/fin7.csv", 107, 1),
        ("lists/javaghost.txt", 194, 1),
        ("batch/inkysquid.csv", 10, 0),
        ("batch/powerstar.csv", 13, 0),
        ("batch/ivanti.csv", 16, 0),
        ("batch/uta0388.csv", 58, 0),
        ("batch/gimmick.csv", 2, 0),
    ],
)
def test_published_lists_are_taken_in(
    name: str, accepted: int, refused: int, published: Path, checked: Callable[..., Checked]
) -> None:
    """Real files give what a reader would count in them, and the rest is refused line by line."""
    result = checked((published / name).read_bytes(), path=name)
    assert (result.accepted, len(result.refused)) == (accepted, refused)
    assert result.objects == accepted + refused


@pytest.mark.parametrize("text", ["", "\n\n", "only prose\nand more of it", "a,b\nc,d\n"])
def test_a_file_without_any_indicator_is_one_refusal(text: str, at: datetime) -> None:
    """Prose is refused as a file, not line by line."""
    for reader in (read_list, read_table):
        with pytest.raises(InputNotIndicators):
            reader(text, at=at, limits=LIMITS)


def test_prose_with_a_link_is_no_list(published: Path, checked: Callable[..., Checked]) -> None:
    """A licence or README is refused as a file: its links were never meant as indicators."""
    for file in [*(published / "LICENSES").iterdir(), published / "SOURCES.md"]:
        result = checked(file.read_bytes(), path=file.name)
        assert [entry.code for entry in result.refused] == ["input-not-indicators"]
        assert not result.accepted


def test_the_number_of_lines_is_bounded(at: datetime) -> None:
    """More lines than allowed are refused before any is read."""
    for reader in (read_list, read_table):
        with pytest.raises(InputTooLarge):
            reader("evil.ru\n" * 11, at=at, limits=Limits(lines=10))


@pytest.mark.parametrize(
    "text",
    [
        "a." * 200_000,
        "indicator\n" + '"a' * 200_000,
        'indicator,type\n"' + "a\n" * 9_000,
        '"' * 300_001,
    ],
)
def test_endless_cells_are_refused(text: str, checked: Callable[..., Checked]) -> None:
    """A line or cell beyond all measure is a refusal, as a list and as a table."""
    for name in ("a", "a.csv", "a.txt"):
        assert checked(text, path=name).has_refusals


@given(st.text(max_size=300), st.booleans())
def test_reading_never_fails_by_another_error(text: str, as_table: bool) -> None:
    """Any text is rows or one of our errors."""
    at = datetime.fromisoformat("2026-01-01T00:00:00Z")
    looks_like_table(text)
    try:
        rows = (read_table if as_table else read_list)(text, at=at, limits=LIMITS)
    except StixError:
        return
    assert all((row.made is None) != (row.refused is None) for row in rows)
