"""Deliveries in PostgreSQL: queued once, changed by one at a time, never derived again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Transaction
from chassis.kernel import ChangedMeanwhile, Principal
from services.alerts.adapters import tables
from services.alerts.domain.deadline import Kind
from services.alerts.domain.delivery import Delivery, Role, State

v = tables.deliveries.c


@dataclass(frozen=True, slots=True)
class PostgresDeliveries:
    work: Transaction

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        if deliveries:
            rows = [{"jurisdiction": self.work.jurisdiction} | asdict(each) for each in deliveries]
            fresh = insert(tables.deliveries).values(rows).on_conflict_do_nothing()
            await self.work.connection.execute(fresh)

    async def save(self, delivery: Delivery) -> None:
        this = and_(
            v.jurisdiction == self.work.jurisdiction,
            v.id == delivery.id,
            v.version == delivery.version - 1,
        )
        statement = update(tables.deliveries).where(this).values(asdict(delivery)).returning(v.id)
        if await self.work.connection.scalar(statement) is None:
            raise ChangedMeanwhile

    async def seal(self, matter: UUID, numbers: Sequence[int]) -> None:
        its = and_(
            v.jurisdiction == self.work.jurisdiction, v.kind == Kind.MATTER, v.subject == matter
        )
        forgotten = delete(tables.deliveries).where(its, v.number.not_in(numbers))
        await self.work.connection.execute(forgotten)
        hidden = update(tables.deliveries).where(its, ~v.sealed).values(sealed=True)
        await self.work.connection.execute(hidden)

    async def get(self, delivery_id: UUID, actor: Principal) -> Delivery | None:
        found = await self._all(v.id == delivery_id, v.post == actor.post)
        return found[0] if found else None

    async def to_send(self, now: datetime, most: int) -> list[Delivery]:
        return await self._all(v.next_at <= now, order=v.next_at, most=most)

    async def to_pass_on(self, now: datetime, most: int) -> list[Delivery]:
        return await self._all(v.pass_at <= now, order=v.pass_at, most=most)

    async def is_answered(self, delivery: Delivery) -> bool:
        same = and_(
            v.jurisdiction == self.work.jurisdiction,
            v.kind == delivery.kind,
            v.subject == delivery.subject,
            v.number == delivery.number,
            v.due == delivery.due,
            v.state == State.ACKNOWLEDGED,
        )
        return bool(await self.work.connection.scalar(select(exists().where(same))))

    async def _all(
        self, *where: ColumnElement[bool], order: Any = v.id, most: int = 1
    ) -> list[Delivery]:
        here = v.jurisdiction == self.work.jurisdiction
        statement = select(tables.deliveries).where(here, *where).order_by(order, v.id).limit(most)
        rows = await self.work.connection.execute(statement)
        return [delivery_of(row) for row in rows.mappings()]


def delivery_of(row: RowMapping) -> Delivery:
    facts = {field.name: row[field.name] for field in fields(Delivery)}
    typed = {"kind": Kind(row["kind"]), "role": Role(row["role"]), "state": State(row["state"])}
    return Delivery(**facts | typed)
