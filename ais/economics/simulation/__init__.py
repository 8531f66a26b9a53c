"""A network of firms that join, share, pay and leave, with the contracts' own money.

``population`` draws the firms, ``decisions`` says how they choose, ``engine`` runs the epochs on
``ledger.Ledger``, ``scenarios`` plays what could go wrong, ``tipping`` finds the number of members
from which joining feeds itself. Nothing here claims that firms behave so: it shows what follows if
they do.
"""

__all__: list[str] = []
