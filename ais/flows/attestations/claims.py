"""What a customer tells everybody: that a public flag is false, or that a supplier stayed silent.

Both open what the supplier committed to itself, name nobody, and go through a relay like posts: a
claim from an account of one's own would name one. An honest supplier is never wronged: nothing is
claimed about a supplier that was suspended, removed or out of the snapshot, in an epoch in which
nobody could post, or under a pair that a later one replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ais.chain import Write
from ais.chain.attestations import MOST_SILENCE
from ais.crypto.attestations import Missing, result_digest
from ais.digests import attestation_next
from ais.errors import CallNotDue, LastResortCosts, NoRelays
from ais.events import AttestationPosted
from ais.flows.outcome import Outcome, plain
from ais.flows.party import Party
from ais.network import Kind
from ais.records import Claim, Opening

from .announced import attestation_key
from .opening import Seen, Verdict, look, posted_of
from .pairstore import PairStore
from .relaying import Delivery, Parcel, State, deliver
from .scene import Scene
from .traces import Trace, context_of, traces_of

__all__ = ["CallDue", "claim_missing", "contest", "due", "tend"]


@dataclass(frozen=True, slots=True)
class CallDue(Outcome):
    """A contest or a claim that would be taken now.

    ``moment``: when ``tend`` sends it, in seconds of the chain's time; drawn over the epoch, since
    calls that leave together tell a relay that they belong together. ``silence``: which one in a
    row it would be.
    """

    what: str  # contest or claim
    supplier: int
    policy: bytes
    epoch: int
    moment: int
    silence: int = 0
    sent: Parcel | None = field(default=None, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; what would be sent opens a commitment and is not printed."""
        return {name: plain(getattr(self, name)) for name in self.__slots__ if name != "sent"}


def due(party: Party) -> list[CallDue]:
    """Contests of the running and the last epoch, and claims about the last one."""
    index = party.sync()
    running, found = index.epoch(), []
    for epoch in (running - 1, running):
        for term in index.policies_in_force(epoch) if epoch > 0 else ():
            for seen in look(party, term.policy, epoch):
                if seen.contest_due and seen.verdict is not Verdict.REMOVED:
                    found.append(_due(party, "contest", _contest(party, seen)))
                elif epoch < running and seen.verdict is Verdict.MISSING:
                    found += _claimable(party, seen)
    return found


def contest(
    party: Party, supplier: int, policy: bytes, epoch: int, *, direct: bool = False
) -> Delivery:
    """Correct the public flag of a supplier's post to what it told us. Epochs e and e+1.

    Raises ``CallNotDue``, and what delivering raises.
    """
    seen = _seen(party, supplier, policy, epoch, "contest")
    if party.index.epoch() > epoch + 1:
        raise _not_due("contest", seen, "the epoch after it is over")
    if not seen.contest_due:
        raise _not_due("contest", seen, "its public flag is what it told us, or was corrected")
    return deliver(party, _contest(party, seen).sent, direct=direct)


def claim_missing(party: Party, supplier: int, policy: bytes, *, direct: bool = False) -> Delivery:
    """Count a supplier's silence in the epoch before the running one.

    Raises ``CallNotDue`` with the reason, and what delivering raises.
    """
    missed = party.sync().epoch() - 1
    seen = _seen(party, supplier, policy, missed, "claim")
    return deliver(party, _claim(party, seen).sent, direct=direct)


def tend(party: Party, *, at_once: bool = False, direct: bool = False) -> list[Delivery]:
    """Send every contest and claim whose moment has come, and go on with those under way."""
    found = []
    with party.one_look() as index:
        for each in due(party):
            assert each.sent is not None
            if at_once or each.moment <= index.now():
                try:
                    found.append(deliver(party, each.sent, direct=direct))
                except (NoRelays, LastResortCosts) as error:
                    found.append(Delivery("", each.sent.kind, State.TRYING, note=error.code))
    return found


# ---- contests --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Call:
    """A parcel, and what it is about."""

    seen: Seen
    sent: Parcel
    silence: int = 0


def _contest(party: Party, seen: Seen) -> _Call:
    assert seen.entry is not None
    assert seen.record is not None
    event = seen.entry.event
    write = party.attestations.contest(
        seen.policy,
        seen.epoch,
        event.tau,
        _opening(party, event),
        not event.compliant,
        result_digest(seen.record),
        seen.record.salt,
    )
    return _Call(seen, _parcel(Kind.CONTEST, write, seen, event.tau))


def _opening(party: Party, event: AttestationPosted) -> Opening:
    """What shows the contract again that of which it keeps the digest alone."""
    posted = posted_of(party, event)
    return Opening(
        posted.compliant, posted.nullifier, posted.commit, posted.next, posted.ciphertext_digest
    )


# ---- claims ----------------------------------------------------------------------------------


