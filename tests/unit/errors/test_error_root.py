"""Every error says what happened, why, and what to do, to people and to programs."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from ais import errors
from ais.errors import AisError, InputTooLarge


class Example(AisError):
    code = "example"
    why = "{what} is {size} long, {missing} and {raw!r}"
    what_to_do = "Shorten {what}."
    fields = ("what", "size")


def test_values_come_by_position_or_name() -> None:
    """Positional values fill the declared fields in order, as a contract's error has them."""
    for error in (Example("a", 3), Example("a", size=3), Example(what="a", size=3)):
        assert (error.what, error.size, error.values) == ("a", 3, {"what": "a", "size": 3})


def test_surplus_and_double_values_are_mistakes() -> None:
    """More values than fields, or one given twice, is a programming error."""
    with pytest.raises(TypeError):
        Example(1, 2, 3)
    with pytest.raises(TypeError):
        Example("a", what="b")
    with pytest.raises(AttributeError):
        _ = Example().nothing


def test_the_text_never_fails() -> None:
    """A missing value shows its name; a template that does not fit is shown as it is."""
    assert "{missing}" in str(Example("a", 3, raw="x"))
    broken = type("Broken", (AisError,), {"why": "{size:d}", "fields": ("size",)})
    assert str(broken("x")) == "{size:d}"


def test_people_and_programs_hear_the_same() -> None:
    """The text has code, reason and next step; the dictionary has them apart, ready for JSON."""
    error = InputTooLarge("bytes", 5)
    assert error.diagnostics() == (
        "error[input-too-large]: the file or folder has more bytes than allowed (5)\n"
        "  what to do: Split the file into smaller ones, or flatten what is nested."
    )
    told = error.to_dict()
    assert list(told) == ["code", "message", "what_to_do", "fields"]
    assert told["fields"] == {"what": "bytes", "limit": 5}
    odd = AisError(raw=b"\x01", many=(1, {"a": b"\x02"}), other=object)
    assert json.loads(json.dumps(odd.to_dict()))["fields"]["many"] == [1, {"a": "0x02"}]


def test_errors_travel() -> None:
    """An error survives copying and pickling, values and all."""
    error = InputTooLarge("bytes", 5)
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(twin), str(twin), twin.limit) == (InputTooLarge, str(error), 5)


def test_the_tree_is_whole() -> None:
    """Everything exported is an error of ours, with a code of its own in kebab-case."""
    kinds = [getattr(errors, name) for name in errors.__all__]
    assert all(issubclass(kind, AisError) for kind in kinds)
    for kind in kinds:
        assert kind.code == kind.code.lower().strip("-")
        assert " " not in kind.code
        assert kind.why
        assert kind.what_to_do
