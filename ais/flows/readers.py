"""Who gets a slot: the eligible organisations of a block, and the keys to seal to.

Asked of the chain (``Indicators.eligible``) and computed again from the index by the table of
``ais.policy``; a difference is an error, and nobody gets a key. Keys are those of the same block,
each held against the digest on chain and the signature of the operator that announced it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ais import policy as policies
from ais.crypto import Recipient
from ais.errors import AllowListUnknown, CryptoError, EligibleDisagree
from ais.records import KeyRecord
from ais.types import KeyPurpose, Policy

from . import bundles
from .party import Party

__all__ = ["Eligible", "admitted", "eligible", "recipients"]

_ORGANISATIONS_A_CALL = 400


@dataclass(frozen=True, slots=True)
class Eligible:
    """Who may read under a policy, as of the end of a block, in order of id."""

    as_of_block: int
    epoch: int
    organisations: tuple[int, ...]


def eligible(party: Party, policy: Policy) -> Eligible:
    """The eligible organisations of the newest block that may be acted on.

    Raises ``EligibleDisagree`` where the chain's answer is not the table's.
    """
    index = party.sync()
    block = index.head()
    word = policies.pack(policy)
    count, epoch = party.read_all(
        party.membership.organisation_count(), party.membership.epoch(), block=block
    )
    by_chain = _by_chain(party, word, count, block)
    by_table = set(index.eligible(policy, block))
    for organisation in sorted(by_chain ^ by_table):
        raise EligibleDisagree(organisation=organisation, block=block)
    return Eligible(block, epoch, tuple(sorted(by_chain)))


def admitted(party: Party, policy: Policy, allow: Sequence[int] | None = None) -> tuple[int, ...]:
    """Who may read now. Raises ``AllowListUnknown`` where the list names somebody else."""
    found = eligible(party, policy).organisations
    _require_admitted(found, allow)
    return found


def _by_chain(party: Party, word: int, count: int, block: int) -> set[int]:
    firsts = range(1, count + 1, _ORGANISATIONS_A_CALL)
    views = [
        party.indicators.eligible(word, first, min(_ORGANISATIONS_A_CALL, count - first + 1))
        for first in firsts
    ]
    answers = party.read_all(*views, block=block) if views else ()
    return {
        first + place
        for first, answer in zip(firsts, answers, strict=True)
        for place, may in enumerate(answer)
        if may
    }


def recipients(
    party: Party,
    organisations: Sequence[int],
    block: int,
    allow: Sequence[int] | None = None,
) -> list[Recipient | None]:
    """Whom to seal to, in the order given; None for one that gets a dummy.

    That is one left out by the allow list, and one without a usable key. Raises
    ``AllowListUnknown`` for a name on the list that is not among the organisations.
    """
    _require_admitted(organisations, allow)
    directory, sealing = party.key_directory, KeyPurpose.SEALING
    views = [directory.current(organisation, int(sealing)) for organisation in organisations]
    current = party.read_all(*views, block=block) if views else ()
    found: list[Recipient | None] = []
    for organisation, key in zip(organisations, current, strict=True):
        party.progress.count("keys checked", len(found), len(organisations))
        # Checked whether served or not: a store's host sees how long it takes.
        recipient = _recipient(party, organisation, key) if key.number else None
        found.append(recipient if allow is None or organisation in allow else None)
    return found


def _require_admitted(organisations: Sequence[int], allow: Sequence[int] | None) -> None:
    """An allow list narrows. Raises ``AllowListUnknown`` for whom the policy does not admit."""
    for wanted in sorted(allow or ()):
        if wanted not in organisations:
            raise AllowListUnknown(organisation=wanted)


def _recipient(party: Party, organisation: int, key: KeyRecord) -> Recipient | None:
    """The key of one organisation; None where its bundle is not what the chain says."""
    logged = party.index.announcement(organisation, KeyPurpose.SEALING, key.number)
    try:
        return bundles.recipient(party, logged, party.suite, digest=key.digest)
    except CryptoError as error:
        party.progress.say(f"organisation {organisation} gets no key: {error.message}")
        return None
