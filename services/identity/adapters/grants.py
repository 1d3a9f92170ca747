"""Sessions, codes and refresh tokens in PostgreSQL. What may be had once, an UPDATE takes."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import ColumnElement, Table, select, update

from chassis.database import Transaction
from services.identity.adapters import tables
from services.identity.domain.authorization import AuthorizationRequest, Code
from services.identity.domain.session import Grant, RefreshToken, Session


@dataclass(frozen=True, slots=True)
class PostgresSessions:
    work: Transaction

    async def find(self, digest: bytes) -> Session | None:
        return await self._one(tables.sessions.c.digest == digest)

    async def get(self, session: UUID) -> Session | None:
        return await self._one(tables.sessions.c.id == session)

    async def _one(self, which: ColumnElement[bool]) -> Session | None:
        s = tables.sessions.c
        names = (s.id, s.jurisdiction, s.person, s.digest, s.signed_in_at, s.ended_at)
        row = (
            await self.work.connection.execute(
                select(*names).where(s.jurisdiction == self.work.jurisdiction, which)
            )
        ).first()
        return Session(*row) if row else None

    def open(self, session: Session) -> None:
        self.work.buffer.insert(tables.sessions, asdict(session))

    async def end(self, session: UUID, now: datetime) -> None:
        await self._end(tables.sessions.c.id == session, now)
        await self._revoke(tables.grants.c.session == session, now)

    async def end_all_of(self, person: UUID, now: datetime) -> None:
        await self._end(tables.sessions.c.person == person, now)
        await self._revoke(tables.grants.c.person == person, now)

    async def _end(self, which: ColumnElement[bool], now: datetime) -> None:
        s = tables.sessions.c
        mine = s.jurisdiction == self.work.jurisdiction
        await self.work.connection.execute(
            update(tables.sessions).where(mine, which, s.ended_at.is_(None)).values(ended_at=now)
        )

    async def _revoke(self, which: ColumnElement[bool], now: datetime) -> None:
        g = tables.grants.c
        mine = g.jurisdiction == self.work.jurisdiction
        await self.work.connection.execute(
            update(tables.grants).where(mine, which, g.revoked_at.is_(None)).values(revoked_at=now)
        )


@dataclass(frozen=True, slots=True)
class PostgresGrants:
    work: Transaction

    def keep_code(self, code: Code) -> None:
        row = asdict(code) | {
            "jurisdiction": self.work.jurisdiction,
            "request": to_json(asdict(code.request)).decode(),
        }
        self.work.buffer.insert(tables.codes, row)

    async def take_code(self, digest: bytes, now: datetime) -> Code | None:
        row = await self._take(tables.codes, digest, now)
        if row is None:
            return None
        return Code(
            digest=digest,
            request=AuthorizationRequest(**row.request),
            session=row.session,
            person=row.person,
            expires_at=row.expires_at,
            family=row.family,
        )

    async def family_of_code(self, digest: bytes) -> UUID | None:
        return await self._family_behind(tables.codes, digest)

    def open(self, grant: Grant) -> None:
        self.work.buffer.insert(tables.grants, asdict(grant))

    async def get(self, grant: UUID) -> Grant | None:
        g = tables.grants.c
        row = (
            (
                await self.work.connection.execute(
                    select(tables.grants).where(
                        g.jurisdiction == self.work.jurisdiction, g.id == grant
                    )
                )
            )
            .mappings()
            .first()
        )
        return Grant(**row) if row else None

    async def revoke(self, grant: UUID, now: datetime) -> None:
        g = tables.grants.c
        await self.work.connection.execute(
            update(tables.grants)
            .where(g.jurisdiction == self.work.jurisdiction, g.id == grant, g.revoked_at.is_(None))
            .values(revoked_at=now)
        )

    def keep_refresh(self, token: RefreshToken) -> None:
        row = asdict(token) | {"jurisdiction": self.work.jurisdiction}
        self.work.buffer.insert(tables.refresh_tokens, row)

    async def take_refresh(self, digest: bytes, now: datetime) -> RefreshToken | None:
        row = await self._take(tables.refresh_tokens, digest, now)
        return RefreshToken(digest, row.family, row.expires_at) if row else None

    async def family_of_refresh(self, digest: bytes) -> UUID | None:
        return await self._family_behind(tables.refresh_tokens, digest)

    async def _take(self, table: Table, digest: bytes, now: datetime) -> Any:
        """The row lock makes a second taker wait, and then find it used."""
        t = table.c
        taken = await self.work.connection.execute(
            update(table)
            .where(
                t.jurisdiction == self.work.jurisdiction,
                t.digest == digest,
                t.used_at.is_(None),
            )
            .values(used_at=now)
            .returning(table)
        )
        return taken.first()

    async def _family_behind(self, table: Table, digest: bytes) -> UUID | None:
        t = table.c
        family: UUID | None = await self.work.connection.scalar(
            select(t.family).where(t.jurisdiction == self.work.jurisdiction, t.digest == digest)
        )
        return family
