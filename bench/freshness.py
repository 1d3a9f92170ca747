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

MOST_MS = {200: (3.0, 15.0), 800: (30.0, 30.0)}
"""The median and the 99th of a hundred, by how many come a second."""
LOOK_SECONDS = 0.0005
LOST_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.05
WALKERS = 8
KNOWN = "SELECT EXISTS (SELECT FROM alerts.deadlines WHERE jurisdiction = $1 AND subject = $2)"


@asynccontextmanager
async def measures(house: House, seconds: float) -> AsyncIterator[list[Measure]]:
    """At a steady pace; one in so many is looked for, since looking costs work as well. The time
    runs from the answer, which follows the commit."""
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

    async def keep_pace(a_second: int, until: float) -> int:
        """Each of a few at its share of the pace; who comes late does not make up for it."""
        caller, came = await Caller.to(url, token), 0
        while time.perf_counter() < until:
            due = time.perf_counter() + WALKERS / a_second
            await caller.ask("POST", "/v1/petitions", body)
            came += 1
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        caller.close()
        return came

    def at(a_second: int) -> Measure:
        async def fresh() -> float:
            watched, until = await Caller.to(url, token), time.perf_counter() + seconds
            delays = []
            async with asyncio.TaskGroup() as group:
                walking = [group.create_task(keep_pace(a_second, until)) for _ in range(WALKERS)]
                while time.perf_counter() < until:
                    delays.append(await seen_after(watched) * 1000)
                    await asyncio.sleep(LOOK_EVERY_SECONDS)
            watched.close()
            came = sum(walker.result() for walker in walking) + len(delays)
            p99 = quantiles(delays, n=100, method="inclusive")[98]
            measure.note(p99_ms=p99, seen=len(delays), came_a_second=came / seconds)
            await house.at_rest()
            return median(delays)

        name = f"registered → on the board, {a_second} a second"
        middle, tail = MOST_MS[a_second]
        measure = Measure(name, "ms", fresh, middle, most=True, most_beside={"p99_ms": tail})
        return measure

    try:
        yield [at(a_second) for a_second in MOST_MS]
    finally:
        await eyes.close()
