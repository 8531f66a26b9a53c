"""Errors of pairing and of pairwise keys. None of them ever carries a secret."""

from __future__ import annotations

from typing import ClassVar

from .crypto import CryptoError

__all__ = [
    "PairEpochFar",
    "PairKeyGone",
    "PairNotYet",
    "PairingCode",
    "PairingError",
    "PairingExpired",
    "PairingForeign",
    "PairingMalformed",
    "PairingReplayed",
    "PairingReveal",
    "PairingSealed",
    "PairingSigner",
]

_AGAIN = "Ask the partner for a new invitation, and tell it by voice what happened."


class PairingError(CryptoError):
    """Base of what two companies can be refused while they pair."""

    code = "pairing-refused"
    why = "the pairing was refused: {reason}"
    what_to_do = _AGAIN
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class PairingMalformed(PairingError):
    """A file of a pairing, or its kept state, that does not follow the format."""

    code = "pairing-malformed"
    why = "the pairing file's {field} {reason}"
    what_to_do = "Ask the partner to hand the same file over again, unchanged."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class PairingForeign(PairingError):
    """A file of another chain, company, direction, key, step or pairing; one's own file too."""

    code = "pairing-foreign"
    why = "the pairing file's {field} is not that of this pairing"
    what_to_do = "Check that it is the partner's file, of this network, and its answer to yours."
    fields: ClassVar[tuple[str, ...]] = ("field",)


class PairingSigner(PairingError):
    """A file that no operator of the partner signed, or that was changed after it."""

    code = "pairing-signer"
    why = "the pairing file was not signed by an operator of organisation {organisation}"
    what_to_do = "Trust nothing in it; ask the partner by voice whether it sent the file."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class PairingExpired(PairingError):
    """A file that came too late. ``expires_at``: seconds."""

    code = "pairing-expired"
    why = "the pairing expired at {expires_at}"
    what_to_do = "Begin again with a new invitation."
    fields: ClassVar[tuple[str, ...]] = ("expires_at",)


class PairingReplayed(PairingError):
    """An invitation that was taken once already."""

    code = "pairing-replayed"
    why = "this pairing file was taken already"
    what_to_do = "Do nothing if it was you; else ask the partner whether it sent it twice."
    fields: ClassVar[tuple[str, ...]] = ()


class PairingReveal(PairingError):
    """The revealed value is not the one that the invitation committed to."""

    code = "pairing-reveal"
    why = "the revealed value is not the one that the invitation committed to"
    what_to_do = _AGAIN
    fields: ClassVar[tuple[str, ...]] = ()


class PairingSealed(PairingError):
    """The sealed value of a single file does not open under our agreement key."""

    code = "pairing-sealed"
    why = "the pairing file's sealed value does not open under our agreement key"
    what_to_do = _AGAIN
    fields: ClassVar[tuple[str, ...]] = ()


class PairingCode(PairingError):
    """The code that was typed is not ours. The code itself is never repeated here."""

    code = "pairing-code"
    why = "the code is not the one of this side: somebody may stand between the two companies"
    what_to_do = "Let the partner read it out again; if it stays different, throw the pairing away."
    fields: ClassVar[tuple[str, ...]] = ()


class PairKeyGone(PairingError):
    """The pairwise key of that epoch was deleted, as it must be."""

    code = "pair-key-gone"
    why = "the pairwise key of epoch {epoch} was deleted; the oldest one kept is of {oldest_epoch}"
    what_to_do = "Use the evidence kept from that epoch, your own or the partner's."
    fields: ClassVar[tuple[str, ...]] = ("epoch", "oldest_epoch")


class PairNotYet(PairingError):
    """The pair was not in force in that epoch."""

    code = "pair-not-yet"
    why = "the pair is in force from epoch {first_epoch}, not in {epoch}"
    what_to_do = "Wait for its first epoch."
    fields: ClassVar[tuple[str, ...]] = ("epoch", "first_epoch")


class PairEpochFar(PairingError):
    """An epoch so far ahead that it is a mistake."""

    code = "pair-epoch-far"
    why = "epoch {epoch} is more than {most} ahead of the pair's"
    what_to_do = "Check the epoch, and the node that named it."
    fields: ClassVar[tuple[str, ...]] = ("epoch", "most")
