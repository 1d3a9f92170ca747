"""`python -m bench`: every measure beside its limit, a few rounds, and what came of it."""

import asyncio
from statistics import median

from bench import registering
from bench.house import House, a_house
from bench.measure import Measure, rounds

ROUNDS = 3
SECONDS = 4.0


async def _run(house: House) -> list[Measure]:
    async with registering.measures(house, SECONDS) as measures:
        await rounds(measures, ROUNDS)
        return measures


def main() -> None:
    with a_house() as house:
        for measure in asyncio.run(_run(house)):
            said = f"{measure.reached:.2f} of {measure.limit}, goal {measure.goal}"
            print(f"{measure.name}: {median(measure.seen):.0f}{measure.unit}, {said}")
            print("   ", [round(figure) for figure in measure.seen], measure.limit_seen)
            print("   ", measure.beside)


if __name__ == "__main__":
    main()
