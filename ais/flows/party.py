"""One party and all that it works with: settings, keys, chain, stores, journal, index.

Flows take a ``Party``. Two parties share nothing but chain and stores. It unlocks nothing and
sends nothing by itself; a party without a keystore can do all that only reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from ais.chain import Chain, Deployment, Receipt, Sender, View, Write
from ais.crypto import Binding, Place, RootSecret
from ais.digests import sha256
from ais.errors import KeystoreMissing, NoOrganisation
from ais.index import Index
from ais.journal import Journal, Saga
from ais.ports import StepRef
from ais.store import Stores, open_stores
from ais.types import Address, Suite

from .home import Home, HomeConfig
from .keyring import AskPassword, Keyring
from .progress import SILENT, Progress

__all__ = ["Party"]

T = TypeVar("T")


class Party:
    """Made by ``open``; closed by ``close`` or at the end of a ``with`` block."""

    def __init__(
        self,
        home: Home,
        config: HomeConfig,
        connection: Chain,
        keys: Keyring,
        progress: Progress = SILENT,
    ) -> None:
        self.home = home
        self.config = config
        self.connection = connection
        self.keys = keys
        self.progress = progress
        self.deployment: Deployment = connection.deployment
        self.chain_id = self.deployment.chain_id
        self.suite = Suite.named(self.deployment.suite)

        contracts = connection.contracts
        self.membership = contracts.membership
        self.relations = contracts.relations
        self.key_directory = contracts.key_directory
        self.indicators = contracts.indicators
        self.releases = contracts.releases
        self.pool = contracts.pool
        self.seats = contracts.seats
        self.valuation = contracts.valuation
        self.pricing = contracts.pricing
        self.rewards = contracts.rewards
        self.group = contracts.group
        self.attestations = contracts.attestations
        self.relays = contracts.relays
        self.token = contracts.token
        self.manager = contracts.manager

        self._journal: Journal | None = None
        self._index: Index | None = None
        self._stores: Stores | None = None
        self._sender: Sender | None = None
        self._looking = False

    @classmethod
    def open(
        cls,
        home: Path | str,
        *,
        network: Path | None = None,
        ask_password: AskPassword | None = None,
        password: str | None = None,
        root: RootSecret | None = None,
        progress: Progress = SILENT,
    ) -> Party:
        """Open a home folder and connect to its network.

        ``network``: a deployment file instead of the home's own. ``root``: keys that are open
        already. Raises ``HomeMissing``, and whatever ``Chain.connect`` raises.
        """
        place = Home(Path(home))
        config = place.read_config()
        deployment = Deployment.load(network or place.require_network())
        pinned = bytes.fromhex(config.pinned) if config.pinned else None
        connection = Chain.connect(deployment, pinned=pinned, urls=config.rpc)
        try:
            keys = Keyring(place.keystore, ask=ask_password, password=password, root=root)
            return cls(place, config, connection, keys, progress)
        except BaseException:
            connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close files and connections; nothing is lost by not calling it."""
        with self.connection, ExitStack() as opened:
            for part in (self._journal, self._index):
                if part is not None:
                    opened.enter_context(part)

    # ---- parts that are opened late ----------------------------------------------------------

    @property
    def journal(self) -> Journal:
        """Sagas and signed transactions of this home."""
        if self._journal is None:
            self.home.make()
            self._journal = Journal(self.home.journal, self.keys)
        return self._journal

    @property
    def index(self) -> Index:
        """The chain's events as tables, as far as they were followed last (see ``sync``)."""
        if self._index is None:
            self.home.make()
            self._index = Index(self.home.index, self.connection)
        return self._index

    @property
    def stores(self) -> Stores:
        """All stores of the network as one."""
        if self._stores is None:
            self._stores = open_stores(self.deployment.stores)
        return self._stores

    @property
    def sender(self) -> Sender:
        """What signs, journals and sends."""
        if self._sender is None:
            self._sender = Sender(self.connection, self.journal)
        return self._sender

    # ---- reading -----------------------------------------------------------------------------

    def read(self, view: View[T], block: int | None = None) -> T:
        """The answer of one view."""
        return self.connection.read(view, block)

    def read_all(self, *views: View[Any], block: int | None = None) -> tuple[Any, ...]:
        """The answers of several views, all as of one block."""
        return self.connection.read_all(*views, block=block)

    def now(self) -> int:
        """Time of the newest block, in seconds."""
        return self.connection.head().timestamp

    def sync(self) -> Index:
        """Follow the chain to its head; returns the index."""
        if not self._looking:
            self.index.sync()
        return self.index

    @contextmanager
    def one_look(self) -> Iterator[Index]:
        """Follow the chain now, and no more until the end of the block, however often it is asked.

        For flows of which nobody may tell from the questions to a node how much they had to do.
        """
        found, outer = self.sync(), self._looking
        self._looking = True
        try:
            yield found
        finally:
            self._looking = outer

    def forget_index(self) -> None:
        """Delete the index; it is rebuilt from the chain alone."""
        if self._index is not None:
            self._index.close()
            self._index = None
        for path in self.home.root.glob(self.home.index.name + "*"):
            path.unlink()

    # ---- writing -----------------------------------------------------------------------------

    def saga(
        self, verb: str, digest: bytes, *, again: bool = False, role: str = "operator"
    ) -> Saga:
        """The saga of an input, begun or resumed; its steps are sealed, so keys are needed."""
        return self.journal.begin(self.keys.address(role), verb, digest, again=again)

    def transact(
        self, write: Write, *, role: str = "operator", step: StepRef | None = None
    ) -> Receipt:
        """Sign, journal, send, and wait for the receipt.

        A ``step`` that has a transaction already gets that one's receipt: nothing is signed twice.
        Raises the contract's error, ``ReceiptTimeout`` and the like.
        """
        return self.sender.send(self.keys.signer(role), write, step=step)

    # ---- who this is -------------------------------------------------------------------------

    @property
    def organisation_or_none(self) -> int | None:
        """The organisation of this home; asked of the chain where the settings do not say."""
        if self.config.organisation is None and self.keys.present:
            found = self.read(self.membership.organisation_of(self.keys.address("operator")))
            if found:
                self.configure(organisation=found)
        return self.config.organisation

    @property
    def organisation(self) -> int:
        """The organisation of this home. Raises ``KeystoreMissing``, ``NoOrganisation``."""
        found = self.organisation_or_none
        if found is None and not self.keys.present:
            raise KeystoreMissing(path=self.home.root)
        if found is None:
            raise NoOrganisation()
        return found

    def configure(self, **changes: Any) -> None:
        """Change settings of the home."""
        self.config = HomeConfig(**{**self.config.to_dict(), **changes})
        self.home.write_config(self.config)

    def place(self, organisation: int | None = None) -> Place:
        """Where a submission of an organisation belongs: ours by default."""
        address = Address(self.indicators.address)
        return Place(self.chain_id, address, organisation or self.organisation)

    def binding(self, submission_ids: Sequence[bytes]) -> Binding:
        """What key slots for these submissions, in this order, are bound to."""
        address = Address(self.indicators.address)
        return Binding(self.suite, self.chain_id, address, tuple(submission_ids))

    def input_digest(self, *parts: str | bytes | int) -> bytes:
        """A short name for an input of a saga that holds no secret (ids, numbers)."""
        texts = (part if isinstance(part, bytes) else str(part).encode() for part in parts)
        return sha256(b"".join(sha256(text) for text in texts))
