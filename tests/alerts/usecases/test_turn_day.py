"""The tick: only what turns is touched, at the boundary days, once a day, and it always adds up."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from services.alerts.domain.colours import Colour
from services.alerts.domain.deadline import Deadline
from services.alerts.usecases import turn_day
from tests.alerts.builders import a_deadline, day
from tests.alerts.domain.test_deadline import deadlines
from tests.alerts.fakes import World
from tests.builders import an_id, at, somewhere

pytestmark = pytest.mark.engines

DUE = day("2026-10-31")


async def colours(world: World, here: str) -> dict[Colour, tuple[int, int]]:
    return {cell.colour: (cell.open, cell.overdue) for cell in await world.board(here)}


async def test_a_deadline_turns_at_the_boundary_days_and_on_no_other(world: World) -> None:
    here, turned = somewhere(), {}
    world.clock.now = at("2026-10-15")
    await world.keep(here, a_deadline(due=DUE))

    for ahead in range(22):
        world.clock.now = at("2026-10-15") + timedelta(ahead)
        if await turn_day(world.ports(), here):
            turned[world.clock.now.date()] = await colours(world, here)

    assert turned == {
        day("2026-10-21"): {Colour.YELLOW: (1, 0)},
        day("2026-10-28"): {Colour.RED: (1, 0)},
        day("2026-11-01"): {Colour.RED: (1, 1)},
    }


async def test_a_day_turned_twice_turns_nothing(world: World) -> None:
    here = somewhere()
    world.clock.now = at("2026-10-15")
    await world.keep(here, a_deadline(due=DUE))
    world.clock.now = at("2026-10-28")

    assert [await turn_day(world.ports(), here) for _ in range(3)] == [1, 0, 0]
    assert len(await world.deliveries(here)) == 1


async def test_the_day_turns_at_midnight_in_shanghai(world: World) -> None:
    here = somewhere()
    world.clock.now = at("2026-10-27", hour=23)
    await world.keep(here, a_deadline(due=DUE))
    assert await turn_day(world.ports(), here) == 0

    world.clock.now = at("2026-10-28", hour=0)

    assert await turn_day(world.ports(), here) == 1


async def test_a_tick_that_slept_for_weeks_catches_up_at_once(world: World) -> None:
    here = somewhere()
    world.clock.now = at("2026-10-15")
    await world.keep(here, a_deadline(due=DUE), a_deadline(number=2, due=day("2026-10-20")))

    world.clock.now = at("2026-11-20")

    assert await turn_day(world.ports(), here) == 2
    assert await colours(world, here) == {Colour.RED: (2, 2)}
    assert len(await world.told_missed(here)) == 2


async def test_bands_that_changed_paint_everything_again(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(due=DUE))
    await turn_day(world.ports(), here)
    async with world.ports().transaction(here) as work:
        await work.board.repaint("of another rulebook", world.clock().date())

    assert await turn_day(world.ports(), here) == 1
    assert await turn_day(world.ports(), here) == 0
    assert (await world.digest(here)).disagreeing == 0


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lives=st.lists(st.lists(deadlines(), min_size=1, max_size=4), min_size=1, max_size=5),
    sealed=st.sets(st.integers(0, 4)),
    jumps=st.lists(st.integers(0, 40), min_size=1, max_size=4),
)
async def test_the_board_kept_by_increments_is_the_board_counted_anew(
    alerts_engine: AsyncEngine,
    lives: list[list[Deadline]],
    sealed: set[int],
    jumps: list[int],
) -> None:
    """Clocks that change in any way, while days pass."""
    world, here = World(alerts_engine), somewhere()
    subjects = [an_id() for _ in lives]
    world.clock.now = at("2026-01-01")
    for step in range(4):
        for subject, life, n in zip(subjects, lives, range(len(lives)), strict=True):
            if step < len(life):
                facts = life[step]
                changed = {name: getattr(facts, name) for name in Deadline.__dataclass_fields__}
                changed |= {"subject": subject, "version": step + 1, "sealed": n in sealed}
                await world.keep(here, Deadline(**changed))
        world.clock.now += timedelta(jumps[step % len(jumps)])
        await turn_day(world.ports(), here)

        assert (await world.digest(here)).disagreeing == 0
