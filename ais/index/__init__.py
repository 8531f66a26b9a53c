"""The chain's events as a local database, rebuilt from the chain alone."""

from .attestations import Leaf, PolicyTerm
from .database import Entry
from .index import Index

__all__ = ["Entry", "Index", "Leaf", "PolicyTerm"]
