"""The board counted anew from every open clock."""

import pytest
from sqlalchemy import text

from chassis import database
from chassis.database import MACHINERY
from services.alerts.usecases import recount_board
from tests.alerts.builders import a_deadline, day
from tests.alerts.fakes import World
from tests.builders import an_id, somewhere

pytestmark = pytest.mark.engines


async def some_clocks(world: World, here: str) -> None:
    await world.keep(
        here,
        a_deadline(subject=an_id(), due=day("2026-09-10")),
        a_deadline(subject=an_id()),
        a_deadline(subject=an_id(), sealed=True),
        a_deadline(subject=an_id(), term="objection"),
        a_deadline(subject=an_id(), stopped=day("2026-09-15")),
        a_deadline(subject=an_id(), due=None),
    )


async def test_a_board_kept_by_increments_has_no_wrong_cell(world: World) -> None:
    here = somewhere()
    await some_clocks(world, here)

    assert await recount_board(world.ports(), here) == 0


@pytest.mark.parametrize(
    ("damage", "cells"),
    [
        ("UPDATE alerts.board SET open = open + 1 WHERE colour = 'red'", 1),
        ("UPDATE alerts.board SET overdue = 0 WHERE colour = 'red'", 1),
        ("DELETE FROM alerts.board", 4),
        ("UPDATE alerts.board SET owner = 'health'", 8),
    ],
)
async def test_what_another_hand_wrote_is_found_and_mended(
    world: World, damage: str, cells: int
) -> None:
    here = somewhere()
    await some_clocks(world, here)
    before = await world.board(here)
    async with database.transaction(world.engine, here, MACHINERY) as work:
        await work.connection.execute(text(damage))

    assert await recount_board(world.ports(), here) == cells

    assert await world.board(here) == before
    assert (await world.digest(here)).disagreeing == 0
    assert await recount_board(world.ports(), here) == 0


async def test_another_place_is_neither_counted_nor_mended(world: World) -> None:
    here, there = somewhere(), somewhere()
    await some_clocks(world, there)

    assert await recount_board(world.ports(), here) == 0
    assert await world.board(here) == []


async def test_numbers_of_what_is_sealed_are_for_machinery(world: World) -> None:
    here = somewhere()
    await some_clocks(world, here)

    async with database.transaction(world.engine, here, "housing") as work:
        told = await work.connection.execute(text("SELECT * FROM alerts.open_in_cells()"))

        assert told.all() == []
