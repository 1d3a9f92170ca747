"""The years that intake has published, in each service that computes due days.

Stored years decide, not what a process remembers: it looks again every second. A new year is
worked off a little later, once every replica writes by it, so that no clock slips between.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Table,
    Uuid,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY, Transaction, jurisdiction
from chassis.events import inbox
from chassis.events.consumer import Subscription
from chassis.events.inbox import Delivery, Parking
from chassis.jobs import Job
from chassis.journal import codec
from chassis.kernel import Principal
from onedoor.intake.events.v1 import calendar_events_pb2 as pb

REMEMBERED_SECONDS = 1.0
SETTLED = timedelta(seconds=5)
RECOMPUTE_SECONDS = 5.0

C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)


@dataclass(frozen=True, slots=True)
class PublishedYear:
    year: int
    holidays: tuple[date, ...]
    makeup_days: tuple[date, ...]


class Shelf(Protocol[C_co]):
    """Where the calendars of all places stand."""

    def calendar(self, jurisdiction: str) -> C_co: ...

    def calendar_with(self, years: Sequence[PublishedYear]) -> C_co: ...

    def publish(self, jurisdiction: str, years: Sequence[PublishedYear]) -> None: ...


class Publication(Protocol):
    """Which publication of which year."""

    @property
    def jurisdiction(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Pending(Generic[C]):
    """A published year of which not all clocks were told yet."""

    jurisdiction: str
    year: int
    version: int
    before: tuple[C, ...]
    after: C
    reached: UUID | None


def calendars_table(metadata: MetaData, *columns: Column[Any]) -> Table:
    """No row-level security: one job looks after all places, and holidays are no secret.

    `replaced` lists the calendars that a clock may still go by; it is empty once all were told.
    """
    return Table(
        "calendars",
        metadata,
        jurisdiction(),
        Column("year", Integer, primary_key=True, autoincrement=False),
        Column("version", BigInteger, server_default="1", nullable=False),
        Column("holidays", ARRAY(Date), nullable=False),
        Column("makeup_days", ARRAY(Date), nullable=False),
        Column("replaced", JSONB(none_as_null=True)),
        Column("reached", Uuid),
        Column("stored_at", DateTime(timezone=True), server_default=func.now(), nullable=False),
        *columns,
    )


@dataclass(slots=True)
class Calendars(Generic[C]):
    engine: AsyncEngine
    table: Table
    shelf: Shelf[C]
    kind: type[C]
    _read: dict[str, float] = field(default_factory=dict)
    _reading: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def refresh(self, place: str) -> None:
        """Call before anything is computed: another replica may have learnt of a year."""
        if time.monotonic() < self._read.get(place, 0.0):
            return
        async with self._reading.setdefault(place, asyncio.Lock()):
            if time.monotonic() < self._read.get(place, 0.0):
                return
            async with database.transaction(self.engine, place) as work:
                rows = await self._rows(work)
            self.shelf.publish(place, [_year(row) for row in rows])
            self._read[place] = time.monotonic() + REMEMBERED_SECONDS

    @asynccontextmanager
    async def transaction(
        self, who: Principal | str, delivery: Delivery | None = None
    ) -> AsyncIterator[Transaction]:
        """For an actor, or for the machinery of a place; an event is claimed in the same commit."""
        place, reader = (who, MACHINERY) if isinstance(who, str) else (who.jurisdiction, who.organ)
        await self.refresh(place)
        async with database.transaction(self.engine, place, reader) as work:
            if delivery:
                await inbox.claim(work, delivery)
            yield work

    def forget(self, place: str) -> None:
        """What is remembered of a place is known to be old."""
        self._read.pop(place, None)

    async def publish(self, work: Transaction, told: PublishedYear, **kept: Any) -> int | None:
        """By whom it begins. Its version; none where it says what is known already."""
        known = {row.year: row for row in await self._queue(work)}
        was = known.get(told.year)
        if was and _year(was) == told:
            return None
        version = was.version + 1 if was else 1
        await self._put(work, told, version, list(known.values()), kept)
        return version

    async def keep(self, delivery: Delivery, event: pb.CalendarPublished) -> None:
        """Told by intake, and told again from time to time: what is not newer changes nothing."""
        place = delivery.jurisdiction
        told = PublishedYear(event.year, _days(event.holidays), _days(event.makeup_days))
        async with database.transaction(self.engine, place, MACHINERY) as work:
            await inbox.claim(work, delivery)
            known = {row.year: row for row in await self._queue(work)}
            was = known.get(told.year)
            if was is None or was.version < event.version:
                await self._put(work, told, event.version, list(known.values()), {})
        self.forget(place)

    async def pending(self) -> Sequence[Pending[C]]:
        """Of all places."""
        c = self.table.c
        statement = (
            select(c.jurisdiction, c.year, c.version, c.replaced, c.reached)
            .where(c.replaced.is_not(None), c.stored_at < func.now() - SETTLED)
            .order_by(c.jurisdiction, c.year)
        )
        async with database.unbound(self.engine) as connection:
            rows = (await connection.execute(statement)).all()
        for place in {row.jurisdiction for row in rows}:
            self.forget(place)
            await self.refresh(place)
        return [
            Pending(
                row.jurisdiction,
                row.year,
                row.version,
                tuple(codec(self.kind).validate_python(each) for each in row.replaced),
                self.shelf.calendar(row.jurisdiction),
                row.reached,
            )
            for row in rows
        ]

    async def recompute(self, tell: Callable[[Pending[C]], Awaitable[object]]) -> None:
        for publication in await self.pending():
            await tell(publication)

    def job(self, service: str, tell: Callable[[Pending[C]], Awaitable[object]]) -> Job:
        return Job(f"{service}-recompute-clocks", RECOMPUTE_SECONDS, lambda: self.recompute(tell))

    def subscription(self, service: str, parking: Parking) -> Subscription:
        return Subscription(
            durable=f"{service}-keep-calendars",
            producer="intake",
            messages=(pb.CalendarPublished,),
            handle=self.keep,
            parking=parking,
        )

    async def _queue(self, work: Transaction) -> Sequence[Any]:
        """The years as they are; who stores another one waits until this transaction has ended."""
        lock = text(f"LOCK TABLE {self.table.fullname} IN SHARE ROW EXCLUSIVE MODE")
        await work.connection.execute(lock)
        return await self._rows(work)

    async def _rows(self, work: Transaction) -> Sequence[Any]:
        t = self.table
        found = await work.connection.execute(
            select(t).where(t.c.jurisdiction == work.jurisdiction).order_by(t.c.year)
        )
        return found.all()

    async def _put(
        self,
        work: Transaction,
        told: PublishedYear,
        version: int,
        known: Sequence[Any],
        kept: dict[str, Any],
    ) -> None:
        """Published again while some were told already, both the old and the older one count."""
        was = next((row.replaced for row in known if row.year == told.year), None)
        before = self.shelf.calendar_with([_year(row) for row in known])
        row = {
            "jurisdiction": work.jurisdiction,
            "year": told.year,
            "version": version,
            "holidays": list(told.holidays),
            "makeup_days": list(told.makeup_days),
            "replaced": [*(was or ()), codec(self.kind).dump_python(before, mode="json")],
            "reached": None,
            "stored_at": func.now(),
            **kept,
        }
        new = {name: value for name, value in row.items() if name not in {"jurisdiction", "year"}}
        await work.connection.execute(
            insert(self.table)
            .values(row)
            .on_conflict_do_update(index_elements=["jurisdiction", "year"], set_=new)
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the clocks have been told, kept in the transaction that told them."""

    work: Transaction
    table: Table

    async def reached(self, publication: Publication, last: UUID | None) -> bool:
        """`None` when all were told. False where the year was corrected: it begins again."""
        c = self.table.c
        values: dict[str, Any] = {"reached": last} if last else {"reached": None, "replaced": None}
        found = await self.work.connection.execute(
            update(self.table)
            .where(
                c.jurisdiction == publication.jurisdiction,
                c.year == publication.year,
                c.version == publication.version,
            )
            .values(values)
        )
        return found.rowcount > 0


def _year(row: Any) -> PublishedYear:
    return PublishedYear(row.year, tuple(row.holidays), tuple(row.makeup_days))


def _days(told: Sequence[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in told)
