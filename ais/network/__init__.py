"""Starting and describing the local chain."""

from .local import LocalChain, LocalOptions

__all__ = ["LocalChain", "LocalOptions"]
