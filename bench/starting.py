"""Cold and warm start of everything on one machine, and the memory it then holds."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from bench.house import House
from bench.measure import Measure
from launch.embedded import embedded

MOST_SECONDS = {"first": 2.5, "again": 1.5}
MOST_MEGABYTES = {"one": 200, "five": 300}
SETTLED_SECONDS = 2.0


@dataclass(slots=True)
class Starts:
    """One first start and one more of the same folder in each round; the engines alone beside."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def round(self) -> None:
        with _a_folder() as folder:
            house = House.on(folder)
            self.first.append(house.open())
            house.close()
            self.again.append(house.open())
            self.megabytes.append(megabytes(house.number))
            house.close()


def measures() -> list[Measure]:
    starts = Starts()

    async def first() -> float:
        starts.round()
        return starts.first[-1]

    async def again() -> float:
        return starts.again[-1]

    async def held() -> float:
        return starts.megabytes[-1]

    async def held_by_five() -> float:
        with _a_folder() as folder:
            house = House.on(folder, "--split")
            house.open()
            await asyncio.sleep(SETTLED_SECONDS)
            alike = [megabytes(process) for process in family(house.number) if is_python(process)]
            house.close()
        five.note(processes=len(alike))
        return sum(alike)

    async def engines_first() -> float:
        return imports() + _engines()[0]

    async def engines_again() -> float:
        return imports() + _engines()[1]

    limit = "engines alone + imports"
    first_goal, again_goal = MOST_SECONDS["first"], MOST_SECONDS["again"]
    one = Measure("memory of the services", "MB", held, MOST_MEGABYTES["one"], most=True)
    five = Measure(
        "memory of all Python, a process for each service",
        "MB",
        held_by_five,
        MOST_MEGABYTES["five"],
        most=True,
    )
    return [
        Measure(
            "first start", "s", first, first_goal, limit, engines_first, most=True, share=False
        ),
        Measure(
            "start again", "s", again, again_goal, limit, engines_again, most=True, share=False
        ),
        one,
        five,
    ]


def imports() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import launch.opening"], check=True)
    return time.perf_counter() - began


def _engines() -> tuple[float, float]:
    seconds = []
    with _a_folder() as folder:
        for _ in range(2):
            began = time.perf_counter()
            with embedded(folder):
                seconds.append(time.perf_counter() - began)
    return seconds[0], seconds[1]


def megabytes(process: int) -> float:
    """What is the process's own, and its share of what it has in common with others."""
    rolled = Path(f"/proc/{process}/smaps_rollup").read_text()
    kilobytes = next(line.split()[1] for line in rolled.splitlines() if line.startswith("Pss:"))
    return int(kilobytes) / 1024


def family(process: int) -> Iterator[int]:
    """A process and all that it started, and they."""
    yield process
    for thread in Path(f"/proc/{process}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from family(int(child))


def is_python(process: int) -> bool:
    return "python" in Path(f"/proc/{process}/exe").readlink().name


@contextmanager
def _a_folder() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="onedoor-bench-"))
    try:
        yield folder
    finally:
        rmtree(folder)
