"""Organs, people and what they sign in with, in PostgreSQL."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.aggregates import Kept, Store
from chassis.database import Transaction, text_array
from chassis.journal import codec
from chassis.vault import Vault
from services.identity.adapters import tables
from services.identity.adapters.grants import PostgresGrants, PostgresSessions
from services.identity.adapters.messages import messages_of_organ, messages_of_person
from services.identity.domain.errors import NoSuchOrgan, NoSuchPerson
from services.identity.domain.organ import Organ, organ_id
from services.identity.domain.particulars import Particulars
from services.identity.domain.person import Person
from services.identity.usecases.ports import Login, Work

ORGANS = Kept(
    kind=Organ,
    table=tables.organs,
    columns=lambda organ: {"code": organ.code},
    messages_of=messages_of_organ,
)
PERSONS = Kept(
    kind=Person,
    table=tables.persons,
    columns=lambda person: {
        "login": person.login,
        "machine": person.machine,
        "active": person.active,
    },
    messages_of=messages_of_person,
)


@asynccontextmanager
async def transaction(engine: AsyncEngine, vault: Vault, jurisdiction: str) -> AsyncIterator[Work]:
    async with database.transaction(engine, jurisdiction) as work:
        yield Work(
            organs=PostgresOrgans(work, Store(ORGANS, work, vault)),
            people=PostgresPersons(work, Store(PERSONS, work, vault)),
            secrets=PostgresSecrets(work),
            sessions=PostgresSessions(work),
            grants=PostgresGrants(work),
        )


@dataclass(frozen=True, slots=True)
class PostgresOrgans:
    work: Transaction
    store: Store[Organ]

    async def get(self, code: str) -> Organ:
        organ = await self.store.get(organ_id(self.work.jurisdiction, code))
        if organ is None:
            raise NoSuchOrgan(organ=code)
        return organ

    async def tree(self) -> Mapping[str, Particulars]:
        o = tables.organs.c
        rows = await self.work.connection.execute(
            select(o.code, o.state["particulars"]).where(o.jurisdiction == self.work.jurisdiction)
        )
        read = codec(Particulars).validate_python
        return {code: read(particulars) for code, particulars in rows}

    async def save(self, organ: Organ) -> None:
        if organ.facts:
            await self.store.save(organ)


@dataclass(frozen=True, slots=True)
class PostgresPersons:
    work: Transaction
    store: Store[Person]

    async def get(self, person: UUID) -> Person:
        found = await self.store.get(person)
        if found is None:
            raise NoSuchPerson
        return found

    async def holder_of(self, post: str, today: date) -> UUID | None:
        p = tables.posts.c
        holder: UUID | None = await self.work.connection.scalar(
            select(p.person).where(
                p.jurisdiction == self.work.jurisdiction,
                p.code == post,
                or_(p.until.is_(None), p.until >= today),
            )
        )
        return holder

    async def save(self, person: Person) -> None:
        if not person.facts:
            return
        is_new = person.version == len(person.facts)
        await self.store.save(person)
        if is_new:
            row = {"login": person.login, "jurisdiction": person.jurisdiction, "person": person.id}
            self.work.buffer.insert(tables.login_names, row)
        for post in person.posts:
            self.work.buffer.upsert(
                tables.posts,
                {
                    "jurisdiction": person.jurisdiction,
                    "person": person.id,
                    "code": post.code,
                    "since": post.since,
                    "organ": post.organ,
                    "roles": text_array(list(post.roles)),
                    "until": post.until,
                },
            )


@dataclass(frozen=True, slots=True)
class PostgresSecrets:
    work: Transaction

    async def of(self, person: UUID) -> str | None:
        s = tables.secrets.c
        hashed: str | None = await self.work.connection.scalar(
            select(s.hashed).where(s.jurisdiction == self.work.jurisdiction, s.person == person)
        )
        return hashed

    def keep(self, person: UUID, hashed: str) -> None:
        row = {"jurisdiction": self.work.jurisdiction, "person": person, "hashed": hashed}
        self.work.buffer.upsert(tables.secrets, row)


@dataclass(frozen=True, slots=True)
class PostgresLogins:
    engine: AsyncEngine

    async def find(self, login: str) -> Login | None:
        n = tables.login_names.c
        async with database.unbound(self.engine) as connection:
            row = (
                await connection.execute(select(n.jurisdiction, n.person).where(n.login == login))
            ).first()
        return Login(*row) if row else None