def _claimable(party: Party, seen: Seen) -> Iterator[CallDue]:
    try:
        yield _due(party, "claim", _claim(party, seen))
    except CallNotDue as error:
        about = f"supplier {seen.supplier}, epoch {seen.epoch}"
        party.progress.say(f"{about}: not claimed, {error.reason}")


def _claim(party: Party, seen: Seen) -> _Call:
    """What counts a silence. Raises ``CallNotDue`` wherever it must not be counted."""
    if seen.claimed:
        raise _not_due("claim", seen, "it stands already")
    if seen.verdict is not Verdict.MISSING:
        raise _not_due("claim", seen, f"it is {seen.verdict.value}, not missing")
    if Scene(party, seen.policy, seen.epoch + 1).is_removed(seen.supplier):
        raise _not_due("claim", seen, "it was removed since, and nobody claims about those")
    trace = seen.trace
    assert trace is not None
    former = _former(party, seen, trace)
    write, silence = _after(party, seen, former, _missing(party, seen, trace))
    kind = Kind.CLAIM_MISSING if silence == 1 else Kind.CLAIM_STILL_MISSING
    return _Call(seen, _parcel(kind, write, seen, trace.keys.tau), silence)


def _former(party: Party, seen: Seen, trace: Trace) -> Trace:
    """The same pair one epoch earlier."""
    for each in traces_of(party, seen.epoch - 1):
        if each.policy == seen.policy and each.origin == trace.origin and not each.is_of_pack:
            return each
    raise _not_due("claim", seen, "the pair is not older than that epoch, or its past was lost")


def _missing(party: Party, seen: Seen, trace: Trace) -> Missing:
    """What the former's ``next`` names, and the ``next`` for the running epoch."""
    context = context_of(party, seen.policy, seen.epoch)
    for entry in PairStore(party).all():
        if entry.pair is not None and entry.pair.origin == trace.origin:
            public = attestation_key(party, seen.supplier, seen.epoch)
            after = attestation_key(party, seen.supplier, seen.epoch + 1)
            return entry.pair.missing(context, public, after)
    raise _not_due("claim", seen, "the pair was ended")


def _after(party: Party, seen: Seen, former: Trace, missing: Missing) -> tuple[Write, int]:
    """The call, and which silence in a row it counts."""
    scene = Scene(party, seen.policy, former.epoch)
    post, silence = scene.post(former.keys.tau), scene.silence(former.keys.tau)
    if post is None and silence is None:
        raise _not_due("claim", seen, "the epoch before has neither a post nor a claim of the pair")
    opened = attestation_next(tau=missing.tau, claimer=missing.claimer.address)
    named = post.event.next if post is not None else silence.next if silence is not None else b""
    if named != opened:
        raise _not_due("claim", seen, "the post before it named another one-time key")
    if post is not None:
        opening = _opening(party, post.event)
        return party.attestations.claim_missing(_signed(missing, former, 1), opening), 1
    assert silence is not None
    if silence.silence >= MOST_SILENCE:
        raise _not_due("claim", seen, f"{MOST_SILENCE} in a row are counted, and no more")
    claim = _signed(missing, former, silence.silence + 1)
    write = party.attestations.claim_still_missing(claim, silence.next, silence.silence)
    return write, silence.silence + 1


def _signed(missing: Missing, former: Trace, silence: int) -> Claim:
    policy, epoch = missing.context.policy, missing.context.epoch
    signature = missing.signature(silence)
    return Claim(policy, epoch, former.keys.tau, missing.tau, missing.next, signature)


# ---- private ---------------------------------------------------------------------------------


def _seen(party: Party, supplier: int, policy: bytes, epoch: int, what: str) -> Seen:
    for each in look(party, policy, epoch):
        if each.supplier == supplier:
            return each
    reason = "it is not a supplier of ours"
    raise CallNotDue(what=what, supplier=supplier, epoch=epoch, reason=reason)


def _not_due(what: str, seen: Seen, reason: str) -> CallNotDue:
    return CallNotDue(what=what, supplier=seen.supplier, epoch=seen.epoch, reason=reason)


def _parcel(kind: Kind, write: Write, seen: Seen, tau: str) -> Parcel:
    return Parcel(kind, write.payload, seen.policy, seen.epoch, tau, seen.epoch + 1)


def _due(party: Party, what: str, call: _Call) -> CallDue:
    seen = call.seen
    moment = _moment(party, what, seen)
    return CallDue(what, seen.supplier, seen.policy, seen.epoch, moment, call.silence, call.sent)


def _moment(party: Party, what: str, seen: Seen) -> int:
    """A second in the first six tenths of epoch e+1 that nobody else can compute.

    For both kinds: a contest that follows its post at once would show that somebody waits there.
    """
    assert seen.trace is not None
    clock = Scene(party, seen.policy, seen.epoch + 1).clock
    context = context_of(party, seen.policy, seen.epoch).to_bytes()
    secret = party.keys.digest_of_input(b"moment", what.encode(), seen.trace.origin, context)
    return clock.starts_at + int.from_bytes(secret, "big") % (6 * clock.tenth)
