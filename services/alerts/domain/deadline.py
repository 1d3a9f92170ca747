"""A deadline: one clock of one matter, referral or order, as its owner last told it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from law.alerting import Alerting
from services.alerts.domain.colours import Colour, Look, Outcome


class Kind(StrEnum):
    MATTER = "matter"
    REFERRAL = "referral"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    kind: Kind
    subject: UUID
    number: int
    version: int
    term: str
    owner: str
    started: date
    due: date | None = None
    due_without_pauses: date | None = None
    stopped: date | None = None
    lapsed: bool = False
    provisional: bool = False
    route: str = ""
    historical: bool = False
    sealed: bool = False

    @property
    def is_open(self) -> bool:
        return self.stopped is None

    def is_missed(self, today: date) -> bool:
        """Whether its last day went by while the duty was open, even if it was done later."""
        return self.due is not None and (self.stopped or today) > self.due

    def look(self, today: date, alerting: Alerting) -> Look:
        """The alerts of T27, or by the share of the time used: the rulebook chooses."""
        outcome = self._outcome(today)
        if not self.is_open:
            return Look(Colour.DONE, outcome, overdue=False, turns=None)
        if self.due is None:
            return Look(self._without_a_day(alerting), outcome, overdue=False, turns=None)
        turns = alerting.turns(self.started, self.due)
        ahead = [day for day in (turns.yellow, turns.red, turns.overdue) if day > today]
        return Look(
            Colour(turns.colour(today)) if self._is_watched(alerting) else Colour.UNWATCHED,
            outcome,
            overdue=today > self.due,
            turns=min(ahead, default=None),
        )

    def _is_watched(self, alerting: Alerting) -> bool:
        return self.term in alerting.watched.terms

    def _without_a_day(self, alerting: Alerting) -> Colour:
        if not self._is_watched(alerting):
            return Colour.UNWATCHED
        return Colour.PAUSED if self.due_without_pauses else Colour.UNTIMED

    def _outcome(self, today: date) -> Outcome:
        """A duty that ended undone after its last day was missed, whatever ended it."""
        if self.due is None:
            return self._outcome_without_a_day()
        if self.stopped is None:
            return Outcome.OPEN_LATE if today > self.due else Outcome.OPEN_IN_TIME
        if self.lapsed:
            return Outcome.OPEN_LATE if self.stopped > self.due else Outcome.LAPSED
        return Outcome.DONE_LATE if self.stopped > self.due else Outcome.DONE_IN_TIME

    def _outcome_without_a_day(self) -> Outcome:
        if self.lapsed:
            return Outcome.LAPSED
        paused = self.due_without_pauses is not None and self.is_open
        return Outcome.OPEN_IN_TIME if paused else Outcome.UNTIMED
