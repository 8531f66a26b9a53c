"""``ais attest`` on the command line: words, help, refusals; no chain."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from ais import errors
from ais.cli.attest import attest
from ais.cli.main import root


def _run(*words: str) -> Result:
    return CliRunner().invoke(root, ["attest", *words])


def _words(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every word that does something, with the groups above it."""
    if not isinstance(command, click.Group):
        yield path
        return
    for name, each in command.commands.items():
        yield from _words(each, (*path, name))


WORDS = sorted(_words(attest))
#: Words that send a transaction, or have one sent.
SENDING = [
    ("join",),
    ("rotate",),
    ("admit",),
    ("snapshot",),
    ("evict",),
    ("post",),
    ("contest",),
    ("claim",),
    ("policy", "register"),
    ("policy", "retire"),
    ("policy", "slots"),
    ("relay", "add"),
    ("relay", "remove"),
]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_word_has_json_and_help_with_an_example(words: tuple[str, ...]) -> None:
    found = " ".join(_run(*words, "--help").output.split())
    assert "--json" in found
    assert "Example: ais " in found
    assert " ".join(("attest", *words)) in found.split("Example:")[1]


@pytest.mark.parametrize("words", SENDING, ids=" ".join)
def test_what_sends_can_be_tried(words: tuple[str, ...]) -> None:
    assert "--dry-run" in _run(*words, "--help").output


@pytest.mark.parametrize("words", sorted(set(WORDS) - set(SENDING)), ids=" ".join)
def test_what_sends_nothing_offers_no_trial(words: tuple[str, ...]) -> None:
    """But for deciding about a call: its bytes were shown and drawn before."""
    assert "--dry-run" not in _run(*words, "--help").output


def test_help_says_what_is_public_of_every_transaction() -> None:
    for words in SENDING:
        found = _run(*words, "--help").output
        if words[0] not in ("policy", "relay"):
            assert "Public:" in found, words
        else:
            assert "Governor." in found, words


def test_words_stand_in_the_order_of_use() -> None:
    shown = _run("--help").output.split("Commands:")[1]
    found = re.findall(r"^  ([a-z]+) ", shown, flags=re.MULTILINE)
    assert found[:4] == ["join", "pair", "state", "stated"]
    assert set(found) == {words[0] for words in WORDS}


@pytest.mark.parametrize(
    "words",
    [
        ["pair", "invite", "--as", "supplier"],
        ["pair", "invite", "--with", "0", "--as", "supplier"],
        ["pair", "invite", "--with", "3", "--as", "friend"],
        ["pair", "take", "no-such-file"],
        ["policy", "slots", "65"],
        ["evidence", "export", "--supplier", "3"],
        ["resolve", "0123", "ask"],
        ["suppliers", "--epoch", "0"],
        ["rotate", "everything"],
    ],
)
def test_wrong_usage_is_refused_before_anything_is_opened(words: list[str]) -> None:
    assert _run(*words).exit_code == 2


def _promised() -> Iterator[tuple[str, list[str]]]:
    """Commands that errors tell people to type."""
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.AisError):
            for typed in re.findall(r"`ais ([^`]+)`", f"{kind.why} {kind.what_to_do}"):
                yield name, typed.split()


def test_every_command_that_an_error_names_exists() -> None:
    """A word of a group that is none would be found by whoever is in trouble already."""
    context = click.Context(root)
    for name, typed in _promised():
        command: click.Command | None = root
        for word in typed:
            if not isinstance(command, click.Group) or not re.fullmatch(r"[a-z-]+", word):
                break
            if word.startswith("-"):
                break
            command = command.get_command(context, word)
            assert command is not None, (name, typed)
        for option in (word for word in typed if word.startswith("--")):
            known = [opt for each in (command.params if command else []) for opt in each.opts]
            assert option in [*known, "--help"], (name, typed)
