"""A database set back to an earlier moment is noticed before anybody hears what never was."""

import asyncio
from dataclasses import replace

import asyncpg
import nats
import pytest

from chassis.events.streams import inbox, stream
from launch.assembly import migrate
from launch.database import create_database
from launch.engines import Engines
from launch.rejoining import rejoin
from tests.builders import an_id

pytestmark = pytest.mark.engines

SERVICE = "evaluation"
LONGEST_SECONDS = 20


async def test_a_stream_of_a_later_moment_is_emptied(engines: Engines) -> None:
    here = replace(engines, database_url=f"{engines.database_url}_{an_id().hex}")
    await create_database(here.admin)
    await migrate(here)
    await rejoin(here, [SERVICE])
    connection = await asyncpg.connect(here.admin)
    event = await connection.fetchval("SELECT uuidv7()")
    await connection.close()
    bus = await nats.connect(here.bus(SERVICE), inbox_prefix=inbox(SERVICE).encode())
    try:
        await bus.jetstream().publish(
            f"onedoor.{SERVICE}.order.issued.v1.420881",
            b"{}",
            headers={"Nats-Msg-Id": str(event)},
        )
        before = (await bus.jetstream().stream_info(stream(SERVICE))).state.messages

        await rejoin(here, [SERVICE])

        after = (await bus.jetstream().stream_info(stream(SERVICE))).state.messages
    finally:
        await bus.close()
    assert before > 0
    assert after == 0


async def test_an_engine_that_is_away_holds_up_no_start(engines: Engines) -> None:
    async with asyncio.timeout(LONGEST_SECONDS):
        await rejoin(replace(engines, bus_url="nats://127.0.0.1:1"), [SERVICE])
        await rejoin(replace(engines, database_url="postgresql://127.0.0.1:1/x"), [SERVICE])
