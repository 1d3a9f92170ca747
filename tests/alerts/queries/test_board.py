"""What a post sees of the board, page by page."""

from typing import Any

import pytest

from chassis.kernel import Principal
from chassis.pages import Page
from services.alerts.domain.colours import Colour
from services.alerts.domain.permissions import READ_BOARD
from services.alerts.queries import BoardQueries, DeadlineLine
from tests.alerts.builders import a_deadline, day
from tests.alerts.fakes import World
from tests.builders import a_principal, an_id, somewhere

pytestmark = pytest.mark.engines


def a_leader(here: str) -> Principal:
    return a_principal("county", here, frozenset({READ_BOARD}))


async def test_without_the_permission_an_organ_sees_its_own_alone(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(), a_deadline(number=2, owner="health"))
    queries = BoardQueries(world.engine)

    assert {cell.organ for cell in await queries.get_board(a_leader(here))} == {
        "housing",
        "health",
    }
    own = a_principal("health", here)
    assert {cell.organ for cell in await queries.get_board(own)} == {"health"}
    assert await queries.get_board(own, "housing") == []
    assert {line.organ for line in await queries.list_deadlines(own, Page(50))} == {"health"}


async def test_another_jurisdiction_sees_nothing(world: World) -> None:
    await world.keep(somewhere(), a_deadline())

    assert await BoardQueries(world.engine).get_board(a_leader(somewhere())) == []


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
async def test_pages_run_from_the_soonest_to_those_without_a_day_and_miss_none(
    world: World, size: int
) -> None:
    here = somewhere()
    for due in ("2026-10-05", "2026-09-20", "2026-09-20", "2026-12-01", None, None, None):
        await world.keep(here, a_deadline(subject=an_id(), due=day(due) if due else None))
    queries, found = BoardQueries(world.engine), list[DeadlineLine]()
    after: tuple[Any, ...] = ()
    while True:
        lines = await queries.list_deadlines(a_leader(here), Page(size, after))
        found += lines
        if len(lines) < size:
            break
        after = (lines[-1].place, lines[-1].subject, lines[-1].number)

    assert len(found) == len({line.subject for line in found}) == 7
    assert [line.place for line in found] == sorted(line.place for line in found)


async def test_a_list_is_narrowed_by_colour_step_and_organ(world: World) -> None:
    here = somewhere()
    await world.keep(
        here,
        a_deadline(due=day("2026-09-18")),
        a_deadline(number=2, term="notice", due=day("2026-09-18")),
        a_deadline(number=3, due=day("2026-12-01")),
        a_deadline(number=4, stopped=day("2026-09-10")),
    )
    queries, leader = BoardQueries(world.engine), a_leader(here)

    red = await queries.list_deadlines(leader, Page(50), colour=Colour.RED, organ="housing")
    handling = await queries.list_deadlines(leader, Page(50), colour="red", term="handling")

    assert [line.number for line in red] == [1, 2]
    assert [line.number for line in handling] == [1]
