"""``IValuation``: rounds of blind valuation."""

from __future__ import annotations

from ais.records import Phase, Result, Round, Windows
from ais.types import Ballot

from .codec import View, Write
from .contract import Contract

__all__ = ["Valuation"]


class Valuation(Contract):
    """Calls of ``Valuation.sol``; what they mean stands in ``IValuation.sol``."""

    NAME = "Valuation"

    def draw(self, submission_id: bytes) -> Write:
        """Draw the panel; anyone, once the seed block is past."""
        return self._write("draw", submission_id)

    def release_key(self, submission_id: bytes, slots_digest: bytes) -> Write:
        """The submitter's release to the panel."""
        return self._write("releaseKey", submission_id, slots_digest)

    def commit_ballot(
        self, submission_id: bytes, commit_digest: bytes, sealed_ballot: bytes
    ) -> Write:
        """A ballot nobody can read yet, and its copy for the panelist alone."""
        return self._write("commitBallot", submission_id, commit_digest, sealed_ballot)

    def reveal(self, submission_id: bytes, ballot: Ballot, salt: bytes) -> Write:
        """Open the ballot after commits closed."""
        return self._write("reveal", submission_id, ballot, salt)

    def windows(self) -> View[Windows]:
        """Lengths of the phases in blocks."""
        return self._view("windows")

    def phase_of(self, submission_id: bytes) -> View[Phase]:
        """Where the running round is."""
        return self._view("phaseOf", submission_id)

    def round_of(self, submission_id: bytes) -> View[Round]:
        """The last round."""
        return self._view("roundOf", submission_id)

    def panel_of(self, submission_id: bytes) -> View[tuple[tuple[int, ...], int]]:
        """Organisations in order of the draw; bit i of the number set = organisation i may act."""
        return self._view("panelOf", submission_id)

    def commit_of(self, submission_id: bytes, round_number: int, organisation: int) -> View[bytes]:
        """Zero where there is none."""
        return self._view("commitOf", submission_id, round_number, organisation)

    def result_of(self, submission_id: bytes) -> View[Result]:
        """NONE while it is under way."""
        return self._view("resultOf", submission_id)

    def is_due(self, submission_id: bytes) -> View[bool]:
        """Whether ``settle`` would succeed now."""
        return self._view("isDue", submission_id)

    def membership(self) -> View[str]:
        """Address of Membership; fixed at deployment."""
        return self._view("membership")

    def relations(self) -> View[str]:
        """Address of Relations; fixed at deployment."""
        return self._view("relations")

    def indicators(self) -> View[str]:
        """Address of Indicators; fixed at deployment."""
        return self._view("indicators")

    def seats(self) -> View[str]:
        """Address of Seats; fixed at deployment."""
        return self._view("seats")

    def rewards(self) -> View[str]:
        """Address of Rewards; fixed at deployment."""
        return self._view("rewards")
