"""The rounds of a valuation, as the submitter and whoever keeps them going see them.

Open (the bond is locked), draw, release the key to the panel, settle. What only the submitter may
do is opening and the key; draw and settle are anyone's. Each is safe to repeat: what has been done
already is told, not done twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from ais.chain.codec import View
from ais.errors import ContractError, WaitTimeout
from ais.records import Phase, Result, Round, Stage

from . import release
from .acts import Act, act, planned
from .balances import token_of
from .outcome import Outcome
from .party import Party

__all__ = [
    "Valuation",
    "draw",
    "look",
    "look_all",
    "open_",
    "planned_opening",
    "release_panel_key",
    "settle",
    "value",
    "value_all",
    "wait_for_block",
]

_BLOCK_WAIT_SECONDS = 120.0
_POLL_SECONDS = 0.25
_ENDED = (Stage.REWARDED, Stage.REJECTED, Stage.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Valuation(Outcome):
    """Where the valuation of one submission stands. Blocks, 0 = not yet known."""

    submission_id: bytes
    stage: Stage
    phase: Phase
    result: Result
    round: int
    seed_block: int
    key_by: int
    commit_by: int
    reveal_by: int
    panel: tuple[int, ...]  # drawn organisations that may act, in order of the draw
    slots_digest: bytes  # of the key's release to the panel; zeros = none
    committed: int
    revealed: int
    block: int  # as of which this is
    settle_due: bool
    acts: tuple[Act, ...] = ()  # what was done just now


def look(party: Party, submission_id: bytes, acts: tuple[Act, ...] = ()) -> Valuation:
    """Tell where a valuation stands, asked of the chain at one block."""
    seen = look_all(party, [submission_id])[0]
    return replace(seen, acts=acts) if acts else seen


def look_all(party: Party, submission_ids: Sequence[bytes]) -> list[Valuation]:
    """Tell where several valuations stand, all as of one block, in one request."""
    if not submission_ids:
        return []
    rewards, valuation = party.rewards, party.valuation
    block = party.connection.block_number()
    views: list[View[Any]] = [valuation.windows()]
    for each in submission_ids:
        views += (
            rewards.stage_of(each),
            valuation.phase_of(each),
            valuation.result_of(each),
            valuation.round_of(each),
            valuation.panel_of(each),
        )
    windows, *answers = party.read_all(*views, block=block)
    groups = zip(*[iter(answers)] * 5, strict=True)
    return [
        _valuation(each, block, windows.seed_delay_blocks, group)
        for each, group in zip(submission_ids, groups, strict=True)
    ]


def _valuation(
    submission_id: bytes,
    block: int,
    seed_delay_blocks: int,
    answers: tuple[Stage, Phase, Result, Round, tuple[tuple[int, ...], int]],
) -> Valuation:
    stage, phase, result, round_, panel = answers
    return Valuation(
        submission_id=submission_id,
        stage=stage,
        phase=phase,
        result=result,
        round=round_.number,
        seed_block=round_.scheduled_block + seed_delay_blocks if round_.number else 0,
        key_by=round_.key_by,
        commit_by=round_.commit_by,
        reveal_by=round_.reveal_by,
        panel=_filled(*panel),
        slots_digest=round_.slots_digest,
        committed=round_.committed,
        revealed=round_.revealed,
        block=block,
        settle_due=phase is Phase.TALLYING,
    )


def open_(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Valuation:
    """Have a submission of ours valued: lock the bond, schedule round 1.

    Raises ``RewardsNotOpenable``, ``TokenRefused`` and the like.
    """
    stage, parameters = party.read_all(
        party.rewards.stage_of(submission_id), party.rewards.parameters()
    )
    if stage == Stage.OPEN:
        return look(party, submission_id)
    bond = parameters.submission_bond
    write = party.rewards.open(submission_id)
    public = "that this submission is to be valued, and the bond"
    done = act(party, "open", (submission_id,), write, public, spends=bond, dry_run=dry_run)
    if not dry_run:
        shown = token_of(party).shown(bond)
        party.progress.say(f"opened for valuation, a bond of {shown} locked")
    return look(party, submission_id, (done,))


def planned_opening(party: Party) -> Act:
    """What ``open_`` would send for a submission that is not there yet: the bond it locks."""
    bond = party.read(party.rewards.parameters()).submission_bond
    public = "that the submission is to be valued, and the bond"
    return Act("Rewards.open", public, None, None, None, bond)


def draw(
    party: Party,
    submission_id: bytes,
    *,
    wait_seconds: float = _BLOCK_WAIT_SECONDS,
    dry_run: bool = False,
) -> Valuation:
    """Draw the panel of the running round, once the seed block is past; anyone may.

    Waits up to ``wait_seconds`` for that block. Raises ``WaitTimeout``.
    """
    seen = look(party, submission_id)
    if seen.phase != Phase.SCHEDULED:
        return seen
    write = party.valuation.draw(submission_id)
    public = "which seats are on the panel"
    if dry_run:
        return look(party, submission_id, (planned(party, write, public),))

    wait_for_block(party, seen.seed_block + 1, wait_seconds)
    acts = []
    with _unless_done(party, submission_id, Phase.SCHEDULED):
        acts.append(act(party, "draw", (submission_id, seen.round), write, public))
    after = look(party, submission_id, tuple(acts))
    party.progress.say(f"panel of {len(after.panel)} drawn for round {after.round}")
    return after


def release_panel_key(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Valuation:
    """Give the drawn panelists the key, in the key window; the submitter's act.

    The slots blob is made and stored once a round: what the journal has is sent again.
    """
    seen = look(party, submission_id)
    if seen.phase != Phase.KEYING or seen.settle_due:
        return seen
    public = f"a digest of {len(seen.panel)} key slots, one a panelist"
    if dry_run:
        anything = party.valuation.release_key(submission_id, b"\xff" * 32)
        return look(party, submission_id, (planned(party, anything, public),))

    digest_of = party.input_digest("panel-key", submission_id, seen.round)
    saga = party.saga("panel-key", digest_of)
    digest = saga.once("slots", lambda: release.panel_slots(party, submission_id, seen.panel))
    write = party.valuation.release_key(submission_id, digest)
    receipt = party.transact(write, step=saga.tx("call"))
    saga.finish()
    done = Act(write.name, public, receipt.tx_hash, receipt.block_number, receipt.gas_used)
    party.progress.say("key released to the panel")
    return look(party, submission_id, (done,))


def value(
    party: Party, submission_id: bytes, *, wait_seconds: float = _BLOCK_WAIT_SECONDS
) -> Valuation:
    """Open, wait for the seed, draw, release the key to the panel: all that the submitter does.

    What has ended already is told as it is.
    """
    before = look(party, submission_id)
    if before.stage in _ENDED:
        return before
    opened = open_(party, submission_id)
    drawn = draw(party, submission_id, wait_seconds=wait_seconds)
    keyed = release_panel_key(party, submission_id)
    return look(party, submission_id, (*opened.acts, *drawn.acts, *keyed.acts))


def value_all(
    party: Party, submission_ids: Sequence[bytes], *, wait_seconds: float = _BLOCK_WAIT_SECONDS
) -> list[Valuation]:
    """Do the same for several: all are opened before the first seed is waited for."""
    for each in submission_ids:
        if look(party, each).stage not in _ENDED:
            open_(party, each)
    return [value(party, each, wait_seconds=wait_seconds) for each in submission_ids]


def settle(party: Party, submission_id: bytes, *, dry_run: bool = False) -> Valuation:
    """Close the round that is due and book what it earned; anyone may. Schedules the next round.

    Raises ``ValuationNotDue`` and the like.
    """
    seen = look(party, submission_id)
    write = party.rewards.settle(submission_id)
    public = "the round's result and what it earned"
    done = act(party, "settle", (submission_id, seen.round), write, public, dry_run=dry_run)
    after = look(party, submission_id, (done,))
    if not dry_run:
        party.progress.say(f"round {seen.round} settled: {after.stage.name.lower()}")
    return after


def wait_for_block(party: Party, number: int, wait_seconds: float = _BLOCK_WAIT_SECONDS) -> int:
    """Wait until the chain has reached a block; returns the newest. Raises ``WaitTimeout``."""
    until = time.monotonic() + wait_seconds
    while (newest := party.connection.block_number()) < number:
        if time.monotonic() >= until:
            raise WaitTimeout(block_number=number, newest=newest, seconds=wait_seconds)
        party.progress.count("blocks to wait for", 0, number - newest)
        time.sleep(_POLL_SECONDS)
    return newest


# ---- private ---------------------------------------------------------------------------------


def _filled(organisations: tuple[int, ...], filled: int) -> tuple[int, ...]:
    return tuple(org for place, org in enumerate(organisations) if filled >> place & 1)


@contextmanager
def _unless_done(party: Party, submission_id: bytes, phase: Phase) -> Iterator[None]:
    """Anyone may do it: a refusal because somebody just did is none."""
    try:
        yield
    except ContractError:
        if party.read(party.valuation.phase_of(submission_id)) == phase:
            raise
