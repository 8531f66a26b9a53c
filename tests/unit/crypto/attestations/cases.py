"""The vectors, and short ways from them to the values that the client works with."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import rfc8785
from eth_account import Account

from ais import crypto
from ais.crypto import attestations as att
from ais.crypto.secret import Secret
from ais.digests import keccak256, sha256
from ais.types import Address, KeyPurpose, Suite
from tests.unit.crypto.parties import VECTORS


@cache
def vectors(name: str) -> Any:
    return json.loads((VECTORS / "attestations" / f"{name}.json").read_text())


def unhex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


CHAIN = vectors("keys")["chain"]
CHAIN_ID = CHAIN["chainId"]
DIRECTORY = Address(CHAIN["keyDirectory"])
CONTRACT = Address(CHAIN["attestations"])
KEYS = {each["name"]: each for each in vectors("keys")["keys"]}
NOW, EPOCH = 1_900_000_000, 4


@cache
def root(name: str) -> crypto.RootSecret:
    return crypto.RootSecret(Secret(unhex(KEYS[name]["root"])))


@cache
def operator(name: str) -> Any:
    return Account.from_key(KEYS[name]["operatorSecret"])


def announcement(name: str, purpose: KeyPurpose) -> crypto.Announcement:
    key = KEYS[name]
    return crypto.Announcement(CHAIN_ID, DIRECTORY, key["organisation"], purpose, key["number"])


def signing_key(name: str) -> att.SigningKey:
    return root(name).attestation_key(KEYS[name]["number"])


@cache
def side(name: str) -> att.Side:
    key = KEYS[name]
    digest = keccak256(unhex(key["agreementBundle"]))
    agreement = root(name).agreement_key(key["number"])
    return att.Side(
        CHAIN_ID, DIRECTORY, key["organisation"], agreement, key["number"], digest, operator(name)
    )


@cache
def partner(name: str) -> att.Partner:
    """As the chain shows a member to the others: by its verified bundle."""
    key = KEYS[name]
    raw = unhex(key["agreementBundle"])
    found = crypto.verify_bundle(
        raw,
        announcement=announcement(name, KeyPurpose.AGREEMENT),
        announced_by=Address(key["operator"]),
        digest=keccak256(raw),
        suite=Suite.X25519,
    )
    operators = frozenset({Address(key["operator"]), Address("0x" + "00" * 19 + "07")})
    return att.Partner(key["organisation"], found.key, key["number"], found.key_digest, operators)


def file_bytes(document: dict[str, Any]) -> bytes:
    return bytes(rfc8785.dumps(document))


POSTS = vectors("sealed_posts")
DIRECTION = att.Direction(POSTS["supplier"], POSTS["customer"])


def pair_at(epoch: int) -> att.Pair:
    """The vectors' pair when ``epoch`` is the oldest of which it has the key."""
    key = Secret(unhex(POSTS["chain"][epoch - POSTS["firstEpoch"]]))
    return att.Pair(
        CHAIN_ID, DIRECTORY, DIRECTION, POSTS["firstEpoch"], epoch, key, sha256(b"origin")
    )


def context_of(post: dict[str, Any]) -> att.Context:
    return att.Context(CHAIN_ID, CONTRACT, unhex(post["policy"]), post["epoch"])


def posted_of(post: dict[str, Any]) -> att.Posted:
    return att.Posted(
        context_of(post),
        Address(post["tau"]),
        post["compliant"],
        int(post["nullifier"], 16),
        unhex(post["commit"]),
        unhex(post["next"]),
        unhex(post["ciphertext"]),
    )


def record_of(fields: dict[str, Any]) -> att.Record:
    """A record from the words of the vectors."""
    scanner = fields["scanner"]
    return att.Record(
        status=att.RecordStatus.named(fields["status"]),
        score=fields["score"],
        met=fields["met"],
        not_met=fields["notMet"],
        not_assessed=fields["notAssessed"],
        scanned_at=fields["scannedAt"] or None,
        evaluated_at=fields["evaluatedAt"],
        due_at=fields["dueAt"],
        policy_digest=unhex(fields["policyDigest"]),
        report_digest=unhex(fields["reportDigest"]),
        salt=unhex(fields["salt"]),
        scope=fields["scope"],
        tool=fields["tool"],
        version=fields["toolVersion"],
        scanner=scanner
        and att.Scanner(
            att.ScannerKind[scanner["kind"].upper()],
            unhex(scanner["key"]),
            unhex(scanner["value"]),
        ),
        location=fields["location"],
    )


def fields_of(record: att.Record) -> dict[str, Any]:
    """The words of the vectors from a record."""
    scanner = record.scanner
    return {
        "status": record.status.text,
        "score": record.score,
        "met": record.met,
        "notMet": record.not_met,
        "notAssessed": record.not_assessed,
        "scannedAt": record.scanned_at or 0,
        "evaluatedAt": record.evaluated_at,
        "dueAt": record.due_at,
        "policyDigest": record.policy_digest.hex(),
        "reportDigest": record.report_digest.hex(),
        "salt": record.salt.hex(),
        "scope": record.scope,
        "tool": record.tool,
        "toolVersion": record.version,
        "scanner": scanner
        and {
            "kind": scanner.kind.name.lower(),
            "key": scanner.key.hex(),
            "value": scanner.signature.hex(),
        },
        "location": record.location,
    }
