"""A year's holidays, as somebody hands them in."""

from datetime import date

import pytest

from chassis.kernel import Forbidden
from services.intake.domain.errors import CalendarUnfitting
from services.intake.usecases import publish_calendar
from tests.builders import a_principal
from tests.intake.builders import BUREAU
from tests.intake.fakes import World

FREE, WORKED = date(2027, 1, 4), date(2027, 1, 9)


async def test_a_year_is_published_by_whom_and_when() -> None:
    world = World()

    await publish_calendar(world.ports, BUREAU, 2027, [FREE], [WORKED])

    assert world.calendars.published == [(2027, [FREE], [WORKED], BUREAU, world.now)]


@pytest.mark.parametrize("free", [date(2028, 1, 3), WORKED])
async def test_days_that_do_not_fit_are_refused(free: date) -> None:
    world = World()

    with pytest.raises(CalendarUnfitting):
        await publish_calendar(world.ports, BUREAU, 2027, [free], [WORKED])

    assert world.calendars.published == []


async def test_only_who_may_publish_does() -> None:
    with pytest.raises(Forbidden):
        await publish_calendar(World().ports, a_principal("housing"), 2027, [FREE], [])
