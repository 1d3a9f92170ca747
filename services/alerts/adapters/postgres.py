"""One transaction of alerts: the board, the tallies and the deliveries move together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from asyncpg import LockNotAvailableError
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY, Transaction
from chassis.events import inbox
from chassis.events.inbox import Delivery as EventDelivery
from services.alerts.adapters import tables
from services.alerts.adapters.board import PostgresBoard
from services.alerts.adapters.deliveries import PostgresDeliveries
from services.alerts.adapters.matters import PostgresMatters
from services.alerts.adapters.missed import PostgresMissed
from services.alerts.domain.errors import BoardBeingRebuilt
from services.alerts.usecases.ports import Work

ALONE = """
    SELECT pg_advisory_xact_lock(hashtextextended('alerts ' || $1, 0)),
        NOT pg_try_advisory_xact_lock_shared(
            hashtextextended('alerts rebuilding ' || $1, 0)) AS is_being_rebuilt"""
REBUILDING = "SELECT pg_advisory_xact_lock(hashtextextended('alerts rebuilding ' || $1, 0))"


@dataclass(frozen=True, slots=True)
class Postgres:
    """Alerts works as machinery: who may see what is sealed is decided where people read."""

    engine: AsyncEngine

    @asynccontextmanager
    async def transaction(self, jurisdiction: str) -> AsyncIterator[Work]:
        async with self._alone(jurisdiction) as (_, work):
            yield work

    @asynccontextmanager
    async def rebuilding(self, jurisdiction: str) -> AsyncIterator[Work]:
        """Nobody waits behind it, as each would hold a connection; they are told to come again."""
        async with database.transaction(self.engine, jurisdiction, MACHINERY) as work:
            try:
                await work.connection.exec_driver_sql(REBUILDING, (jurisdiction,))
            except DBAPIError as fault:
                if fault.orig and isinstance(fault.orig.__cause__, LockNotAvailableError):
                    raise BoardBeingRebuilt from fault
                raise
            yield _work(work)

    @asynccontextmanager
    async def handling(self, delivery: EventDelivery, jurisdiction: str) -> AsyncIterator[Work]:
        """The claim on the event and its effect are one commit."""
        async with self._alone(jurisdiction) as (transaction, work):
            await inbox.claim(transaction, delivery)
            yield work

    @asynccontextmanager
    async def handling_all(
        self, deliveries: Sequence[EventDelivery], jurisdiction: str
    ) -> AsyncIterator[Work]:
        """Those that had their effect before have none again: what is kept is no older."""
        async with self._alone(jurisdiction) as (transaction, work):
            await inbox.claim_all(transaction, deliveries)
            yield work

    @asynccontextmanager
    async def _alone(self, jurisdiction: str) -> AsyncIterator[tuple[Transaction, Work]]:
        """Nearly every event moves the same few cells: waiting here is waiting without deadlock."""
        async with database.transaction(self.engine, jurisdiction, MACHINERY) as transaction:
            locked = await transaction.connection.exec_driver_sql(ALONE, (jurisdiction,))
            yield transaction, _work(transaction, is_being_rebuilt=locked.one().is_being_rebuilt)

    async def places(self) -> list[str]:
        """Where anything was ever heard of."""
        async with database.unbound(self.engine) as connection:
            found = await connection.scalars(select(tables.places.c.jurisdiction))
            return sorted(found)


def _work(work: Transaction, *, is_being_rebuilt: bool = False) -> Work:
    return Work(
        board=PostgresBoard(work, is_being_rebuilt),
        matters=PostgresMatters(work),
        missed=PostgresMissed(work),
        deliveries=PostgresDeliveries(work),
    )
