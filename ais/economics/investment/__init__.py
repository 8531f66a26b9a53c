"""How much to invest, and what an indicator or sharing is worth to one organisation."""

__all__: list[str] = []
