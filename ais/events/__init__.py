"""Every event of the contracts as a frozen dataclass, a module per contract.

They are decoded in the noun modules of ``ais.chain`` alone; everybody else takes them as they are.
``BY_NAME`` finds the class of an event's Solidity name.
"""

from collections.abc import Mapping

from .access_manager import (
    OperationCanceled,
    OperationExecuted,
    OperationScheduled,
    RoleAdminChanged,
    RoleGrantDelayChanged,
    RoleGranted,
    RoleGuardianChanged,
    RoleLabel,
    RoleRevoked,
    TargetAdminDelayUpdated,
    TargetClosed,
    TargetFunctionRoleUpdated,
)
from .attestations import (
    AttestationContested,
    AttestationMissing,
    AttestationPosted,
    PolicyRegistered,
    PolicyRetired,
    SlotsSet,
)
from .base import Event
from .group import (
    LeafEntered,
    LeafQueued,
    LeafRemoved,
    LeafReplaced,
    LeafSkipped,
    SnapshotTaken,
)
from .indicators import (
    ReadersReleased,
    ReleaseDeferred,
    Revoked,
    Submitted,
    Superseded,
    ValuationMarked,
)
from .key_directory import KeyAnnounced
from .membership import (
    AuthorityUpdated,
    OperatorAdded,
    OperatorRevoked,
    OrganisationListed,
    PayoutChanged,
    SectorClassified,
    SectorsChanged,
    StandingGranted,
    Started,
    StatusChanged,
    TermsAccepted,
    TermsPublished,
    TierChanged,
)
from .pool import PoolFunded, PoolSwept
from .pricing import AcceptanceNoted, PricingConfigured, TargetSet
from .relations import RelationDeclared, RelationWithdrawn
from .relays import RelayDelisted, RelayListed
from .releases import KeyGranted, KeyRequested, ReceiptPosted, ReleaseRepeated
from .rewards import (
    BondWithdrawn,
    ClaimBooked,
    DuesPaid,
    EpochClosed,
    Paid,
    RewardsConfigured,
    Settled,
    ValuationOpened,
)
from .seats import (
    NoShowPenalised,
    SeatBondAdded,
    SeatBondWithdrawn,
    SeatsConfigured,
    SeatTaken,
    SeatVacated,
)
from .valuation import (
    BallotRevealed,
    CommitRecorded,
    CommitsClosed,
    PanelDrawn,
    PanelKeyReleased,
    RoundScheduled,
    RoundTallied,
)

#: Solidity name -> class.
BY_NAME: Mapping[str, type[Event]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}

__all__ = [
    "BY_NAME",
    "AcceptanceNoted",
    "AttestationContested",
    "AttestationMissing",
    "AttestationPosted",
    "AuthorityUpdated",
    "BallotRevealed",
    "BondWithdrawn",
    "ClaimBooked",
    "CommitRecorded",
    "CommitsClosed",
    "DuesPaid",
    "EpochClosed",
    "Event",
    "KeyAnnounced",
    "KeyGranted",
    "KeyRequested",
    "LeafEntered",
    "LeafQueued",
    "LeafRemoved",
    "LeafReplaced",
    "LeafSkipped",
    "NoShowPenalised",
    "OperationCanceled",
    "OperationExecuted",
    "OperationScheduled",
    "OperatorAdded",
    "OperatorRevoked",
    "OrganisationListed",
    "Paid",
    "PanelDrawn",
    "PanelKeyReleased",
    "PayoutChanged",
    "PolicyRegistered",
    "PolicyRetired",
    "PoolFunded",
    "PoolSwept",
    "PricingConfigured",
    "ReadersReleased",
    "ReceiptPosted",
    "RelationDeclared",
    "RelationWithdrawn",
    "RelayDelisted",
    "RelayListed",
    "ReleaseDeferred",
    "ReleaseRepeated",
    "Revoked",
    "RewardsConfigured",
    "RoleAdminChanged",
    "RoleGrantDelayChanged",
    "RoleGranted",
    "RoleGuardianChanged",
    "RoleLabel",
    "RoleRevoked",
    "RoundScheduled",
    "RoundTallied",
    "SeatBondAdded",
    "SeatBondWithdrawn",
    "SeatTaken",
    "SeatVacated",
    "SeatsConfigured",
    "SectorClassified",
    "SectorsChanged",
    "Settled",
    "SlotsSet",
    "SnapshotTaken",
    "StandingGranted",
    "Started",
    "StatusChanged",
    "Submitted",
    "Superseded",
    "TargetAdminDelayUpdated",
    "TargetClosed",
    "TargetFunctionRoleUpdated",
    "TargetSet",
    "TermsAccepted",
    "TermsPublished",
    "TierChanged",
    "ValuationMarked",
    "ValuationOpened",
]
