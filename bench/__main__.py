"""`python -m bench`: every measure beside its limit, a few rounds, and what came of it."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench import (
    comparing,
    counting,
    freshness,
    importing,
    lifecycle,
    living,
    reckoning,
    registering,
    report,
    searching,
    spike,
    starting,
    tracing,
)
from bench.house import Houses
from bench.measure import Measure, rounds

SECONDS = 4.0
SEARCH_SECONDS = 1.0
Part = Callable[[], AbstractAsyncContextManager[list[Measure]]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything a run takes, and where its figures go."""

    command: str
    block: report.Block
    rounds: int
    rows: int
    spike_seconds: float
    matters: int
    clocks: int


USUAL = Size("make bench", report.LATEST, 3, 2_000, 10.0, 10_000, 1_000_000)
FULL = Size("make bench FULL=1", report.FULL, 5, 50_000, 30.0, 1_000_000, 10_000_000)


@asynccontextmanager
async def _alone(measures: Callable[[], list[Measure]]) -> AsyncIterator[list[Measure]]:
    yield measures()


def _parts(houses: Houses, size: Size) -> dict[str, Part]:
    """In this order: the fresh house first, while nothing else runs."""
    return {
        "registering": lambda: registering.measures(houses.fresh, SECONDS),
        "importing": lambda: importing.measures(houses.fresh, size.rows),
        "lifecycle": lambda: lifecycle.measures(houses.fresh, SECONDS),
        "spike": lambda: spike.measures(houses.fresh, size.spike_seconds),
        "tracing": lambda: tracing.measures(houses, SECONDS),
        "freshness": lambda: freshness.measures(houses.fresh, SECONDS),
        "starting": lambda: _alone(starting.measures),
        "reckoning": lambda: _alone(reckoning.measures),
        "searching": lambda: searching.measures(houses.filled, size.matters, SEARCH_SECONDS),
        "living": lambda: living.measures(houses, size.matters, SECONDS),
        "counting": lambda: counting.measures(houses.filled, size.clocks),
    }


async def _measure(parts: Mapping[str, Part], only: Sequence[str], size: Size, run: str) -> None:
    """What is measured takes the place of what was measured of it before, part by part, and the
    rest stays."""
    for name in (name for name in parts if name in only):
        print(f"… {name}", file=sys.stderr)
        async with parts[name]() as measures:
            await rounds(measures, size.rounds)
        measured = report.rows(name, report.surroundings(run), measures)
        report.show(measured)
        report.write(report.keep(list(parts), measured, size.block.file), size.block)


def _run(chosen: argparse.Namespace) -> int:
    size = FULL if chosen.full else USUAL
    if chosen.rounds:
        size = replace(size, rounds=chosen.rounds)
    run = f"{size.command} ONLY={chosen.only}" if chosen.only else size.command
    with ExitStack() as open_ones:
        parts = _parts(Houses(open_ones, chosen.house), size)
        wanted = chosen.only.split(",") if chosen.only else list(parts)
        asyncio.run(_measure(parts, wanted, size, run))
    return 0


def _compare(chosen: argparse.Namespace) -> int:
    old, new = comparing.read(chosen.old), comparing.read(chosen.new)
    changes = list(comparing.compare(old, new))
    for change in changes:
        print(change)
    for name in comparing.only_once(old, new):
        print(f"in one run {name}")
    return int(any(change.is_slower for change in changes))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.set_defaults(run=_run)
    parser.add_argument("--full", action="store_true", help="more rounds, larger files")
    parser.add_argument("--only", default="", help="some parts, as registering,starting")
    parser.add_argument("--rounds", type=int, default=0, help="other than so many by default")
    parser.add_argument("--house", type=Path, help="a folder to keep what takes long to fill")
    comparison = parser.add_subparsers().add_parser("compare", help="two runs kept as JSON")
    comparison.add_argument("old", type=Path)
    comparison.add_argument("new", type=Path)
    comparison.set_defaults(run=_compare)
    chosen = parser.parse_args()
    status: int = chosen.run(chosen)
    return status


if __name__ == "__main__":
    sys.exit(main())
