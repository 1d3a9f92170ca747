"""A transaction says that its database is away, and keeps every other fault as it is."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import DatabaseAway, ValueImpossible
from launch.ports import free_port
from tests.builders import somewhere

pytestmark = pytest.mark.engines

GO = text("SELECT pg_terminate_backend(pg_backend_pid())")


async def test_a_database_that_cannot_be_reached_is_away() -> None:
    engine = database.engine(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")

    with pytest.raises(DatabaseAway):
        async with database.transaction(engine, somewhere()):
            pass

    await engine.dispose()


async def test_a_database_that_goes_in_the_middle_is_away_and_the_next_one_finds_it_again(
    toy_engine: AsyncEngine,
) -> None:
    with pytest.raises(DatabaseAway):
        async with database.transaction(toy_engine, somewhere()) as work:
            await work.connection.execute(GO)

    async with database.transaction(toy_engine, somewhere()) as work:
        assert await work.connection.scalar(text("SELECT 1")) == 1


async def test_a_database_without_room_is_away(toy_engine: AsyncEngine) -> None:
    """It comes back by itself once there is room, and nothing of what was asked was done."""
    full = text("DO $$ BEGIN RAISE disk_full; END $$")

    with pytest.raises(DatabaseAway):
        async with database.transaction(toy_engine, somewhere()) as work:
            await work.connection.execute(full)


async def test_a_statement_that_is_wrong_stays_a_fault(toy_engine: AsyncEngine) -> None:
    with pytest.raises(DBAPIError):
        async with database.transaction(toy_engine, somewhere()) as work:
            await work.connection.execute(text("SELECT 1/0"))


@pytest.mark.parametrize("value", ["a\0b", "\ud800"], ids=["NUL", "half a surrogate pair"])
async def test_a_text_that_no_row_can_have_is_the_senders_fault(
    toy_engine: AsyncEngine, value: str
) -> None:
    with pytest.raises(ValueImpossible):
        async with database.transaction(toy_engine, somewhere()) as work:
            await work.connection.execute(text("SELECT CAST(:told AS text)"), {"told": value})


async def test_a_number_that_no_row_can_have_is_the_senders_fault(toy_engine: AsyncEngine) -> None:
    with pytest.raises(ValueImpossible):
        async with database.transaction(toy_engine, somewhere()) as work:
            await work.connection.execute(text("SELECT CAST(:told AS int)"), {"told": 2**40})
