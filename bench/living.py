"""Whether a life takes as long among a hundred times as many others."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bench import filling, lifecycle
from bench.house import Houses
from bench.measure import Measure

TIMES = 100
LEAST_SHARE = 0.8
"""As flat as ±20 %: what is quicker among more is luck."""


@asynccontextmanager
async def measures(houses: Houses, matters: int, seconds: float) -> AsyncIterator[list[Measure]]:
    """The same lives in two houses, in turn; the other one rests meanwhile."""
    few = matters // TIMES
    async with AsyncExitStack() as both:
        for house, count in ((houses.small, few), (houses.filled, matters)):
            await filling.fill(house, count)
        (among_few,), (among_many,) = [
            await both.enter_async_context(lifecycle.measures(house, seconds))
            for house in (houses.small, houses.filled)
        ]
        yield [
            Measure(
                f"registered to closed among {matters:,} matters",
                "/s",
                among_many.run,
                LEAST_SHARE,
                f"among {few:,}",
                among_few.run,
                beside=among_many.beside,
            )
        ]
