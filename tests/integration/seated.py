"""A small network whose companies hold seats: each with its own home, keys, journal and index.

They share the chain and a folder of ciphertext, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ais.chain import Deployment
from ais.crypto import RootSecret
from ais.events import Settled
from ais.flows import ballots, join, membership, money, panel, rounds, share
from ais.flows.appraise import appraise
from ais.flows.deploy import deploy, mint
from ais.flows.intake import Choices
from ais.flows.parameters import NetworkParameters
from ais.flows.party import Party
from ais.flows.roles import Officers
from ais.flows.terms import SharingTerms
from ais.network import LocalChain, LocalOptions
from ais.types import Ballot

TOKEN = 10**6
#: The default money in units, as a network of these tests has it.
MONEY = {name: NetworkParameters().in_units(name, 6) for name in ("pricing", "rewards", "seats")}
PASSWORD = "correct horse"
SHORT = {"seed_delay_blocks": 2, "key_blocks": 20, "commit_blocks": 30, "reveal_blocks": 20}
#: name -> sectors, tier
Cast = dict[str, tuple[tuple[int, ...], int]]


def cast(seated: int) -> Cast:
    """A discloser in Energy and so many companies that will hold seats, over four sectors."""
    found: Cast = {"discloser": ((8,), 3)}
    for number in range(seated):
        found[f"seat{number}"] = (((8,), (9,), (12,), (13,))[number % 4], 1 + number % 3)
    return found


@dataclass
class World:
    """A running network and everybody's homes; ``party`` opens one of them."""

    folder: Path
    chain: LocalChain
    deployment: Deployment
    deployer: RootSecret
    roots: dict[str, RootSecret] = field(default_factory=dict)
    _parties: dict[str, Party] = field(default_factory=dict)

    def party(self, name: str) -> Party:
        """The party of that name, kept open."""
        if name not in self._parties:
            self._parties[name] = self.open(name)
        return self._parties[name]

    def open(self, name: str) -> Party:
        """A new object over the same home: what a new process would have."""
        return Party.open(self.home(name), root=self.roots[name])

    def home(self, name: str) -> Path:
        """The folder of that party."""
        return self.folder / "homes" / name

    def name_of(self, organisation: int) -> str:
        """The name of an organisation."""
        return next(
            name for name in self.roots if self.party(name).organisation_or_none == organisation
        )

    def fund(self, name: str, tokens: int) -> None:
        """Give the operator account of a party test tokens."""
        party = self.party(name)
        journal = self.folder / "deploy.sqlite"
        address = party.keys.address("operator")
        mint(party.connection, journal, self.deployer.account(0), address, tokens * TOKEN)

    def close(self) -> None:
        """End everything."""
        with self.chain, ExitStack() as opened:
            for party in self._parties.values():
                opened.enter_context(party)


def build(
    folder: Path,
    members: Cast,
    *,
    seated: Callable[[str], bool] = lambda name: name.startswith("seat"),
    **changes: object,
) -> World:
    """Deploy, list, join, pay dues, take seats, start."""
    chain = LocalChain.start(folder / "chain", LocalOptions())
    try:
        return _built(folder, chain, members, seated, changes)
    except BaseException:
        chain.stop()
        raise


def _built(
    folder: Path,
    chain: LocalChain,
    members: Cast,
    seated: Callable[[str], bool],
    changes: dict[str, object],
) -> World:
    stores = ({"kind": "directory", "path": str(folder / "store")},)
    (folder / "terms.txt").write_text("Do no harm to whoever shares.\n")
    settings: dict[str, object] = {"windows": SHORT, "suite": "x25519", "stores": stores}
    settings["terms"] = str(folder / "terms.txt")
    parameters = NetworkParameters.short(**{**settings, **changes})
    deployer = RootSecret.generate()
    officers = {name: RootSecret.generate() for name in ("governor", "registrar", "treasurer")}
    addresses = {name: str(root.account(1).address) for name, root in officers.items()}
    file = folder / "network.json"
    journal = folder / "deploy.sqlite"
    made = deploy(
        [chain.url], deployer.account(0), journal, parameters, Officers(**addresses), target=file
    )
    world = World(folder, chain, made.deployment, deployer, dict(officers))
    for name, secret in officers.items():
        join.init(world.home(name), PASSWORD, network=file, secret=secret, scrypt_n=2)
    for name, (sectors, tier) in members.items():
        _admit(world, file, name, sectors, tier)
    for name in filter(seated, members):
        grant_seat_role(world, name)
        panel.take(world.party(name))
    membership.start(world.party("governor"))
    return world


