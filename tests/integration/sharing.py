"""A small network for tests of sharing, and files to share. See ``seated`` for the world itself."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from ais.flows import share
from ais.flows.share import Submitted
from ais.flows.terms import SharingTerms
from tests.integration.seated import Cast, World, build

ENERGY, FINANCE = 8, 9
#: Two readers of Energy (bob core, dave regular), one of another sector, and the submitter.
MEMBERS: Cast = {
    "alice": ((ENERGY,), 3),
    "bob": ((ENERGY,), 2),
    "carol": ((FINANCE,), 3),
    "dave": ((ENERGY, FINANCE), 1),
}


def small(folder: Path, members: Cast | None = None, **changes: object) -> World:
    """Members without seats; the clock has started."""
    return build(folder, members or MEMBERS, seated=lambda _name: False, **changes)


def bundle(folder: Path, name: str, count: int = 2, marking: str = "") -> Path:
    """A STIX 2.1 bundle of indicators whose values are found in no other file."""
    objects = []
    for number in range(count):
        unique = uuid.uuid5(uuid.NAMESPACE_URL, f"{folder}/{name}/{number}")
        objects.append(
            {
                "type": "indicator",
                "spec_version": "2.1",
                "id": f"indicator--{uuid.uuid4()}",
                "created": "2026-01-05T00:00:00.000Z",
                "modified": "2026-01-05T00:00:00.000Z",
                "indicator_types": ["malicious-activity"],
                "pattern": f"[domain-name:value = 'c2-{unique.hex[:12]}.example-bad.net']",
                "pattern_type": "stix",
                "valid_from": "2026-01-05T00:00:00Z",
                **({"object_marking_refs": [marking]} if marking else {}),
            }
        )
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": objects})
    )
    return path


def submit(world: World, name: str, *files: Path, **terms: object) -> Submitted:
    """Submit files as one member, to its own sectors where ``terms`` do not say else."""
    return share.submit(world.party(name), files, SharingTerms(**terms))  # type: ignore[arg-type]


def count(world: World, kind: str) -> int:
    """How many events of a kind the chain has."""
    ledger = world.party("governor").sync().ledger()
    return sum(entry.name == kind for entry in ledger)
