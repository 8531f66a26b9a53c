"""STIX 2.1 in and out: taking in, checking, scrubbing, canonical bytes, comparing values.

    check_bytes      one file -> ``Checked``: what would be submitted, what is refused and why
    Worker           the bounded process that runs the OASIS rules; keep one for many files
    canonical_bytes  one object -> the RFC 8785 bytes that get hashed; ``read_canonical`` back
    write_bundle     canonical bytes -> a bundle file
    normal_values    objects -> the set of values by which duplicates are found
    strictest_tlp    objects -> 0 none, 1 CLEAR, 2 GREEN, 3 AMBER, 4 AMBER+STRICT, 5 RED

It knows nothing of keys, chain or stores, and fetches nothing.
"""

from .benign import Assets, benign_in, read_assets
from .canonical import (
    canonical_bytes,
    deterministic_bundle_id,
    read_canonical,
    write_bundle,
)
from .check import Terms, check_bytes, refused_file
from .limits import Limits
from .markings import TLP_NAMES, strictest_tlp
from .observables import Observable, normalise, recognise, refang
from .observed import Seen, normal_values, observed
from .results import CODES, Benign, Checked, JsonObject, Progress, Refusal, Scrubbed, no_progress
from .scrubbing import scrub
from .worker import Worker

__all__ = [
    "CODES",
    "TLP_NAMES",
    "Assets",
    "Benign",
    "Checked",
    "JsonObject",
    "Limits",
    "Observable",
    "Progress",
    "Refusal",
    "Scrubbed",
    "Seen",
    "Terms",
    "Worker",
    "benign_in",
    "canonical_bytes",
    "check_bytes",
    "deterministic_bundle_id",
    "no_progress",
    "normal_values",
    "normalise",
    "observed",
    "read_assets",
    "read_canonical",
    "recognise",
    "refang",
    "refused_file",
    "scrub",
    "strictest_tlp",
    "write_bundle",
]
