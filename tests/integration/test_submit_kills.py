"""Submit survives SIGKILL at each of its steps: one submission, and one release that opens.

Real processes are killed on a real chain; then the same command is run again. The negative control
submits in the wrong order, and the same test catches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ais.crypto import Drawn, RootSecret, seal
from ais.events import ReadersReleased, Submitted
from ais.flows import check, intake, share
from ais.flows.opening import open_submission
from ais.flows.party import Party
from ais.flows.terms import SharingTerms
from ais.policy import pack
from tests.integration.seated import World
from tests.integration.sharing import bundle, small
from tests.support.kills import killed_at, run, steps_of

pytestmark = pytest.mark.chain

#: Of the steps that ``steps_of`` lists: what the outside sees. Reads of the chain change nothing.
_EFFECTS = ("Stores.put", "Journal.", "Saga.", "eth_sendRawTransaction")


@dataclass
class Args:
    """What the process of one command is started with."""

    home: Path
    root: RootSecret
    file: Path


def submit_file(args: Args) -> None:
    """What `ais submit FILE` does."""
    with Party.open(args.home, root=args.root) as party:
        share.submit(party, [args.file], SharingTerms())


def submit_carelessly(args: Args) -> None:
    """The negative control: fresh salts and no journal; it looks whether the file was *stored*."""
    with Party.open(args.home, root=args.root) as party:
        given = intake.read([args.file])
        prepared = intake.examine(given, intake.Choices(), share.clock(party), party.progress)
        policy = share._policy(party, SharingTerms(), prepared, share.clock(party))
        self_key = party.keys.root().self_key()
        drawn = Drawn.draw(len(prepared[0].objects))
        sealed = seal(prepared[0].objects, place=party.place(), self_key=self_key, drawn=drawn)
        party.stores.put(sealed.container)
        party.transact(party.indicators.submit(sealed.item, pack(policy), share._NONE))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = small(tmp_path_factory.mktemp("kills"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _quick_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checking STIX starts a process of a second; here the bytes are known to be right."""
    monkeypatch.setattr(intake, "check_inputs", _unchecked)


def _unchecked(inputs: object, terms: object, progress: object = None) -> object:
    import json  # noqa: PLC0415

    from ais.stix import Checked, canonical_bytes  # noqa: PLC0415

    for path, raw in inputs:  # type: ignore[attr-defined]
        found = json.loads(raw)["objects"]
        kept = tuple(sorted(canonical_bytes(item) for item in found))
        ids = tuple(json.loads(each)["id"] for each in kept)
        yield Checked(path=path, format="json", accepted=len(kept), canonical=kept, ids=ids)
    assert check.STDIN == "-"


def arguments(world: World, folder: Path, name: str) -> Args:
    return Args(world.home("alice"), world.roots["alice"], bundle(folder, name))


def effects(world: World, since: int) -> tuple[int, int]:
    """Submissions and readers' releases after a block."""
    entries = [entry.event for entry in world.party("bob").sync().ledger(since + 1)]
    return (
        sum(isinstance(event, Submitted) for event in entries),
        sum(isinstance(event, ReadersReleased) for event in entries),
    )


def openable(world: World, since: int) -> int:
    """How many submissions after a block a reader can open and verify."""
    bob = world.party("bob")
    found = 0
    for entry in bob.sync().ledger(since + 1):
        if isinstance(entry.event, Submitted):
            open_submission(bob, entry.event.submission_id)
            found += 1
    return found


def test_killed_at_any_step_it_submits_and_releases_exactly_once(
    world: World, tmp_path: Path
) -> None:
    every = steps_of(submit_file, arguments(world, tmp_path, "control.json"))
    steps = [step for step in every if step.startswith(_EFFECTS) or "eth_send" in step]
    for kind in ("Stores.put#1", "Stores.put#2", "Journal.allocate", "eth_sendRaw", "Saga.finish"):
        assert any(kind in step for step in steps), f"{kind} is none of {steps}"

    for number, step in enumerate(steps):
        args = arguments(world, tmp_path, f"{number}.json")
        since = world.party("bob").connection.block_number()
        killed_at(step, submit_file, args)
        run(submit_file, args)
        run(submit_file, args)  # and once more: nothing is left to do

        assert effects(world, since) == (1, 1), step
        assert openable(world, since) == 1, step


def test_killed_anywhere_around_a_late_release_it_follows_once(
    world: World, tmp_path: Path
) -> None:
    """The release in the transaction comes too late; the one that follows survives kills too."""
    since = world.party("bob").connection.block_number()
    every = steps_of(_late, arguments(world, tmp_path, "late-control.json"))
    assert effects(world, since) == (1, 1)
    first_mined = next(n for n, step in enumerate(every) if step.startswith("Journal.mark#1:after"))
    steps = [
        step for step in every[first_mined:] if step.startswith(_EFFECTS) or "eth_send" in step
    ]
    assert sum("eth_sendRawTransaction" in step for step in steps) == 2  # before and after

    for number, step in enumerate(steps):
        args = arguments(world, tmp_path, f"late{number}.json")
        since = world.party("bob").connection.block_number()
        killed_at(step, _late, args)
        assert effects(world, since)[0] == 1
        run(submit_file, args)
        assert effects(world, since) == (1, 1), step
        assert openable(world, since) == 1, step


def _late(args: Args) -> None:
    """A submission whose slots name a block that is older than the running epoch's first."""
    usable = share.wrap

    def stale(*values: object) -> object:
        made = usable(*values)  # type: ignore[arg-type]
        share.wrap = usable
        release = share.Release(made.release.slots_digest, made.release.as_of_block, 0)
        return share.Wrapped(release, made.slots)

    share.wrap = stale  # type: ignore[assignment]
    try:
        submit_file(args)
    finally:
        share.wrap = usable


def test_a_careless_order_is_caught_by_the_same_test(world: World, tmp_path: Path) -> None:
    args = arguments(world, tmp_path, "careless.json")
    since = world.party("bob").connection.block_number()
    steps = steps_of(submit_carelessly, arguments(world, tmp_path, "careless-control.json"))
    sent = next(s for s in steps if "eth_sendRawTransaction" in s and s.endswith("after"))

    since = world.party("bob").connection.block_number()
    killed_at(sent, submit_carelessly, args)
    run(submit_carelessly, args)

    assert effects(world, since)[0] == 2
