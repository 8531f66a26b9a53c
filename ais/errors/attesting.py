"""Errors of attesting: what the client refuses before a contract or a relay is asked.

None of them carries a one-time key, a pair's key or what is said to a customer.
"""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "AttestingError",
    "DeliveryUnknown",
    "GroupChangePending",
    "GroupSmall",
    "HeadStale",
    "KeyNotInForce",
    "LabelUnfit",
    "LastResortCosts",
    "LeafNotInSnapshot",
    "LeafSecretUnknown",
    "NoRelays",
    "PairLimit",
    "PairStoreUnusable",
    "PairUnknown",
    "PairWaits",
    "PartnerKeyMissing",
    "PartnerUnfit",
    "PolicyDocumentMissing",
    "PolicyNotRegistered",
    "ScannerUnfit",
    "SnapshotMissing",
    "SnapshotUneven",
    "StatementMissing",
    "StatementUnusable",
]


class AttestingError(AisError):
    """Base of what a member is refused while it attests."""

    code = "attesting-refused"
    why = "this cannot be attested: {reason}"
    what_to_do = "See `ais attest --help`."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


# ---- the group -------------------------------------------------------------------------------


class GroupSmall(AttestingError):
    """Too few independent members: a post would hide its author among fewer than asked for."""

    code = "group-small"
    why = (
        "a post of epoch {epoch} would hide among {found} independent organisations only, "
        "and this home asks for {least}"
    )
    what_to_do = (
        "Wait until more have joined the group. For a demonstration with nothing at stake, set "
        "another number with --small-group: whoever posts is then easier to guess."
    )
    fields: ClassVar[tuple[str, ...]] = ("epoch", "found", "least")


class SnapshotMissing(AttestingError):
    """The running epoch has no snapshot yet; one of an earlier epoch is never used."""

    code = "snapshot-missing"
    why = "epoch {epoch} has no snapshot of the group"
    what_to_do = "Take it with `ais attest snapshot` (anyone may), or let `ais run` do it."
    fields: ClassVar[tuple[str, ...]] = ("epoch",)


class SnapshotUneven(AttestingError):
    """The tree that follows from the events is not the one that the contract froze."""

    code = "snapshot-uneven"
    why = "the group's leaves do not give the root that the chain has for {what}"
    what_to_do = "Delete the index and read the chain again; if it stays, another node is needed."
    fields: ClassVar[tuple[str, ...]] = ("what",)


class HeadStale(AttestingError):
    """The newest block of the node is too old: what holds now is not known."""

    code = "head-stale"
    why = "the newest block of the node is {seconds} seconds old, more than {most}"
    what_to_do = "Wait until the node has caught up, or use another one."
    fields: ClassVar[tuple[str, ...]] = ("seconds", "most")


class LeafNotInSnapshot(AttestingError):
    """Our organisation cannot post in the epoch: its leaf is not in the snapshot."""

    code = "leaf-not-in-snapshot"
    why = "organisation {organisation} has no leaf in the snapshot of epoch {epoch}"
    what_to_do = (
        "A member joins with `ais attest join`, and its leaf counts from the next snapshot; "
        "a removed or suspended organisation asks the registrar."
    )
    fields: ClassVar[tuple[str, ...]] = ("organisation", "epoch")


class LeafSecretUnknown(AttestingError):
    """The leaf in the tree follows from no number of this home's root secret."""

    code = "leaf-secret-unknown"
    why = "the group's leaf of organisation {organisation} is not of this home's keys"
    what_to_do = "Open the home that queued it, or replace the leaf with `ais attest rotate`."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class GroupChangePending(AttestingError):
    """A leaf of this organisation waits already."""

    code = "group-change-pending"
    why = "a leaf of organisation {organisation} waits to be let in"
    what_to_do = "Let it in with `ais attest admit` before the epoch's snapshot."
    fields: ClassVar[tuple[str, ...]] = ("organisation",)


class KeyNotInForce(AttestingError):
    """An attestation key counts from the epoch after the first, from the second after a later."""

    code = "attestation-key-not-in-force"
    why = "organisation {organisation} has no attestation key in force in epoch {epoch}"
    what_to_do = "Announce one with `ais attest join`; it counts from the next epoch."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "epoch")


# ---- policies and statements -----------------------------------------------------------------


class PolicyNotRegistered(AttestingError):
    """No policy of that digest is in force."""

    code = "policy-not-registered"
    why = "the policy {policy} is not in force in epoch {epoch}"
    what_to_do = "See `ais attest policy list`; the governor registers one for the whole network."
    fields: ClassVar[tuple[str, ...]] = ("policy", "epoch")


