"""A calendar was published: the open clocks it touches say so, each matter in its journal."""

from uuid import UUID

from chassis.kernel import Actor
from law.publication import Publication
from services.intake.domain import following_up
from services.intake.usecases.ports import Ports

CALENDAR = Actor(UUID(int=0), "calendar", "")
AT_ONCE = 200


async def recompute_clocks(ports: Ports, publication: Publication) -> int:
    """How many matters it touched. Cut off anywhere, it goes on where it was."""
    last, changed = publication.reached, 0
    while True:
        async with ports.transaction(publication.jurisdiction) as work:
            matters = await work.matters.with_open_clocks(last, AT_ONCE)
            for matter in matters:
                following_up.recompute_clocks(matter, publication, by=CALENDAR, now=ports.now())
                if matter.facts:
                    await work.matters.save(matter)
                    changed += 1
            last = matters[-1].id if len(matters) == AT_ONCE else None
            stands = await work.calendars.reached(publication, last)
        if last is None or not stands:
            return changed
