"""How long after a petition was registered the board of another service shows it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median, quantiles
from uuid import UUID

import asyncpg

from bench.calling import Caller
from bench.house import PLACE, House
from bench.measure import Measure
from bench.registering import PETITION

MOST_MS = 3.0
LOOK_SECONDS = 0.0005
LOST_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.05
WALKERS = 8
KNOWN = "SELECT EXISTS (SELECT FROM alerts.deadlines WHERE jurisdiction = $1 AND subject = $2)"


@asynccontextmanager
async def measures(house: House, a_second: int, seconds: float) -> AsyncIterator[list[Measure]]:
    """At a steady pace; one in so many is looked for, since looking costs work as well."""
    token, url = house.token(), house.doors.url("intake")
    body = json.dumps(PETITION, ensure_ascii=False).encode()
    eyes = await asyncpg.connect(house.engines.admin)

    async def seen_after(caller: Caller) -> float:
        answer = await caller.ask("POST", "/v1/petitions", body)
        answered, matter = time.perf_counter(), UUID(answer["id"])
        while not await eyes.fetchval(KNOWN, PLACE, matter):
            assert time.perf_counter() - answered < LOST_SECONDS, "the board never showed it"
            await asyncio.sleep(LOOK_SECONDS)
        return time.perf_counter() - answered

    async def keep_pace(until: float) -> None:
        """Each of a few at its share of the pace; who comes late does not make up for it."""
        caller = await Caller.to(url, token)
        while time.perf_counter() < until:
            due = time.perf_counter() + WALKERS / a_second
            await caller.ask("POST", "/v1/petitions", body)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        caller.close()

    async def fresh() -> float:
        watched, until = await Caller.to(url, token), time.perf_counter() + seconds
        delays = []
        async with asyncio.TaskGroup() as walking:
            for _ in range(WALKERS):
                walking.create_task(keep_pace(until))
            while time.perf_counter() < until:
                delays.append(await seen_after(watched) * 1000)
                await asyncio.sleep(LOOK_EVERY_SECONDS)
        watched.close()
        measure.note(p99_ms=quantiles(delays, n=100, method="inclusive")[98], seen=len(delays))
        return median(delays)

    name = f"registered → on the board, {a_second} a second"
    measure = Measure(name, "ms", fresh, MOST_MS, most=True)
    try:
        yield [measure]
    finally:
        await eyes.close()
