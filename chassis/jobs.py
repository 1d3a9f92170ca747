"""Work that comes round: in one replica at a time, wherever it happens to run."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import telemetry

log = logging.getLogger(__name__)

AT_ONCE = 2

_turns: WeakKeyDictionary[AsyncEngine, asyncio.Semaphore] = WeakKeyDictionary()

TRY_LOCK = text("SELECT pg_try_advisory_lock(:key)")
UNLOCK = text("SELECT pg_advisory_unlock(:key)")


@dataclass(frozen=True, slots=True)
class Job:
    """`run` must bear being cut off anywhere and being run again."""

    name: str
    every_seconds: float
    run: Callable[[], Awaitable[None]]


async def repeat(job: Job, engine: AsyncEngine) -> None:
    """Until cancelled. A round that fails is logged, and the next one comes all the same."""
    while True:
        try:
            with telemetry.span(job.name, None):
                await _round(job, engine)
        except Exception:
            log.exception("%s failed; it runs again in %s s", job.name, job.every_seconds)
        await asyncio.sleep(job.every_seconds)


async def _round(job: Job, engine: AsyncEngine) -> None:
    """A job holds one connection for its lock and works on another. Were as many at it as the pool
    has connections, each would wait for a second one, and every caller with them."""
    async with _turns.setdefault(engine, asyncio.Semaphore(AT_ONCE)):
        await _alone(job, engine)


async def _alone(job: Job, engine: AsyncEngine) -> None:
    key = {"key": crc32(f"job {job.name}".encode())}
    async with engine.connect() as connection:
        if not await connection.scalar(TRY_LOCK, key):
            return
        await connection.commit()
        try:
            await job.run()
        finally:
            await connection.execute(UNLOCK, key)
            await connection.commit()
