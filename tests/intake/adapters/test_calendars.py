"""Published years on a real database: every replica learns of them."""

from datetime import date

import pytest

from services.intake.adapters.calendars import Calendars
from tests.builders import NOON, SHELF
from tests.intake.conftest import Place

pytestmark = pytest.mark.engines

FREE = date(2027, 1, 4)
WORKED = date(2027, 1, 9)


def a_replica(place: Place) -> Calendars:
    """With a shelf of its own, as another process has."""
    return Calendars(place.house.engine, SHELF.everywhere("420881"), lambda: NOON)


async def test_what_one_replica_publishes_another_learns(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    here, there = a_replica(place), a_replica(place)

    await here.publish(bureau.actor, 2027, [FREE], [WORKED])
    await there.refresh(place.code)

    calendar = there.rulebooks.calendar(place.code)
    assert (calendar.is_working(FREE), calendar.is_working(WORKED)) == (False, True)
    assert not calendar.is_provisional(FREE)


async def test_a_year_corrected_before_its_clocks_were_recomputed_keeps_the_first_before(
    place: Place,
) -> None:
    bureau, calendars = await place.clerk("petition-bureau"), a_replica(place)
    await calendars.publish(bureau.actor, 2027, [FREE], [])

    await calendars.publish(bureau.actor, 2027, [FREE], [WORKED])

    (pending,) = [p for p in await calendars.pending() if p.jurisdiction == place.code]
    assert pending.before.is_provisional(FREE)


async def test_what_is_done_is_pending_no_more(place: Place) -> None:
    bureau, calendars = await place.clerk("petition-bureau"), a_replica(place)
    await calendars.publish(bureau.actor, 2027, [FREE], [])
    (pending,) = [p for p in await calendars.pending() if p.jurisdiction == place.code]

    await calendars.done(pending)

    assert [p for p in await calendars.pending() if p.jurisdiction == place.code] == []
