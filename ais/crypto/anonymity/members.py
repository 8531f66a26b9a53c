"""A member's secret of the anonymous group, its leaf, and its nullifiers (Semaphore v4).

The leaf is public and stands beside the member's name. A nullifier shows that one leaf acted twice
in one scope, and nothing else, as long as the secret stays secret: who learns it can name every
past post of that leaf.
"""

from __future__ import annotations

import secrets
from typing import Self

from ais.crypto.scalars import BABY_JUBJUB_ORDER
from ais.crypto.secret import Secret
from ais.errors import GroupSecretRefused

from .babyjubjub import public_point
from .field import NUMBER_BYTES
from .poseidon import poseidon2

__all__ = ["GroupSecret"]


class GroupSecret:
    """A scalar of Baby Jubjub below the order of its subgroup, at least 1.

    Made of its 32 big-endian bytes, which ``RootSecret.group_secret`` derives; ``draw()`` takes
    random ones. It is never shown, pickled or hashed. Raises ``GroupSecretRefused``.
    """

    __slots__ = ("_leaf", "_scalar")

    def __init__(self, scalar: Secret) -> None:
        number = int.from_bytes(scalar.reveal(), "big")
        if len(scalar) != NUMBER_BYTES or not 0 < number < BABY_JUBJUB_ORDER:
            raise GroupSecretRefused()
        self._scalar = scalar
        self._leaf = poseidon2(*public_point(number))

    @classmethod
    def draw(cls) -> Self:
        """A random one, from the operating system."""
        return cls.from_number(1 + secrets.randbelow(BABY_JUBJUB_ORDER - 1))

    @classmethod
    def from_number(cls, scalar: int) -> Self:
        """The one of a number in [1, order). Raises ``GroupSecretRefused``."""
        if not 0 < scalar < BABY_JUBJUB_ORDER:
            raise GroupSecretRefused()
        return cls(Secret(scalar.to_bytes(NUMBER_BYTES, "big")))

    @property
    def leaf(self) -> int:
        """The public leaf, ``Poseidon2(z * B8)``."""
        return self._leaf

    def nullifier(self, scope: int) -> int:
        """``Poseidon2(scope, z)``: one a scope. Raises ``NumberOutOfField``."""
        return poseidon2(scope, self.reveal())

    def reveal(self) -> int:
        """The scalar, to whoever must compute with it."""
        return int.from_bytes(self._scalar.reveal(), "big")

    def __repr__(self) -> str:
        return "<group secret>"

    def __reduce__(self) -> str:
        raise TypeError("a group secret is not pickled")
