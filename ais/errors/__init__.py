"""Every error that AIS raises on purpose; it imports nothing else of ``ais``.

    AisError
    ├── CryptoError                  hashing, sealing, opening, keys, ballots (ais.errors.crypto)
    ├── PolicyError                  a policy that nobody could submit (ais.errors.policy)
    └── StixError                    input could not be taken in (ais.errors.stix)
        ├── InputUnreadable          the path is not there or cannot be read
        ├── InputTooLarge            more bytes, objects or levels than the limits allow
        ├── InputCompressed          gzip, zip and the like are not opened
        ├── InputNotText             not UTF-8, or with a byte-order mark where none may be
        ├── InputNotJson             not strict JSON: the position and the reason
        ├── InputNotStix             JSON, but neither a bundle nor STIX objects
        ├── InputVersion             STIX of another version than 2.1
        ├── InputNotIndicators       a list or table in which no indicator was found
        ├── CanonicalRefused         a value that RFC 8785 cannot write
        └── WorkerFailed             the bounded worker could not be started

Each noun adds its own module beside ``stix.py`` and its branch to this picture. Errors are caught
by class, shown by ``diagnostics()``, printed for machines by ``to_dict()``, and known to scripts
by ``code``. Why and what to do of each stand in ``docs/errors.md``.
"""

from .base import AisError
from .crypto import (
    BallotCommitMismatch,
    BallotMalformed,
    BallotRefused,
    BundleForeign,
    BundleMalformed,
    BundleSigner,
    BundleTampered,
    CommitmentMismatch,
    ContainerForeign,
    ContainerMalformed,
    ContainerTampered,
    CryptoError,
    DataKeyMismatch,
    DigestInput,
    KeyRefused,
    KeystorePassword,
    KeystoreRefused,
    ManifestMismatch,
    OpeningRefused,
    PayloadMalformed,
    PhraseRefused,
    SealedRefused,
    SelfCopyRefused,
    SignatureRefused,
    SlotNotOurs,
    SlotsForeign,
    SlotsMalformed,
    SlotsTampered,
    SuiteUnsupported,
    VersionUnsupported,
)
from .policy import (
    PolicyError,
    PolicyField,
    PolicyName,
    PolicyWord,
)
from .stix import (
    CanonicalRefused,
    InputCompressed,
    InputNotIndicators,
    InputNotJson,
    InputNotStix,
    InputNotText,
    InputTooLarge,
    InputUnreadable,
    InputVersion,
    StixError,
    WorkerFailed,
)

__all__ = [
    "AisError",
    "BallotCommitMismatch",
    "BallotMalformed",
    "BallotRefused",
    "BundleForeign",
    "BundleMalformed",
    "BundleSigner",
    "BundleTampered",
    "CanonicalRefused",
    "CommitmentMismatch",
    "ContainerForeign",
    "ContainerMalformed",
    "ContainerTampered",
    "CryptoError",
    "DataKeyMismatch",
    "DigestInput",
    "InputCompressed",
    "InputNotIndicators",
    "InputNotJson",
    "InputNotStix",
    "InputNotText",
    "InputTooLarge",
    "InputUnreadable",
    "InputVersion",
    "KeyRefused",
    "KeystorePassword",
    "KeystoreRefused",
    "ManifestMismatch",
    "OpeningRefused",
    "PayloadMalformed",
    "PhraseRefused",
    "PolicyError",
    "PolicyField",
    "PolicyName",
    "PolicyWord",
    "SealedRefused",
    "SelfCopyRefused",
    "SignatureRefused",
    "SlotNotOurs",
    "SlotsForeign",
    "SlotsMalformed",
    "SlotsTampered",
    "StixError",
    "SuiteUnsupported",
    "VersionUnsupported",
    "WorkerFailed",
]