def grant_seat_role(world: World, name: str) -> None:
    """The registrar lets a company take a seat."""
    account = world.party(name).keys.address("operator")
    membership.seat_role(world.party("registrar"), "panelist", account)


def _admit(world: World, file: Path, name: str, sectors: tuple[int, ...], tier: int) -> None:
    root = world.roots[name] = RootSecret.generate()
    made = join.init(world.home(name), PASSWORD, network=file, secret=root, scrypt_n=2)
    membership.list_(world.party("registrar"), made.accounts, sectors=sectors, tier=tier)
    party = world.party(name)
    join.join(party)
    world.fund(name, 1_000)
    money.pay_dues(party)


# ---- what tests do over and over -------------------------------------------------------------


def hosts(folder: Path, name: str, count: int = 6, first: int = 0) -> Path:
    """A plain list of so many host names that nobody else uses: ``name`` makes them its own."""
    path = folder / f"{name}-{count}-{first}.txt"
    path.write_text("".join(f"h{n}.{name}-attacker.net\n" for n in range(first, first + count)))
    return path


def submit(world: World, path: Path, name: str = "discloser", **terms: Any) -> bytes:
    """Submit one file to readers in all four sectors; returns the submission's id."""
    return submit_batch(world, [path], name, **terms)[0]


def submit_batch(
    world: World, paths: Sequence[Path], name: str = "discloser", **terms: Any
) -> tuple[bytes, ...]:
    """Submit files in one transaction under one policy."""
    wanted = SharingTerms(**{"readers": (8, 9, 12, 13), "affected": 8, **terms})
    choices = Choices(allow_benign=True)
    return share.submit(world.party(name), list(paths), wanted, choices).submission_ids


def drawn(world: World, submission_id: bytes, name: str = "discloser") -> rounds.Valuation:
    """Open (where it is not) and draw."""
    party = world.party(name)
    rounds.open_(party, submission_id)
    world.chain.mine(3)
    return rounds.draw(party, submission_id)


def keyed(world: World, submission_id: bytes, name: str = "discloser") -> list[Party]:
    """The same, and release the key to the panel; the panelists in order of the draw."""
    drawn(world, submission_id, name)
    seen = rounds.release_panel_key(world.party(name), submission_id)
    return [world.party(world.name_of(each)) for each in seen.panel]


def voted(world: World, submission_id: bytes, panelists: list[Party]) -> list[Ballot]:
    """Each panelist appraises what it opened and commits to what that suggests."""
    found = []
    for party in panelists:
        ballot = appraise(party, submission_id).ballot
        ballots.commit(party, submission_id, ballot)
        found.append(ballot)
    world.chain.mine(1)
    return found


def settled(
    world: World, submission_id: bytes, revealing: list[Party], name: str = "discloser"
) -> Settled:
    """Those reveal, the window passes if others do not, anyone settles; what the contract told."""
    for party in revealing:
        ballots.reveal(party, submission_id)
    if not rounds.look(world.party(name), submission_id).settle_due:
        world.chain.mine(SHORT["reveal_blocks"] + 1)
    rounds.settle(world.party("governor"), submission_id)
    return settlements(world, submission_id)[-1]


def settlements(world: World, submission_id: bytes, name: str = "discloser") -> list[Settled]:
    """What the contract told of each round's end."""
    trail = world.party(name).sync().trail(submission_id)
    return [entry.event for entry in trail if isinstance(entry.event, Settled)]


def top_up(world: World) -> None:
    """Whoever sits on the panel has a full bond again; who lost its seat takes one anew.

    So all who are drawn in this epoch may act, whoever was absent before.
    """
    for name in world.roots:
        party = world.party(name)
        own = party.organisation_or_none
        if own is None:
            continue
        seen = panel.seats(party)
        if seen.own_seat is None and own in [seat.now for seat in seen.seats]:
            panel.take(party)
        elif seen.own_seat is not None and seen.own_bond < seen.seat_bond:
            panel.top_up(party)
