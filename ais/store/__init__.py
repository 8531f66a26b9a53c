"""Where ciphertext lives: blobs addressed by their SHA-256.

A store is trusted with nothing but keeping them.
"""

from .directory import DirectoryStore
from .stores import NamedStore, Stores, open_stores

__all__ = ["DirectoryStore", "NamedStore", "Stores", "open_stores"]
