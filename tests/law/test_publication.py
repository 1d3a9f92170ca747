"""Which clocks a published year touches."""

from dataclasses import replace
from datetime import date

from chassis.calendars import Pending
from law.calendar import Calendar
from law.clock import Clock
from law.publication import touched
from tests.builders import CALENDAR, RULES

FREE = date(2027, 1, 4)
KNOWN = CALENDAR.publish(2027, [FREE], [])
NEW_YEAR = RULES.clock(1, "objection", "housing", "assigned", date(2026, 12, 31))
"""Five working days, most of them in a year that is not published."""


def publication(*before: Calendar, after: Calendar = KNOWN) -> Pending[Calendar]:
    return Pending("420881", 2027, 1, before, after, None)


def test_a_clock_whose_due_day_moves_is_touched() -> None:
    elsewhere = replace(NEW_YEAR, number=2, started=date(2026, 9, 16))

    assert touched([NEW_YEAR, elsewhere], publication(CALENDAR)) == [1]


def test_a_clock_that_is_provisional_no_more_is_touched_though_its_day_stays() -> None:
    ordinary = CALENDAR.publish(2027, [], [])

    assert NEW_YEAR.due(ordinary) == NEW_YEAR.due(CALENDAR)
    assert touched([NEW_YEAR], publication(CALENDAR, after=ordinary)) == [1]


def test_what_has_ended_is_not_judged_again() -> None:
    assert touched([NEW_YEAR.stop(date(2027, 1, 5))], publication(CALENDAR)) == []


def test_calendar_days_need_no_calendar() -> None:
    handling: Clock = RULES.clock(1, "handling", "housing", "accepted", date(2026, 12, 31))

    assert touched([handling], publication(CALENDAR)) == []


def test_a_clock_may_go_by_any_calendar_that_was_in_force_meanwhile() -> None:
    corrected = CALENDAR.publish(2027, [], [])

    assert touched([NEW_YEAR], publication(corrected, after=corrected)) == []
    assert touched([NEW_YEAR], publication(corrected, KNOWN, after=corrected)) == [1]
