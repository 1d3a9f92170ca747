"""The board, the deadlines on it, and what was delivered because of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.kernel import Principal
from chassis.pages import Page
from services.alerts.adapters.tables import board, deadlines, deliveries
from services.alerts.adapters.visibility import delivered_to, visible_to
from services.alerts.domain.colours import ON_BOARD, Colour
from services.alerts.domain.delivery import State

NEVER = date.max
"""Where a deadline without a due day stands in a list of the soonest: at its end."""


@dataclass(frozen=True, slots=True)
class BoardCell:
    organ: str
    term: str
    colour: Colour
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    kind: str
    subject: UUID
    number: int
    organ: str
    term: str
    started: date
    due: date | None
    due_without_pauses: date | None
    colour: Colour
    overdue: bool
    provisional: bool
    historical: bool
    sealed: bool

    @property
    def place(self) -> date:
        return self.due or NEVER


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    id: UUID
    kind: str
    subject: UUID
    number: int
    term: str
    owner: str
    due: date
    step: int
    organ: str
    role: str
    post: str
    address_kind: str
    state: State
    reason: str
    attempts: int
    raised_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None
    passed_on_at: datetime | None


@dataclass(frozen=True, slots=True)
class BoardQueries:
    engine: AsyncEngine

    async def get_board(self, actor: Principal, organ: str = "") -> list[BoardCell]:
        """Per organ, step and colour. A sealed deadline counts for posts of its organ only."""
        b = board.c
        statement = (
            select(b.owner, b.term, b.colour, func.sum(b.open), func.sum(b.overdue))
            .where(visible_to(actor, board), b.open != 0, *_only(b.owner, organ))
            .group_by(b.owner, b.term, b.colour)
            .order_by(b.owner, b.term, b.colour)
        )
        async with database.transaction(self.engine, actor.jurisdiction, actor.organ) as work:
            rows = await work.connection.execute(statement)
            return [
                BoardCell(owner, term, Colour(colour), int(opened), int(overdue))
                for owner, term, colour, opened, overdue in rows
            ]

    async def list_deadlines(
        self, actor: Principal, page: Page, *, colour: str = "", organ: str = "", term: str = ""
    ) -> Sequence[DeadlineLine]:
        """Soonest first; what has no due day comes last."""
        d = deadlines.c
        open_ones = (d.stopped.is_(None), d.colour.in_([c.value for c in ON_BOARD]))
        chosen = (*_only(d.owner, organ), *_only(d.term, term), *_only(d.colour, colour))
        names = [column for column in DeadlineLine.__dataclass_fields__ if column != "organ"]
        columns = [d[name] for name in names]
        columns.insert(3, d.owner)
        wanted = select(*columns).where(visible_to(actor, deadlines), *open_ones, *chosen)
        due, subject, number = page.after or (date.min, UUID(int=0), 0)
        after = tuple_(literal(subject), literal(number))
        dated = (
            wanted.where(tuple_(d.due, d.subject, d.number) > tuple_(literal(due), *after.clauses))
            .order_by(d.due, d.subject, d.number)
            .limit(page.size)
        )
        undated = wanted.where(d.due.is_(None)).order_by(d.subject, d.number)
        if due == NEVER:
            undated = undated.where(tuple_(d.subject, d.number) > after)
        async with database.transaction(self.engine, actor.jurisdiction, actor.organ) as work:
            rows = [] if due == NEVER else list(await work.connection.execute(dated))
            if len(rows) < page.size:
                rows += await work.connection.execute(undated.limit(page.size - len(rows)))
            return [DeadlineLine(*row) for row in rows]

    async def list_deliveries(
        self, actor: Principal, page: Page, *, state: str = "", organ: str = "", post: str = ""
    ) -> Sequence[DeliveryLine]:
        """Newest first: who was told, by which kind of channel, and what came of it."""
        v = deliveries.c
        chosen = (*_only(v.state, state), *_only(v.organ, organ), *_only(v.post, post))
        key = (v.raised_at, v.id)
        statement = (
            select(*(v[name] for name in DeliveryLine.__dataclass_fields__))
            .where(delivered_to(actor), *chosen)
            .order_by(*(column.desc() for column in key))
            .limit(page.size)
        )
        if page.after:
            statement = statement.where(tuple_(*key) < tuple_(*map(literal, page.after)))
        async with database.transaction(self.engine, actor.jurisdiction, actor.organ) as work:
            return [DeliveryLine(*row) for row in await work.connection.execute(statement)]


def _only(column: ColumnElement[str], value: str) -> tuple[ColumnElement[bool], ...]:
    return (column == value,) if value else ()
