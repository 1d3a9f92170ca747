"""A calendar is published, over ports in memory."""

from law.calendar import Calendar
from services.intake.domain.facts import ClocksRecomputed
from services.intake.usecases import recompute_clocks
from services.intake.usecases.recompute_clocks import AT_ONCE
from tests.builders import CALENDAR, at
from tests.intake.builders import a_closed_matter, a_forwarded_matter, a_matter
from tests.intake.fakes import World

UNPUBLISHED = Calendar(CALENDAR.published - {2026}, frozenset(), frozenset())


async def test_only_matters_whose_days_move_get_an_entry() -> None:
    moved = a_forwarded_matter(now=at("2026-09-24"))
    world = World().holding(moved, a_matter(), a_closed_matter())

    changed = await recompute_clocks(world.ports, "420881", 2026, UNPUBLISHED)

    assert changed == 1
    (fact,) = world.matters.facts
    assert isinstance(fact, ClocksRecomputed)
    assert fact.year == 2026


async def test_page_after_page_until_none_is_left() -> None:
    matters = [a_forwarded_matter(now=at("2026-09-24")) for _ in range(AT_ONCE + 1)]
    world = World().holding(*matters)

    assert await recompute_clocks(world.ports, "420881", 2026, UNPUBLISHED) == AT_ONCE + 1
