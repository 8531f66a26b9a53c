"""The chain client: the only part that knows nodes, ABIs and signed transactions.

``Chain`` reads, ``Sender`` signs and sends through the journal, ``Deployment`` says which network.
"""

from .addresses import predict_addresses
from .client import Chain, genesis_hash
from .codec import View, Write
from .deployments import Deployment, Place
from .hex_values import ask_quantity
from .rpc import NodePool
from .sender import Receipt, Sender

__all__ = [
    "Chain",
    "Deployment",
    "NodePool",
    "Place",
    "Receipt",
    "Sender",
    "View",
    "Write",
    "ask_quantity",
    "genesis_hash",
    "predict_addresses",
]
