"""Policies of the network: registered by digest, and the documents that the digests stand for.

The chain has digests alone. Whoever evaluates or reads a statement needs the document; the
built-in ones come with the package, others are files of the consortium, kept in the home under
their digest, so that a wrong file is of no use.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ais.compliance.policies import BUILT_IN, Policy, load_policy, parse_policy
from ais.errors import PolicyDocumentMissing, PolicyNotRegistered, UsageRefused
from ais.flows.acts import Act, act
from ais.flows.home import write_private
from ais.flows.outcome import Outcome
from ais.flows.party import Party

__all__ = [
    "Listed",
    "Registered",
    "add",
    "document",
    "find",
    "listed",
    "name_of",
    "named",
    "register",
    "retire",
    "set_slots",
]


@dataclass(frozen=True, slots=True)
class Registered(Outcome):
    """A policy on its way into force; ``act`` is None where it is registered already."""

    policy: bytes
    name: str
    act: Act | None


@dataclass(frozen=True, slots=True)
class Listed(Outcome):
    """A registered policy. ``name`` and ``title`` are empty where the document is not here."""

    policy: bytes
    name: str
    title: str
    from_epoch: int
    until_epoch: int | None
    in_force: bool
    uri: str


# ---- the governor ----------------------------------------------------------------------------


def register(
    party: Party, source: str | Path, uri: str = "", *, dry_run: bool = False
) -> Registered:
    """Register a built-in policy or a file for every member, from the next epoch on."""
    policy = load_policy(source)
    _keep(party, policy)
    if any(each.policy == policy.digest for each in party.sync().policies()):
        return Registered(policy.digest, policy.name, None)
    write = party.attestations.register_policy(policy.digest, uri)
    public = f"the digest of the policy {policy.name}, for every member"
    done = act(party, "register-policy", (policy.digest,), write, public, dry_run=dry_run)
    return Registered(policy.digest, policy.name, done)


def retire(party: Party, policy: bytes, *, dry_run: bool = False) -> Act:
    """End a policy with the running epoch."""
    write = party.attestations.retire_policy(policy)
    return act(party, "retire-policy", (policy,), write, "the end of that policy", dry_run=dry_run)


def set_slots(party: Party, slots: int, *, dry_run: bool = False) -> Act:
    """How many posts each member makes for each policy, from the next epoch on."""
    if not 1 <= slots <= 64:
        raise UsageRefused(reason="slots are 1 to 64", command="ais attest policy slots")
    epoch = party.read(party.membership.epoch())
    write = party.attestations.set_slots(slots)
    public = f"{slots} posts a member, policy and epoch"
    return act(party, "set-slots", (slots, epoch), write, public, dry_run=dry_run)


# ---- documents -------------------------------------------------------------------------------


def add(party: Party, source: str | Path) -> Policy:
    """Keep the document of a policy in the home; its digest says which one it is."""
    policy = load_policy(source)
    _keep(party, policy)
    return policy


def document(party: Party, digest: bytes) -> Policy:
    """The policy of a digest. Raises ``PolicyDocumentMissing``, ``CompliancePolicyRefused``."""
    for name in BUILT_IN:
        built_in = load_policy(name)
        if built_in.digest == digest:
            return built_in
    path = _path(party, digest)
    found = parse_policy(path.read_bytes(), name=str(path)) if path.exists() else None
    if found is None or found.digest != digest:
        uris = [each.uri for each in party.index.policies() if each.policy == digest]
        uri = next(iter(uris), "") or "whoever governs the network"
        raise PolicyDocumentMissing(policy=digest, uri=uri)
    return found


def named(party: Party, wanted: bytes | str | Path) -> Policy:
    """A registered policy by digest, name, or file (which is kept).

    Raises ``PolicyNotRegistered``, and as ``document`` and ``load_policy``.
    """
    index = party.sync()
    known = index.policies()
    if isinstance(wanted, str) and wanted not in BUILT_IN and not Path(wanted).exists():
        for term in known:
            found = _or_none(party, term.policy)
            if found is not None and wanted in (found.name, "0x" + found.digest.hex()):
                return found
    policy = document(party, wanted) if isinstance(wanted, bytes) else load_policy(wanted)
    epoch = index.epoch()
    if not any(e.policy == policy.digest and e.until_epoch in (None, epoch) for e in known):
        raise PolicyNotRegistered(policy=policy.name, epoch=epoch)
    _keep(party, policy)
    return policy


def find(party: Party, wanted: str) -> Listed:
    """A policy that was ever registered, by name or digest, for those who look at past epochs.

    Of several of one name that in force, else the newest. Raises ``PolicyNotRegistered``.
    """
    digest = wanted.lower().removeprefix("0x")
    matching = [e for e in listed(party) if wanted == e.name or digest == e.policy.hex()]
    if not matching:
        raise PolicyNotRegistered(policy=wanted, epoch=party.index.epoch())
    return next((each for each in matching if each.in_force), matching[-1])


def listed(party: Party) -> list[Listed]:
    """Every policy that was ever registered, oldest first."""
    index, found = party.sync(), []
    epoch = index.epoch()
    for term in index.policies():
        policy = _or_none(party, term.policy)
        found.append(
            Listed(
                term.policy,
                policy.name if policy else "",
                policy.title if policy else "",
                term.from_epoch,
                term.until_epoch,
                term.in_force(epoch),
                term.uri,
            )
        )
    return found


def name_of(party: Party, digest: bytes) -> str:
    """A policy's name where this home has its document, else its digest; asks no node."""
    policy = _or_none(party, digest)
    return policy.name if policy else "0x" + digest.hex()


def _or_none(party: Party, digest: bytes) -> Policy | None:
    try:
        return document(party, digest)
    except PolicyDocumentMissing:
        return None


def _keep(party: Party, policy: Policy) -> None:
    if policy.name not in BUILT_IN:
        write_private(_path(party, policy.digest), json.dumps(dict(policy.document)) + "\n")


def _path(party: Party, digest: bytes) -> Path:
    return party.home.policies / f"{digest.hex()}.json"
