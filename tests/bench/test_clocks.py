"""Clocks drawn by PostgreSQL, held to what the service itself would say of them."""

from datetime import date

import pytest

from bench import clocks
from bench.clocks import ONE_OPEN_IN, ORGANS
from bench.house import PLACE
from chassis import database
from launch import assembly
from launch.engines import Engines
from law.calendar import day_of
from services.alerts.usecases import recount_board
from tests.alerts.fakes import World
from tests.builders import NOON, RULES

EVENTS = 20_000
TODAY = date(2026, 9, 16)


def test_every_way_a_clock_may_stand_is_looked_at_by_the_rules() -> None:
    looks = list(clocks.kinds(RULES.alerting, TODAY))

    outcomes = {"open_in_time", "open_late", "done_in_time", "done_late"}
    assert {look[8] for look in looks} == outcomes
    assert {look[7] for look in looks} == {"red", "yellow", "blue", "done"}
    assert len({look[:2] for look in looks}) == len(looks)


@pytest.mark.engines
async def test_what_is_filled_is_what_the_service_counts(engines: Engines) -> None:
    await assembly.migrate(engines)
    engine = database.engine(engines.database("alerts"))
    world = World(engine)
    try:
        await clocks.fill(engines.admin, EVENTS, RULES.alerting, day_of(NOON))

        board, digest = await world.board(PLACE), await world.digest(PLACE)
        wrong = await recount_board(world.ports(), PLACE)
    finally:
        await engine.dispose()

    sealed = EVENTS // ONE_OPEN_IN // 50  # which the board shows to their organ alone
    assert sum(cell.open for cell in board) == EVENTS // ONE_OPEN_IN - sealed
    assert {cell.organ for cell in board} <= set(ORGANS)
    assert (digest.disagreeing, wrong) == (0, 0)
