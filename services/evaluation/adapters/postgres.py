"""Orders and suggestions in PostgreSQL: loaded through their predicates, saved with their facts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.aggregates import Kept, Store
from chassis.calendars import Calendars, Progress
from chassis.database import MACHINERY, Row, Transaction, text_array
from chassis.events import inbox
from chassis.events.inbox import Delivery
from chassis.kernel import Principal
from chassis.vault import Vault
from law.calendar import Calendar
from services.evaluation.adapters import tables
from services.evaluation.adapters.messages import forgets, messages_of
from services.evaluation.adapters.visibility import suggested_to, visible_to
from services.evaluation.domain.errors import NoSuchMatter, NoSuchOrder, NoSuchSuggestion
from services.evaluation.domain.order import Number, SupervisionOrder
from services.evaluation.domain.states import ANSWERABLE, OPEN
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.usecases.ports import MatterKnown, Rulebooks, Work

KEPT_SUGGESTIONS: Kept[Suggestion] = Kept(
    kind=Suggestion,
    table=tables.suggestions,
    columns=lambda suggestion: {
        "matter": suggestion.matter,
        "organ": suggestion.organ,
        "trigger": suggestion.trigger,
        "standing": suggestion.standing,
        "raised_at": suggestion.raised_at,
    },
    messages_of=lambda _, __: (),
)

# Newer replaces older; once sealed, always sealed.
MEET = """
    INSERT INTO evaluation.matters AS m
        (jurisdiction, matter, version, organs, historical, sealed)
    SELECT $1::varchar, matter, version, organs::varchar[], historical, sealed
    FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::boolean[], $6::boolean[])
        AS told (matter, version, organs, historical, sealed)
    ON CONFLICT (jurisdiction, matter) DO UPDATE SET
        version = greatest(m.version, excluded.version),
        organs = CASE WHEN excluded.version > m.version THEN excluded.organs ELSE m.organs END,
        historical = CASE WHEN excluded.version > m.version
            THEN excluded.historical ELSE m.historical END,
        sealed = m.sealed OR excluded.sealed
    RETURNING matter, version, organs, historical, sealed"""


def kept_orders(rulebooks: Rulebooks) -> Kept[SupervisionOrder]:
    return Kept(
        kind=SupervisionOrder,
        table=tables.orders,
        columns=_columns,
        messages_of=lambda order, facts: messages_of(
            order, facts, rulebooks.calendar(order.jurisdiction)
        ),
        forgets=forgets,
    )


@dataclass(frozen=True, slots=True)
class Postgres:
    """The transactions of evaluation: a person's, the machinery's, and an event's."""

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

    @asynccontextmanager
    async def handling_all(self, deliveries: Sequence[Delivery]) -> AsyncIterator[Work]:
        """Those that had their effect before have none again: a suggestion is raised once."""
        place = deliveries[0].jurisdiction
        async with database.transaction(self.engine, place, MACHINERY) as work:
            await inbox.claim_all(work, deliveries)
            yield self._work(work)

    def _work(self, work: Transaction) -> Work:
        orders = Store(kept_orders(self.rulebooks), work, self.vault)
        suggestions = Store(KEPT_SUGGESTIONS, work, self.vault)
        return Work(
            PostgresOrders(orders),
            PostgresSuggestions(suggestions),
            PostgresMatters(work),
            Progress(work, tables.calendars),
        )


