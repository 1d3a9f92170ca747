"""A calendar year was published: the open clocks it moves say so, each matter in its journal."""

from uuid import UUID

from chassis.kernel import Actor
from law.calendar import Calendar
from services.intake.domain import following_up
from services.intake.usecases.ports import Ports

CALENDAR = Actor(UUID(int=0), "calendar", "")
AT_ONCE = 200


async def recompute_clocks(ports: Ports, jurisdiction: str, year: int, before: Calendar) -> int:
    """How many matters have a due day moved. `before` is the calendar without the publication."""
    after, last, changed = ports.rulebooks.calendar(jurisdiction), None, 0
    while True:
        async with ports.transaction(jurisdiction) as work:
            matters = await work.matters.with_open_clocks(last, AT_ONCE)
            for matter in matters:
                if following_up.recompute_clocks(
                    matter, year, before, after, by=CALENDAR, now=ports.now()
                ):
                    await work.matters.save(matter)
                    changed += 1
        if len(matters) < AT_ONCE:
            return changed
        last = matters[-1].id
