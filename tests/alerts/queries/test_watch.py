"""The board as it changes, for those who watch."""

import asyncio

import pytest

from services.alerts.domain.colours import Colour
from services.alerts.domain.permissions import READ_BOARD
from services.alerts.queries import BoardQueries
from services.alerts.queries.watch import Watch
from tests.alerts.builders import a_deadline, day
from tests.alerts.fakes import World
from tests.builders import a_principal, somewhere

pytestmark = pytest.mark.engines


async def test_first_the_whole_board_then_only_what_changed(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(), a_deadline(number=2, owner="health"))
    leader = a_principal("county", here, frozenset({READ_BOARD}))
    told = Watch(BoardQueries(world.engine)).follow(leader)

    async with asyncio.timeout(10):
        first = await anext(told)
        await world.keep(here, a_deadline(version=2, due=day("2026-09-20")))
        second = await anext(told)
    await told.aclose()  # type: ignore[attr-defined]  # an async generator

    assert {(c.organ, c.colour, c.open) for c in first} == {
        ("housing", Colour.BLUE, 1),
        ("health", Colour.BLUE, 1),
    }
    assert {(c.organ, c.colour, c.open) for c in second} == {
        ("housing", Colour.YELLOW, 1),
        ("housing", Colour.BLUE, 0),
    }


async def test_many_who_see_the_same_are_served_by_one_look(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline())
    watch = Watch(BoardQueries(world.engine))
    leaders = [a_principal("county", here, frozenset({READ_BOARD})) for _ in range(5)]
    everybody = [watch.follow(leader) for leader in leaders]

    async with asyncio.timeout(10):
        boards = [await anext(told) for told in everybody]
    audiences = len(watch._audiences)
    for told in everybody:
        await told.aclose()  # type: ignore[attr-defined]  # an async generator

    assert boards == [boards[0]] * 5
    assert (audiences, len(watch._audiences)) == (1, 0)
