"""What a request with an Idempotency-Key was answered, so that repeating it repeats nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, String, Table, Uuid, and_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import Buffer, jurisdiction
from chassis.kernel import Aggregate, Conflict, Fact, Principal


class IdempotencyKeyReused(Conflict):
    en = "This Idempotency-Key came before with another request. Use a new key for a new request."
    zh = "该 Idempotency-Key 已用于另一个请求,新的请求请使用新的键。"


def answers_table(metadata: MetaData) -> Table:
    return Table(
        "answers",
        metadata,
        jurisdiction(),
        Column("person", Uuid, primary_key=True),
        Column("key", String, primary_key=True),
        Column("request", LargeBinary, nullable=False),
        Column("kind", String, nullable=False),
        Column("subject", Uuid, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    kind: str
    subject: UUID


def keep(buffer: Buffer, table: Table, aggregate: Aggregate, facts: Sequence[Fact]) -> None:
    """The fact knows who asked, and the principal brings the key: no verb need think of it."""
    for fact in facts:
        if isinstance(fact.by, Principal) and fact.by.once:
            row = {
                "jurisdiction": aggregate.jurisdiction,
                "person": fact.by.person,
                "key": fact.by.once.key,
                "request": fact.by.once.request,
                "kind": aggregate.kind,
                "subject": aggregate.id,
                "at": fact.at,
            }
            buffer.insert(table, row)
            return


async def find(engine: AsyncEngine, table: Table, actor: Principal) -> Answer | None:
    """The answer this key got before; refused where the key came with another request."""
    if actor.once is None:
        return None
    mine = and_(
        table.c.jurisdiction == actor.jurisdiction,
        table.c.person == actor.person,
        table.c.key == actor.once.key,
    )
    async with database.transaction(engine, actor.jurisdiction) as work:
        row = (await work.connection.execute(select(table).where(mine))).first()
    if row is None:
        return None
    if row.request != actor.once.request:
        raise IdempotencyKeyReused
    return Answer(row.kind, row.subject)
