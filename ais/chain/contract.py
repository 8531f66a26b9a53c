"""What all noun modules share: a contract at an address, its functions and its events.

A noun module adds nothing but names and types: encoding and decoding stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from eth_utils.abi import event_abi_to_log_topic

from ais import events
from ais.errors import ArtifactMismatch

from . import artifacts, shapes
from .codec import Function, View, Write, decode_values, snake, types_of
from .hex_values import octets

__all__ = ["Contract", "EventCodec"]


class EventCodec:
    """Reads one kind of log into its dataclass."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.topic = event_abi_to_log_topic(entry)  # type: ignore[arg-type] # JSON
        self._kind = events.BY_NAME[entry["name"]]
        self._indexed = [p for p in entry["inputs"] if p["indexed"]]
        self._others = [p for p in entry["inputs"] if not p["indexed"]]
        self._other_types = types_of(self._others)
        names = {snake(parameter["name"]) for parameter in entry["inputs"]}
        if names != set(self._kind.fields()):
            raise ArtifactMismatch(entry["name"], sorted(names), sorted(self._kind.fields()))

    def read(self, topics: Sequence[bytes], payload: bytes) -> events.Event:
        """The event of a log. Raises ``ValueError`` where the log does not fit."""
        values: dict[str, Any] = {}
        for parameter, topic in zip(self._indexed, topics[1:], strict=True):
            raw = decode_values(types_of([parameter]), topic)[0]
            values[snake(parameter["name"])] = shapes.shaped(parameter, raw)
        others = decode_values(self._other_types, payload)
        for parameter, raw in zip(self._others, others, strict=True):
            values[snake(parameter["name"])] = shapes.shaped(parameter, raw)
        return self._kind(**values)


class Contract:
    """A contract at an address. A subclass names its artifact and its functions."""

    NAME: ClassVar[str]

    def __init__(self, address: str) -> None:
        self.address = address
        artifact = artifacts.load(self.NAME)
        self._functions: Mapping[str, Function] = artifact.functions()
        self._outputs: Mapping[str, Callable[[bytes], Any]] = {
            entry["name"]: shapes.decoder(tuple(entry["outputs"]))
            for entry in artifact.abi
            if entry["type"] == "function"
        }
        self._events = {
            codec.topic: codec
            for codec in (
                EventCodec(e)
                for e in artifact.abi
                if e["type"] == "event" and e["name"] in events.BY_NAME
            )
        }

    def event(self, log: Mapping[str, Any]) -> events.Event | None:
        """The event of a node's log; None where it is none that we know.

        Raises ``ValueError`` where it does not fit, ``NodeAnswer`` where it is no log.
        """
        found = log.get("topics")
        if not isinstance(found, list):
            raise ValueError("it has no topics")
        topics = [octets(each, "eth_getLogs") for each in found]
        codec = self._events.get(topics[0]) if topics else None
        if codec is None:
            return None
        return codec.read(topics, octets(log.get("data"), "eth_getLogs"))

    def _write(self, function: str, *values: Any, gas: int = 0) -> Write:
        payload = self._functions[function].calldata(*values)
        return Write(self.address, payload, f"{self.NAME}.{function}", least_gas=gas)

    def _view(
        self, function: str, *values: Any, into: Callable[[Any], Any] | None = None
    ) -> View[Any]:
        decode = self._outputs[function]
        reader = decode if into is None else lambda answer: into(decode(answer))
        return View(
            self.address,
            self._functions[function].calldata(*values),
            f"{self.NAME}.{function}",
            reader,
        )
