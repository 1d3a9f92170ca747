"""Locks grow with the failures, end by themselves, and are forgotten after a day."""

from datetime import timedelta

import pytest

from services.identity.domain.lockout import ACCOUNT, FORGOTTEN_AFTER, LONGEST_LOCK, Attempts
from tests.builders import NOON


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 15), (6, 30), (9, 240), (11, 900), (500, 900)]
)
def test_the_lock_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert Attempts(failures, NOON).seconds_locked(ACCOUNT, NOON) == seconds


def test_a_lock_ends_by_itself() -> None:
    locked = Attempts(5, NOON)

    assert locked.seconds_locked(ACCOUNT, NOON + timedelta(seconds=14.5)) == 1
    assert locked.seconds_locked(ACCOUNT, NOON + timedelta(seconds=15)) == 0


def test_a_day_without_failures_clears_the_count() -> None:
    assert Attempts(9, NOON).another(NOON + FORGOTTEN_AFTER).failures == 1
    assert Attempts(9, NOON).another(NOON + LONGEST_LOCK).failures == 10
