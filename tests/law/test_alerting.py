"""Red, yellow, blue."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.alerting import Colour, DaysLeft, ShareUsed
from tests.builders import RULES

STARTED, DUE = date(2026, 9, 16), date(2026, 11, 15)
BY_SHARE = replace(RULES.alerting, use="percent")


@pytest.mark.parametrize(
    ("left", "colour"),
    [
        (-1, Colour.RED),
        (0, Colour.RED),
        (3, Colour.RED),
        (4, Colour.YELLOW),
        (10, Colour.YELLOW),
        (11, Colour.BLUE),
    ],
)
def test_three_days_left_are_red_and_ten_are_yellow(left: int, colour: Colour) -> None:
    assert RULES.alerting.colour(STARTED, DUE, DUE - timedelta(left)) is colour


@pytest.mark.parametrize(
    ("used", "colour"),
    [(29, Colour.BLUE), (30, Colour.YELLOW), (50, Colour.YELLOW), (51, Colour.RED)],
)
def test_a_place_may_count_by_the_share_of_the_time_used(used: int, colour: Colour) -> None:
    """Of 60 days the 30th is half, and the 51st is 85 percent."""
    assert BY_SHARE.colour(STARTED, DUE, STARTED + timedelta(used)) is colour


def test_a_deadline_without_a_day_presses_nobody() -> None:
    assert RULES.alerting.colour(STARTED, None, date(2030, 1, 1)) is Colour.BLUE


def test_the_first_overdue_day_is_the_one_after_the_last() -> None:
    assert RULES.alerting.turns(STARTED, DUE).overdue == DUE + timedelta(1)
    assert BY_SHARE.turns(STARTED, DUE).overdue == DUE + timedelta(1)


@given(length=st.integers(1, 400), use=st.sampled_from(["days", "percent"]))
def test_a_deadline_turns_yellow_before_red_and_red_before_it_is_overdue(
    length: int, use: str
) -> None:
    policy = RULES.alerting if use == "days" else BY_SHARE

    turns = policy.turns(STARTED, STARTED + timedelta(length))
    assert turns.yellow <= turns.red < turns.overdue


def test_yellow_after_red_is_no_policy() -> None:
    with pytest.raises(ValueError, match="yellow must begin before red"):
        DaysLeft(red=10, yellow=3, source="wrong way round")
    with pytest.raises(ValueError, match="yellow must begin before red"):
        ShareUsed(red=50, yellow=85, source="wrong way round")
    with pytest.raises(ValueError, match="before 100 percent"):
        ShareUsed(red=100, yellow=85, source="red only when late")
