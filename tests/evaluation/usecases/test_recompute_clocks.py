"""A calendar is published, over ports in memory."""

from dataclasses import replace

from chassis.calendars import Pending
from law.calendar import Calendar
from services.evaluation.domain.facts import ClocksRecomputed
from services.evaluation.usecases import recompute_clocks
from services.evaluation.usecases.recompute_clocks import AT_ONCE
from tests.builders import CALENDAR, at
from tests.evaluation.builders import ROLLING, an_answered_order, an_order
from tests.evaluation.fakes import Memory

UNPUBLISHED = Calendar(CALENDAR.published - {2026}, frozenset(), frozenset())
PUBLICATION = Pending("420881", 2026, 1, (UNPUBLISHED,), CALENDAR, None)
THURSDAY = at("2026-09-17")
"""Fifteen days from here end in the holidays of October."""


async def test_only_orders_that_it_touches_get_an_entry() -> None:
    memory = await Memory.of(an_order(rules=ROLLING, now=THURSDAY), an_answered_order(now=THURSDAY))

    changed = await recompute_clocks(memory.ports(), PUBLICATION)

    assert changed == 1
    (fact,) = memory.orders.facts
    assert isinstance(fact, ClocksRecomputed)
    assert (fact.year, fact.clocks) == (2026, [1])


async def test_page_after_page_until_none_is_left() -> None:
    orders = [an_order(rules=ROLLING, now=THURSDAY) for _ in range(AT_ONCE + 1)]
    memory = await Memory.of(*orders)

    changed = await recompute_clocks(memory.ports(), PUBLICATION)

    assert changed == AT_ONCE + 1
    assert memory.publications.reached_ids == [sorted(o.id for o in orders)[AT_ONCE - 1], None]


async def test_cut_off_it_goes_on_where_it_was() -> None:
    first, second = sorted(
        (an_order(rules=ROLLING, now=THURSDAY) for _ in range(2)), key=lambda o: o.id
    )
    memory = await Memory.of(first, second)

    changed = await recompute_clocks(memory.ports(), replace(PUBLICATION, reached=first.id))

    assert changed == 1
    assert (first.version, second.version) == (1, 2)


async def test_it_ends_where_the_year_was_corrected_meanwhile() -> None:
    memory = await Memory.of(*(an_order(rules=ROLLING, now=THURSDAY) for _ in range(AT_ONCE + 1)))
    memory.publications.stands = False

    assert await recompute_clocks(memory.ports(), PUBLICATION) == AT_ONCE
