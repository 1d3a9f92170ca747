"""Group commit: a lone row goes at once; rows that arrive meanwhile share the next call."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")
Outcome = TypeVar("Outcome")

MOST = 200


class Coalesced(Generic[Row, Outcome]):
    """A batch verb, called row by row. One call per jurisdiction is under way at a time."""

    def __init__(self, call: Callable[[str, Sequence[Row]], Awaitable[Sequence[Outcome]]]) -> None:
        self._call = call
        self._waiting: dict[str, list[tuple[Row, asyncio.Future[Outcome]]]] = {}
        self._senders: dict[str, asyncio.Task[None]] = {}

    async def __call__(self, jurisdiction: str, row: Row) -> Outcome:
        """The outcome of this row; a fault of the whole call is raised for each row it held."""
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(jurisdiction, []).append((row, answer))
        if jurisdiction not in self._senders:
            self._senders[jurisdiction] = asyncio.create_task(self._drain(jurisdiction))
        return await answer

    async def _drain(self, jurisdiction: str) -> None:
        waiting = self._waiting[jurisdiction]
        while waiting:
            batch = waiting[:MOST]
            del waiting[:MOST]
            await self._send(jurisdiction, batch)
        del self._waiting[jurisdiction], self._senders[jurisdiction]

    async def _send(
        self, jurisdiction: str, batch: list[tuple[Row, asyncio.Future[Outcome]]]
    ) -> None:
        """If a batch falls, each of its rows is tried alone: one cannot spoil the others."""
        try:
            outcomes = await self._call(jurisdiction, [row for row, _ in batch])
        except Exception as fault:  # noqa: BLE001 - handed to whoever waits for the row
            if len(batch) == 1:
                _settle(batch[0][1], fault)
            else:
                for row in batch:
                    await self._send(jurisdiction, [row])
        else:
            for (_, answer), outcome in zip(batch, outcomes, strict=True):
                _settle(answer, outcome)


def _settle(answer: asyncio.Future[Outcome], outcome: Outcome | Exception) -> None:
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
