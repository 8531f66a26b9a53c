"""Errors of starting and stopping the local chain."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = ["NetworkBinaryMissing", "NetworkError", "NetworkNotRunning", "NetworkStartFailed"]


class NetworkError(AisError):
    """Base of all that can go wrong with the local chain."""

    code = "network-error"
    why = "the local chain cannot be used: {reason}"
    what_to_do = "Look into the log in the network's folder."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class NetworkBinaryMissing(NetworkError):
    """No anvil was found."""

    code = "network-binary-missing"
    why = "the program anvil was not found ({looked})"
    what_to_do = "Run ./scripts/setup in the checkout, or name the binary in AIS_ANVIL."
    fields: ClassVar[tuple[str, ...]] = ("looked",)


class NetworkStartFailed(NetworkError):
    """The chain ended or stayed silent instead of answering."""

    code = "network-start-failed"
    why = "the local chain did not start: {reason}"
    what_to_do = "Look into {log}; another program may hold the port."
    fields: ClassVar[tuple[str, ...]] = ("reason", "log")


class NetworkNotRunning(NetworkError):
    """The folder describes a chain that does not run."""

    code = "network-not-running"
    why = "the chain of {folder} does not run"
    what_to_do = "Start it again from its folder."
    fields: ClassVar[tuple[str, ...]] = ("folder",)
