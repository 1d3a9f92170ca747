"""A legal clock: by which day an organ must act, and why. Nothing here reads the time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from law import phrases
from law.calendar import ONE_DAY, Calendar


class Unit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working days"


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a rulebook: how long, in what days, under which provision.

    Without a length there is no term set by law: such a clock has an owner and an age, never a
    due date. `ours` marks a default no source gives, so that nobody takes it for law.
    """

    length: int | None
    unit: Unit
    basis: str
    name: str = ""
    basis_en: str = ""
    ours: bool = False

    def basis_in(self, language: str) -> str:
        return self.basis if language.startswith("zh") else self.basis_en or self.basis

    def __str__(self) -> str:
        return f"{self.length} {self.unit} under {self.basis_in('en')}"


@dataclass(frozen=True, slots=True)
class Extension:
    """More days, approved by a post. The reason names people at times, so it is kept elsewhere."""

    days: int
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Pause:
    """From the day after `since` up to and including `until`, no day counts."""

    since: date
    basis: str
    until: date | None = None
    basis_en: str = ""

    def covers(self, day: date) -> bool:
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Clock:
    """A term running against an owner. Only facts change it, and each makes a new value."""

    number: int
    name: str
    term: Term
    owner: str
    cause: str
    started: date
    extensions: tuple[Extension, ...] = ()
    pauses: tuple[Pause, ...] = ()
    stopped: date | None = None
    lapsed: bool = False
    roll_over: bool = False

    @property
    def is_open(self) -> bool:
        return self.stopped is None

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].until is None

    def due(self, calendar: Calendar) -> date | None:
        """The last day in time (it ends at 24:00 in Shanghai); none while a pause is open."""
        return self._due(calendar, self.pauses)

    def due_without_pauses(self, calendar: Calendar) -> date | None:
        return self._due(calendar, ())

    def is_late(self, today: date, calendar: Calendar) -> bool:
        due = self.due(calendar)
        return due is not None and (self.stopped or today) > due

    def is_provisional(self, calendar: Calendar) -> bool:
        """Whether a year that decides the due day has not been published yet."""
        return bool(self._unpublished(calendar))

    def extend(self, extension: Extension) -> Self:
        return replace(self, extensions=(*self.extensions, extension))

    def pause(self, on: date, basis: str, basis_en: str = "") -> Self:
        if self.is_paused:
            raise ValueError("the clock is paused already")
        return replace(self, pauses=(*self.pauses, Pause(on, basis, basis_en=basis_en)))

    def resume(self, on: date) -> Self:
        if not self.is_paused:
            raise ValueError("the clock is not paused")
        *earlier, last = self.pauses
        return replace(self, pauses=(*earlier, replace(last, until=on)))

    def stop(self, on: date) -> Self:
        """The duty is done. A clock stops once, and an open pause ends with it."""
        if self.stopped:
            return self
        running = self.resume(on) if self.is_paused else self
        return replace(running, stopped=on)

    def lapse(self, on: date) -> Self:
        """The duty ends without being done, as when the matter is given back."""
        return self if self.stopped else replace(self.stop(on), lapsed=True)

    def explain(self, calendar: Calendar, language: str = "en") -> str:
        return phrases.join(self._reasons(calendar, language), language)

    def _due(self, calendar: Calendar, pauses: tuple[Pause, ...]) -> date | None:
        last = self._last_day(calendar, pauses)
        return calendar.next_working(last) if last and self.roll_over else last

    def _last_day(self, calendar: Calendar, pauses: tuple[Pause, ...]) -> date | None:
        if self.term.length is None or any(pause.until is None for pause in pauses):
            return None
        left = self.term.length + sum(e.days for e in self.extensions)
        counts_all = self.term.unit is Unit.DAYS
        if counts_all and not pauses:
            return self.started + timedelta(left)
        day = self.started
        while left:
            day += ONE_DAY
            if not any(pause.covers(day) for pause in pauses):
                left -= counts_all or calendar.is_working(day)
        return day

    def _unpublished(self, calendar: Calendar) -> list[int]:
        """Calendar days need no calendar, except where the last of them rolls over."""
        due = self.due(calendar)
        if due is None:
            return []
        first = self.started + ONE_DAY
        if self.term.unit is Unit.DAYS:
            if not self.roll_over:
                return []
            first = self._last_day(calendar, self.pauses) or due
        return [year for year in range(first.year, due.year + 1) if year not in calendar.published]

    def _reasons(self, calendar: Calendar, language: str) -> Iterator[str]:
        say = phrases.of(language)
        unit, basis = say[f"unit_{self.term.unit}"], self.term.basis_in(language)
        yield phrases.cause(say, self.cause, self.started)
        if self.term.length is None:
            yield say["no_term"].format(basis=basis)
        else:
            yield say["term"].format(length=self.term.length, unit=unit, basis=basis)
        for e in self.extensions:
            yield say["extended"].format(days=e.days, unit=unit, by=e.by, on=e.on)
        for p in self.pauses:
            basis = p.basis if language.startswith("zh") else p.basis_en or p.basis
            sentence = say["paused" if p.until else "paused_now"]
            yield sentence.format(since=p.since, until=p.until, basis=basis)
        if self.stopped:
            yield say["lapsed" if self.lapsed else "done"].format(on=self.stopped)
        if self.term.length is not None:
            yield from self._when(calendar, say)

    def _when(self, calendar: Calendar, say: phrases.Sentences) -> Iterator[str]:
        due, last = self.due(calendar), self._last_day(calendar, self.pauses)
        if due and last != due:
            yield say["rolled"].format(last=last)
        yield say["due"].format(due=due) if due else say["no_due"]
        if self.pauses:
            yield say["without_pauses"].format(due=self.due_without_pauses(calendar))
        if years := self._unpublished(calendar):
            yield say["provisional"].format(years=", ".join(map(str, years)))
