"""Referrals in PostgreSQL: loaded through the visibility predicate, saved with their facts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.aggregates import Kept, Store
from chassis.calendars import Calendars, Progress
from chassis.database import Row, Transaction, text_array
from chassis.events.inbox import Delivery
from chassis.kernel import Principal
from chassis.vault import Vault
from law.calendar import Calendar
from services.mediation.adapters import tables
from services.mediation.adapters.messages import forgets, messages_of
from services.mediation.adapters.visibility import visible_to
from services.mediation.domain.errors import NoSuchReferral
from services.mediation.domain.referral import Referral
from services.mediation.domain.states import OPEN
from services.mediation.usecases.ports import Rulebooks, Work


def kept(rulebooks: Rulebooks) -> Kept[Referral]:
    return Kept(
        kind=Referral,
        table=tables.referrals,
        columns=_columns,
        messages_of=lambda referral, facts: messages_of(
            referral, facts, rulebooks.calendar(referral.jurisdiction)
        ),
        forgets=forgets,
    )


@dataclass(frozen=True, slots=True)
class Postgres:
    """The transactions of mediation: a person's, the machinery's, and an event's."""

    engine: AsyncEngine
    vault: Vault
    rulebooks: Rulebooks
    calendars: Calendars[Calendar]

    @asynccontextmanager
    async def acting(self, who: Principal | str) -> AsyncIterator[Work]:
        async with self.calendars.transaction(who) as work:
            yield self._work(work)

    @asynccontextmanager
    async def handling(self, delivery: Delivery) -> AsyncIterator[Work]:
        async with self.calendars.transaction(delivery.jurisdiction, delivery) as work:
            yield self._work(work)

    def _work(self, work: Transaction) -> Work:
        store = Store(kept(self.rulebooks), work, self.vault)
        publications = Progress(work, tables.calendars)
        return Work(PostgresReferrals(store), PostgresMatters(work), publications)


@dataclass(frozen=True, slots=True)
class PostgresReferrals:
    store: Store[Referral]

    async def find(self, referral_id: UUID) -> Referral | None:
        return await self.store.get(referral_id)

    async def get(self, referral_id: UUID, *, seen_by: Principal) -> Referral:
        referral = await self.store.get(referral_id, visible_to(seen_by))
        if referral is None:
            raise NoSuchReferral
        return referral

    async def of_matter(self, matter: UUID) -> Sequence[Referral]:
        r, work = tables.referrals, self.store.work
        rows = await work.connection.execute(
            select(r).where(r.c.jurisdiction == work.jurisdiction, r.c.matter == matter)
        )
        return [self.store.read(row) for row in rows.mappings()]

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[Referral]:
        r, work = tables.referrals, self.store.work
        past = [r.c.id > after] if after else []
        rows = await work.connection.execute(
            select(r)
            .where(r.c.jurisdiction == work.jurisdiction, r.c.status.in_(sorted(OPEN)), *past)
            .order_by(r.c.id)
            .limit(limit)
        )
        found = [self.store.read(row) for row in rows.mappings()]
        await self.store.fetch_keys([referral.id for referral in found])
        return found

    async def save(self, referral: Referral) -> None:
        await self.store.save(referral)


@dataclass(frozen=True, slots=True)
class PostgresMatters:
    work: Transaction

    async def meet(self, matter: UUID, *, sealed: bool = False) -> bool:
        """An upsert locks the row even where it changes nothing: that is the queue."""
        told = insert(tables.matters).values(
            jurisdiction=self.work.jurisdiction, matter=matter, sealed=sealed
        )
        known = told.on_conflict_do_update(
            index_elements=["jurisdiction", "matter"],
            set_={"sealed": or_(tables.matters.c.sealed, told.excluded.sealed)},
        ).returning(tables.matters.c.sealed)
        return bool(await self.work.connection.scalar(known))


def _columns(referral: Referral) -> Row:
    return {
        "matter": referral.matter,
        "status": referral.state,
        "centre": referral.centre,
        "referred_by": referral.referred_by,
        "readers": text_array([referral.centre] if referral.sealed else None),
    }
