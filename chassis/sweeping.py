"""What has served its time leaves: claims, answers to repeated requests, published events.

Claims outlive the stream's events, so that none can come again unclaimed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY
from chassis.events.streams import KEPT_SECONDS
from chassis.jobs import Job
from chassis.schema import Machinery

EVENTS_KEPT = timedelta(seconds=KEPT_SECONDS)
CLAIMS_KEPT = EVENTS_KEPT + timedelta(days=10)
ANSWERS_KEPT = timedelta(days=7)
EVERY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Sweeper:
    engine: AsyncEngine
    tables: Machinery
    now: Callable[[], datetime]
    places: Callable[[], Sequence[str]]
    last_event_stays: bool = False

    def job(self, service: str) -> Job:
        return Job(f"{service}-sweep-machinery", EVERY_SECONDS, self.sweep)

    async def sweep(self) -> None:
        """Place by place, as the policies ask."""
        outbox, now = self.tables.outbox.c, self.now()
        for place in self.places():
            async with database.transaction(self.engine, place, MACHINERY) as work:
                for statement in (
                    delete(self.tables.inbox).where(self.tables.inbox.c.at < now - CLAIMS_KEPT),
                    delete(self.tables.answers).where(
                        self.tables.answers.c.at < now - ANSWERS_KEPT
                    ),
                    delete(self.tables.outbox).where(
                        outbox.jurisdiction == place,
                        outbox.stream_sequence.is_not(None),
                        outbox.event_id < first_id_of(now - EVENTS_KEPT),
                        self._is_followed(place),
                    ),
                ):
                    await work.connection.execute(statement)

    def _is_followed(self, place: str) -> ColumnElement[bool]:
        if not self.last_event_stays:
            return true()
        outbox = self.tables.outbox.c
        last = select(func.max(outbox.position)).where(outbox.jurisdiction == place)
        return outbox.position < last.scalar_subquery()


def first_id_of(instant: datetime) -> UUID:
    """The smallest id that could have been made then: an event's id tells its time."""
    return UUID(int=int(instant.timestamp() * 1000) << 80)
