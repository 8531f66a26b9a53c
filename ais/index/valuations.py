"""Valuations, rounds, panels, ballots and seats."""

from __future__ import annotations

from ais import events

from .database import Database

__all__ = ["Valuations"]


class Valuations:
    """What ``Valuation``, ``Seats`` and the opening in ``Rewards`` told."""

    _database: Database

    def open_valuations(self) -> list[bytes]:
        """Submissions that were opened and are not settled for good, oldest first."""
        settled = {
            entry.event.submission_id
            for entry in self._database.find(events.Settled)
            if entry.event.is_final
        }
        opened = self._database.find(events.ValuationOpened)
        return [e.event.submission_id for e in opened if e.event.submission_id not in settled]

    def opening(self, submission_id: bytes) -> events.ValuationOpened | None:
        """What was fixed when a submission's valuation was opened; None where it never was."""
        found = self._database.find(events.ValuationOpened, submission_id=submission_id)
        return found[0].event if found else None

    def unopened(self, organisation: int) -> list[bytes]:
        """An organisation's submissions that were never opened, oldest first."""
        mine = {"organisation": organisation}
        opened = {
            entry.event.submission_id
            for entry in self._database.find(events.ValuationOpened, **mine)
        }
        submitted = self._database.find(events.Submitted, **mine)
        return [e.event.submission_id for e in submitted if e.event.submission_id not in opened]

    def rounds(self, submission_id: bytes) -> list[events.RoundScheduled]:
        """Rounds of a submission, first to last."""
        found = self._database.find(events.RoundScheduled, submission_id=submission_id)
        return [entry.event for entry in found]

    def panel(self, submission_id: bytes, round_number: int) -> events.PanelDrawn | None:
        """The panel of a round; None before it is drawn."""
        found = self._database.find(
            events.PanelDrawn, submission_id=submission_id, round=round_number
        )
        return found[0].event if found else None

    def panel_key(self, submission_id: bytes, round_number: int) -> events.PanelKeyReleased | None:
        """The submitter's release to the panel of a round; None before it is made."""
        found = self._database.find(
            events.PanelKeyReleased, submission_id=submission_id, round=round_number
        )
        return found[0].event if found else None

    def assigned(self, organisation: int) -> list[tuple[bytes, int]]:
        """Running rounds (submission, round) on whose panel the organisation may act."""
        running = {name: self.rounds(name)[-1].round for name in self.open_valuations()}
        found = []
        for name, number in running.items():
            panel = self.panel(name, number)
            if panel is not None and organisation in _acting(panel):
                found.append((name, number))
        return found

    def commit(
        self, submission_id: bytes, round_number: int, organisation: int
    ) -> events.CommitRecorded | None:
        """A panelist's commitment in a round; None where there is none."""
        found = self._database.find(
            events.CommitRecorded,
            submission_id=submission_id,
            round=round_number,
            organisation=organisation,
        )
        return found[0].event if found else None

    def ballots(self, submission_id: bytes) -> list[events.BallotRevealed]:
        """Ballots that were opened, of all rounds, in order."""
        found = self._database.find(events.BallotRevealed, submission_id=submission_id)
        return [entry.event for entry in found]

    def revealed(self, submission_id: bytes, round_number: int, organisation: int) -> bool:
        """Whether a panelist has opened its ballot of a round."""
        return any(
            (ballot.round, ballot.organisation) == (round_number, organisation)
            for ballot in self.ballots(submission_id)
        )

    def seats(self) -> dict[int, tuple[int, int]]:
        """Seat -> (organisation, from epoch), as taken and not given up."""
        found: dict[int, tuple[int, int]] = {}
        for entry in self._database.select("WHERE events.name IN ('SeatTaken', 'SeatVacated')"):
            event = entry.event
            if isinstance(event, events.SeatTaken):
                found[event.seat] = (event.organisation, event.from_epoch)
            elif found.get(event.seat, (0, 0))[0] == event.organisation:
                found.pop(event.seat)
        return dict(sorted(found.items()))


def _acting(panel: events.PanelDrawn) -> list[int]:
    return [
        organisation
        for position, organisation in enumerate(panel.organisations)
        if panel.filled >> position & 1
    ]
