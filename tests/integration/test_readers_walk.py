"""A walk over rotations, suspensions and releases: who was eligible reads, and nobody else.

A model says who is served; the product's own flows act on a real chain, and changes strike between
the moment in which keys are wrapped and the one in which the release is mined. ``AIS_WALK_STEPS``
makes it longer, ``AIS_WALK_SEED`` another walk.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ais.crypto import check_slots
from ais.errors import CannotRead, IndicatorsReleaseNarrowed, MembershipWrongStatus, SlotNotOurs
from ais.flows import keys, membership, release
from ais.flows.opening import open_submission
from tests.integration.seated import World, hosts, submit
from tests.integration.sharing import small

pytestmark = pytest.mark.chain

STEPS = int(os.environ.get("AIS_WALK_STEPS", "70"))
SEED = int(os.environ.get("AIS_WALK_SEED", "17"))
NAMES = ("ada", "ben", "cem", "dot", "eva")
ROTATION_SECONDS = 61
WRAPPED = "key slots in the stores"


class Ambush:
    """A listener that strikes once, right after keys have been wrapped."""

    def __init__(self) -> None:
        self.armed: Callable[[], None] | None = None
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)
        if WRAPPED in text and self.armed is not None:
            strike, self.armed = self.armed, None
            strike()

    def count(self, what: str, done: int, total: int) -> None:
        pass


@dataclass
class Shared:
    """One submission: its submitter, and for each release who was served under which keys."""

    name: str
    submission_id: bytes
    served: list[dict[str, int]] = field(default_factory=list)

    def readers(self) -> set[str]:
        return {self.name}.union(*self.served)


class Walk:
    """The network, the model of it, and the steps."""

    def __init__(self, world: World, folder: Path, seed: int) -> None:
        self.world, self.folder = world, folder
        self.lot = random.Random(seed)
        self.active = dict.fromkeys(NAMES, True)
        self.numbers = dict.fromkeys(NAMES, 1)
        self.shared: list[Shared] = []
        self.done: Counter[str] = Counter()
        self.ambush = Ambush()
        for name in NAMES:
            world.party(name).progress = self.ambush

    # ---- what changes --------------------------------------------------------------------------

    def rotate(self, name: str) -> None:
        """Suspended members may announce keys too; it gives them nothing."""
        self.world.chain.advance(ROTATION_SECONDS)
        keys.rotate(self.world.party(name))
        self.numbers[name] += 1
        self.done["rotate" if self.active[name] else "rotate while suspended"] += 1

    def toggle(self, name: str) -> None:
        verb = "suspend" if self.active[name] else "reinstate"
        number = self.world.party(name).organisation
        membership.change(self.world.party("registrar"), verb, number)
        self.active[name] = not self.active[name]
        self.done[verb] += 1

    def narrow(self, name: str, submitter: str) -> None:
        """A change that makes a release which is under way too late."""
        may_fall = self.active[name] and name != submitter
        if may_fall and self.lot.random() < 0.5:
            self.toggle(name)
        else:
            self.rotate(name)

    # ---- what is released ----------------------------------------------------------------------

    def submit(self) -> None:
        """A new submission; half of the time something narrows while it is under way."""
        name = self._submitter()
        self._arm(name)
        path = hosts(self.folder, f"{name}{len(self.shared)}", 1)
        found = submit(self.world, path, name, readers=(8,))
        self.shared.append(Shared(name, found))
        self._released(self.shared[-1])
        self.done["submit"] += 1

    def repeat(self) -> None:
        """Another release of an old one, for those who may read by now."""
        mine = [each for each in self.shared if self.active[each.name]]
        if not mine:
            return
        shared = self.lot.choice(mine)
        self._arm(shared.name)
        release.repeat(self.world.party(shared.name), [shared.submission_id])
        self._released(shared)
        self.done["repeat"] += 1

    def late(self) -> None:
        """Slots wrapped before a narrowing are refused, even if somebody sends them on purpose."""
        mine = [each for each in self.shared if self.active[each.name]]
        if not mine:
            return
        shared = self.lot.choice(mine)
        party = self.world.party(shared.name)
        record = party.sync().submission(shared.submission_id)
        ids = [shared.submission_id]
        data_keys = release.data_keys(party, [record])
        made = release.wrap(party, record.policy, ids, data_keys, None)
        self.narrow(self.lot.choice(NAMES), shared.name)
        with pytest.raises(IndicatorsReleaseNarrowed):
            party.transact(party.releases.repeat_release(ids, made.release))
        self.done["late release refused"] += 1

    def refused(self) -> None:
        """A suspended member submits nothing."""
        fallen = [name for name in NAMES if not self.active[name]]
        if not fallen:
            return
        name = self.lot.choice(fallen)
        with pytest.raises(MembershipWrongStatus):
            submit(self.world, hosts(self.folder, f"fallen{name}", 1), name, readers=(8,))
        self.done["submission refused"] += 1

    # ---- what must hold ------------------------------------------------------------------------

    def check(self, shared: Shared, name: str) -> None:
        """The member reads exactly if the model says so."""
        party = self.world.party(name)
        party.sync()
        if name in shared.readers():
            assert open_submission(party, shared.submission_id).objects, (shared, name)
        else:
            with pytest.raises(CannotRead):
                open_submission(party, shared.submission_id)
        self.done["read" if name in shared.readers() else "read refused"] += 1

    def check_slots(self, shared: Shared) -> None:
        """Of the newest release: each served member's newest key opens, all others' keys do not."""
        made = self.world.party("governor").sync().releases(shared.submission_id)[-1]
        party = self.world.party(shared.name)
        blob = party.stores.get(made.slots_digest)
        binding = party.binding(made.submission_ids)
        slots = check_slots(blob, binding=binding, slots_digest=made.slots_digest)
        served = shared.served[-1]
        assert slots.slot_count == len(served)
        for name in NAMES:
            reader = self.world.party(name)
            reader.sync()
            newest, *older = keys.own_keys(reader)
            if name in served:
                position = slots.open_any([newest]).position
                assert position == sorted(served, key=self._number).index(name)
            for tried in [older] if name in served else [[newest, *older]]:
                with pytest.raises(SlotNotOurs):
                    slots.open_any(tried)

    # ---- private -------------------------------------------------------------------------------

    def _submitter(self) -> str:
        standing = [name for name in NAMES if self.active[name]]
        if not standing:
            self.toggle(NAMES[0])
            standing = [NAMES[0]]
        return self.lot.choice(standing)

    def _arm(self, submitter: str) -> None:
        if self.lot.random() < 0.5:
            victim = self.lot.choice(NAMES)
            self.ambush.armed = lambda: self.narrow(victim, submitter)
            self.done["struck while under way"] += 1

    def _released(self, shared: Shared) -> None:
        assert self.ambush.armed is None
        eligible = [name for name in NAMES if self.active[name] and name != shared.name]
        shared.served.append({name: self.numbers[name] for name in eligible})
        self.check_slots(shared)

    def _number(self, name: str) -> int:
        return self.world.party(name).organisation


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    members = dict.fromkeys(NAMES, ((8,), 1))
    world = small(folder, members, epoch_seconds=30 * 86_400)
    yield Walk(world, folder, SEED)
    world.close()


def test_every_eligible_recipient_reads_and_nobody_else(walk: Walk) -> None:
    """However rotations, suspensions, releases and reads are mixed: the model is right."""
    walk.submit()
    for _ in range(STEPS):
        kind = walk.lot.choices(
            ["rotate", "toggle", "submit", "repeat", "late", "refused", "read"],
            [2, 5, 4, 4, 4, 1, 5],
        )[0]
        fallen = [name for name in NAMES if not walk.active[name]]
        if kind in ("rotate", "toggle"):
            # With two suspended already, one of them comes back.
            come_back = kind == "toggle" and len(fallen) > 1
            getattr(walk, kind)(walk.lot.choice(fallen if come_back else NAMES))
        elif kind == "read":
            walk.check(walk.lot.choice(walk.shared), walk.lot.choice(NAMES))
        else:
            getattr(walk, kind)()
    for shared in walk.shared:
        for name in NAMES:
            walk.check(shared, name)


def test_the_walk_came_everywhere(walk: Walk) -> None:
    """Each kind of step was taken, and changes did strike between wrapping and mining."""
    if STEPS < 70:
        pytest.skip("a short walk need not come everywhere")
    kinds = ["rotate", "rotate while suspended", "suspend", "reinstate", "submit", "repeat"]
    kinds += ["struck while under way", "late release refused", "submission refused"]
    kinds += ["read", "read refused"]
    assert [kind for kind in kinds if walk.done[kind] < 2] == [], walk.done
    late = [text for text in walk.ambush.said if "too late" in text]
    assert len(late) == walk.done["struck while under way"], walk.done


def test_a_model_that_forgets_a_suspension_is_caught(walk: Walk) -> None:
    """The control: told that a suspended member was served, the check fails."""
    if all(walk.active.values()):
        walk.toggle(NAMES[-1])
    name = next(each for each in NAMES if walk.active[each])
    path = hosts(walk.folder, "control", 1)
    shared = Shared(name, submit(walk.world, path, name, readers=(8,)))
    fallen = next(name for name in NAMES if not walk.active[name])
    shared.served.append({fallen: walk.numbers[fallen]})
    with pytest.raises(CannotRead):
        walk.check(shared, fallen)
