"""The relay: sends signed posts, contests and claims for whoever hands them to it.

``Relay`` is one relay over a home folder. It learns network addresses and times of its clients and
keeps neither; it can delay or drop, never alter: each call is bound by a proof and signatures that
it cannot make. Clients use ``ais.network.relays``.
"""

from .relay import Listening, Relay
from .settings import Settings

__all__ = ["Listening", "Relay", "Settings"]
