"""A published year on a real database: kept and told in one commit, and told again."""

from datetime import timedelta

import pytest

from tests.builders import NOON
from tests.intake.conftest import Clerk, Place

pytestmark = pytest.mark.engines

TELL = "intake-tell-calendars"
FREE = ["2027-01-04", "2027-01-05"]


async def publish(bureau: Clerk, *holidays: str) -> None:
    answer = await bureau.post("calendars:publish", year=2027, holidays=list(holidays))
    assert answer.status_code == 200, answer.text


async def test_a_published_year_is_told_to_the_others(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    await publish(bureau, *reversed(FREE))

    (told,) = await place.calendars_told()
    assert (told.year, told.version, list(told.holidays)) == (2027, 1, FREE)


async def test_what_is_known_already_is_no_news_and_a_correction_is(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    for holidays in (FREE, FREE, FREE[:1]):
        await publish(bureau, *holidays)

    told = await place.calendars_told()
    assert [(each.version, len(each.holidays)) for each in told] == [(1, 2), (2, 1)]


async def test_a_year_is_told_again_every_day_and_no_oftener(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    await publish(bureau, *FREE)

    for hours in (1, 25, 26, 50):
        place.house.clock.now = NOON + timedelta(hours=hours)
        await place.run(TELL)

    told = await place.calendars_told()
    assert [(each.version, list(each.holidays)) for each in told] == [(1, FREE)] * 3
