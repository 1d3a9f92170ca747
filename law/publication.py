"""A year's holidays are published while clocks run: which of them that touches."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from law.calendar import Calendar
from law.clock import Clock


class Publication(Protocol):
    """A published year, until all the clocks that it touches have been told."""

    @property
    def jurisdiction(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def version(self) -> int:
        """A year that is corrected is published again, under a higher version."""

    @property
    def before(self) -> Sequence[Calendar]:
        """Any of these may be what a clock was last told by; several after a quick correction."""

    @property
    def after(self) -> Calendar: ...
    @property
    def reached(self) -> UUID | None:
        """Who comes up to this id has been told already."""


def touched(clocks: Iterable[Clock], publication: Publication) -> list[int]:
    """The numbers of the open clocks whose due day moves, or is provisional no more."""
    return [clock.number for clock in clocks if clock.is_open and _touches(publication, clock)]


def _touches(publication: Publication, clock: Clock) -> bool:
    now = _told(clock, publication.after)
    return any(_told(clock, before) != now for before in publication.before)


def _told(clock: Clock, calendar: Calendar) -> tuple[object, ...]:
    due = clock.due(calendar), clock.due_without_pauses(calendar)
    return *due, clock.is_provisional(calendar)
