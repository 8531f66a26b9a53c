"""Two firms and an attacker after Gao, Zhong and Mei (2014): investment, sharing, attack."""

__all__: list[str] = []
