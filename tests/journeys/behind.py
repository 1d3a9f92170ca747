"""What only the operator sees: the tables behind the doors."""

import asyncio
import time

import asyncpg

from launch.engines import SERVICES
from tests.journeys.house import LOOK_SECONDS, WAIT_SECONDS, House

TABLES = """
    SELECT table_schema || '.' || table_name FROM information_schema.tables
    WHERE table_schema = ANY($1) AND table_type = 'BASE TABLE'"""
MISSING = """
    (SELECT count(*) FROM intake.outbox WHERE event_id NOT IN
        (SELECT event_id FROM alerts.inbox WHERE consumer = 'alerts-keep-deadlines'))"""


async def asked(house: House, question: str) -> int:
    connection = await asyncpg.connect(house.engines.admin)
    try:
        return int(await connection.fetchval(question))
    finally:
        await connection.close()


async def every_event_arrived(house: House) -> None:
    """Published, taken by whoever waits for it, and parked by nobody."""
    unsent = _over_all("{name}.outbox WHERE stream_sequence IS NULL")
    until = time.monotonic() + WAIT_SECONDS
    while left := await asked(house, f"SELECT {unsent} + {MISSING}"):
        assert time.monotonic() < until, f"{left} events are on their way for ever"
        await asyncio.sleep(LOOK_SECONDS)
    assert await asked(house, f"SELECT {_over_all('{name}.parked')}") == 0


async def every_row(house: House) -> dict[str, bytes]:
    """By table, as text: what is large lies compressed in the files. These are whole afterwards."""
    connection = await asyncpg.connect(house.engines.admin)
    try:
        tables = [table for (table,) in await connection.fetch(TABLES, list(SERVICES))]
        rows = {}
        for table in tables:
            texts = [text for (text,) in await connection.fetch(f"SELECT t::text FROM {table} t")]
            rows[table] = "\n".join(texts).encode()
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
    return rows


def _over_all(count: str) -> str:
    return " + ".join(f"(SELECT count(*) FROM {count.format(name=name)})" for name in SERVICES)
