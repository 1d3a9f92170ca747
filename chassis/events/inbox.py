"""An event handled once: the claim commits together with its effect, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY, Transaction, jurisdiction

# In the order of the ids: two replicas that claim the same events meet without a deadlock.
CLAIM = """
    INSERT INTO {schema}.inbox (jurisdiction, consumer, event_id)
    SELECT $1::varchar, $2::varchar, unnest($3::uuid[])
    ON CONFLICT DO NOTHING RETURNING event_id"""


class AlreadyHandled(Exception):
    """This consumer has seen this event: acknowledge it and go on."""


@dataclass(frozen=True, slots=True)
class Delivery:
    consumer: str
    jurisdiction: str
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that could not be handled, as staff see it: what failed, never what it says."""

    jurisdiction: str
    consumer: str
    event_id: UUID
    subject: str
    fault: str
    parked_at: object


def inbox_table(metadata: MetaData) -> Table:
    table = Table(
        "inbox",
        metadata,
        jurisdiction(),
        Column("consumer", String, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("at", DateTime(timezone=True), server_default=func.now(), nullable=False),
    )
    Index("ix_inbox_at", table.c.at)
    return table


def parked_table(metadata: MetaData) -> Table:
    """What could not be handled: shown to staff, replayed by hand."""
    return Table(
        "parked",
        metadata,
        jurisdiction(),
        Column("consumer", String, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("subject", String, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("fault", String, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("parked_at", DateTime(timezone=True), server_default=func.now(), nullable=False),
    )


async def claim(work: Transaction, delivery: Delivery) -> None:
    """Call first in the consumer's transaction; `AlreadyHandled` undoes it."""
    if not await claim_all(work, [delivery]):
        raise AlreadyHandled


async def claim_all(work: Transaction, deliveries: Sequence[Delivery]) -> frozenset[UUID]:
    """Claim what is new of one consumer's deliveries, and say which: the rest had its effect."""
    consumer = deliveries[0].consumer
    events = sorted(delivery.event_id for delivery in deliveries)
    told = (work.jurisdiction, consumer, events)
    fresh = await work.connection.exec_driver_sql(CLAIM.format(schema=_schema(consumer)), told)
    return frozenset(fresh.scalars())


def _schema(consumer: str) -> str:
    """`alerts-keep-deadlines` has its inbox in the schema `alerts`."""
    return consumer.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Parking:
    """The parked events of one service."""

    engine: AsyncEngine
    table: Table

    async def park(
        self, delivery: Delivery, subject: str, payload: bytes, fault: Exception, attempts: int
    ) -> None:
        row = {
            "jurisdiction": delivery.jurisdiction,
            "consumer": delivery.consumer,
            "event_id": delivery.event_id,
            "subject": subject,
            "payload": payload,
            "fault": type(fault).__name__,
            "attempts": attempts,
        }
        async with database.transaction(self.engine, delivery.jurisdiction, MACHINERY) as work:
            await work.connection.execute(insert(self.table).values(row).on_conflict_do_nothing())

    async def list_parked(self, jurisdiction: str) -> Sequence[Parked]:
        t = self.table.c
        statement = select(
            t.jurisdiction, t.consumer, t.event_id, t.subject, t.fault, t.parked_at
        ).where(t.jurisdiction == jurisdiction)
        async with database.transaction(self.engine, jurisdiction, MACHINERY) as work:
            rows = await work.connection.execute(statement.order_by(t.parked_at))
            return [Parked(*row) for row in rows]

    async def payload(self, delivery: Delivery) -> tuple[str, bytes] | None:
        async with database.transaction(self.engine, delivery.jurisdiction, MACHINERY) as work:
            t = self.table.c
            found = await work.connection.execute(
                select(t.subject, t.payload).where(*self._of(delivery))
            )
            row = found.first()
        return None if row is None else (row.subject, row.payload)

    async def forget(self, delivery: Delivery) -> None:
        async with database.transaction(self.engine, delivery.jurisdiction, MACHINERY) as work:
            await work.connection.execute(delete(self.table).where(*self._of(delivery)))

    def _of(self, delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
        t = self.table.c
        return (
            t.jurisdiction == delivery.jurisdiction,
            t.consumer == delivery.consumer,
            t.event_id == delivery.event_id,
        )
