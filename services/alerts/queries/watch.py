"""The board as it changes: one look a moment for everybody who may see the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from chassis.kernel import Principal
from services.alerts.domain.permissions import READ_BOARD
from services.alerts.queries.board import BoardCell, BoardQueries

EVERY_SECONDS = 0.5

Key = tuple[str, str, str]
Board = dict[Key, BoardCell]


@dataclass(slots=True)
class Audience:
    """Those who see the same board. The first one starts the looking, the last one ends it."""

    actor: Principal
    looking: asyncio.Task[None] | None = None
    followers: int = 0
    board: Board | None = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)


@dataclass(frozen=True, slots=True)
class Watch:
    """A slow follower gets the difference to what it saw last, however much it slept through."""

    queries: BoardQueries
    _audiences: dict[tuple[str, str, bool], Audience] = field(default_factory=dict)

    async def follow(self, actor: Principal) -> AsyncIterator[list[BoardCell]]:
        """First the whole board, then every changed cell; an emptied one comes with zeros."""
        async with self._audience(actor) as audience:
            seen: Board = {}
            async with audience.changed:
                await audience.changed.wait_for(lambda: audience.board is not None)
            while True:
                board = audience.board or {}
                yield _difference(seen, board)
                seen = board
                async with audience.changed:
                    await audience.changed.wait_for(lambda: audience.board is not seen)  # noqa: B023

    @asynccontextmanager
    async def _audience(self, actor: Principal) -> AsyncIterator[Audience]:
        key = (actor.jurisdiction, actor.organ, actor.may(READ_BOARD))
        audience = self._audiences.setdefault(key, Audience(actor))
        audience.followers += 1
        if audience.looking is None:
            audience.looking = asyncio.create_task(self._look(audience))
        try:
            yield audience
        finally:
            audience.followers -= 1
            if not audience.followers:
                audience.looking.cancel()
                self._audiences.pop(key, None)

    async def _look(self, audience: Audience) -> None:
        while True:
            cells = await self.queries.get_board(audience.actor)
            board = {(cell.organ, cell.term, cell.colour.value): cell for cell in cells}
            if board != audience.board:
                async with audience.changed:
                    audience.board = board
                    audience.changed.notify_all()
            await asyncio.sleep(EVERY_SECONDS)


def _difference(seen: Board, board: Board) -> list[BoardCell]:
    emptied = [
        BoardCell(cell.organ, cell.term, cell.colour, 0, 0)
        for key, cell in seen.items()
        if key not in board
    ]
    return [cell for key, cell in board.items() if seen.get(key) != cell] + emptied
