"""Starting and describing the local chain; handing calls to relays (``ais.network.relays``)."""

from .local import LocalChain, LocalOptions
from .relay_wire import Kind, Promise, Refusal, RelayCall
from .relays import RelayPlace, is_proxy

__all__ = [
    "Kind",
    "LocalChain",
    "LocalOptions",
    "Promise",
    "Refusal",
    "RelayCall",
    "RelayPlace",
    "is_proxy",
]
