"""The years published while the platform runs: kept here, and known to every replica in time."""

import time
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from law.rulebook import Rulebooks
from services.intake.adapters import tables

FRESH_SECONDS = 30.0


@dataclass(slots=True)
class Calendars:
    engine: AsyncEngine
    rulebooks: Rulebooks
    _read: dict[str, float] = field(default_factory=dict)

    async def refresh(self, jurisdiction: str) -> None:
        """Costs a query every half a minute; another replica may have published meanwhile."""
        if time.monotonic() < self._read.get(jurisdiction, 0.0):
            return
        c = tables.calendars.c
        statement = (
            select(c.year, c.holidays, c.makeup_days)
            .where(c.jurisdiction == jurisdiction)
            .order_by(c.year)
        )
        async with database.transaction(self.engine, jurisdiction) as work:
            for row in await work.connection.execute(statement):
                self.rulebooks.publish(jurisdiction, row.year, row.holidays, row.makeup_days)
        self._read[jurisdiction] = time.monotonic() + FRESH_SECONDS
