"""One delivery: relays by turns, then the last resort. Every decision is on disk first."""

from __future__ import annotations

import json
from typing import Any

from ais.chain import fees
from ais.chain.attestations import POST_GAS
from ais.crypto import RootSecret, verify
from ais.errors import LastResortCosts, NodeAnswer, NoRelays, RelayError, RelayRefused
from ais.flows.party import Party
from ais.journal import Saga
from ais.network import RelayCall, RelayPlace, relays
from ais.types import Address

from .clock import EpochClock
from .parcels import STEP_BYTES, Delivery, Parcel, State, forget, has_landed, pad

__all__ = ["Courier", "latest_promise"]

_LATE_BLOCKS = 20
_SLACK_SECONDS = 120  # that the clocks of both chains' nodes may be apart


def latest_promise(clock: EpochClock) -> int:
    """The latest send-by that is taken: a relay that takes and drops leaves time for another one.

    A quarter of the epoch, which is a relay's window by default, or half of what is left of it.
    """
    most = max((clock.ends_at - clock.starts_at) // 4, (clock.ends_at - clock.now) // 2)
    return min(clock.ends_at - 1, clock.now + most + _SLACK_SECONDS)


class Courier:
    """What is known of one delivery, and its next step. Every decision is on disk first."""

    def __init__(self, party: Party, box: Saga, name: str, sent: Parcel, clock: EpochClock) -> None:
        self.party, self.box, self.name, self.sent, self.clock = party, box, name, sent, clock

    def step(self) -> Delivery:
        """Do what is to be done now, and tell where it stands.

        Raises ``NoRelays``, ``LastResortCosts``.
        """
        if has_landed(self.party, self.sent):
            return self._over(State.LANDED)
        if self.clock.is_over:
            return self._over(State.LOST)
        if self._choice() == "fresh-account":
            return self._directly()
        if self._choice() == "silence":
            return self._at(State.SILENT)
        return self._waits() or self._go_on()

    def look(self) -> Delivery:
        """Where it stands, by what is on disk: nothing is done about it."""
        last = self._tries() - 1
        promise = self._read(f"promise/{last}")
        if self._choice() is not None:
            return self._at(State.SILENT if self._choice() == "silence" else State.SENT)
        if promise and not self._read(f"failed/{last}"):
            return self._at(State.PROMISED, int(promise["sendBy"]))
        is_near = self.clock.ends_at - self.clock.now <= self.clock.tenth
        asks = is_near and self.party.config.last_resort == "ask"
        return self._at(State.ASK if asks else State.TRYING)

    def _go_on(self) -> Delivery:
        """Relays as long as one could keep its word, then the last resort."""
        left = self.clock.ends_at - self.clock.now
        taken = self._try_relays() if left > self.clock.tenth // 2 else None
        if taken is None and left <= self.clock.tenth:
            return self._last_resort()
        last = self._read(f"failed/{self._tries() - 1}").get("note", "")
        return taken or self._at(State.TRYING, note=last)

    def _over(self, state: State) -> Delivery:
        done = self._at(state)
        forget(self.box, self.name)
        return done

    # -- relays --

    def _waits(self) -> Delivery | None:
        """The promise that still has time; None where there is none (any more)."""
        last = self._tries() - 1
        promise = self._read(f"promise/{last}")
        if last < 0 or not promise or self._read(f"failed/{last}"):
            return None
        send_by = int(promise["sendBy"])
        near = self.clock.ends_at - self.clock.tenth // 2
        if self.clock.now <= send_by and self.clock.now < near:
            return self._at(State.PROMISED, send_by)
        if self.clock.now < near and self.party.index.blocks_after(send_by) < _LATE_BLOCKS:
            return self._at(State.PROMISED, send_by)
        self._write(f"failed/{last}", {"note": "late"})
        return None

    def _try_relays(self) -> Delivery | None:
        """Hand it to relays until one promises; each at most once in a round."""
        listed = [RelayPlace(url, Address(key)) for key, url in self.party.index.relays().items()]
        if not listed:
            raise NoRelays()
        for _ in listed:
            number = self._tries()
            open_try = number - 1
            if open_try < 0 or self._read(f"failed/{open_try}"):
                tried = [self._read(f"try/{each}")["relay"] for each in range(number)]
                if len(set(tried)) >= len(listed):
                    self._begin_round()
                    number, tried = 0, tried[-1:] if len(listed) > 1 else []
                place = relays.draw(listed, tried)
                self._write(f"try/{number}", {"relay": place.key, "url": place.url})
                open_try = number
            promised = self._submit(open_try)
            if promised is not None:
                return promised
        return None

    def _submit(self, number: int) -> Delivery | None:
        """Hand the bytes to the relay of a try; the same again where a crash came between."""
        drawn = self._read(f"try/{number}")
        place = RelayPlace(drawn["url"], Address(drawn["relay"]))
        address = Address(self.party.attestations.address)
        call = RelayCall(self.sent.kind, self.sent.calldata, self.party.chain_id, address)
        try:
            promise = relays.submit(
                place,
                call,
                now=self.clock.now,
                latest=latest_promise(self.clock),
                verify=verify,
                proxy=self.party.config.proxy,
            )
        except RelayError as error:
            reason = error.refusal if isinstance(error, RelayRefused) else error.code
            self._write(f"failed/{number}", {"note": reason})
            self.party.progress.say(f"a relay did not take a call: {error.message}")
            return None
        self._write(f"promise/{number}", promise.to_dict())
        return self._at(State.PROMISED, promise.send_by)

    def _begin_round(self) -> None:
        """Forget the last try first, and what came of it before: a kill leaves a shorter round."""
        for number in reversed(range(self._tries())):
            for part in ("promise", "failed", "try"):
                self.box.forget(f"{self.name}/{part}/{number}")

    # -- the last resort --

    def _last_resort(self) -> Delivery:
        chosen = self.party.config.last_resort
        if chosen == "fresh-account":
            self._write("choice", {"choice": chosen})
            return self._directly()
        return self._at(State.ASK if chosen == "ask" else State.SILENT)

    def _directly(self) -> Delivery:
        """Send it from an account that was made for it and never does anything else."""
        raw = self.box.once(f"{self.name}/raw", self._signed).rstrip(b" ")
        try:
            self.party.connection.ask("eth_sendRawTransaction", raw.decode())
        except NodeAnswer as answer:  # known already, or its nonce is used: the index will tell
            self.party.progress.say(f"the node says of a call sent again: {answer.reason}")
        self.party.index.sync()
        if has_landed(self.party, self.sent):
            return self._over(State.LANDED)
        return self._at(State.SENT)

    def _signed(self) -> bytes:
        offered = fees.suggest(self.party.connection.pool)
        if not fees.free_of_charge(offered):
            raise LastResortCosts()
        fields: dict[str, Any] = {
            "chainId": self.party.chain_id,
            "nonce": 0,
            "to": self.party.attestations.address,
            "value": 0,
            "data": "0x" + self.sent.calldata.hex(),
            "gas": POST_GAS,
            **offered,
        }
        signed = RootSecret.generate().account(0).sign_transaction(fields)
        return ("0x" + bytes(signed.raw_transaction).hex()).encode().ljust(STEP_BYTES)

    # -- steps --

    def _choice(self) -> str | None:
        choice: str | None = self._read("choice").get("choice")
        return choice

    def _tries(self) -> int:
        head = f"{self.name}/try/"
        return sum(name.startswith(head) for name in self.box.steps())

    def _read(self, part: str) -> dict[str, Any]:
        raw = self.box.step(f"{self.name}/{part}")
        found: dict[str, Any] = json.loads(raw) if raw else {}
        return found

    def _write(self, part: str, value: dict[str, Any]) -> None:
        self.box.once(f"{self.name}/{part}", lambda: pad(value))

    def _at(self, state: State, send_by: int | None = None, note: str = "") -> Delivery:
        return Delivery(self.name, self.sent.kind, state, self._tries(), send_by, note)
