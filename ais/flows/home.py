"""The home folder of one party: where things lie, and the two small files that are settings.

It opens no connection and unlocks nothing. Everything in a home but ``keystore.json`` can be
deleted: ``network.json`` comes from whoever runs the network, the rest is rebuilt.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ais.errors import HomeMissing, HomeSettings

__all__ = [
    "LAST_RESORTS",
    "LEAST_TRACES",
    "Home",
    "HomeConfig",
    "write_private",
    "write_private_bytes",
]

#: What may become of a post that no relay sent; the first one is the default.
LAST_RESORTS = ("ask", "fresh-account", "silence")

#: Past epochs whose traces are kept at least: a claim about the last one opens the one before it.
LEAST_TRACES = 2


@dataclass(frozen=True, slots=True)
class HomeConfig:
    """``config.json``: what this party is. ``rpc`` overrides the node URLs of the network.

    ``pinned``: digest of the deployment that this home joined; another one is refused. ``proxy``:
    ``socks5h://host:port`` for relays. ``last_resort``: what becomes of a post that no relay sent
    before its epoch ends: "ask", "fresh-account" or "silence". ``group_least``: among how many
    independent organisations a post must hide. ``keep_traces``: for how many past epochs what opens
    statements is kept; None: for good.
    """

    organisation: int | None = None
    role: str = "member"
    rpc: tuple[str, ...] = ()
    assets: str | None = None  # a list of the party's own addresses and domains: never shared
    pinned: str | None = None
    proxy: str | None = None
    last_resort: str = "ask"
    group_least: int = 20
    keep_traces: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {
            "organisation": self.organisation,
            "role": self.role,
            "rpc": list(self.rpc),
            "assets": self.assets,
            "pinned": self.pinned,
            "proxy": self.proxy,
            "last_resort": self.last_resort,
            "group_least": self.group_least,
            "keep_traces": self.keep_traces,
        }


@dataclass(frozen=True, slots=True)
class Home:
    """The paths inside a home folder."""

    root: Path

    @property
    def network(self) -> Path:
        """The pinned copy of the deployment file."""
        return self.root / "network.json"

    @property
    def config(self) -> Path:
        """What this party is."""
        return self.root / "config.json"

    @property
    def keystore(self) -> Path:
        """The encrypted root secret: the one file to keep."""
        return self.root / "keystore.json"

    @property
    def journal(self) -> Path:
        """Saga steps and signed transactions."""
        return self.root / "journal.sqlite"

    @property
    def index(self) -> Path:
        """Tables made from the chain's events."""
        return self.root / "index.sqlite"

    @property
    def policies(self) -> Path:
        """Documents of policies, by digest."""
        return self.root / "policies"

    @property
    def pairs(self) -> Path:
        """Sealed pairs. A backup of this folder and the 24 words are what attesting needs."""
        return self.root / "pairs"

    @property
    def traces(self) -> Path:
        """What opens past posts, sealed; after an epoch nothing else does. Back it up too."""
        return self.root / "traces"

    @property
    def alerts(self) -> Path:
        """What an officer was told last, sealed."""
        return self.root / "alerts.sealed"

    @property
    def statements(self) -> Path:
        """What customers will be told, sealed."""
        return self.root / "statements"

    @property
    def received(self) -> Path:
        """Opened STIX bundles."""
        return self.root / "received"

    def make(self) -> None:
        """Create the folder, closed to others."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def read_config(self) -> HomeConfig:
        """The settings; defaults where there is no file. Raises ``HomeSettings``."""
        try:
            text = self.config.read_text(encoding="utf-8")
        except FileNotFoundError:
            return HomeConfig()
        except OSError as error:
            raise HomeSettings(path=self.config, reason=error.strerror) from None
        except UnicodeDecodeError:
            raise HomeSettings(path=self.config, reason="it is not UTF-8 text") from None
        try:
            found = json.loads(text)
            organisation = found.get("organisation")
            return HomeConfig(
                organisation=None if organisation is None else int(organisation),
                role=str(found.get("role", "member")),
                rpc=tuple(str(url) for url in found.get("rpc") or ()),
                assets=found.get("assets"),
                pinned=_digest(found.get("pinned")),
                proxy=found.get("proxy"),
                last_resort=_choice(found.get("last_resort", LAST_RESORTS[0])),
                group_least=int(found.get("group_least", 20)),
                keep_traces=_epochs(found.get("keep_traces")),
            )
        except (ValueError, TypeError, AttributeError):
            raise HomeSettings(path=self.config, reason="it is no settings file") from None

    def write_config(self, config: HomeConfig) -> None:
        """Replace the settings, whole or not at all."""
        self.make()
        write_private(self.config, json.dumps(config.to_dict(), indent=2) + "\n")

    def require_network(self) -> Path:
        """The deployment file. Raises ``HomeMissing``."""
        if not self.network.exists():
            raise HomeMissing(path=self.root, lacking=self.network.name)
        return self.network


def _digest(found: object) -> str | None:
    """A digest in hex. Raises ``ValueError``."""
    if found is None:
        return None
    if not isinstance(found, str) or len(bytes.fromhex(found)) != 32:
        raise ValueError(found)
    return found


def _choice(found: object) -> str:
    """One of ``LAST_RESORTS``. Raises ``ValueError``."""
    if found not in LAST_RESORTS:
        raise ValueError(found)
    return str(found)


def _epochs(found: object) -> int | None:
    """A number of epochs, at least ``LEAST_TRACES``, or none. Raises ``ValueError``."""
    if found is not None and (type(found) is not int or found < LEAST_TRACES):
        raise ValueError(found)
    return found if isinstance(found, int) else None


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads; a reader sees the old one or the new one whole."""
    write_private_bytes(path, text.encode())


def write_private_bytes(path: Path, content: bytes) -> None:
    """The same for bytes. Folders on the way that are lacking are closed to others too."""
    for folder in reversed([each for each in path.parents if not each.exists()]):
        folder.mkdir(exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