class PolicyDocumentMissing(AttestingError):
    """A registered policy whose document this home does not have."""

    code = "policy-document-missing"
    why = "this home has no document of the policy {policy}"
    what_to_do = "Get the file from {uri} and add it with `ais attest policy add FILE`."
    fields: ClassVar[tuple[str, ...]] = ("policy", "uri")


class LabelUnfit(AttestingError):
    """A name that the reports give, or nobody gives, has no place in a statement."""

    code = "label-unfit"
    why = "the {field} of a statement {reason}"
    what_to_do = "Name it yourself with {option} of `ais attest state`; nothing is cut."
    fields: ClassVar[tuple[str, ...]] = ("field", "reason", "option")


class StatementMissing(AttestingError):
    """Customers wait for a statement and there is none to make."""

    code = "statement-missing"
    why = "{customers} customers wait for a statement under the policy {policy}, and there is none"
    what_to_do = (
        "Make one with `ais attest state REPORT… --policy NAME`; with --silent they get none, and "
        "the posts go to nobody."
    )
    fields: ClassVar[tuple[str, ...]] = ("policy", "customers")


class ScannerUnfit(AttestingError):
    """A scanner's signature that is none, or none over just this report."""

    code = "scanner-unfit"
    why = "the scanner's signature cannot be stated: its {field} {reason}"
    what_to_do = (
        "Take the JSON file that came with just this report, unchanged: kind, key and value. "
        "Without --scanner the report is stated unsigned."
    )
    fields: ClassVar[tuple[str, ...]] = ("field", "reason")


class StatementUnusable(AttestingError):
    """The kept statement cannot be read."""

    code = "statement-unusable"
    why = "the statement kept in {path} cannot be used: {reason}"
    what_to_do = "Make it again with `ais attest state`."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


# ---- pairs -----------------------------------------------------------------------------------


class PairUnknown(AttestingError):
    """No pair or pairing of that name is in this home."""

    code = "pair-unknown"
    why = "no pair of this home is called {name}"
    what_to_do = "See `ais attest pair list`."
    fields: ClassVar[tuple[str, ...]] = ("name",)


class PairWaits(AttestingError):
    """The pairing is not at the step that was asked for."""

    code = "pair-waits"
    why = "the pairing {name} is at the step {step}, and cannot {wanted}"
    what_to_do = "See `ais attest pair list` for what it waits for."
    fields: ClassVar[tuple[str, ...]] = ("name", "step", "wanted")


class PairLimit(AttestingError):
    """A supplier that every post of an epoch would serve has no place for one more customer."""

    code = "pair-limit"
    why = "a member serves at most {slots} customers, and this one would be number {customers}"
    what_to_do = "End another pair, or ask the governor for more posts an epoch."
    fields: ClassVar[tuple[str, ...]] = ("customers", "slots")


class PairStoreUnusable(AttestingError):
    """A file of a pair that cannot be opened."""

    code = "pair-store-unusable"
    why = "the pair kept in {path} cannot be used: {reason}"
    what_to_do = "Restore the file from a backup, or pair again with that partner."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class PartnerKeyMissing(AttestingError):
    """The partner has not announced what a pairing needs."""

    code = "partner-key-missing"
    why = "organisation {organisation} has announced no usable {purpose} key"
    what_to_do = "Ask it to join with `ais join` first."
    fields: ClassVar[tuple[str, ...]] = ("organisation", "purpose")


class PartnerUnfit(AttestingError):
    """No pair is made with oneself, with nobody, or where either side is suspended or removed."""

    code = "partner-unfit"
    why = "no pair can be made: organisation {organisation} {reason}"
    what_to_do = (
        "Check the number with `ais membership list`. A suspended one pairs once the registrar has "
        "reinstated it, a removed one only when it was admitted anew, under a new number."
    )
    fields: ClassVar[tuple[str, ...]] = ("organisation", "reason")


# ---- sending ---------------------------------------------------------------------------------


class NoRelays(AttestingError):
    """The network lists no relay that could carry the call."""

    code = "no-relays"
    why = "the network lists no relay, and one's own account would name its owner"
    what_to_do = (
        "Ask the governor to list relays. With --direct a new account of no name sends it from "
        "your own node: its operator, if that is not you, sees where it came from."
    )
    fields: ClassVar[tuple[str, ...]] = ()


class LastResortCosts(AttestingError):
    """A new account without money cannot send on a chain that asks for a price."""

    code = "last-resort-costs"
    why = "the chain asks a price for gas, and a new account of no name has no money"
    what_to_do = "Wait for a relay; money sent to a new account would name who sent it."
    fields: ClassVar[tuple[str, ...]] = ()


class DeliveryUnknown(AttestingError):
    """Nothing of that name is under way."""

    code = "delivery-unknown"
    why = "nothing called {name} is under way"
    what_to_do = "See `ais attest status`."
    fields: ClassVar[tuple[str, ...]] = ("name",)
