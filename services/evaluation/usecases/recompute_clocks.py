"""A calendar was published: the open clocks it touches say so, each order in its journal."""

from uuid import UUID

from chassis.kernel import Actor
from law.publication import Publication
from services.evaluation.usecases.ports import Ports

CALENDAR = Actor(UUID(int=0), "calendar", "")
AT_ONCE = 200


async def recompute_clocks(ports: Ports, publication: Publication) -> int:
    """How many orders it touched. Cut off anywhere, it goes on where it was."""
    last, changed = publication.reached, 0
    while True:
        async with ports.transaction(publication.jurisdiction) as work:
            orders = await work.orders.with_open_clocks(last, AT_ONCE)
            for order in orders:
                order.recompute_clocks(publication, by=CALENDAR, now=ports.now())
                if order.facts:
                    await work.orders.save(order)
                    changed += 1
            last = orders[-1].id if len(orders) == AT_ONCE else None
            stands = await work.publications.reached(publication, last)
        if last is None or not stands:
            return changed
