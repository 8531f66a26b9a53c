"""Submit: from files to sealed blobs, one transaction, and the readers' release.

The order is what makes a kill at any moment harmless; the numbers stand at the code.

1. Read the input once, check it, refuse what must not go out. Nothing has happened yet.
2. Draw data keys and salts and write them, sealed, into the journal.
3. Put the containers into all stores and read them back.
4. Decide on the policy's times and wrap the keys for everyone eligible now (none under embargo).
5. Sign the transaction, write it into the journal, send it, wait until it is mined.
6. Where the release came too late, or was left out, make it: the submission stands anyhow.

The journal knows a submission by (account, verb, digest of input and policy): the same command
goes on where it stood and never submits twice. ``again`` insists.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ais.chain.codec import Write
from ais.crypto import Drawn, Sealed, seal
from ais.digests import sha256, submission_id
from ais.errors import IndicatorsPolicyTerms, PolicyField
from ais.journal import Saga
from ais.policy import FLAG_VALUATION_DECLINED, pack, unpack
from ais.types import Item, Policy, Release

from .acts import planned
from .drafts import Draft, send_fresh
from .intake import Choices, Prepared, Read, examine, read
from .party import Party
from .readers import admitted
from .release import Wrapped, is_fresh, keep_allow_list, release_readers, wrap
from .submitted import DRAWN, Shared, Submitted, forget_keys, known, restored
from .terms import SharingTerms, draft_policy, shown_policy

__all__ = ["ITEMS_A_TRANSACTION", "Shared", "Submitted", "submit"]

#: The contract's limit; 512 items are 49 KB of calldata, well within a transaction's 131,072.
ITEMS_A_TRANSACTION = 512

_NONE = Release(bytes(32), 0, 0)
_PUBLIC = "a salted commitment, the policy, the digest and size of the ciphertext, for each file"


@dataclass(frozen=True, slots=True)
class _Work:
    """One command under way."""

    party: Party
    saga: Saga
    terms: SharingTerms
    at: int
    hold: bool


def submit(
    party: Party,
    paths: Sequence[str | Path],
    terms: SharingTerms,
    choices: Choices | None = None,
    *,
    again: bool = False,
    value: bool = False,
    hold: bool = False,
    dry_run: bool = False,
    stdin: BinaryIO | None = None,
) -> Submitted:
    """Submit files, folders or standard input (``-``): one submission a file, one policy for all.

    ``hold``: leave the readers' release for later. ``value``: refuse what is not valued. Raises
    what ``intake.examine`` raises, the errors of stores and contracts; the same call goes on then.
    """
    chosen = choices or Choices()
    given = read(paths, stdin)
    if dry_run:
        return _plan(party, given, terms, chosen, value=value, hold=hold)

    name = party.keys.digest_of_input(given.digest(), terms.to_bytes(), repr(chosen).encode())
    begun, finished = known(party, name)
    if finished is not None and not again:
        forget_keys(finished)  # where it was killed just before that
        return restored(json.loads(finished.outcome() or b""))
    at = clock(party) if begun is None else int(begun.step("at") or clock(party))
    prepared = examine(given, chosen, at, party.progress)  # 1
    if begun is None:
        _refuse(party, _policy(party, terms, prepared, at), terms, value=value, hold=hold)
    saga = party.saga("submit", name, again=again)
    at = int(saga.once("at", lambda: str(at).encode()))
    work = _Work(party, saga, terms, at, hold)

    shared: list[Shared] = []
    slots: int | None = None
    for first in range(0, len(prepared), ITEMS_A_TRANSACTION):
        part = prepared[first : first + ITEMS_A_TRANSACTION]
        done, policy, slots = _submit_part(work, f"{first}", part)
        shared += done
    outcome = Submitted(tuple(shared), shown_policy(policy), slots, policy.not_before)
    saga.finish(json.dumps(outcome.to_dict()).encode())
    forget_keys(saga)
    return outcome


def clock(party: Party) -> int:
    """Now: the newest block's time, or ours where no block has come for a while."""
    return max(party.now(), int(time.time()))


# ---- steps -----------------------------------------------------------------------------------


def _submit_part(
    work: _Work, part: str, prepared: Sequence[Prepared]
) -> tuple[list[Shared], Policy, int | None]:
    """One transaction's worth of files: steps 2 to 6."""
    party = work.party
    sealed = _seal(work, part, prepared)  # 2
    for number, each in enumerate(sealed):  # 3
        party.stores.put(each.container)
        party.progress.count("containers stored and read back", number + 1, len(sealed))
    party.progress.say(f"{len(sealed)} sealed and stored")

    draft = Draft(
        f"{part}/submit",
        make=lambda: _decide(work, prepared, sealed),  # 4
        usable=lambda raw: _usable(work, raw),
        write=lambda raw: _write(party, sealed, *_unpacked(raw)),
        late=(IndicatorsPolicyTerms,),
    )
    decided, receipt = send_fresh(party, work.saga, draft)  # 5
    policy, wrapped = _unpacked(decided)
    ids = submission_ids(party, [each.item for each in sealed], policy)
    party.progress.say(f"{len(ids)} submitted in block {receipt.block_number}")
    slots = _ensure_released(work, ids, policy, wrapped)  # 6
    shared = [
        Shared(
            submission_id=name,
            path=each.path,
            objects=len(each.objects),
            withheld=len(each.marks),
            ciphertext_digest=made.item.ciphertext_digest,
            transaction=receipt.tx_hash,
            block=receipt.block_number,
        )
        for name, each, made in zip(ids, prepared, sealed, strict=True)
    ]
    return shared, policy, slots


