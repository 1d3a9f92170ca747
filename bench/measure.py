"""A row of the table: what the platform does, beside what the machine could do, round by round."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Run = Callable[[], Awaitable[float]]


@dataclass(slots=True)
class Measure:
    """`goal` is the product's share of the limit, or a figure by itself."""

    name: str
    unit: str
    run: Run
    goal: float
    limit: str = ""
    limit_run: Run | None = None
    most: bool = False
    """Whether the goal is the most it may be (a time, a size) rather than the least (a rate)."""
    share: bool = True
    """Whether the goal is a share of the limit; else a figure, with the limit beside it."""
    seen: list[float] = field(default_factory=list)
    limit_seen: list[float] = field(default_factory=list)
    beside: dict[str, list[float]] = field(default_factory=dict)
    """What else was seen in each round: tails, and what the processes worked for it."""
    most_beside: Mapping[str, float] = field(default_factory=dict)
    """The most that some of that may be."""

    async def round(self) -> None:
        if self.limit_run:
            self.limit_seen.append(await self.limit_run())
        self.seen.append(await self.run())

    def note(self, **figures: float) -> None:
        for name, figure in figures.items():
            self.beside.setdefault(name, []).append(figure)

    @property
    def reached(self) -> float:
        """To be compared with the goal."""
        figure = median(self.seen)
        return figure / median(self.limit_seen) if self.limit_seen and self.share else figure

    @property
    def is_met(self) -> bool:
        itself = self.reached <= self.goal if self.most else self.reached >= self.goal
        return itself and all(median(self.beside[n]) <= m for n, m in self.most_beside.items())

    def told(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "seen": self.seen,
            "limit": self.limit,
            "limit_seen": self.limit_seen,
            "beside": self.beside,
            "most_beside": self.most_beside,
            "reached": self.reached,
            "goal": self.goal,
            "most": self.most,
            "share": self.share,
            "met": self.is_met,
        }


async def rounds(measures: Sequence[Measure], count: int, pause: float = 1.0) -> None:
    """Interleaved: whatever else the machine does meets all of them alike."""
    for _ in range(count):
        for measure in measures:
            await measure.round()
            await asyncio.sleep(pause)
