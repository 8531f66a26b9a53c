"""Pictures of the economics; each function returns a figure, ``style`` makes bytes of it."""

__all__: list[str] = []
