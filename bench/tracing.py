"""What it costs to trace one request of a hundred and to count all of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.house import Houses
from bench.measure import Measure
from bench.registering import AT_ONCE, doors

LEAST_SHARE = 0.85


@asynccontextmanager
async def measures(houses: Houses, seconds: float) -> AsyncIterator[list[Measure]]:
    """The same registrations in two houses, in turn; the other one rests meanwhile."""
    traced, untraced = houses.fresh, houses.untraced
    async with doors(traced, seconds) as here, doors(untraced, seconds) as there:

        async def with_it() -> float:
            rate = (await here.rest(AT_ONCE)).rate
            await traced.at_rest()
            return rate

        async def without() -> float:
            rate = (await there.rest(AT_ONCE)).rate
            await untraced.at_rest()
            return rate

        name = f"register over REST, {AT_ONCE} at once, traced at 1 %"
        yield [Measure(name, "/s", with_it, LEAST_SHARE, "told to nobody", without)]
