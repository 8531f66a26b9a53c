"""The OASIS validator's verdict on single objects: what runs inside the bounded worker.

Run as ``python -m ais.stix.oasis BYTES SECONDS`` it limits itself, writes ``{"ready": true}`` and
then answers each line of standard input (one JSON object) with one line: ``{"problem": null}`` or
``{"problem": [code, [steps…], message]}``. Only rules that STIX states as MUST are applied; its
SHOULDs are no reason to refuse. Schemas are compiled once. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import functools
import json
import math
import re
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from stix2validator import ValidationOptions, validator
from stix2validator.v21 import enums, musts

from .results import MESSAGE_CHARACTERS, JsonObject, Step, shown
from .rules import REPLACED, observed_types, times_in_order

__all__ = ["Oasis", "main"]

RECURSION = 60_000  # a pattern of 2,000 OR terms is a tree as deep; memory and time are bounded

Problem = tuple[str, list[Step], str]

_CODES = {"required": "stix-missing-field", "dependentRequired": "stix-missing-field"}
_QUOTED = re.compile(r"'([a-z0-9_]+)'")
_SINGLE_LINE = re.compile(r"\s+")
_ORDER = {**enums.TIMESTAMP_COMPARE, **enums.TIMESTAMP_COMPARE_OBSERVABLE}
_RULE_FIELDS = {
    "patterns": "pattern",
    "object_marking_circular_refs": "object_marking_refs",
    "granular_markings_circular_refs": "granular_markings",
    "marking_selector_syntax": "granular_markings",
    "artifact_mime_type": "mime_type",
    "language": "lang",
    "software_language": "languages",
    "cpe_check": "cpe",
    "language_contents": "contents",
    "uuid_version_check": "id",
    "process": "id",
}


class Oasis:
    """The validator with its schemas, made ready once and used for many objects."""

    def __init__(self) -> None:
        _reuse_schemas()
        self._options = ValidationOptions(silent=True, version="2.1")
        rules = musts.list_musts(self._options)
        self._rules = [rule for rule in rules if rule.__name__ not in REPLACED]

    def problem(self, item: JsonObject) -> Problem | None:
        """The first problem of one object, or None: ``(code, steps, message)``.

        Whatever the validator itself stumbles over is a problem of the object.
        """
        try:
            return next(self._problems(item), None)
        except RecursionError:
            return "pattern-too-complex", [], "it is nested too deep to be checked"
        except MemoryError:
            return "object-too-heavy", [], "checking it needs more memory than allowed"
        except Exception as error:  # noqa: BLE001 - the validator raises anything on odd input
            text = f"the rules of STIX cannot be applied to it ({type(error).__name__}: {error})"
            return "stix-rule", [], shown(text, MESSAGE_CHARACTERS)

    def _problems(self, item: JsonObject) -> Iterator[Problem]:
        for errors, prefix in validator._schema_validate(item, self._options):
            ranked = sorted(errors, key=lambda error: len(error.path))
            for error in ranked:
                yield _schema_problem(error, prefix, item)
        if item.get("type") != "bundle":
            yield from _rule_problems(item, self._rules, self._options)


def main() -> int:
    """Answer lines until the input ends. Limits hold from the first line on."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    sys.setrecursionlimit(RECURSION)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    oasis = Oasis()
    _answer({"ready": True})
    for line in sys.stdin.buffer:
        _limit_processor(seconds)
        problem = oasis.problem(json.loads(line))
        del line
        _answer({"problem": problem})
    return 0


def _answer(value: JsonObject) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _limit_processor(seconds: float) -> None:
    """Death by the kernel for an object that burns more, even when nobody watches any more.

    The kernel counts whole seconds: it is so many, or up to one more.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def _schema_problem(error: Any, prefix: str, item: JsonObject) -> Problem:
    steps: list[Step] = list(error.path)
    inner = _inner_object(prefix, item)
    if error.validator == "required":
        missing = next(iter(_QUOTED.findall(error.message)), "")
        steps = [*steps, missing] if missing else steps
        message = f"the required property {missing!r} is missing"
    else:
        message = validator.pretty_error(error)
        if steps:
            message = message.partition(": ")[2] or message
    code = _CODES.get(error.validator, "stix-field")
    return code, [*inner, *steps], _plain(message)


def _inner_object(prefix: str, item: JsonObject) -> list[Step]:
    """The steps to an object inside observed-data, which the validator tells by a text alone."""
    match = re.search(r"object '(.*)': $", prefix, re.DOTALL)
    known = isinstance(item.get("objects"), dict) and match and match[1] in item["objects"]
    return ["objects", match[1]] if match and known else []


def _rule_problems(
    item: JsonObject, rules: Iterable[Callable[..., Any]], options: ValidationOptions
) -> Iterator[Problem]:
    yield from times_in_order(item, _ORDER)
    yield from observed_types(item)
    for rule in rules:
        found = rule(item, options) if rule is musts.patterns else rule(item)
        for error in found or ():
            field = _RULE_FIELDS.get(rule.__name__, "")
            if not field:
                named = [name for name in _QUOTED.findall(error.message) if name in item]
                field = named[0] if named else ""
            code = "stix-pattern" if rule is musts.patterns else "stix-rule"
            yield code, [field] if field else [], _plain(error.message)
    for name, value in item.items():
        for index, child in enumerate(value if isinstance(value, list) else ()):
            if isinstance(child, dict) and "id" in child and "type" in child:
                for code, steps, message in _rule_problems(child, rules, options):
                    yield code, [name, index, *steps], message


def _plain(message: str) -> str:
    first = message.partition(":\n{")[0]
    return shown(_SINGLE_LINE.sub(" ", first).strip(), MESSAGE_CHARACTERS)


def _reuse_schemas() -> None:
    """Keep what the validator compiles anew for every object, and take its network away."""
    if getattr(validator.find_schema, "cache_info", None):
        return
    validator.find_schema = functools.lru_cache(1024)(validator.find_schema)
    validator.load_schema = functools.lru_cache(1024)(validator.load_schema)
    compile_schema = validator.load_validator
    compiled: dict[str, Any] = {}

    def load_validator(path: str, schema: JsonObject, folder: str) -> Any:
        if path not in compiled:
            compiled[path] = compile_schema(path, schema, folder)
        return compiled[path]

    validator.load_validator = load_validator
    validator.requests = _NoNetwork()


class _NoNetwork:
    def get(self, address: str, **_: object) -> NoReturn:
        raise OSError(f"schemas are not fetched: {address}")


if __name__ == "__main__":
    sys.exit(main())
