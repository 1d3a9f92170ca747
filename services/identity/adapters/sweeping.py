"""What was used up or has run out is deleted once nobody can ask for it any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from services.identity.adapters import tables
from services.identity.adapters.attempts import PostgresAttempts
from services.identity.domain.session import GRANT_LIFETIME, SESSION_LIFETIME
from services.identity.domain.signing import OVERLAP

KEPT_LONGER = timedelta(days=1)
"""A replayed code or refresh token should still be known for what it is."""


@dataclass(frozen=True, slots=True)
class PostgresSweeper:
    engine: AsyncEngine
    attempts: PostgresAttempts

    async def sweep(self, now: datetime) -> None:
        await self.attempts.forget_old(now)
        gone = now - GRANT_LIFETIME - KEPT_LONGER
        old: tuple[tuple[Table, ColumnElement[bool]], ...] = (
            (tables.codes, tables.codes.c.expires_at < gone),
            (tables.refresh_tokens, tables.refresh_tokens.c.expires_at < gone),
            (tables.grants, tables.grants.c.granted_at < gone),
            (tables.sessions, tables.sessions.c.signed_in_at < gone - SESSION_LIFETIME),
        )
        for jurisdiction in await self._jurisdictions():
            async with database.transaction(self.engine, jurisdiction) as work:
                for table, which in old:
                    mine = table.c.jurisdiction == jurisdiction
                    await work.connection.execute(delete(table).where(mine, which))
        keys = tables.signing_keys
        async with database.unbound(self.engine) as connection:
            await connection.execute(delete(keys).where(keys.c.retired_at < now - OVERLAP))

    async def _jurisdictions(self) -> list[str]:
        names = tables.login_names.c.jurisdiction
        async with database.unbound(self.engine) as connection:
            return list(await connection.scalars(select(names).distinct()))
