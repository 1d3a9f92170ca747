"""The years published while the platform runs: kept here, and known to every replica in time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY
from chassis.kernel import InvalidInput, Principal
from law.calendar import Calendar
from law.rulebook import Rulebooks
from services.intake.adapters import tables

FRESH_SECONDS = 30.0
CALENDAR = TypeAdapter(Calendar)


class CalendarUnfitting(InvalidInput):
    en = "The calendar of {year} holds days of other years, or days both free and worked."
    zh = "{year} 年的节假日安排含有其他年份的日期,或同一天既放假又上班。"


@dataclass(frozen=True, slots=True)
class Pending:
    """A published year whose clocks are not all recomputed, and the calendar it replaced."""

    jurisdiction: str
    year: int
    before: Calendar


@dataclass(slots=True)
class Calendars:
    engine: AsyncEngine
    rulebooks: Rulebooks
    now: Callable[[], datetime]
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

    async def publish(
        self, by: Principal, year: int, holidays: Sequence[date], makeup_days: Sequence[date]
    ) -> None:
        """Its clocks are recomputed afterwards. Published again, the first `before` stays."""
        where = by.jurisdiction
        await self.refresh(where)
        before = self.rulebooks.calendar(where)
        try:
            before.publish(year, holidays, makeup_days)
        except ValueError as fault:
            raise CalendarUnfitting(year=year) from fault
        row = {
            "jurisdiction": where,
            "year": year,
            "holidays": list(holidays),
            "makeup_days": list(makeup_days),
            "before": CALENDAR.dump_python(before, mode="json"),
            "published_by": by.person,
            "published_at": self.now(),
        }
        told = insert(tables.calendars).values(row)
        new: dict[str, ColumnElement[Any]] = {
            name: told.excluded[name] for name in row if name not in {"jurisdiction", "year"}
        }
        new["before"] = func.coalesce(tables.calendars.c.before, told.excluded.before)
        async with database.transaction(self.engine, where) as work:
            await work.connection.execute(
                told.on_conflict_do_update(index_elements=["jurisdiction", "year"], set_=new)
            )
        self.rulebooks.publish(where, year, holidays, makeup_days)

    async def pending(self) -> Sequence[Pending]:
        """Of all places: the table has no policy that keeps them apart."""
        c = tables.calendars.c
        statement = (
            select(c.jurisdiction, c.year, c.before)
            .where(c.before.is_not(None))
            .order_by(c.jurisdiction, c.year)
        )
        async with database.unbound(self.engine) as connection:
            rows = (await connection.execute(statement)).all()
        return [
            Pending(row.jurisdiction, row.year, CALENDAR.validate_python(row.before))
            for row in rows
        ]

    async def done(self, pending: Pending) -> None:
        c = tables.calendars.c
        async with database.transaction(self.engine, pending.jurisdiction, MACHINERY) as work:
            await work.connection.execute(
                update(tables.calendars)
                .where(c.jurisdiction == pending.jurisdiction, c.year == pending.year)
                .values(before=None)
            )
