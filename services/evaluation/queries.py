"""What evaluation's screens read, and what rebuilds a projection of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.aggregates import Kept, Store
from chassis.database import MACHINERY
from chassis.kernel import Personal, Principal
from chassis.pages import Page
from chassis.vault import Vault
from services.evaluation.adapters import tables
from services.evaluation.adapters.visibility import suggested_to, visible_to
from services.evaluation.domain.errors import NoSuchOrder, NoSuchSuggestion
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.permissions import REPLAY_JOURNAL
from services.evaluation.domain.states import Standing, State
from services.evaluation.domain.suggestion import Suggestion

REPLAYED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """An answer with its texts opened."""

    statement: str | None
    measures: str | None
    returned_for: str | None


@dataclass(frozen=True, slots=True)
class OrderRead:
    """An order with its texts opened; None where none was written, or its key is destroyed."""

    order: SupervisionOrder
    ground: str | None
    answers: tuple[AnswerRead, ...]


@dataclass(frozen=True, slots=True)
class SuggestionRead:
    suggestion: Suggestion
    reason: str | None


@dataclass(frozen=True, slots=True)
class OrderFilter:
    status: State | None = None
    organ: str = ""
    matter: UUID | None = None


@dataclass(frozen=True, slots=True)
class Queries:
    engine: AsyncEngine
    vault: Vault
    kept_orders: Kept[SupervisionOrder]
    kept_suggestions: Kept[Suggestion]
    refresh: Callable[[str], Awaitable[None]]
    """So that what is read is shown by the newest calendar of the place."""

    async def list_orders(
        self, actor: Principal, page: Page, only: OrderFilter
    ) -> Sequence[SupervisionOrder]:
        """Newest first: the ids are made in the order of time."""
        o = tables.orders.c
        wanted: list[ColumnElement[bool]] = [visible_to(actor)]
        if only.status:
            wanted.append(o.status == only.status)
        if only.organ:
            wanted.append(o.organ == only.organ)
        if only.matter:
            wanted.append(o.matter == only.matter)
        if page.after:
            wanted.append(o.id < page.after[0])
        statement = select(tables.orders).where(*wanted).order_by(o.id.desc()).limit(page.size)
        where = actor.jurisdiction
        await self.refresh(where)
        async with database.transaction(self.engine, where, actor.organ) as work:
            store = Store(self.kept_orders, work, self.vault)
            rows = await work.connection.execute(statement)
            return [store.read(row) for row in rows.mappings()]

    async def list_suggestions(
        self,
        actor: Principal,
        page: Page,
        *,
        standing: Standing = Standing.OPEN,
        organ: str = "",
    ) -> Sequence[Suggestion]:
        """Newest first."""
        s = tables.suggestions.c
        key = (s.raised_at, s.id)
        wanted = [suggested_to(actor), s.standing == standing]
        if organ:
            wanted.append(s.organ == organ)
        if page.after:
            wanted.append(tuple_(*key) < page.after)
        newest = (column.desc() for column in key)
        statement = select(tables.suggestions).where(*wanted).order_by(*newest).limit(page.size)
        where = actor.jurisdiction
        async with database.transaction(self.engine, where, actor.organ) as work:
            store = Store(self.kept_suggestions, work, self.vault)
            rows = await work.connection.execute(statement)
            return [store.read(row) for row in rows.mappings()]

    async def get_order(self, actor: Principal, order_id: UUID) -> OrderRead:
        where = actor.jurisdiction
        await self.refresh(where)
        async with database.transaction(self.engine, where, actor.organ) as work:
            store = Store(self.kept_orders, work, self.vault)
            order = await store.get(order_id, visible_to(actor))
            if order is None:
                raise NoSuchOrder
            sealer = await store.sealer(order.id)

            def opened(text: Personal | None) -> str | None:
                return sealer.open(text) if text else None

            answers = [
                AnswerRead(opened(a.statement), opened(a.measures), opened(a.returned_for))
                for a in order.answers
            ]
            return OrderRead(order, opened(order.ground), tuple(answers))

    async def get_suggestion(self, actor: Principal, suggestion_id: UUID) -> SuggestionRead:
        where = actor.jurisdiction
        async with database.transaction(self.engine, where, actor.organ) as work:
            store = Store(self.kept_suggestions, work, self.vault)
            suggestion = await store.get(suggestion_id, suggested_to(actor))
            if suggestion is None:
                raise NoSuchSuggestion
            sealer = await store.sealer(suggestion.id)
            reason = suggestion.reason
            return SuggestionRead(suggestion, sealer.open(reason) if reason else None)

    async def replay(self, actor: Principal, after: UUID) -> AsyncIterator[SupervisionOrder]:
        """All of a jurisdiction, oldest first, without one long transaction."""
        actor.require(REPLAY_JOURNAL)
        o = tables.orders.c
        while True:
            statement = (
                select(tables.orders)
                .where(o.jurisdiction == actor.jurisdiction, o.id > after)
                .order_by(o.id)
                .limit(REPLAYED_AT_ONCE)
            )
            where = actor.jurisdiction
            await self.refresh(where)
            async with database.transaction(self.engine, where, MACHINERY) as work:
                store = Store(self.kept_orders, work, self.vault)
                rows = (await work.connection.execute(statement)).mappings().all()
            for row in rows:
                yield store.read(row)
            if len(rows) < REPLAYED_AT_ONCE:
                return
            after = rows[-1]["id"]
