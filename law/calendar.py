"""Working days: weekends, public holidays, and the weekends worked in exchange for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Protocol, Self
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
SATURDAY = 5

FIRST_KNOWN = 2005
# The library guesses every later year. The State Council publishes a year in the autumn before:
# 国务院办公厅关于2026年部分节假日安排的通知, https://www.gov.cn/gongbao/2025/issue_12406/202511/content_7048922.html
LAST_PUBLISHED = 2026


def day_of(instant: datetime) -> date:
    """The legal day an instant falls on, wherever the server stands."""
    return instant.astimezone(SHANGHAI).date()


class PublishedYear(Protocol):
    """A year as the State Council published it."""

    @property
    def year(self) -> int: ...
    @property
    def holidays(self) -> Iterable[date]: ...
    @property
    def makeup_days(self) -> Iterable[date]: ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the State Council has published. A year it has not is provisional: weekends only."""

    published: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.makeup_days:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def is_provisional(self, day: date) -> bool:
        return day.year not in self.published

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the first one after it that is."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def publish(self, year: int, holidays: Iterable[date], makeup_days: Iterable[date]) -> Self:
        """The calendar with this year as published; what was known of the year before is gone."""
        free, worked = frozenset(holidays), frozenset(makeup_days)
        # A notice may move the last weekend of the year before: 30 and 31 December.
        for day in free | worked:
            if day.year not in {year - 1, year}:
                raise ValueError(f"{day} is not a day of {year}")
        if both := free & worked:
            raise ValueError(f"{min(both)} cannot be free and worked")
        return type(self)(
            self.published | {year},
            frozenset(day for day in self.holidays if day.year != year) - worked | free,
            frozenset(day for day in self.makeup_days if day.year != year) - free | worked,
        )

    def with_years(self, years: Iterable[PublishedYear]) -> Self:
        """In the order of the years, whenever each was published: all who know them agree."""
        calendar = self
        for told in sorted(years, key=lambda told: told.year):
            calendar = calendar.publish(told.year, told.holidays, told.makeup_days)
        return calendar


@cache
def national_calendar() -> Calendar:
    """Every year the State Council has published, as the `holidays` library records it."""
    import holidays  # noqa: PLC0415 (seven megabytes that most processes have no use for)

    years = range(FIRST_KNOWN, LAST_PUBLISHED + 1)
    china = holidays.country_holidays("CN", years=years)
    return Calendar(
        published=frozenset(years),
        holidays=frozenset(china),
        makeup_days=frozenset(day for day in china.weekend_workdays if day.year in years),
    )
