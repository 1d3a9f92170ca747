"""Matters, one and many: selects behind the visibility predicate."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from chassis import database
from chassis.aggregates import Store
from chassis.database import MACHINERY, Transaction
from chassis.kernel import Personal, Principal
from chassis.pages import Page
from chassis.vault import Sealer, Vault
from services.intake.adapters import tables
from services.intake.adapters.postgres import Keeping
from services.intake.adapters.visibility import visible_to
from services.intake.domain.errors import NoSuchMatter
from services.intake.domain.matter import Matter
from services.intake.domain.party import PartyKind, PartyRecord
from services.intake.domain.permissions import READ_ALL_MATTERS, READ_MATTERS, REPLAY_JOURNAL

REPLAYED_AT_ONCE = 500
OWN_KEY = select(tables.machinery.keys.c.wrapped).where(
    tables.machinery.keys.c.jurisdiction == tables.matters.c.jurisdiction,
    tables.machinery.keys.c.owner == tables.matters.c.id,
    tables.machinery.keys.c.subject == tables.matters.c.id,
)
SHOWN = (
    tables.matters.c.id,
    tables.matters.c.version,
    tables.matters.c.status,
    tables.matters.c.received,
    tables.matters.c.desk,
    tables.matters.c.channel,
    tables.matters.c.purpose,
    tables.matters.c.content,
    tables.matters.c.route,
    tables.matters.c.division,
    tables.matters.c.closed,
    tables.matters.c.readers.is_not(None),
)
LINE = (
    *SHOWN,
    tables.matters.c.state["items"][0]["title"]["sealed"].astext,
    OWN_KEY.scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class MatterLine:
    """A matter as lists show it."""

    id: UUID
    version: int
    status: str
    received: date
    desk: str
    channel: str
    purpose: str
    content: str
    route: str
    division: str
    closed: date | None
    sealed: bool
    title: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty ones let everything through. `organ` is one that holds the matter."""

    status: str = ""
    organ: str = ""
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A matter, and what opens its texts for a reader who may see it."""

    matter: Matter
    records: Sequence[PartyRecord]
    sealer: Sealer

    def said(self, text: Personal | None) -> str | None:
        """None where nothing was said, and where its key was destroyed."""
        return self.sealer.open(text) if text else None


@dataclass(frozen=True, slots=True)
class MatterQueries:
    keeping: Keeping

    async def list_matters(
        self, actor: Principal, page: Page, filters: Filters
    ) -> Sequence[MatterLine]:
        """Newest first."""
        require_reading(actor)
        async with self.reading(actor) as work:
            statement, told = newest(actor, page, filters)
            return await lines(work, self.keeping.vault, statement, told)

    async def get_matter(self, actor: Principal, matter_id: UUID) -> Shown:
        require_reading(actor)
        shown = await self.find_matter(actor, matter_id)
        if shown is None:
            raise NoSuchMatter
        return shown

    async def find_matter(self, actor: Principal, matter_id: UUID) -> Shown | None:
        """For whoever has just acted on it: they may have closed its door behind them, or may
        act without reading, as a machine does that brings files in."""
        if not may_read(actor):
            return None
        async with self.reading(actor) as work:
            store = Store(self.keeping.kept, work, self.keeping.vault)
            matter = await store.get(matter_id, visible_to(actor))
            if matter is None:
                return None
            return Shown(matter, await _records(work, matter), await store.sealer(matter_id))

    async def lines_of(
        self, actor: Principal, matter_ids: Collection[UUID]
    ) -> Mapping[UUID, MatterLine]:
        """Those of them that the actor may see."""
        require_reading(actor)
        m = tables.matters.c
        these = m.id == any_(literal(list(matter_ids), ARRAY(m.id.type)))
        async with self.reading(actor) as work:
            statement = select(*LINE).where(visible_to(actor), these)
            found = await lines(work, self.keeping.vault, statement)
        return {line.id: line for line in found}

    async def replay(self, actor: Principal, after: UUID) -> AsyncIterator[Matter]:
        """All of a jurisdiction, oldest first, without one long transaction."""
        actor.require(REPLAY_JOURNAL)
        m = tables.matters.c
        while True:
            statement = (
                select(tables.matters)
                .where(m.jurisdiction == actor.jurisdiction, m.id > after)
                .order_by(m.id)
                .limit(REPLAYED_AT_ONCE)
            )
            engine, where = self.keeping.engine, actor.jurisdiction
            async with database.transaction(engine, where, MACHINERY) as work:
                store = Store(self.keeping.kept, work, self.keeping.vault)
                rows = (await work.connection.execute(statement)).mappings().all()
            for row in rows:
                yield store.read(row)
            if len(rows) < REPLAYED_AT_ONCE:
                return
            after = rows[-1]["id"]

    def reading(self, actor: Principal) -> AbstractAsyncContextManager[Transaction]:
        return database.transaction(self.keeping.engine, actor.jurisdiction, actor.organ)


async def lines(
    work: Transaction, vault: Vault, statement: Select[Any], told: Mapping[str, Any] | None = None
) -> list[MatterLine]:
    """The rows of a statement over `LINE`, each title opened under its matter's key."""
    made = []
    for *columns, sealed, wrapped in await work.connection.execute(statement, told):
        columns.append(vault.open_own(work.jurisdiction, columns[0], wrapped, sealed))
        made.append(MatterLine(*columns))
    return made


