"""A transaction ends in bounded time, says that its database is away, and keeps other faults."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from asyncpg import LockNotAvailableError, QueryCanceledError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import LIMITS, DatabaseAway, ValueImpossible
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


SHORT = "100ms"


@pytest.fixture
async def impatient(
    request: pytest.FixtureRequest, toy_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AsyncEngine]:
    """One of its limits is shorter than ours."""
    assert request.param in LIMITS
    monkeypatch.setitem(LIMITS, request.param, SHORT)
    engine = database.engine(toy_url)
    yield engine
    await engine.dispose()


async def test_every_connection_bears_its_limits(toy_engine: AsyncEngine) -> None:
    async with database.transaction(toy_engine, somewhere()) as work:
        told = {name: await work.connection.scalar(text(f"SHOW {name}")) for name in LIMITS}

    assert told == {
        "statement_timeout": "20s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "1min",
    }


@pytest.mark.parametrize("impatient", ["statement_timeout"], indirect=True)
async def test_a_statement_without_end_is_ended(impatient: AsyncEngine) -> None:
    with pytest.raises(DBAPIError) as ended:
        async with database.transaction(impatient, somewhere()) as work:
            await work.connection.execute(text("SELECT pg_sleep(5)"))

    assert ended.value.orig is not None
    assert isinstance(ended.value.orig.__cause__, QueryCanceledError)


@pytest.mark.parametrize("impatient", ["lock_timeout"], indirect=True)
async def test_who_waits_for_a_lock_does_not_wait_for_ever(
    toy_engine: AsyncEngine, impatient: AsyncEngine
) -> None:
    here = somewhere()
    lock = text(f"SELECT pg_advisory_xact_lock({here})")
    async with database.transaction(toy_engine, here) as holding:
        await holding.connection.execute(lock)
        with pytest.raises(DBAPIError) as ended:
            async with asyncio.timeout(10), database.transaction(impatient, here) as waiting:
                await waiting.connection.execute(lock)

    assert ended.value.orig is not None
    assert isinstance(ended.value.orig.__cause__, LockNotAvailableError)


@pytest.mark.parametrize("impatient", ["idle_in_transaction_session_timeout"], indirect=True)
async def test_what_an_idle_transaction_holds_is_free_again(
    toy_engine: AsyncEngine, impatient: AsyncEngine
) -> None:
    here = somewhere()
    lock = text(f"SELECT pg_advisory_xact_lock({here})")
    with pytest.raises(DatabaseAway):
        async with database.transaction(impatient, here) as idle:
            await idle.connection.execute(lock)
            await asyncio.sleep(0.5)
            async with asyncio.timeout(10), database.transaction(toy_engine, here) as next_one:
                await next_one.connection.execute(lock)
            await idle.connection.execute(lock)
