"""Where the demo plays: a folder with a chain, a store, and one home for everybody.

A company's deeds go through its own ``Party``, opened from its own home, or through a process of
its own (``ais``). The stage itself makes blocks and passes notes, as the world outside would.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from ais.errors import DemoCommandFailed, DemoFolderTaken
from ais.flows.balances import Token, token_of
from ais.flows.demo.cast import Company
from ais.flows.demo.narrator import Narrator
from ais.flows.home import Home
from ais.flows.join import Made, init
from ais.flows.keyring import Keyring
from ais.flows.party import Party
from ais.network import LocalChain, LocalOptions

__all__ = ["BLOCK_SECONDS", "Stage"]

#: Time between the blocks that the demo makes while it waits.
BLOCK_SECONDS = 15
#: Work factor of the homes' keystores: a sixteenth of the default, for twenty keystores in a row.
_SCRYPT_N = 2**14


class Stage:
    """Everything that the scenes play on. Use it as a context manager.

    Raises ``DemoFolderTaken`` for a folder in which something lies.
    """

    def __init__(
        self,
        folder: Path,
        examples: Path,
        narrator: Narrator,
        cast: Mapping[str, Company],
        *,
        keep: bool,
    ) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise DemoFolderTaken(path=folder)
        self.folder = folder
        self.cast = cast  # home -> who it is
        self.examples = examples
        self.narrator = narrator
        self.minted = 0  # test tokens that came into the world, in units
        self.chain = LocalChain.start(folder / "chain", LocalOptions(keep_state=keep))
        self.network = folder / "network.json"
        self.ids: dict[str, bytes] = {}  # name in the story -> submission id
        self.numbers: dict[str, int] = {}  # company -> organisation
        self._parties: dict[str, Party] = {}
        self._keyrings: dict[str, Keyring] = {}
        self._token: Token | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with self.chain, ExitStack() as opened:
            for party in self._parties.values():
                opened.enter_context(party)

    # ---- homes -------------------------------------------------------------------------------

    def home(self, key: str) -> Path:
        """The home folder of somebody."""
        return self.folder / "homes" / key

    def password_file(self, key: str) -> Path:
        """Where the password of a home is kept, so that the reader can go on from here."""
        return self.folder / "passwords" / key

    def settle_in(self, key: str, role: str) -> Made:
        """Make somebody's home: a root secret of its own under a password of its own."""
        path = self.password_file(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        network = self.network if self.network.exists() else None
        return init(
            self.home(key), path.read_text("utf-8"), network=network, role=role, scrypt_n=_SCRYPT_N
        )

    def unlocked(self, key: str) -> Keyring:
        """The keys of somebody who has no network yet."""
        if key not in self._keyrings:
            password = self.password_file(key).read_text("utf-8")
            self._keyrings[key] = Keyring(Home(self.home(key)).keystore, password=password)
        return self._keyrings[key]

    def party(self, key: str) -> Party:
        """Somebody's own view of the network, opened from its home and kept open."""
        if key not in self._parties:
            password = self.password_file(key).read_text("utf-8")
            self._parties[key] = Party.open(self.home(key), password=password)
        return self._parties[key]

    def ais(self, key: str, *words: str) -> Any:
        """Run ``ais`` as a process in somebody's home; returns what it printed as JSON.

        Raises ``DemoCommandFailed``. Exit status 1 of ``check`` is an answer.
        """
        self.narrator.command(key, words)
        environment = {**os.environ, "AIS_PASSWORD_FILE": str(self.password_file(key))}
        environment.pop("AIS_PASSWORD", None)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ais", "--home", str(self.home(key)), *words, "--json"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode and words[0] != "check":
            raise DemoCommandFailed(command=" ".join(words), home=key, said=done.stderr.strip())
        lines = [json.loads(line) for line in done.stdout.splitlines() if line]
        return lines if words[0] == "check" else lines[-1]

    # ---- names -------------------------------------------------------------------------------

    def name_of(self, organisation: int) -> str:
        """The name of an organisation by its number; empty for 0, which is nobody's."""
        for key, number in self.numbers.items():
            if number == organisation:
                return self.cast[key].name
        return f"organisation {organisation}" if organisation else ""

    def key_of(self, organisation: int) -> str:
        """The home of an organisation by its number."""
        return next(key for key, number in self.numbers.items() if number == organisation)

    def money(self, amount: int) -> str:
        """An amount in whole tokens."""
        if self._token is None:
            self._token = token_of(self.party("overseer"))
        return self._token.shown(amount)

    # ---- time --------------------------------------------------------------------------------

    def mine(self, blocks: int) -> None:
        """Make empty blocks, one every ``BLOCK_SECONDS`` of the chain's time."""
        if blocks > 0:
            self.chain.mine(blocks, seconds_apart=BLOCK_SECONDS)

    def mine_until(self, second: int) -> int:
        """Make blocks until the chain's clock has reached a time; returns how many."""
        lacking = second - self.party("overseer").now()
        blocks = max(0, -(-lacking // BLOCK_SECONDS))
        self.mine(blocks)
        return blocks

    def mine_past(self, block_number: int) -> int:
        """Make blocks until ``block_number`` is past; returns how many."""
        blocks = max(0, block_number + 1 - self.party("overseer").connection.block_number())
        self.mine(blocks)
        return blocks

    def next_epoch(self) -> int:
        """Make blocks until the next epoch runs; returns its number."""
        overseer = self.party("overseer")
        running = overseer.read(overseer.membership.epoch())
        begins = overseer.read(overseer.membership.epoch_start(running + 1))
        blocks = self.mine_until(begins)
        self.narrator.say(f"{blocks} blocks are made; epoch {running + 1} runs")
        return int(running + 1)
