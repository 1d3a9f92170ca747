"""`python -m bench`: every measure beside its limit, a few rounds, and what came of it."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from bench import (
    comparing,
    freshness,
    importing,
    lifecycle,
    reckoning,
    registering,
    report,
    searching,
    spike,
    starting,
)
from bench.house import House, a_house
from bench.measure import Measure, rounds

ROUNDS, FULL_ROUNDS = 3, 5
SECONDS = 4.0
A_SECOND = 200
ROWS, FULL_ROWS = 2_000, 50_000
SPIKE_SECONDS, FULL_SPIKE_SECONDS = 10.0, 30.0
MATTERS, FULL_MATTERS = 10_000, 1_000_000
SEARCH_SECONDS = 1.0

Part = Callable[[], AbstractAsyncContextManager[list[Measure]]]


@asynccontextmanager
async def _alone(measures: Callable[[], list[Measure]]) -> AsyncIterator[list[Measure]]:
    yield measures()


def _parts(house: House, rows: int, spike_seconds: float, matters: int) -> dict[str, Part]:
    return {
        "registering": lambda: registering.measures(house, SECONDS),
        "importing": lambda: importing.measures(house, rows),
        "lifecycle": lambda: lifecycle.measures(house, SECONDS),
        "spike": lambda: spike.measures(house, spike_seconds),
        "freshness": lambda: freshness.measures(house, A_SECOND, SECONDS),
        "starting": lambda: _alone(starting.measures),
        "reckoning": lambda: _alone(reckoning.measures),
        "searching": lambda: searching.measures(house, matters, SEARCH_SECONDS),
    }


async def _measured(parts: dict[str, Part], count: int) -> list[Measure]:
    measured: list[Measure] = []
    for name, part in parts.items():
        print(f"… {name}", file=sys.stderr)
        async with part() as measures:
            await rounds(measures, count)
            measured += measures
    return measured


def _run(chosen: argparse.Namespace) -> int:
    count = FULL_ROUNDS if chosen.full else ROUNDS
    command = "make bench FULL=1" if chosen.full else "make bench"
    with a_house() as house:
        parts = (
            _parts(house, FULL_ROWS, FULL_SPIKE_SECONDS, FULL_MATTERS)
            if chosen.full
            else _parts(house, ROWS, SPIKE_SECONDS, MATTERS)
        )
        wanted = chosen.only.split(",") if chosen.only else list(parts)
        measured = asyncio.run(_measured({name: parts[name] for name in wanted}, count))
    about = report.surroundings(command if not chosen.only else f"{command} ONLY={chosen.only}")
    report.show(measured)
    report.keep(about, measured)
    if not chosen.only:
        report.write(about, measured)
    return 0


def _compare(chosen: argparse.Namespace) -> int:
    changes = list(comparing.compare(comparing.read(chosen.old), comparing.read(chosen.new)))
    for change in changes:
        print(change)
    return int(any(change.is_slower for change in changes))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.set_defaults(run=_run)
    parser.add_argument("--full", action="store_true", help="more rounds, larger files")
    parser.add_argument("--only", default="", help="some parts, as registering,starting")
    comparison = parser.add_subparsers().add_parser("compare", help="two runs kept as JSON")
    comparison.add_argument("old", type=Path)
    comparison.add_argument("new", type=Path)
    comparison.set_defaults(run=_compare)
    chosen = parser.parse_args()
    status: int = chosen.run(chosen)
    return status


if __name__ == "__main__":
    sys.exit(main())
