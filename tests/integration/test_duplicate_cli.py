"""A duplicate is committed to, and a bond filled up again, as typed: on a network of its own.

Whoever has missed a panel before would lose its seat here, not half of its bond.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ais.flows import rounds
from tests.integration import seated
from tests.integration.seated import SHORT, World, hosts, keyed, submit, voted
from tests.integration.typed import Typed

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = seated.build(tmp_path_factory.mktemp("duplicate"), seated.cast(12))
    yield made
    made.close()


def test_a_duplicate_names_an_earlier_submission_or_is_not_committed_to(
    world: World, tmp_path: Path
) -> None:
    """The contract looks with the reveal: a wrong one could never be revealed, and cost the bond.

    Who does not reveal pays, and fills its bond up again.
    """
    typed = Typed(world)
    first, name, later = (submit(world, hosts(tmp_path, word)) for word in ("a", "b", "c"))
    panel = keyed(world, name)
    duplicating, silent = (world.name_of(each.organisation) for each in panel[:2])
    words = ("panel", "commit", "0x" + name.hex(), "--verdict", "duplicate", "--yes")
    for wrong in (("--prior", later.hex()), ("--prior", name.hex()), ()):
        assert typed.code(duplicating, *words, *wrong) == "ballot-field"
        assert typed.code(duplicating, *words, *wrong, "--dry-run") == "ballot-field"
    unsaid = ("panel", "commit", name.hex(), "--prior", first.hex(), "--yes")
    assert typed.code(duplicating, *unsaid) == "ballot-field"
    assert typed.code(duplicating, *words, "--prior", "0x" + 8 * "ff") == "submission-unknown"
    assert "'maybe' is not one of" in typed.misused(
        duplicating, "panel", "commit", name.hex(), "--verdict", "maybe"
    )
    assert rounds.look(panel[0], name).committed == 0

    done = typed.json(duplicating, *words, "--prior", "0x" + first.hex())
    assert done["ballot"]["prior_id"] == "0x" + first.hex()
    voted(world, name, panel[1:])
    typed.json(duplicating, "panel", "reveal", name.hex())
    lines = typed.json("governor", "audit", name.hex())["lines"]
    (revealed,) = (line["values"] for line in lines if line["event"] == "BallotRevealed")
    assert (revealed["ballot"]["verdict"], revealed["ballot"]["prior_id"]) == (
        "duplicate",
        "0x" + first.hex(),
    )

    assert typed.code(duplicating, "panel", "top-up") == "seats-nothing-to-top-up"
    world.chain.mine(SHORT["reveal_blocks"] + 1)
    typed.json("governor", "pool", "settle", name.hex())
    seats = typed.json(silent, "panel", "top-up", "--dry-run")
    assert seats["acts"][0]["spends"] == seats["no_show_penalty"]
    assert seats["own_bond"] == seats["seat_bond"] - seats["no_show_penalty"]
    full = typed.json(silent, "panel", "top-up")
    assert full["own_bond"] == full["seat_bond"]
    for dry in ((), ("--dry-run",)):
        assert typed.code(silent, "panel", "top-up", *dry) == "seats-nothing-to-top-up"
        assert typed.code("discloser", "panel", "top-up", *dry) == "seats-not-seated"