def require_reading(actor: Principal) -> None:
    if not may_read(actor):
        actor.require(READ_MATTERS)


def may_read(actor: Principal) -> bool:
    return actor.may(READ_MATTERS) or actor.may(READ_ALL_MATTERS)


def holder_of(actor: Principal, organ: str) -> str:
    """The one organ whose matters are walked along; none where all are."""
    return organ if actor.may(READ_ALL_MATTERS) else actor.organ


def newest(actor: Principal, page: Page, filters: Filters) -> tuple[Select[Any], Mapping[str, Any]]:
    """Along the index of the one organ whose matters are asked for, else along all; and what that
    statement is told."""
    holder = holder_of(actor, filters.organ)
    told: dict[str, Any] = {"place": actor.jurisdiction, "size": page.size}
    also = filters.organ if filters.organ != holder else ""
    asked = {"holder": holder, "also": also, "status": filters.status, "desk": filters.desk}
    told |= {name: value for name, value in asked.items() if value}
    if page.after:
        told |= {"after_day": page.after[0], "after_id": page.after[1]}
    return _newest(visible_to(actor), frozenset(told)), told


@lru_cache(maxsize=256)
def _newest(visible: ColumnElement[bool], told: frozenset[str]) -> Select[Any]:
    """Put together once for the same eyes and the same filters: that takes as long as to ask it."""
    m, h = tables.matters.c, tables.holdings.c
    statement = select(*LINE).where(visible)
    key, status = (m.received, m.id), m.status
    if "holder" in told:
        held = and_(h.jurisdiction == m.jurisdiction, h.matter_id == m.id)
        statement = statement.join(tables.holdings, held).where(
            h.jurisdiction == bindparam("place", String), h.organ == bindparam("holder", String)
        )
        key, status = (h.received, h.matter_id), h.status
    if "also" in told:
        statement = statement.where(held_by(bindparam("also", String)))
    if "status" in told:
        statement = statement.where(status == bindparam("status", String))
    if "desk" in told:
        statement = statement.where(m.desk == bindparam("desk", String))
    if "after_day" in told:
        after = tuple_(bindparam("after_day", Date), bindparam("after_id", Uuid))
        statement = statement.where(tuple_(*key) < after)
    newest_first = (column.desc() for column in key)
    return statement.order_by(*newest_first).limit(bindparam("size", Integer))


def held_by(organ: str | BindParameter[str]) -> ColumnElement[bool]:
    """This organ too, whoever else does."""
    m, other = tables.matters.c, tables.holdings.alias().c
    return exists().where(
        other.jurisdiction == m.jurisdiction, other.matter_id == m.id, other.organ == organ
    )


async def _records(work: Transaction, matter: Matter) -> list[PartyRecord]:
    p = tables.parties.c
    rows = await work.connection.execute(
        select(p.id, p.kind, p.fields).where(
            p.jurisdiction == work.jurisdiction, p.matter_id == matter.id
        )
    )
    return [
        PartyRecord(
            row.id,
            matter.id,
            PartyKind(row.kind),
            {name: Personal(row.id, sealed=text) for name, text in row.fields.items()},
        )
        for row in rows
    ]
