"""AIS: automated indicator sharing on a permissioned blockchain."""

__all__: list[str] = []
