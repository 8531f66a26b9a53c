"""Help can be copied: its examples are commands as this program takes them, on unbroken lines."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from ais.cli.main import root


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every verb and of every group."""
    for name in group.list_commands(click.Context(group)):
        found = group.get_command(click.Context(group), name)
        assert found is not None
        yield (*words, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*words, name))


ALL = sorted(commands(root))


def shown(words: tuple[str, ...]) -> str:
    """What --help prints on a terminal of eighty columns."""
    return CliRunner().invoke(root, [*words, "--help"], terminal_width=80).output


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_no_mark_of_the_library_is_left_in_a_text(words: tuple[str, ...]) -> None:
    assert "\b" not in shown(words)
    assert r"\b" not in shown(words)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_an_example_begins_a_line_and_is_a_command_as_a_shell_reads_it(
    words: tuple[str, ...],
) -> None:
    text = shown(words).split("\nOptions:")[0]
    found = re.findall(r"^  Example: (ais (?:.*\\\n)*.*)$", text, flags=re.MULTILINE)
    assert len(found) == text.count("Example:")
    for example in found:
        typed = shlex.split(example)[1:]
        command: click.Command = root
        while isinstance(command, click.Group):
            _, typed, _ = command.make_parser(click.Context(command)).parse_args(typed)
            found_below = command.get_command(click.Context(command), typed.pop(0))
            assert found_below is not None, example
            command = found_below
        command.make_parser(click.Context(command)).parse_args(typed)


def test_the_steps_of_a_pairing_stand_one_a_line() -> None:
    lines = [line.strip() for line in shown(("attest", "pair")).splitlines()]
    assert [line[0] for line in lines if re.match(r"\d  ", line)] == ["1", "2", "3", "4", "5"]
