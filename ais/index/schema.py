"""Tables and views of the index.

Two tables hold all there is: every event with its place and its values, and which submissions it
speaks of. What people ask for (organisations, keys, submissions, claims …) are views over them, so
nothing can go stale: to roll a block back is to delete its events. Values stand in ``args`` as
JSON: bytes as 0x-text, enums as names, numbers beyond 2^53 as decimal text.
"""

from __future__ import annotations

__all__ = ["SCHEMA", "TABLES", "VERSION"]

VERSION = 3

#: What the chain alone decides, with the order of a dump. (``recent`` is bookkeeping.)
TABLES: dict[str, str] = {
    "meta": "name",
    "blocks": "number",
    "events": "block, log_index",
    "mentions": "submission_id, block, log_index",
}

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE recent (
    number INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    parent_hash TEXT NOT NULL,
    timestamp INTEGER NOT NULL
);
CREATE TABLE blocks (
    number INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    timestamp INTEGER NOT NULL
);
CREATE TABLE events (
    block INTEGER NOT NULL REFERENCES blocks (number),
    log_index INTEGER NOT NULL,
    tx_hash TEXT NOT NULL,
    contract TEXT NOT NULL,
    name TEXT NOT NULL,
    args TEXT NOT NULL,
    PRIMARY KEY (block, log_index)
) WITHOUT ROWID;
CREATE TABLE mentions (
    submission_id TEXT NOT NULL,
    block INTEGER NOT NULL,
    log_index INTEGER NOT NULL,
    PRIMARY KEY (submission_id, block, log_index)
) WITHOUT ROWID;
CREATE INDEX events_by_name ON events (name, block, log_index);
CREATE INDEX events_by_transaction ON events (tx_hash);
CREATE INDEX events_by_submission ON events (name, json_extract(args, '$.submission_id'));
CREATE INDEX events_by_organisation ON events (name, json_extract(args, '$.organisation'));
CREATE INDEX events_by_policy ON events (
    name, json_extract(args, '$.policy'), json_extract(args, '$.epoch')
)
"""

# view -> events (the first column, ``event``, says which) and their values.
_VIEWS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "organisations": (
        (
            "OrganisationListed",
            "StatusChanged",
            "SectorsChanged",
            "TierChanged",
            "StandingGranted",
            "TermsAccepted",
        ),
        ("organisation", "status", "sectors", "tier", "from_epoch", "until_epoch", "version"),
    ),
    "accounts": (
        ("OrganisationListed", "OperatorAdded", "OperatorRevoked", "PayoutChanged"),
        ("organisation", "owner", "operator", "payout", "holds_from"),
    ),
    "terms": (("TermsPublished",), ("version", "digest", "uri", "in_force_from")),
    "sectors": (("SectorClassified",), ("sector", "class_", "from_epoch")),
    "relations": (
        ("RelationDeclared", "RelationWithdrawn"),
        ("organisation", "other", "kind", "from_epoch"),
    ),
    "keys": (
        ("KeyAnnounced",),
        ("organisation", "purpose", "number", "epoch", "digest", "announced_by"),
    ),
    "submissions": (
        ("Submitted",),
        (
            "submission_id",
            "organisation",
            "policy",
            "commitment",
            "key_commit",
            "ciphertext_digest",
        ),
    ),
    "endings": (("Revoked", "Superseded"), ("submission_id", "old_id", "new_id")),
    "releases": (
        ("ReadersReleased", "ReleaseRepeated"),
        ("slots_digest", "as_of_block", "epoch", "submission_ids"),
    ),
    "requests": (("KeyRequested",), ("submission_id", "organisation")),
    "grants": (
        ("KeyGranted",),
        ("submission_id", "organisation", "granted_by", "slots_digest"),
    ),
    "receipts": (("ReceiptPosted",), ("submission_id", "organisation", "closed_request")),
    "seats": (
        ("SeatTaken", "SeatVacated"),
        ("seat", "organisation", "from_epoch", "reason"),
    ),
    "seat_bonds": (
        ("SeatBondAdded", "SeatBondWithdrawn", "NoShowPenalised"),
        ("organisation", "amount", "bond", "penalty", "in_a_row", "to"),
    ),
    "valuations": (
        ("ValuationOpened",),
        ("submission_id", "organisation", "epoch", "bond", "stipend"),
    ),
    "rounds": (
        ("RoundScheduled",),
        ("submission_id", "round", "organisation", "epoch", "seed_block"),
    ),
    "panels": (
        ("PanelDrawn",),
        ("submission_id", "round", "seats", "organisations", "filled", "eligible", "key_by"),
    ),
    "panel_keys": (
        ("PanelKeyReleased",),
        ("submission_id", "round", "slots_digest", "commit_by", "reveal_by"),
    ),
    "ballots": (
        ("CommitRecorded", "BallotRevealed"),
        ("submission_id", "round", "organisation", "commit_digest", "ballot"),
    ),
    "results": (
        ("RoundTallied",),
        (
            "submission_id",
            "round",
            "result",
            "is_final",
            "sector",
            "severity_bps",
            "scope_bps",
            "prior_id",
        ),
    ),
    "settlements": (
        ("Settled",),
        (
            "submission_id",
            "round",
            "result",
            "is_final",
            "reward",
            "bond_returned",
            "bond_forfeited",
        ),
    ),
    "claims": (
        ("ClaimBooked",),
        ("organisation", "epoch", "submission_id", "amount", "is_stipend"),
    ),
    "epochs": (("EpochClosed",), ("epoch", "claims", "reserved", "dues")),
    "payments": (
        ("Paid",),
        ("organisation", "epoch", "claim", "owed", "set_off", "sent", "to"),
    ),
    "dues": (("DuesPaid",), ("organisation", "epoch", "amount", "from_")),
    "leaves": (
        ("LeafQueued", "LeafEntered", "LeafReplaced", "LeafSkipped", "LeafRemoved"),
        ("organisation", "leaf", "index", "former_leaf", "number", "epoch"),
    ),
    "snapshots": (("SnapshotTaken",), ("epoch", "root", "leaves")),
    "policies": (
        ("PolicyRegistered", "PolicyRetired"),
        ("policy", "from_epoch", "until_epoch", "uri"),
    ),
    "attestation_slots": (("SlotsSet",), ("slots", "from_epoch")),
    "posts": (
        ("AttestationPosted",),
        ("policy", "epoch", "tau", "compliant", "nullifier", "commit", "next", "ciphertext"),
    ),
    "contests": (("AttestationContested",), ("policy", "epoch", "tau", "compliant")),
    "silences": (("AttestationMissing",), ("policy", "epoch", "tau", "next", "silence")),
    "relays": (("RelayListed", "RelayDelisted"), ("key", "url")),
    "roles": (("RoleGranted", "RoleRevoked"), ("role_id", "account", "delay", "since")),
}


def _view(name: str, kinds: tuple[str, ...], values: tuple[str, ...]) -> str:
    columns = ", ".join(f"json_extract(args, '$.{value}') AS \"{value}\"" for value in values)
    wanted = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        f"CREATE VIEW {name} AS SELECT events.name AS event, {columns}, "  # noqa: S608  our own names
        "events.block, events.log_index, events.tx_hash, blocks.timestamp "
        "FROM events JOIN blocks ON blocks.number = events.block "
        f"WHERE events.name IN ({wanted})"
    )


#: Statements that make an empty index.
SCHEMA: tuple[str, ...] = (
    *(statement for statement in _TABLES.split(";") if statement.strip()),
    *(_view(name, kinds, values) for name, (kinds, values) in _VIEWS.items()),
)
