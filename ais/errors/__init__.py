"""Every error that AIS raises on purpose; it imports nothing else of ``ais``.

    AisError
    ├── AnonymityError               the anonymous group, proofs (ais.errors.anonymity)
    ├── AttestingError               group, pairs, statements, sending (ais.errors.attesting)
    ├── ChainError                   nodes, pins, signing, sending, waiting (ais.errors.chain)
    │   └── ContractError            what a contract refused: a class an error
    │       ├── MembershipError      (ais.errors.membership), and one a contract: Relations,
    │       │                        KeyDirectory, Indicators, Releases, Seats, Valuation,
    │       │                        Pool, Pricing, Rewards, Group, Attestations, Relays
    │       └── AccessDenied, TokenRefused, ContractReentered, ContractMathFailed, ContractRefused
    ├── ComplianceError              reports, policies, assessments (ais.errors.compliance)
    ├── CryptoError                  hashing, sealing, opening, keys (ais.errors.crypto, .keys),
    │                                pairing, statements and evidence (.pairing, .statements)
    ├── DemoError                    the demo's story did not go as it must (ais.errors.demo)
    ├── EconomicsError               models, calibration, simulation (ais.errors.economics)
    ├── FlowError                    homes, keys at hand, a use case's own (ais.errors.flows),
    │                                what must not go out (ais.errors.sharing)
    ├── IndexingError                the local database (ais.errors.index)
    ├── JournalError                 what must survive a crash (ais.errors.journal)
    ├── NetworkError                 starting the local chain (ais.errors.network)
    ├── OfficerError                 what suppliers said, counts, evidence (ais.errors.officers)
    ├── PanelError                   appraising, committing, revealing (ais.errors.panel)
    ├── PolicyError                  a policy that nobody could submit (ais.errors.policy)
    ├── RelayError                   handing calls to a relay, running one (ais.errors.relay)
    ├── StixError                    input could not be taken in (ais.errors.stix)
    └── StoreError                   where ciphertext lives (ais.errors.store)

Each module lists its own in ``__all__``; all of them are here by name. Errors are caught by class,
shown by ``diagnostics()``, printed for machines by ``to_dict()``, and known to scripts by
``code``. Why and what to do of each stand in ``docs/errors.md``.
"""

# Star imports: 200 names, each listed once, in the ``__all__`` of its own module.
from . import (
    anonymity,
    attestations,
    attesting,
    chain,
    compliance,
    crypto,
    demo,
    economics,
    flows,
    group,
    index,
    indicators,
    journal,
    key_directory,
    keys,
    membership,
    network,
    officers,
    pairing,
    panel,
    policy,
    pool,
    pricing,
    relations,
    relay,
    relays,
    releases,
    rewards,
    seats,
    sharing,
    statements,
    stix,
    store,
    valuation,
)
from .anonymity import *  # noqa: F403 - see above
from .attestations import *  # noqa: F403 - see above
from .attesting import *  # noqa: F403 - see above
from .base import AisError
from .chain import *  # noqa: F403 - see above
from .compliance import *  # noqa: F403 - see above
from .crypto import *  # noqa: F403 - see above
from .demo import *  # noqa: F403 - see above
from .economics import *  # noqa: F403 - see above
from .flows import *  # noqa: F403 - see above
from .group import *  # noqa: F403 - see above
from .index import *  # noqa: F403 - see above
from .indicators import *  # noqa: F403 - see above
from .journal import *  # noqa: F403 - see above
from .key_directory import *  # noqa: F403 - see above
from .keys import *  # noqa: F403 - see above
from .membership import *  # noqa: F403 - see above
from .network import *  # noqa: F403 - see above
from .officers import *  # noqa: F403 - see above
from .pairing import *  # noqa: F403 - see above
from .panel import *  # noqa: F403 - see above
from .policy import *  # noqa: F403 - see above
from .pool import *  # noqa: F403 - see above
from .pricing import *  # noqa: F403 - see above
from .relations import *  # noqa: F403 - see above
from .relay import *  # noqa: F403 - see above
from .relays import *  # noqa: F403 - see above
from .releases import *  # noqa: F403 - see above
from .rewards import *  # noqa: F403 - see above
from .seats import *  # noqa: F403 - see above
from .sharing import *  # noqa: F403 - see above
from .statements import *  # noqa: F403 - see above
from .stix import *  # noqa: F403 - see above
from .store import *  # noqa: F403 - see above
from .valuation import *  # noqa: F403 - see above

__all__ = ["AisError"]
__all__ += anonymity.__all__
__all__ += attestations.__all__
__all__ += attesting.__all__
__all__ += chain.__all__
__all__ += compliance.__all__
__all__ += crypto.__all__
__all__ += demo.__all__
__all__ += economics.__all__
__all__ += flows.__all__
__all__ += group.__all__
__all__ += index.__all__
__all__ += indicators.__all__
__all__ += journal.__all__
__all__ += key_directory.__all__
__all__ += keys.__all__
__all__ += membership.__all__
__all__ += network.__all__
__all__ += officers.__all__
__all__ += pairing.__all__
__all__ += panel.__all__
__all__ += policy.__all__
__all__ += pool.__all__
__all__ += pricing.__all__
__all__ += relations.__all__
__all__ += relay.__all__
__all__ += relays.__all__
__all__ += releases.__all__
__all__ += rewards.__all__
__all__ += seats.__all__
__all__ += sharing.__all__
__all__ += statements.__all__
__all__ += stix.__all__
__all__ += store.__all__
__all__ += valuation.__all__
