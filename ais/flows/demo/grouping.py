"""The second act begins: a policy, a group of named leaves, pairs that nobody else knows of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from ais.compliance.policies import Policy
from ais.compliance.policies.policy import DAY, day_of
from ais.crypto.anonymity import best_prover
from ais.flows import membership
from ais.flows.attestations import group, pairs, policies, statement
from ais.flows.demo.founding import admit, calibrated, parameters
from ais.flows.demo.stage import Stage
from ais.flows.demo.suppliers import MEMBERS, SUPPLIERS
from ais.flows.demo.truth import require

__all__ = ["SLOTS", "found_group", "pair_up", "state_reports", "together"]

#: Posts of a member in an epoch; the product's default is 8.
SLOTS = 2
_WORKERS = 2


def together(work: Callable[[str], Any], keys: Iterable[str]) -> list[Any]:
    """Do something for several companies, two at a time: proofs take a core each."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        return list(pool.map(work, keys))


def found_group(stage: Stage) -> Policy:
    """Deploy, let members in, register the policy, start, and have everybody join the group."""
    stage.narrator.scene(
        "A network of suppliers and customers",
        "The list of who may attest is public; who supplies whom is in no file and on no chain.",
    )
    terms = stage.examples / "terms" / "1.md"
    chosen = parameters(stage.folder / "store", terms, calibrated(stage, MEMBERS))
    admit(stage, MEMBERS, replace(chosen, attestation_slots=SLOTS))
    governor = stage.party("governor")
    membership.start(governor)
    policy = _register(stage)
    together(lambda key: group.join(stage.party(key)), stage.numbers)
    group.admit(stage.party("aurora"))
    leaves = [each for each in stage.party("overseer").sync().leaves() if each.leaf]
    require("every member has its leaf", holds=len(leaves) == len(MEMBERS), found=len(leaves))
    stage.narrator.say(
        f"{len(leaves)} members prove that they know the secret of a leaf ({best_prover().name} "
        f"prover), and stand in the group by name. m is {SLOTS}: every member posts {SLOTS} times "
        "an epoch, so that volume tells nothing (8 by default)."
    )
    return policy


def _register(stage: Stage) -> Policy:
    source = stage.examples / "compliance" / "policy.yaml"
    done = policies.register(stage.party("governor"), source, "examples/compliance/policy.yaml")
    policy = policies.document(stage.party("governor"), done.policy)
    for each in MEMBERS:
        policies.add(stage.party(each.key), source)
    facts = [
        ("rules", str(policy.document["rules"])),
        ("a scan may be", f"{policy.max_age_seconds // DAY} days old (recorded reports)"),
        ("conditional counts as compliant", "yes" if policy.allows_conditional else "no"),
        ("digest on chain", policy.digest.hex()[:16] + "…"),
    ]
    stage.narrator.table(f"The policy for everybody: {policy.name}", ("what", "value"), facts)
    return policy


def pair_up(stage: Stage) -> None:
    """Three files and a code read out by voice, for each of the relationships."""
    stage.narrator.scene(
        "Pairing, in private",
        "Invitation, answer, confirmation; two officers compare a code of seven digits by voice.",
    )
    rows = []
    for supplier in SUPPLIERS:
        for customer in supplier.customers:
            code = _pair(stage, supplier.key, customer)
            rows.append((stage.cast[supplier.key].name, stage.cast[customer].name, code))
    columns = ("supplier", "customer", "code, the same on both sides")
    stage.narrator.table("Known to these two each, and to the reader of this screen", columns, rows)


def _pair(stage: Stage, supplier: str, customer: str) -> str:
    one, other = stage.party(supplier), stage.party(customer)
    invited = pairs.invite(one, stage.numbers[customer], we_supply=True)
    assert invited.file is not None
    answered = pairs.take(other, invited.file)
    assert answered.file is not None
    concluded = pairs.take(one, answered.file)
    assert concluded.file is not None
    completed = pairs.take(other, concluded.file)
    ours, theirs = concluded.row.code, completed.row.code
    require("both officers read the same code", holds=ours == theirs, found=(ours, theirs))
    assert ours is not None
    pairs.confirm(one, concluded.row.name, ours)
    pairs.confirm(other, completed.row.name, ours)
    return ours


def state_reports(stage: Stage, policy: Policy) -> None:
    """Every supplier has its scanner's report evaluated at home."""
    stage.narrator.scene(
        "Reports of real scanners",
        "Recorded by others years ago, not edited; each is evaluated on its company's own machine.",
    )
    rows = []
    for each in SUPPLIERS:
        name = stage.cast[each.key].name
        found = statement.state(
            stage.party(each.key),
            [stage.examples / "compliance" / each.report],
            policy.digest,
            scope=f"{name}, production",
        )
        day = "-" if found.scanned_at is None else day_of(found.scanned_at)
        rows.append((name, each.report, found.tool, day, found.status, each.part))
    columns = ("supplier", "report", "scanner", "scanned", "verdict", "in this story")
    stage.narrator.table("What customers will be told", columns, rows)
