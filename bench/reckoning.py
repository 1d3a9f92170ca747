"""The law reckoned in memory: due days and reading the rulebooks. No door and no database."""

import time
from datetime import date
from pathlib import Path

from bench.measure import Measure
from law.calendar import national_calendar
from law.clock import Clock, Term, Unit
from law.loading import _every_place, load

CLOCKS = 20_000
RULEBOOKS = Path("rulebooks")
LEAST_A_SECOND = 100_000
MOST_MS = 500.0


def measures() -> list[Measure]:
    calendar = national_calendar()

    async def due_days() -> float:
        days, began = [], time.perf_counter()
        for number in range(CLOCKS):
            days.append(_clock(number).due(calendar))
        assert all(days)
        return CLOCKS / (time.perf_counter() - began)

    async def rulebooks() -> float:
        began = time.perf_counter()
        _every_place.cache_clear()  # as a process does that starts
        load(RULEBOOKS)
        return (time.perf_counter() - began) * 1000

    return [
        Measure("due days", "/s", due_days, LEAST_A_SECOND),
        Measure("read the rulebooks", "ms", rulebooks, MOST_MS, most=True),
    ]


def _clock(number: int) -> Clock:
    """Four in five run in calendar days, as in the law."""
    working = number % 5 == 0
    term = Term(5 if working else 60, Unit.WORKING_DAYS if working else Unit.DAYS, "Art. 34")
    return Clock(1, "handling", term, "housing", "accepted", date(2026, 1, 1 + number % 28))
