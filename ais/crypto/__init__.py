"""Sealing, opening and keys; the only part of AIS that holds secrets and touches ciphers.

A submission is a ``Sealed`` container (``container``); its data key travels in slots (``slots``)
to recipients whose keys come from verified bundles (``bundles``); a member's own keys come from one
``RootSecret`` (``keys``, ``phrase``, ``keystore``); panelists seal their ballots for themselves
(``ballots``). Every format is described byte by byte in ``docs/protocol.md``. Whatever verifies
raises an error of ``ais.errors.crypto``; nothing returns a bool that could be forgotten.
"""

from .ballots import SEALED_BALLOT_BYTES, BallotContext, SealedBallot, open_ballot, seal_ballot
from .bundles import Announcement, Bundle, make_bundle, parse_bundle, self_test, verify_bundle
from .container import (
    Drawn,
    Header,
    Opened,
    Sealed,
    commit_to_key,
    open_container,
    open_own_copy,
    parse_header,
    seal,
)
from .kem import KemPrivateKey, KemPublicKey
from .keys import AccountRole, RootSecret
from .keystore import decode_keystore, encode_keystore, load_keystore, save_keystore
from .manifest import WHOLE_OBJECT, Manifest, Withheld
from .place import Place
from .release import OpenRelease, OwnKey, Slots, check_slots
from .secret import Secret
from .signatures import recover, verify
from .slots import MAX_ITEMS, MAX_SLOTS, Binding, Recipient, make_slots, parse_slots
from .symmetric import self_open, self_seal

__all__ = [
    "MAX_ITEMS",
    "MAX_SLOTS",
    "SEALED_BALLOT_BYTES",
    "WHOLE_OBJECT",
    "AccountRole",
    "Announcement",
    "BallotContext",
    "Binding",
    "Bundle",
    "Drawn",
    "Header",
    "KemPrivateKey",
    "KemPublicKey",
    "Manifest",
    "OpenRelease",
    "Opened",
    "OwnKey",
    "Place",
    "Recipient",
    "RootSecret",
    "Sealed",
    "SealedBallot",
    "Secret",
    "Slots",
    "Withheld",
    "check_slots",
    "commit_to_key",
    "decode_keystore",
    "encode_keystore",
    "load_keystore",
    "make_bundle",
    "make_slots",
    "open_ballot",
    "open_container",
    "open_own_copy",
    "parse_bundle",
    "parse_header",
    "parse_slots",
    "recover",
    "save_keystore",
    "seal",
    "seal_ballot",
    "self_open",
    "self_seal",
    "self_test",
    "verify",
    "verify_bundle",
]
