"""Who opened which matter, written down once they have their answer, many in one commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.coalesce import Coalesced
from chassis.database import MACHINERY, Row
from chassis.kernel import Principal
from services.intake.adapters.tables import reads

What = Literal["matter", "file"]


@dataclass(slots=True)
class ReadingLog:
    """What was not written when a process died is lost: a few reads of its last moment."""

    engine: AsyncEngine
    now: Callable[[], datetime]
    new_id: Callable[[datetime], UUID]
    _write: Coalesced[Row, None] = field(init=False)

    def __post_init__(self) -> None:
        self._write = Coalesced(self._insert)

    async def note(self, actor: Principal, matter_id: UUID, what: What) -> None:
        now = self.now()
        row = {
            "jurisdiction": actor.jurisdiction,
            "id": self.new_id(now),
            "matter_id": matter_id,
            "what": what,
            "at": now,
            "person": actor.person,
            "post": actor.post,
            "organ": actor.organ,
        }
        await self._write(actor.jurisdiction, row)

    async def _insert(self, jurisdiction: str, rows: Sequence[Row]) -> Sequence[None]:
        async with database.transaction(self.engine, jurisdiction, MACHINERY) as work:
            for row in rows:
                work.buffer.insert(reads, row)
        return [None] * len(rows)
