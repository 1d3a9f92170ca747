"""The board as it changes: one look a moment for everybody who may see the same."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from chassis.kernel import Principal
from services.alerts.domain.permissions import READ_BOARD
from services.alerts.queries.board import BoardCell, BoardQueries

EVERY_SECONDS = 0.5
CHECK_SECONDS = 5.0

log = logging.getLogger(__name__)

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

    async def newer_than(self, seen: Board | None) -> Board | None:
        """None where nothing changed for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CHECK_SECONDS), self.changed:
                await self.changed.wait_for(lambda: self.board is not seen)
                return self.board
        return None


@dataclass(frozen=True, slots=True)
class Watch:
    """A slow follower gets the difference to what it saw last, however much it slept through."""

    queries: BoardQueries
    _audiences: dict[tuple[str, str, bool], Audience] = field(default_factory=dict)

    async def follow(
        self, actor: Principal, still_there: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[list[BoardCell]]:
        """First the whole board, then every changed cell; an emptied one comes with zeros.

        It ends when the follower is no longer who began it: a post may be taken away meanwhile.
        """
        loop = asyncio.get_running_loop()
        async with self._audience(actor) as audience:
            seen: Board | None = None
            checked = loop.time()
            while True:
                board = await audience.newer_than(seen)
                if loop.time() - checked >= CHECK_SECONDS:
                    if not await still_there():
                        return
                    checked = loop.time()
                if board is not None:
                    yield _difference(seen or {}, board)
                    seen = board

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
        """A database that is away for a while stops the news, not the stream."""
        while True:
            try:
                cells = await self.queries.get_board(audience.actor)
            except (SQLAlchemyError, OSError) as fault:
                log.warning("the board cannot be read: %s", type(fault).__name__)
            else:
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
