"""The board counted anew, a tick of it, and the rates of years, among as many clocks as ran."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import asyncpg

from bench import clocks
from bench.calling import Caller
from bench.house import PLACE, House
from bench.measure import Measure
from bench.registering import PARTY, PETITION
from chassis.kernel import Principal
from launch import assembly
from launch.settings import Settings
from law.calendar import day_of
from services.alerts import service as alerts
from services.alerts.domain.permissions import READ_RATES
from services.alerts.queries import Period, RateQueries
from services.alerts.usecases import Ports, recount_board, turn_day

MOST_TIMES_THE_SCAN, MOST_MS, LEAST_TIMES_FASTER = 1.2, 1.0, 50
COUNTS, TICKS, ASKED, MOVED = 5, 200, 20, 50
READER = "petition-bureau.supervisor"
ANALYST = Principal(UUID(int=1), "petition-bureau/analyst", "", PLACE, frozenset({READ_RATES}))
BARE_SCAN = "SELECT count(*) FROM alerts.deadlines WHERE jurisdiction = $1 AND cell IS NOT NULL"
ONE_ROW = "SELECT open FROM alerts.board WHERE jurisdiction = $1 LIMIT 1"
GROUP_BY = """
    SELECT historical, term || '.' || outcome, route, sealed, count(*)
    FROM alerts.deadlines WHERE jurisdiction = $1 AND started BETWEEN $2 AND $3
    GROUP BY historical, term, outcome, route, sealed
    UNION ALL
    SELECT historical, split_part(entry, ' ', 2), '', false, count(*)
    FROM alerts.matters, unnest(string_to_array(counted, ',')) AS entry
    WHERE jurisdiction = $1 AND registered BETWEEN $2 AND $3 GROUP BY historical, 2"""


@asynccontextmanager
async def measures(house: House, events: int) -> AsyncIterator[list[Measure]]:
    """In this process, as the service runs them; what a person asks for, over HTTP."""
    settings = Settings(data=house.folder).on(house.engines, {})
    books = assembly.shelf(settings)
    platform = assembly.platform(settings)
    today = day_of(platform.now())
    years = Period(today - timedelta(events // clocks.A_DAY + 70), today)
    if not house.holds("clocks", events):
        rules = books.current(PLACE)
        await clocks.fill(house.engines.admin, events, rules.alerting, today)
        house.keeps("clocks", events)
    service = alerts.build(platform, books)
    ports: Ports = service.rest.state.ports
    rates: RateQueries = service.rest.state.rates
    eyes = await asyncpg.connect(house.engines.admin)
    await eyes.execute("SET work_mem = '256MB'")
    reader, registrar = house.token_of(READER), house.token()
    await turn_day(ports, PLACE)

    async def recounted() -> float:
        assert await recount_board(ports, PLACE) == 0, "the board was not what its clocks say"
        return await _ms(COUNTS, lambda: recount_board(ports, PLACE))

    async def scanned() -> float:
        return await _ms(COUNTS, lambda: eyes.fetchval(BARE_SCAN, PLACE))

    async def ticked() -> float:
        taken = await _each_ms(TICKS, lambda: turn_day(ports, PLACE))
        tick.note(p99_ms=quantiles(taken, n=100, method="inclusive")[98])
        return median(taken)

    async def one_row() -> float:
        return await _ms(TICKS, lambda: _in_a_transaction(eyes))

    async def grouped() -> float:
        """What the service has moved since is in both, or this ends here."""
        async with Caller.at(house.doors.url("intake"), registrar) as caller:
            for _ in range(MOVED):
                await caller.post("/v1/petitions", PETITION | {"parties": [PARTY]})
        await house.at_rest()
        began = time.perf_counter()
        counted = await eyes.fetch(GROUP_BY, PLACE, years.since, years.until)
        seconds = time.perf_counter() - began
        kept = await rates.cells(ANALYST, years)
        told = {
            (is_history, cell.measure, cell.route, cell.sealed, cell.count)
            for is_history, cells in kept.items()
            for cell in cells
            if cell.count
        }
        assert told == {tuple(row) for row in counted}, "the rates are not what a GROUP BY counts"
        return seconds * 1000

    async def shown() -> float:
        path = f"/v1/rates?since={years.since}&until={years.until}"
        async with Caller.at(house.doors.url("alerts"), reader) as caller:
            return await _ms(ASKED, lambda: caller.get(path))

    tick = Measure(
        f"board: a tick, {events // clocks.ONE_OPEN_IN:,} open clocks",
        "ms",
        ticked,
        MOST_MS,
        "one row in a transaction",
        one_row,
        most=True,
        share=False,
    )
    try:
        yield [
            Measure(
                f"board: counted anew, {events // clocks.ONE_OPEN_IN:,} open clocks",
                "ms",
                recounted,
                MOST_TIMES_THE_SCAN,
                "bare scan of them",
                scanned,
                most=True,
            ),
            tick,
            Measure(
                f"rates: all years of {events:,} clocks, over HTTP",
                "ms",
                shown,
                1 / LEAST_TIMES_FASTER,
                "GROUP BY of the same, equal to it",
                grouped,
                most=True,
            ),
        ]
    finally:
        await eyes.close()
        await service.engine.dispose()


async def _in_a_transaction(eyes: asyncpg.Connection) -> None:
    async with eyes.transaction():
        await eyes.fetchval(ONE_ROW, PLACE)


async def _ms(times: int, ask: Callable[[], Awaitable[Any]]) -> float:
    return median(await _each_ms(times, ask))


async def _each_ms(times: int, ask: Callable[[], Awaitable[Any]]) -> list[float]:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1000)
    return taken