def _seal(work: _Work, part: str, prepared: Sequence[Prepared]) -> list[Sealed]:
    """The containers: the same ones each time, because their random parts are in the journal."""

    def draw() -> bytes:
        drawn = [Drawn.draw(len(each.objects)).to_bytes() for each in prepared]
        return json.dumps([raw.hex() for raw in drawn]).encode()

    kept = json.loads(work.saga.once(part + DRAWN, draw))
    place, self_key = work.party.place(), work.party.keys.root().self_key()
    return [
        seal(
            each.objects,
            place=place,
            self_key=self_key,
            strictest_tlp=each.strictest_tlp,
            withheld=each.marks,
            drawn=Drawn.from_bytes(bytes.fromhex(raw)),
        )
        for each, raw in zip(prepared, kept, strict=True)
    ]


def _decide(work: _Work, prepared: Sequence[Prepared], sealed: Sequence[Sealed]) -> bytes:
    """The policy as of now and, unless it waits, the release."""
    party = work.party
    policy = _policy(party, work.terms, prepared, work.at)
    ids = submission_ids(party, [each.item for each in sealed], policy)
    if work.terms.allow is not None:
        for name in ids:
            keep_allow_list(party, name, work.terms.allow)
    wrapped = Wrapped(_NONE, 0)
    if not _waits(work, policy):
        keys = [each.data_key for each in sealed]
        wrapped = wrap(party, policy, ids, keys, work.terms.allow)
    release = wrapped.release
    values = [release.slots_digest.hex(), release.as_of_block, release.epoch, wrapped.slots]
    return json.dumps([hex(pack(policy)), *values]).encode()


def _policy(party: Party, terms: SharingTerms, prepared: Sequence[Prepared], at: int) -> Policy:
    """Raises ``MembershipTermsStale`` and the like where this account may not submit."""
    noun = party.membership
    organisation, version = party.read(noun.require_submitter(party.keys.address("operator")))
    return draft_policy(
        terms,
        prepared,
        organisation=organisation,
        own_sectors=party.read(noun.organisation(organisation)).sectors,
        terms_version=version,
        at=at,
    )


def _refuse(
    party: Party, policy: Policy, terms: SharingTerms, *, value: bool, hold: bool
) -> Sequence[int]:
    """Who can read now. Raises ``PolicyField`` for what is not valued, ``AllowListUnknown``."""
    if value and policy.flags & FLAG_VALUATION_DECLINED:
        raise PolicyField(field="valuation", reason="is declined, as always with TLP:RED")
    return admitted(party, policy, None if hold or policy.not_before else terms.allow)


def _usable(work: _Work, raw: bytes) -> bool:
    policy, wrapped = _unpacked(raw)
    in_force = work.party.read(work.party.membership.terms_in_force())
    if policy.terms_version != in_force:
        return False
    return wrapped.release == _NONE or is_fresh(work.party, wrapped.release)


def _write(party: Party, sealed: Sequence[Sealed], policy: Policy, wrapped: Wrapped) -> Write:
    items = [each.item for each in sealed]
    if len(items) == 1:
        return party.indicators.submit(items[0], pack(policy), wrapped.release)
    return party.indicators.submit_batch(items, pack(policy), wrapped.release)


def _ensure_released(
    work: _Work, ids: Sequence[bytes], policy: Policy, wrapped: Wrapped
) -> int | None:
    """How many slots the readers' release has; made now where the first one came too late."""
    party = work.party
    if _waits(work, policy):
        return None
    if party.read(party.indicators.released_at(ids[0])):
        return wrapped.slots
    party.progress.say("the release came too late for the block; releasing now")
    return release_readers(party, ids, allow=work.terms.allow).slots


def _waits(work: _Work, policy: Policy) -> bool:
    return work.hold or policy.not_before > clock(work.party)


def submission_ids(party: Party, items: Sequence[Item], policy: Policy) -> tuple[bytes, ...]:
    """The ids that the contract will give."""
    place = party.place(policy.organisation)
    return tuple(
        submission_id(
            chain_id=place.chain_id,
            indicators=place.indicators,
            organisation=policy.organisation,
            commitment=item.commitment,
            key_commit=item.key_commit,
            ciphertext_digest=item.ciphertext_digest,
            policy=pack(policy),
        )
        for item in items
    )


# ---- without sending -------------------------------------------------------------------------


def _plan(
    party: Party, given: Read, terms: SharingTerms, choices: Choices, *, value: bool, hold: bool
) -> Submitted:
    """What would be submitted: checked in full, sealed in memory, nothing stored or sent."""
    at = clock(party)
    prepared = examine(given, choices, at, party.progress)
    policy = _policy(party, terms, prepared, at)
    readers = _refuse(party, policy, terms, value=value, hold=hold)
    acts = []
    for first in range(0, len(prepared), ITEMS_A_TRANSACTION):
        count = len(prepared[first : first + ITEMS_A_TRANSACTION])
        items = [Item(sha256(b"%d" % n), sha256(b"k"), sha256(b"c")) for n in range(count)]
        write = party.indicators.submit_batch(items, pack(policy), _NONE)
        acts.append(planned(party, write, _PUBLIC))
    slots = None if hold or policy.not_before else len(readers)
    shown = tuple(
        Shared(b"", each.path, len(each.objects), len(each.marks), b"", b"", 0) for each in prepared
    )
    return Submitted(
        shown, shown_policy(policy), slots, policy.not_before, dry_run=True, acts=tuple(acts)
    )


# ---- what the journal keeps ------------------------------------------------------------------


def _unpacked(raw: bytes) -> tuple[Policy, Wrapped]:
    word, digest, as_of_block, epoch, slots = json.loads(raw)
    release = Release(bytes.fromhex(digest), as_of_block, epoch)
    return unpack(int(word, 16)), Wrapped(release, slots)
