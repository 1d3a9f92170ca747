"""Which days are worked."""

from datetime import UTC, date, datetime

import pytest
from holidays.countries.china import ChinaStaticHolidays

from chassis.calendars import PublishedYear
from law.calendar import FIRST_KNOWN, LAST_PUBLISHED, Calendar, day_of, national_calendar

CALENDAR = national_calendar()

MAKEUP_DAYS = {
    2022: ["01-29", "01-30", "04-02", "04-24", "05-07", "10-08", "10-09"],
    2023: ["01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"],
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


@pytest.mark.parametrize("year", MAKEUP_DAYS)
def test_the_weekends_worked_are_the_published_ones_and_no_others(year: int) -> None:
    expected = {date.fromisoformat(f"{year}-{day}") for day in MAKEUP_DAYS[year]}

    assert expected == {day for day in CALENDAR.makeup_days if day.year == year}
    assert all(CALENDAR.is_working(day) for day in expected)


@pytest.mark.parametrize(
    "day", ["2026-02-23", "2026-10-07", "2025-10-08", "2024-05-03", "2023-10-06", "2022-01-31"]
)
def test_a_weekday_given_free_is_not_worked(day: str) -> None:
    assert not CALENDAR.is_working(date.fromisoformat(day))


def test_an_ordinary_weekend_is_free_and_an_ordinary_weekday_is_worked() -> None:
    assert not CALENDAR.is_working(date(2026, 9, 19))
    assert CALENDAR.is_working(date(2026, 9, 16))


def test_the_library_records_every_year_we_call_published() -> None:
    recorded = ChinaStaticHolidays.special_public_holidays

    assert all(year in recorded for year in range(FIRST_KNOWN, LAST_PUBLISHED + 1))


def test_a_year_the_library_only_guesses_is_provisional_and_knows_weekends() -> None:
    labour_day = date(2027, 5, 3)

    assert CALENDAR.is_provisional(labour_day)
    assert CALENDAR.is_working(labour_day)
    assert not CALENDAR.is_working(date(2027, 5, 2))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))


def test_a_published_year_is_no_longer_provisional() -> None:
    published = CALENDAR.publish(2027, [date(2027, 5, 3)], [date(2027, 5, 8)])

    assert not published.is_provisional(date(2027, 5, 3))
    assert not published.is_working(date(2027, 5, 3))
    assert published.is_working(date(2027, 5, 8))
    assert CALENDAR.is_provisional(date(2027, 5, 3))


def test_publishing_a_year_again_replaces_it_and_leaves_the_others() -> None:
    first = CALENDAR.publish(2027, [date(2027, 5, 3)], [date(2027, 5, 8)])
    corrected = first.publish(2027, [date(2027, 5, 4)], [date(2027, 5, 9)])

    assert corrected == CALENDAR.publish(2027, [date(2027, 5, 4)], [date(2027, 5, 9)])
    assert not corrected.is_working(date(2026, 10, 7))


def test_a_notice_may_move_the_last_weekend_of_the_year_before() -> None:
    published = CALENDAR.publish(2027, [], [date(2026, 12, 27)])

    assert published.is_working(date(2026, 12, 27))
    assert published.is_working(date(2026, 10, 10))


def test_years_count_in_their_own_order_whenever_each_was_published() -> None:
    notice = PublishedYear(2027, (), (date(2026, 12, 27),))
    corrected = PublishedYear(2026, (date(2026, 10, 1),), ())

    calendar = CALENDAR.with_years([notice, corrected])

    assert calendar == CALENDAR.with_years([corrected, notice])
    assert calendar.is_working(date(2026, 12, 27))
    assert calendar.is_working(date(2026, 10, 2))


@pytest.mark.parametrize(
    ("free", "worked"),
    [
        ([date(2029, 1, 1)], []),
        ([], [date(2025, 1, 4)]),
        ([date(2027, 1, 1)], [date(2027, 1, 1)]),
    ],
)
def test_a_day_of_another_year_or_both_free_and_worked_is_not_published(
    free: list[date], worked: list[date]
) -> None:
    with pytest.raises(ValueError, match=r"2029-01-01|2025-01-04|free and worked"):
        Calendar().publish(2027, free, worked)


def test_the_legal_day_is_the_one_in_shanghai() -> None:
    assert day_of(datetime(2026, 9, 16, 15, 59, tzinfo=UTC)) == date(2026, 9, 16)
    assert day_of(datetime(2026, 9, 16, 16, 0, tzinfo=UTC)) == date(2026, 9, 17)
