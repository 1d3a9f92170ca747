"""Legal clocks, and when they are due."""

from datetime import date
from typing import Self

from law.clock import Clock
from services.intake.entrypoints.views.view import Reader, View


class ClockView(View):
    """A legal clock. `due` ends at 24:00 in Shanghai; `explanation` says how it comes about."""

    number: int
    term: str
    owner: str
    started: date
    due: date | None
    due_without_pauses: date | None
    stopped: date | None
    lapsed: bool
    late: bool
    provisional: bool
    explanation: str

    @classmethod
    def of(cls, clock: Clock, reader: Reader) -> Self:
        calendar = reader.calendar
        return cls(
            number=clock.number,
            term=clock.name,
            owner=clock.owner,
            started=clock.started,
            due=clock.due(calendar),
            due_without_pauses=clock.due_without_pauses(calendar) if clock.pauses else None,
            stopped=clock.stopped,
            lapsed=clock.lapsed,
            late=clock.is_late(reader.today, calendar),
            provisional=clock.is_provisional(calendar),
            explanation=clock.explain(calendar, reader.language),
        )
