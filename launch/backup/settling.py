"""What a database that was set back must be told before anybody works on it again."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from chassis.sweeping import CLAIMS_KEPT, EVENTS_KEPT
from launch.assembly import SCHEMAS
from services.identity.adapters import tables as identity


async def settle(admin: str, now: datetime) -> None:
    engine = create_async_engine(admin.replace("postgresql://", "postgresql+asyncpg://"))
    try:
        async with engine.begin() as connection:
            await _publish_again(connection)
            await _remember_claims(connection, now)
            await _end_sessions(connection, now)
    finally:
        await engine.dispose()


async def _publish_again(connection: AsyncConnection) -> None:
    """The stream is empty: all that the outbox remembers goes out under the same ids."""
    for schema in SCHEMAS:
        outbox = schema.metadata.tables[f"{schema.service}.outbox"]
        await connection.execute(update(outbox).values(stream_sequence=None))


async def _remember_claims(connection: AsyncConnection, now: datetime) -> None:
    """An old backup has old claims. They must outlive the events that go out again now, or what
    was handled before would be handled twice."""
    for schema in SCHEMAS:
        inbox = schema.metadata.tables[f"{schema.service}.inbox"]
        soon = inbox.c.at < now - (CLAIMS_KEPT - EVENTS_KEPT)
        await connection.execute(update(inbox).where(soon).values(at=now))


async def _end_sessions(connection: AsyncConnection, now: datetime) -> None:
    """A token that was used or revoked after the backup would be good again."""
    sessions, grants = identity.sessions, identity.grants
    await connection.execute(
        update(sessions).where(sessions.c.ended_at.is_(None)).values(ended_at=now)
    )
    await connection.execute(
        update(grants).where(grants.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    for once in (identity.codes, identity.refresh_tokens):
        await connection.execute(delete(once))
