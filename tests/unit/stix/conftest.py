"""One checking process for all tests here, and short ways to check a thing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ais.stix import Checked, Limits, Terms, Worker, check_bytes

AT = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
TESTS = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def data() -> Path:
    return TESTS / "data"


@pytest.fixture(scope="session")
def published() -> Path:
    return TESTS.parent / "examples" / "data"


@pytest.fixture(scope="session")
def at() -> datetime:
    return AT


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    """It waits longer than in use: a machine that does other things fails no object."""
    with Worker(Limits(object_seconds=120.0)) as started:
        yield started


@pytest.fixture(scope="session")
def checked(worker: Worker) -> Callable[..., Checked]:
    """Check bytes, text or anything that JSON can write; other fields of the terms by keyword."""

    def check(value: Any, path: str = "given.json", **terms: Any) -> Checked:
        raw = value if isinstance(value, bytes) else None
        if raw is None:
            raw = (value if isinstance(value, str) else json.dumps(value)).encode()
        return check_bytes(raw, path=path, terms=replace(Terms(AT), **terms), worker=worker)

    return check


@pytest.fixture
def indicator() -> Callable[..., dict[str, Any]]:
    """A valid indicator; each call with another number gives another id."""

    def make(number: int = 1, **fields: Any) -> dict[str, Any]:
        return {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--8e2e2d2b-17d4-4cbf-938f-{number:012x}",
            "created": "2024-01-01T00:00:00.000Z",
            "modified": "2024-01-01T00:00:00.000Z",
            "pattern": f"[domain-name:value = 'n{number}.evil.ru']",
            "pattern_type": "stix",
            "valid_from": "2024-01-01T00:00:00.000Z",
        } | fields

    return make


@pytest.fixture
def identity() -> Callable[..., dict[str, Any]]:
    """A valid identity."""

    def make(number: int = 1, **fields: Any) -> dict[str, Any]:
        return {
            "type": "identity",
            "spec_version": "2.1",
            "id": f"identity--8e2e2d2b-17d4-4cbf-938f-{number:012x}",
            "created": "2024-01-01T00:00:00.000Z",
            "modified": "2024-01-01T00:00:00.000Z",
            "name": f"Identity {number}",
            "identity_class": "organization",
        } | fields

    return make


@pytest.fixture
def link() -> Callable[..., dict[str, Any]]:
    """A valid relationship between two objects."""

    def make(number: int, source: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "relationship",
            "spec_version": "2.1",
            "id": f"relationship--8e2e2d2b-17d4-4cbf-938f-{number:012x}",
            "created": "2024-01-01T00:00:00.000Z",
            "modified": "2024-01-01T00:00:00.000Z",
            "relationship_type": "related-to",
            "source_ref": source["id"],
            "target_ref": target["id"],
        }

    return make


@pytest.fixture
def bundle() -> Callable[..., dict[str, Any]]:
    """A bundle of the given objects."""

    def make(*objects: Any, **fields: Any) -> dict[str, Any]:
        name = "bundle--2bf61a3b-c850-496a-b7a7-3c6a9fd279d5"
        return {"type": "bundle", "id": name, "objects": list(objects)} | fields

    return make
