"""Many cases in flight; what a batch is suspected of is asked again, down to one case alone."""

import time
from asyncio import gather
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

IN_FLIGHT = 16

Case = TypeVar("Case")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Asking(Generic[Case, Answer]):
    """How cases are sent, and why their answers are not as they must be; empty where they are."""

    send: Callable[[Case], Awaitable[Answer]]
    judge: Callable[[Answer, float, int], str]
    """Of an answer, the seconds of work and the transactions that would have kept something."""
    writes: list[str]
    """By every transaction that would have; whose it was it does not say."""

    async def all(self, cases: Iterable[Case]) -> tuple[list[str], int]:
        """What was found, and how many were sent, each counted once."""
        found, tried, coming = list[str](), 0, iter(cases)
        while batch := list(islice(coming, IN_FLIGHT)):
            found += await self._faults(batch)
            tried += len(batch)
        return found, tried

    async def _faults(self, cases: Sequence[Case]) -> list[str]:
        self.writes.clear()
        began = time.process_time()
        answers = await gather(*map(self._sent, cases))
        seconds, writes = time.process_time() - began, len(self.writes)
        found, suspects = [], []
        for case, answer in zip(cases, answers, strict=True):
            if fault := self.judge(answer, 0, 0):
                found.append(f"{fault}: {case!r:.600}")
            elif fault := self.judge(answer, seconds, writes):
                suspects.append(case)
        if len(cases) == 1:
            return found or [f"{fault}: {case!r:.600}" for case in suspects]
        half = -(-len(suspects) // 2) if len(suspects) == len(cases) else len(suspects)
        for some in (suspects[:half], suspects[half:]):
            found += await self._faults(some) if some else []
        return found

    async def _sent(self, case: Case) -> Answer:
        try:
            return await self.send(case)
        except Exception as broken:
            broken.add_note(f"{case!r:.2000}")
            raise
