"""The law's days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from law.calendar import Calendar
from law.clock import Clock, Extension, Term, Unit
from tests.builders import CALENDAR, RULES

days = st.dates(date(2021, 1, 1), date(2027, 12, 31))
lengths = st.integers(1, 90)
units = st.sampled_from(Unit)

WEDNESDAY = date(2026, 9, 16)
BASIS = "《信访工作条例》第三十六条第二款"


def a_clock(started: date = WEDNESDAY, length: int | None = 60, unit: Unit = Unit.DAYS) -> Clock:
    term = Term(length, unit, "《信访工作条例》第三十四条", "handling", "Art. 34")
    return Clock(1, "handling", term, "housing", "accepted", started)


def due_of(clock: Clock, calendar: Calendar = CALENDAR) -> date:
    due = clock.due(calendar)
    assert due is not None
    return due


# T1 to T6 of the regulations: received or accepted on a Wednesday, on time on the last day and
# late on the day after it.
LAST_DAYS = {
    "disposal": date(2026, 10, 1),
    "own_notice": date(2026, 10, 1),
    "notice": date(2026, 10, 1),
    # Thursday, Friday, Sunday the 20th (worked for the National Day), Monday, Tuesday.
    "objection": date(2026, 9, 22),
    "handling": date(2026, 11, 15),
}


@pytest.mark.parametrize("name", LAST_DAYS)
def test_a_duty_may_be_done_from_the_first_day_to_the_end_of_the_last(name: str) -> None:
    clock, last = RULES.clock(1, name, "housing", "received", WEDNESDAY), LAST_DAYS[name]

    assert clock.due(CALENDAR) == last
    assert not clock.is_late(WEDNESDAY, CALENDAR)
    assert not clock.is_late(last, CALENDAR)
    assert clock.is_late(last + timedelta(1), CALENDAR)
    assert not clock.stop(last).is_late(date(2030, 1, 1), CALENDAR)
    assert clock.stop(last + timedelta(1)).is_late(WEDNESDAY, CALENDAR)


def test_the_longest_extension_moves_the_last_day_by_thirty_days() -> None:
    length = RULES.terms["extension"].length
    assert length is not None
    clock = RULES.clock(1, "handling", "housing", "accepted", WEDNESDAY)
    extended = clock.extend(Extension(length, "housing/head", date(2026, 11, 15)))

    assert extended.due(CALENDAR) == date(2026, 12, 15)
    assert not extended.is_late(date(2026, 12, 15), CALENDAR)
    assert extended.is_late(date(2026, 12, 16), CALENDAR)


def test_a_last_day_that_is_a_holiday_stays_while_the_switch_is_off() -> None:
    """The fifteenth day after 16 September 2026 is the National Day."""
    clock = RULES.clock(1, "disposal", "petition-bureau", "received", WEDNESDAY)

    assert not clock.roll_over
    assert clock.due(CALENDAR) == date(2026, 10, 1)
    assert clock.is_late(date(2026, 10, 2), CALENDAR)


def test_a_last_day_that_is_a_holiday_rolls_over_where_the_switch_is_on() -> None:
    """1 to 7 October are free, so the eighth is the first day worked."""
    rules = replace(RULES, roll_over=replace(RULES.roll_over, value=True))
    clock = rules.clock(1, "disposal", "petition-bureau", "received", WEDNESDAY)

    assert clock.due(CALENDAR) == date(2026, 10, 8)
    assert not clock.is_late(date(2026, 10, 8), CALENDAR)
    assert clock.is_late(date(2026, 10, 9), CALENDAR)
    assert "rolled over from 2026-10-01" in clock.explain(CALENDAR)
    assert "2026-10-01 为非工作日，顺延" in clock.explain(CALENDAR, "zh")


def test_a_last_day_that_is_worked_does_not_roll_over() -> None:
    clock = replace(a_clock(length=4), roll_over=True)

    assert clock.due(CALENDAR) == date(2026, 9, 20)


def test_a_clock_no_law_sets_a_term_for_has_an_owner_and_no_due_day() -> None:
    clock = RULES.clock(1, "objection_decision", "petition-bureau", "objected", WEDNESDAY)

    assert clock.due(CALENDAR) is None
    assert clock.due_without_pauses(CALENDAR) is None
    assert not clock.is_late(date(2030, 1, 1), CALENDAR)
    assert "no statutory term" in clock.explain(CALENDAR)
    assert "没有法定期限" in clock.explain(CALENDAR, "zh-CN")


def test_an_explanation_names_every_fact() -> None:
    clock = a_clock().extend(Extension(30, "housing/head", date(2026, 11, 2)))

    assert clock.explain(CALENDAR, "en") == (
        "accepted on 2026-09-16, 60 days under Art. 34, "
        "extended 30 days by housing/head on 2026-11-02, due 2026-12-15 24:00"
    )
    assert clock.explain(CALENDAR, "zh") == (
        "2026-09-16 受理，期限 60 日（《信访工作条例》第三十四条），"
        "2026-11-02 经 housing/head 批准延长 30 日，2026-12-15 24:00 到期"
    )


def test_an_explanation_tells_done_from_given_back() -> None:
    assert "done on 2026-09-20" in a_clock().stop(date(2026, 9, 20)).explain(CALENDAR)
    assert "ended undone on 2026-09-20" in a_clock().lapse(date(2026, 9, 20)).explain(CALENDAR)


def test_a_cause_without_a_sentence_is_said_by_its_key() -> None:
    clock = replace(a_clock(), cause="draw_made")

    assert clock.explain(CALENDAR).startswith("draw made on 2026-09-16")


def test_an_unpublished_year_makes_working_days_provisional_and_says_so() -> None:
    clock = a_clock(date(2026, 12, 30), 5, Unit.WORKING_DAYS)

    assert clock.is_provisional(CALENDAR)
    assert clock.explain(CALENDAR).endswith("provisional: the calendar of 2027 is not published")
    assert clock.explain(CALENDAR, "zh").endswith("2027 年节假日安排尚未公布，日期为暂定")
    assert not clock.is_provisional(CALENDAR.publish(2027, [], []))


def test_calendar_days_are_provisional_only_where_the_last_one_may_roll_over() -> None:
    clock = a_clock(date(2027, 2, 1))

    assert not clock.is_provisional(CALENDAR)
    assert replace(clock, roll_over=True).is_provisional(CALENDAR)


def test_a_paused_clock_has_no_due_date_but_still_one_without_pauses() -> None:
    clock = a_clock().pause(date(2026, 9, 20), BASIS, "Art. 36")

    assert clock.is_paused
    assert clock.due(CALENDAR) is None
    assert not clock.is_late(date(2030, 1, 1), CALENDAR)
    assert clock.due_without_pauses(CALENDAR) == date(2026, 11, 15)
    assert clock.explain(CALENDAR).endswith(
        "paused since 2026-09-20 under Art. 36, no due date while paused, without pauses 2026-11-15"
    )


def test_a_pause_that_ended_is_explained_with_its_basis_and_both_days() -> None:
    clock = a_clock().pause(date(2026, 9, 20), BASIS).resume(date(2026, 9, 25))

    assert clock.explain(CALENDAR, "zh").endswith(
        f"2026-09-20 至 2026-09-25 不计入期限（{BASIS}），"
        "2026-11-20 24:00 到期，不扣除时 2026-11-15 到期"
    )


def test_a_clock_is_not_paused_twice_nor_resumed_while_it_runs() -> None:
    paused = a_clock().pause(WEDNESDAY, BASIS)

    with pytest.raises(ValueError, match="paused already"):
        paused.pause(WEDNESDAY, BASIS)
    with pytest.raises(ValueError, match="not paused"):
        paused.resume(WEDNESDAY).resume(WEDNESDAY)


def test_a_clock_stops_once_and_does_not_lapse_after_it() -> None:
    done = a_clock().stop(date(2026, 9, 20))

    assert not done.is_open
    assert done.stop(date(2026, 9, 25)) == done
    assert done.lapse(date(2026, 9, 25)) == done


def test_a_duty_done_during_a_pause_ends_the_pause() -> None:
    done = a_clock().pause(date(2026, 9, 20), BASIS).stop(date(2026, 12, 31))

    assert not done.is_paused
    assert not done.is_late(date(2030, 1, 1), CALENDAR)


def test_a_duty_that_lapsed_was_late_only_if_its_day_had_passed() -> None:
    assert not a_clock().lapse(date(2026, 11, 15)).is_late(date(2030, 1, 1), CALENDAR)
    assert a_clock().lapse(date(2026, 11, 16)).is_late(WEDNESDAY, CALENDAR)


def test_a_clock_comes_back_from_json_as_it_was() -> None:
    adapter = TypeAdapter(Clock)
    clock = (
        a_clock()
        .pause(date(2026, 9, 20), BASIS)
        .resume(date(2026, 9, 25))
        .extend(Extension(30, "housing/head", date(2026, 11, 2)))
        .stop(date(2026, 12, 1))
    )

    assert adapter.validate_json(adapter.dump_json(clock)) == clock


@given(started=days, length=lengths, unit=units)
def test_exactly_the_term_lies_between_start_and_due(
    started: date, length: int, unit: Unit
) -> None:
    due = due_of(a_clock(started, length, unit))

    between = [started + timedelta(n) for n in range(1, (due - started).days + 1)]
    assert length == sum(unit is Unit.DAYS or CALENDAR.is_working(day) for day in between)
    assert unit is Unit.DAYS or CALENDAR.is_working(due)


@given(started=days, length=lengths, more=st.integers(1, 30), unit=units)
def test_an_extension_is_worth_a_longer_term(
    started: date, length: int, more: int, unit: Unit
) -> None:
    extended = a_clock(started, length, unit).extend(Extension(more, "head", started))

    assert extended.due(CALENDAR) == a_clock(started, length + more, unit).due(CALENDAR)


@given(
    started=days, length=lengths, unit=units, waited=st.integers(0, 50), paused=st.integers(0, 99)
)
def test_a_pause_never_brings_the_due_date_forward(
    started: date, length: int, unit: Unit, waited: int, paused: int
) -> None:
    clock, since = a_clock(started, length, unit), started + timedelta(waited)
    resumed = clock.pause(since, BASIS).resume(since + timedelta(paused))

    plain = due_of(clock)
    assert due_of(resumed) >= plain
    assert resumed.due_without_pauses(CALENDAR) == plain


@given(started=days, length=lengths, waited=st.integers(0, 200), paused=st.integers(0, 99))
def test_calendar_days_lost_to_a_pause_are_added_at_the_end(
    started: date, length: int, waited: int, paused: int
) -> None:
    clock, since = a_clock(started, length), started + timedelta(waited)
    resumed = clock.pause(since, BASIS).resume(since + timedelta(paused))

    lost = paused if waited < length else 0
    assert due_of(resumed) == due_of(clock) + timedelta(lost)


@given(started=days, length=lengths)
def test_publishing_a_calendar_moves_no_clock_of_calendar_days(started: date, length: int) -> None:
    clock = a_clock(started, length)

    assert clock.due(Calendar()) == clock.due(CALENDAR)


@given(started=days, length=lengths, unit=units)
def test_a_roll_over_ends_on_the_first_working_day_from_the_last_day_on(
    started: date, length: int, unit: Unit
) -> None:
    clock = a_clock(started, length, unit)
    last, rolled = due_of(clock), due_of(replace(clock, roll_over=True))

    assert CALENDAR.is_working(rolled)
    assert not any(CALENDAR.is_working(last + timedelta(n)) for n in range((rolled - last).days))
