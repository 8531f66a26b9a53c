"""A network that lives through everything that leaves traces, for the outsider to look at.

Singles, a batch, an embargo, an allow list, a panel's release, grants, ballots committed and
revealed, keys rotated, a member suspended. What is true of it is kept for the tests; the outsider
is handed the chain and the stores alone (``public``).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from ais.crypto import RootSecret
from ais.flows import ballots, keys, membership, release, requests, rounds, share
from ais.flows.appraise import appraise
from ais.flows.intake import Choices
from ais.flows.terms import SharingTerms
from ais.types import Ballot, Verdict
from tests.integration import seated
from tests.integration.seated import World

from . import public
from .public import Public

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"
#: What the members submit: a published list each, so that the outsider has them too.
BATCH = ("batch/uta0388.csv", "batch/powerstar.csv", "batch/gimmick.csv")
EMBARGOED, NARROWED, LATER = "csv/conti.csv", "batch/ivanti.csv", "batch/inkysquid.csv"
#: One address of a published list, alone in its submission: a tree of one leaf.
SINGLE = "63.135.161.45"

EVERY_SECTOR = (8, 9, 12, 13)
EMBARGO_SECONDS = 600
ROTATION_SECONDS = 61


@dataclass
class Story:
    """The network, and what is true of it; the outsider has ``after`` and no more."""

    world: World
    outsider: RootSecret
    ids: dict[str, bytes] = field(default_factory=dict)
    #: digest of a slots blob -> which of its slots are real
    served: dict[bytes, list[bool]] = field(default_factory=dict)
    #: digests of slots blobs of which the member that fell has a slot
    opens: set[bytes] = field(default_factory=set)
    ballots: dict[int, Ballot] = field(default_factory=dict)
    before_reveal: Public | None = None
    after: Public | None = None

    @property
    def fallen(self) -> int:
        """The organisation that is suspended."""
        return self.world.party("fallen").organisation

    def release(self, name: str) -> bytes:
        """Digest of the newest readers' release of a submission."""
        return self.world.party("discloser").sync().releases(self.ids[name])[-1].slots_digest


def play(folder: Path, suite: str, repeats: int) -> Story:
    """Let it all happen; ``repeats``: releases under allow lists that differ."""
    members = seated.cast(11)
    members |= {"fallen": ((8, 9), 1), "late": ((17,), 2)}
    story = Story(seated.build(folder, members, suite=suite), RootSecret.generate())
    party = story.world.party("discloser")

    # Before the suspension.
    path = folder / "single.txt"
    path.write_text(f"{SINGLE}\n")
    _submit(story, {"one": path})
    _rotate(story, "fallen")
    _submit(story, {Path(name).stem: DATA / name for name in BATCH})
    _submit(story, {"embargoed": DATA / EMBARGOED}, embargo_seconds=EMBARGO_SECONDS)
    _valued(story, "one")

    # The suspension; it may still announce keys, and does.
    membership.change(story.world.party("registrar"), "suspend", story.fallen)
    _rotate(story, "fallen")
    _submit(story, {"later": DATA / LATER})
    release.repeat(party, [story.ids["one"]])
    _record(story, "one")
    story.world.chain.advance(EMBARGO_SECONDS)
    release.release_readers(party, [story.ids["embargoed"]])
    _record(story, "embargoed")
    _granted(story)

    # Many releases of which some members are left out, by lot.
    lot = random.Random(repeats)
    eligible = [n for n in range(1, 15) if n not in (party.organisation, story.fallen)]
    allow = tuple(lot.sample(eligible, 6))
    _submit(story, {"narrowed": DATA / NARROWED}, allow=allow)
    for _ in range(repeats):
        allow = tuple(lot.sample(eligible, lot.randint(0, len(eligible))))
        release.repeat(party, [story.ids["narrowed"]], allow=allow)
        _record(story, "narrowed", allow)
    story.after = public.collect(story.world)
    return story


def _submit(story: Story, files: dict[str, Path], **terms: object) -> None:
    wanted = SharingTerms(**{"readers": EVERY_SECTOR, "affected": 8, **terms})  # type: ignore[arg-type]
    choices = Choices(allow_benign=True, skip_refused=True)
    party = story.world.party("discloser")
    done = share.submit(party, list(files.values()), wanted, choices)
    story.ids |= dict(zip(files, done.submission_ids, strict=True))
    if done.released_to is not None:
        _record(story, next(iter(files)), terms.get("allow"))


def _record(story: Story, name: str, allow: object = None) -> None:
    """Which slots of the newest release are real: the submitter's own knowledge."""
    index = story.world.party("discloser").sync()
    made = index.releases(story.ids[name])[-1]
    record = index.submission(story.ids[name])
    eligible = index.eligible(record.policy, made.as_of_block)
    served = [allow is None or each in allow for each in eligible]  # type: ignore[operator]
    story.served[made.slots_digest] = served
    if story.fallen in eligible and served[eligible.index(story.fallen)]:
        story.opens.add(made.slots_digest)


def _rotate(story: Story, name: str) -> None:
    story.world.chain.advance(ROTATION_SECONDS)
    keys.rotate(story.world.party(name))


def _valued(story: Story, name: str) -> None:
    """The panel votes, not all alike; the outsider looks before the first reveal."""
    world, submission_id = story.world, story.ids[name]
    panelists = seated.keyed(world, submission_id)
    for number, party in enumerate(panelists):
        ballot = appraise(party, submission_id).ballot
        if number == 0:
            ballot = Ballot(Verdict.INVALID, 0, 0, 0)
        elif number == 1:
            ballot = Ballot(Verdict.VALID, 9, 10_000, 10_000)
        ballots.commit(party, submission_id, ballot)
        story.ballots[party.organisation] = ballot
    story.before_reveal = public.collect(world)
    world.chain.mine(1)
    for party in panelists:
        ballots.reveal(party, submission_id)
    rounds.settle(world.party("governor"), submission_id)


def _granted(story: Story) -> None:
    """A member of another sector joins the readers' and asks; the submitter grants."""
    world, submission_id = story.world, story.ids["one"]
    late = world.party("late")
    registrar = world.party("registrar")
    membership.change(registrar, "set_sectors", late.organisation, sectors=(8, 17))
    requests.request(late, submission_id)
    requests.grant(world.party("discloser"), submission_id, late.organisation)
    requests.receipt(late, submission_id)
