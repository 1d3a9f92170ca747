"""The board as it changes, for those who watch."""

import asyncio
from dataclasses import dataclass, field

import pytest
from sqlalchemy.exc import OperationalError

from chassis.kernel import Principal
from services.alerts.domain.colours import Colour
from services.alerts.domain.permissions import READ_BOARD
from services.alerts.queries import BoardCell, BoardQueries
from services.alerts.queries import watch as watching
from services.alerts.queries.watch import Watch
from tests.alerts.builders import a_deadline, day
from tests.alerts.fakes import World
from tests.builders import a_principal, somewhere

pytestmark = pytest.mark.engines


async def always() -> bool:
    return True


async def test_first_the_whole_board_then_only_what_changed(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(), a_deadline(number=2, owner="health"))
    leader = a_principal("county", here, frozenset({READ_BOARD}))
    told = Watch(BoardQueries(world.engine)).follow(leader, always)

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
    everybody = [watch.follow(leader, always) for leader in leaders]

    async with asyncio.timeout(10):
        boards = [await anext(told) for told in everybody]
    audiences = len(watch._audiences)
    for told in everybody:
        await told.aclose()  # type: ignore[attr-defined]  # an async generator

    assert boards == [boards[0]] * 5
    assert (audiences, len(watch._audiences)) == (1, 0)


async def test_who_lost_the_post_is_told_nothing_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "CHECK_SECONDS", 0.05)
    here = somewhere()
    await world.keep(here, a_deadline())
    held = [True]

    async def still_there() -> bool:
        return held[0]

    leader = a_principal("county", here, frozenset({READ_BOARD}))
    told = Watch(BoardQueries(world.engine)).follow(leader, still_there)
    async with asyncio.timeout(10):
        await anext(told)
        held[0] = False
        rest = [cells async for cells in told]

    assert rest == []


async def test_a_database_that_was_away_stops_the_news_for_a_while_only(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline())
    queries = AwayOnce(world.engine)
    leader = a_principal("county", here, frozenset({READ_BOARD}))
    told = Watch(queries).follow(leader, always)

    async with asyncio.timeout(10):
        first = await anext(told)
    await told.aclose()  # type: ignore[attr-defined]  # an async generator

    assert [cell.open for cell in first] == [1]
    assert queries.asked > 1


@dataclass(frozen=True)
class AwayOnce(BoardQueries):
    """The first look finds nobody at home."""

    looks: list[None] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.looks)

    async def get_board(self, actor: Principal, organ: str = "") -> list[BoardCell]:
        self.looks.append(None)
        if self.asked == 1:
            raise OperationalError("SELECT", {}, ConnectionError("away"))
        return await BoardQueries(self.engine).get_board(actor, organ)
