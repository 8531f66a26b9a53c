"""The second act from beginning to end: a supply chain that attests without names."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from ais.crypto.anonymity import best_prover
from ais.flows.demo import attesting, grouping, seeing
from ais.flows.demo.cast import Company
from ais.flows.demo.narrator import Narrator
from ais.flows.demo.relays import RELAYS, Relays
from ais.flows.demo.stage import Stage
from ais.flows.demo.suppliers import AUDITOR, MEMBERS
from ais.flows.outcome import Outcome

__all__ = ["Attested", "play_second"]


@dataclass(frozen=True, slots=True)
class Attested(Outcome):
    """What the second act came to."""

    folder: Path
    port: int
    seconds: float
    blocks: int
    prover: str
    proofs: int
    slots: int


def play_second(
    folder: Path, examples: Path, narrator: Narrator, *, keep: bool = False
) -> Attested:
    """Play the second act in ``folder``, on a chain of its own.

    Raises ``DemoFolderTaken``, ``DemoUntrue``, and whatever a company's deed raises.
    """
    began = time.monotonic()
    cast = {each.key: each for each in (*MEMBERS, AUDITOR)}
    cast |= {key: Company(key, key, (), 0, False) for key in RELAYS}
    with Stage(folder, examples, narrator, cast, keep=keep) as stage:
        policy = grouping.found_group(stage)
        with Relays(stage):
            grouping.pair_up(stage)
            grouping.state_reports(stage, policy)
            attesting.first_epoch(stage, policy.digest)
            attesting.second_epoch(stage, policy.digest)
            seeing.corrections(stage)
        seeing.officers(stage)
        seeing.network(stage, policy)
        seeing.outsider(stage, policy)
        seeing.auditor(stage, policy)
        overseer = stage.party("overseer")
        posts = len(overseer.sync().posts(policy.digest))
        return Attested(
            folder=folder,
            port=stage.chain.port,
            seconds=round(time.monotonic() - began, 1),
            blocks=overseer.connection.block_number(),
            prover=best_prover().name,
            proofs=posts + len(MEMBERS),
            slots=grouping.SLOTS,
        )
