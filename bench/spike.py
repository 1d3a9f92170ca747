"""A sudden crowd: many times the usual number of petitions for a while, and how it passes."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from bench.calling import Caller, Refused
from bench.house import House
from bench.load import Seen
from bench.measure import Measure
from bench.registering import PARTY, PETITION

RESTING = 10
TIMES = 50
CONNECTIONS, TOKENS = 1024, 8
"""More than wait in any round, and more tokens than one caller may fill with calls in hand."""
TOLD_TO_WAIT = 429
MOST_ERRORS = 0.0
DRAINED_SECONDS = 60.0
LOOK_SECONDS = 0.1
WAITING = "SELECT count(*) FROM intake.outbox WHERE stream_sequence IS NULL"


@asynccontextmanager
async def measures(house: House, seconds: float) -> AsyncIterator[list[Measure]]:
    """Petitions come by the clock, whether or not the earlier ones were answered."""
    tokens, url = [house.token() for _ in range(TOKENS)], house.doors.url("intake")
    body = json.dumps(PETITION | {"parties": [PARTY]}, ensure_ascii=False).encode()

    async def crowd() -> float:
        doors: asyncio.Queue[Caller] = asyncio.Queue()
        for number in range(CONNECTIONS):
            doors.put_nowait(await Caller.to(url, tokens[number % TOKENS]))
        seen, refused, came = Seen(seconds), Counter[int](), time.perf_counter()

        async def petition() -> None:
            start, caller = time.perf_counter(), await doors.get()
            try:
                await caller.ask("POST", "/v1/petitions", body)
                seen.answers.append(time.perf_counter() - start)
            except Refused as refusal:
                refused[refusal.status] += 1
            finally:
                doors.put_nowait(caller)

        async with asyncio.TaskGroup() as crowding:
            for number in range(int(RESTING * TIMES * seconds)):
                due = came + number / (RESTING * TIMES)
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                crowding.create_task(petition())
        answered = time.perf_counter() - came
        while not doors.empty():
            doors.get_nowait().close()
        told_to_wait = refused.pop(TOLD_TO_WAIT, 0)
        measure.note(
            answered_s=answered,
            told_to_wait=told_to_wait,
            p99_ms=seen.within(99) * 1000,
            drained_s=await _drained(house),
        )
        return float(refused.total())

    name = f"{TIMES} × {RESTING} a second for {seconds:g} s"
    drained = {"drained_s": DRAINED_SECONDS}
    measure = Measure(name, "errors", crowd, MOST_ERRORS, most=True, most_beside=drained)
    yield [measure]


async def _drained(house: House) -> float:
    """Until all that the crowd brought has been told to the other services."""
    began, eyes = time.perf_counter(), await asyncpg.connect(house.engines.admin)
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAINED_SECONDS):
            while await eyes.fetchval(WAITING):
                await asyncio.sleep(LOOK_SECONDS)
    await eyes.close()
    await house.at_rest()
    return time.perf_counter() - began
