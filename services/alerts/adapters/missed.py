"""Deadlines that were missed, told to the others once for good, whatever is rebuilt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Transaction
from chassis.events import outbox
from services.alerts.adapters import tables
from services.alerts.adapters.board import KEY, key_of
from services.alerts.adapters.messages import deadline_missed, deadlines_taken_back
from services.alerts.domain.deadline import Deadline, Kind


@dataclass(frozen=True, slots=True)
class PostgresMissed:
    work: Transaction

    async def tell(self, deadlines: Sequence[Deadline], now: datetime) -> None:
        for deadline in await self._not_told_yet(deadlines):
            outbox.append(
                self.work.buffer,
                tables.machinery.outbox,
                deadline_missed(deadline),
                self.work.jurisdiction,
                now,
                subject_id=deadline.subject,
            )

    async def take_back(self, matter: UUID, version: int, now: datetime) -> None:
        m = tables.missed.c
        its = and_(m.jurisdiction == self.work.jurisdiction, m.subject == matter)
        forgotten = delete(tables.missed).where(its, m.kind == Kind.MATTER).returning(m.number)
        if (await self.work.connection.execute(forgotten)).first():
            outbox.append(
                self.work.buffer,
                tables.machinery.outbox,
                deadlines_taken_back(matter, version),
                self.work.jurisdiction,
                now,
                subject_id=matter,
                forgets=True,
            )

    async def _not_told_yet(self, deadlines: Sequence[Deadline]) -> list[Deadline]:
        by_key = {key_of(deadline): deadline for deadline in deadlines}
        if not by_key:
            return []
        rows = [
            {"jurisdiction": self.work.jurisdiction} | dict(zip(KEY, key, strict=True))
            for key in sorted(by_key)
        ]
        m = tables.missed.c
        fresh = insert(tables.missed).values(rows).on_conflict_do_nothing()
        told = await self.work.connection.execute(fresh.returning(m.kind, m.subject, m.number))
        return [by_key[Kind(row.kind), row.subject, row.number] for row in told]
