"""Who shares: games of two and of many, the boundaries of their equilibria, a paper's tables."""

__all__: list[str] = []
