"""Use cases, one a file: the only place where keys, STIX, chain and stores meet."""

__all__: list[str] = []