@dataclass(frozen=True, slots=True)
class PostgresOrders:
    store: Store[SupervisionOrder]

    async def next_number(self, year: int) -> Number:
        """The row stays locked until this transaction ends, so no number is lost or given twice."""
        work = self.store.work
        first = insert(tables.numbers).values(jurisdiction=work.jurisdiction, year=year, last=1)
        taken = first.on_conflict_do_update(
            index_elements=["jurisdiction", "year"], set_={"last": tables.numbers.c.last + 1}
        ).returning(tables.numbers.c.last)
        return Number(year, int(await work.connection.scalar(taken) or 0))

    async def open_order(self, matter: UUID, organ: str) -> SupervisionOrder | None:
        for order in await self.of_matter(matter):
            if order.organ == organ and order.state in OPEN:
                return order
        return None

    async def get(self, order_id: UUID, *, seen_by: Principal) -> SupervisionOrder:
        order = await self.store.get(order_id, visible_to(seen_by))
        if order is None:
            raise NoSuchOrder
        return order

    async def of_matter(self, matter: UUID) -> Sequence[SupervisionOrder]:
        o, work = tables.orders, self.store.work
        rows = await work.connection.execute(
            select(o).where(o.c.jurisdiction == work.jurisdiction, o.c.matter == matter)
        )
        return [self.store.read(row) for row in rows.mappings()]

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[SupervisionOrder]:
        """An answered order waits for nobody: its clock has stopped."""
        o, work = tables.orders, self.store.work
        past = [o.c.id > after] if after else []
        rows = await work.connection.execute(
            select(o)
            .where(o.c.jurisdiction == work.jurisdiction, o.c.status.in_(sorted(ANSWERABLE)), *past)
            .order_by(o.c.id)
            .limit(limit)
        )
        found = [self.store.read(row) for row in rows.mappings()]
        await self.store.fetch_keys([order.id for order in found])
        return found

    async def save(self, order: SupervisionOrder) -> None:
        await self.store.save(order)


@dataclass(frozen=True, slots=True)
class PostgresSuggestions:
    store: Store[Suggestion]

    async def find(self, suggestion_id: UUID) -> Suggestion | None:
        return await self.store.get(suggestion_id)

    async def get(self, suggestion_id: UUID, *, seen_by: Principal) -> Suggestion:
        suggestion = await self.store.get(suggestion_id, suggested_to(seen_by))
        if suggestion is None:
            raise NoSuchSuggestion
        return suggestion

    async def of_matter(self, matter: UUID) -> Sequence[Suggestion]:
        s, work = tables.suggestions, self.store.work
        rows = await work.connection.execute(
            select(s).where(s.c.jurisdiction == work.jurisdiction, s.c.matter == matter)
        )
        return [self.store.read(row) for row in rows.mappings()]

    async def save(self, suggestion: Suggestion) -> None:
        await self.store.save(suggestion)


@dataclass(frozen=True, slots=True)
class PostgresMatters:
    work: Transaction

    async def meet(self, told: MatterKnown) -> MatterKnown:
        return (await self.meet_all([told]))[told.matter]

    async def meet_all(self, told: Sequence[MatterKnown]) -> Mapping[UUID, MatterKnown]:
        """An upsert locks the row even where it changes nothing: that is the queue."""
        newest = {each.matter: each for each in sorted(told, key=lambda t: t.version)}
        rows = sorted(newest.values(), key=lambda t: t.matter)
        columns = (
            [each.matter for each in rows],
            [each.version for each in rows],
            [text_array(sorted(each.organs)) for each in rows],
            [each.historical for each in rows],
            [each.sealed for each in rows],
        )
        met = await self.work.connection.exec_driver_sql(MEET, (self.work.jurisdiction, *columns))
        return {
            row.matter: MatterKnown(
                row.matter, row.version, frozenset(row.organs), row.historical, row.sealed
            )
            for row in met
        }

    async def get(self, matter: UUID) -> MatterKnown:
        m = tables.matters.c
        found = await self.work.connection.execute(
            select(m.version, m.organs, m.historical).where(
                m.jurisdiction == self.work.jurisdiction, m.matter == matter, ~m.sealed
            )
        )
        known = found.first()
        if known is None:
            raise NoSuchMatter
        return MatterKnown(matter, known[0], frozenset(known[1]), known[2])


def _columns(order: SupervisionOrder) -> Row:
    return {
        "matter": order.matter,
        "organ": order.organ,
        "issuer": order.issuer,
        "status": order.state,
        "readers": text_array([order.issuer, order.organ] if order.sealed else None),
    }
