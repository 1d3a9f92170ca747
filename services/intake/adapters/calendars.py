"""The calendar of a place: published here, told to the others, and told again every day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.calendars import Calendars, Progress, Publication, PublishedYear
from chassis.database import MACHINERY, Transaction
from chassis.events import outbox
from chassis.kernel import Principal
from law.calendar import Calendar
from services.intake.adapters import tables
from services.intake.adapters.messages import calendar_message

TOLD_AGAIN = timedelta(days=1)


@dataclass(slots=True)
class PostgresCalendars:
    work: Transaction
    calendars: Calendars[Calendar]
    published: bool = False

    async def publish(
        self,
        year: int,
        holidays: Sequence[date],
        makeup_days: Sequence[date],
        *,
        by: Principal,
        now: datetime,
    ) -> None:
        told = PublishedYear(year, tuple(sorted({*holidays})), tuple(sorted({*makeup_days})))
        kept = {"published_by": by.person, "published_at": now, "told_at": now}
        version = await self.calendars.publish(self.work, told, **kept)
        if version is not None:
            tell(self.work, told, version, now)
            self.published = True

    async def reached(self, publication: Publication, last: UUID | None) -> bool:
        return await Progress(self.work, tables.calendars).reached(publication, last)


async def tell_again(engine: AsyncEngine, now: Callable[[], datetime]) -> None:
    """The stream forgets after a month; a service that comes later must learn of a year too."""
    c, instant = tables.calendars.c, now()
    is_due = or_(c.told_at.is_(None), c.told_at < instant - TOLD_AGAIN)
    async with database.unbound(engine) as connection:
        places = await connection.scalars(select(c.jurisdiction).where(is_due).distinct())
    for place in sorted(places):
        async with database.transaction(engine, place, MACHINERY) as work:
            years = await work.connection.execute(
                update(tables.calendars)
                .where(c.jurisdiction == place, is_due)
                .values(told_at=instant)
                .returning(c.year, c.version, c.holidays, c.makeup_days)
            )
            for row in years:
                told = PublishedYear(row.year, tuple(row.holidays), tuple(row.makeup_days))
                tell(work, told, row.version, instant)


def tell(work: Transaction, told: PublishedYear, version: int, now: datetime) -> None:
    outbox.append(
        work.buffer,
        tables.machinery.outbox,
        calendar_message(told, version),
        work.jurisdiction,
        now,
        subject_id=UUID(int=told.year),
    )
