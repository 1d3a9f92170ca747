"""Bounded load: so many callers for so many seconds, and what they saw."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

Call = Callable[[], Awaitable[Any]]

TICKS: Final = 100
"""What /proc counts in: 1/100 s on every Linux that Python runs on."""


@dataclass(slots=True)
class Seen:
    """The answers of one load, in seconds each."""

    seconds: float
    answers: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.answers) / self.seconds

    def within(self, percent: int) -> float:
        """In how many seconds this share of the answers came."""
        if len(self.answers) < 2:  # noqa: PLR2004 - a quantile needs two points
            return max(self.answers, default=0.0)
        return quantiles(self.answers, n=100, method="inclusive")[percent - 1]


async def load(callers: Sequence[Call], seconds: float) -> Seen:
    """Each caller asks again as soon as it is answered. A fault of one ends the run."""
    seen, began = Seen(seconds), time.perf_counter()

    async def ask(call: Call) -> None:
        while (start := time.perf_counter()) < began + seconds:
            await call()
            seen.answers.append(time.perf_counter() - start)

    async with asyncio.TaskGroup() as asking:
        for call in callers:
            asking.create_task(ask(call))
    seen.seconds = time.perf_counter() - began
    return seen


def cpu_seconds(process: int) -> float:
    """What a process has worked so far, its threads included."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
