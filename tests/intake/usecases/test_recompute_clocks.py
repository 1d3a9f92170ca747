"""A calendar is published, over ports in memory."""

from dataclasses import replace

from chassis.calendars import Pending
from law.calendar import Calendar
from services.intake.domain.facts import ClocksRecomputed
from services.intake.usecases import recompute_clocks
from services.intake.usecases.recompute_clocks import AT_ONCE
from tests.builders import CALENDAR, at
from tests.intake.builders import a_closed_matter, a_forwarded_matter, a_matter
from tests.intake.fakes import World

UNPUBLISHED = Calendar(CALENDAR.published - {2026}, frozenset(), frozenset())
PUBLICATION = Pending("420881", 2026, 1, (UNPUBLISHED,), CALENDAR, None)


async def test_only_matters_that_it_touches_get_an_entry() -> None:
    moved = a_forwarded_matter(now=at("2026-09-24"))
    world = World().holding(moved, a_matter(), a_closed_matter())

    changed = await recompute_clocks(world.ports, PUBLICATION)

    assert changed == 1
    (fact,) = world.matters.facts
    assert isinstance(fact, ClocksRecomputed)
    assert fact.year == 2026


async def test_page_after_page_until_none_is_left() -> None:
    matters = [a_forwarded_matter(now=at("2026-09-24")) for _ in range(AT_ONCE + 1)]
    world = World().holding(*matters)

    changed = await recompute_clocks(world.ports, PUBLICATION)

    assert changed == AT_ONCE + 1
    assert world.calendars.reached_ids == [sorted(m.id for m in matters)[AT_ONCE - 1], None]


async def test_cut_off_it_goes_on_where_it_was() -> None:
    first, second = sorted(
        (a_forwarded_matter(now=at("2026-09-24")) for _ in range(2)), key=lambda m: m.id
    )
    world = World().holding(first, second)

    told = first.version

    assert await recompute_clocks(world.ports, replace(PUBLICATION, reached=first.id)) == 1
    assert (first.version, second.version) == (told, told + 1)


async def test_it_ends_where_the_year_was_corrected_meanwhile() -> None:
    matters = [a_forwarded_matter(now=at("2026-09-24")) for _ in range(AT_ONCE + 1)]
    world = World().holding(*matters)
    world.calendars.stands = False

    assert await recompute_clocks(world.ports, PUBLICATION) == AT_ONCE
