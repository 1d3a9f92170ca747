"""Reading what is looked for."""

from datetime import date

import pytest

from services.intake.domain.errors import DaysReversed, SearchUnreadable
from services.intake.domain.searching import Wanted


def test_what_is_empty_lets_everything_through() -> None:
    assert Wanted.read({"words": "", "since": ""}) == Wanted()


def test_days_and_places_are_read() -> None:
    wanted = Wanted.read({"words": " 电梯 ", "division": "420881105", "since": "2026-09-01"})

    assert wanted == Wanted(words="电梯", division="420881105", since=date(2026, 9, 1))


def test_one_day_may_be_the_first_and_the_last() -> None:
    assert Wanted.read({"since": "2026-09-01", "until": "2026-09-01"}).until == date(2026, 9, 1)
    with pytest.raises(DaysReversed):
        Wanted.read({"since": "2026-09-02", "until": "2026-09-01"})


def test_a_field_that_nothing_is_found_by_is_refused() -> None:
    """Ignored, it would widen the search in silence."""
    with pytest.raises(SearchUnreadable):
        Wanted.read({"name": "王小明"})
