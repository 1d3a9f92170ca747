"""A year's holidays, published while the platform runs, on a real database."""

import pytest

from services.intake.domain.permissions import READ_MATTERS
from tests.builders import at
from tests.intake.conftest import Place
from tests.intake.doing import a_forwarded_matter, shown

pytestmark = pytest.mark.engines

NEW_YEAR = ["2027-01-01", "2027-01-04", "2027-01-05"]


async def objection_due(place: Place) -> tuple[str, bool, int]:
    """Given on 31 December 2026: five working days reach into a year not yet published."""
    bureau = await place.clerk("petition-bureau")
    matter = (await bureau.get("matters")).json()["matters"][0]["id"]
    told = await shown(bureau, matter)
    (clock,) = [clock for clock in told["clocks"] if clock["term"] == "objection"]
    return clock["due"], clock["provisional"], told["version"]


async def test_publishing_a_year_moves_the_open_clocks_and_the_journal_says_so(
    place: Place,
) -> None:
    bureau = await place.clerk("petition-bureau")
    place.house.clock.now = at("2026-12-31")
    await a_forwarded_matter(bureau)
    assert await objection_due(place) == ("2027-01-07", True, 3)

    answer = await bureau.post("calendars:publish", year=2027, holidays=NEW_YEAR)
    await place.recompute()

    assert answer.status_code == 200
    assert await objection_due(place) == ("2027-01-12", False, 4)
    assert await place.facts_of_all() == [
        "MatterRegistered",
        "MatterClassified",
        "MatterForwarded",
        "ClocksRecomputed",
    ]


async def test_recomputing_twice_moves_nothing_further(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    place.house.clock.now = at("2026-12-31")
    await a_forwarded_matter(bureau)
    await bureau.post("calendars:publish", year=2027, holidays=NEW_YEAR)
    await place.recompute()

    await place.recompute()

    assert (await objection_due(place))[2] == 4


async def test_a_day_of_another_year_is_refused(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    answer = await bureau.post("calendars:publish", year=2027, holidays=["2028-01-03"])

    assert (answer.status_code, answer.json()["code"]) == (422, "calendar_unfitting")


async def test_only_who_may_publish_does(place: Place) -> None:
    clerk = await place.clerk("housing", may=frozenset({READ_MATTERS}))

    answer = await clerk.post("calendars:publish", year=2027, holidays=NEW_YEAR)

    assert answer.status_code == 403
