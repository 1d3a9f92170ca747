"""A rule lets its number through, then says how long to wait."""

import asyncio

import pytest

from chassis.kernel import TooMany
from chassis.throttle import Throttle


def test_the_rule_lets_its_number_through_and_then_says_how_long_to_wait() -> None:
    throttle = Throttle("3 per minute")
    for _ in range(3):
        throttle.require("10.0.0.1")

    with pytest.raises(TooMany) as caught:
        throttle.require("10.0.0.1")

    seconds = caught.value.params["seconds"]
    assert isinstance(seconds, int)
    assert 55 <= seconds <= 60


def test_every_key_and_every_throttle_counts_alone() -> None:
    throttle = Throttle("1 per hour")
    throttle.require("10.0.0.1", "zhang")
    throttle.require("10.0.0.1", "li")
    throttle.require("10.0.0.2", "zhang")
    Throttle("1 per hour").require("10.0.0.1", "zhang")

    with pytest.raises(TooMany):
        throttle.require("10.0.0.1", "zhang")


async def test_a_place_is_free_again_when_the_window_has_moved_on() -> None:
    throttle = Throttle("1 per second")
    throttle.require("here")
    with pytest.raises(TooMany):
        throttle.require("here")

    await asyncio.sleep(1.1)

    throttle.require("here")


def test_a_rule_that_cannot_be_read_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="couldn't parse"):
        Throttle("now and then")
