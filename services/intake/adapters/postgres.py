"""Matters and parties in PostgreSQL: what the ports promise, within one transaction."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import String, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.aggregates import Kept, Store
from chassis.calendars import Calendars
from chassis.database import MACHINERY, READER, Row, Transaction, text_array
from chassis.events import inbox
from chassis.events.inbox import AlreadyHandled, Delivery
from chassis.kernel import Personal, Principal
from chassis.vault import Vault
from law.calendar import Calendar
from law.rulebook import Rulebooks
from services.intake.adapters import indexing, messages, tables
from services.intake.adapters.calendars import PostgresCalendars
from services.intake.adapters.lookups import PostgresLookups
from services.intake.adapters.visibility import visible_to
from services.intake.domain import facts
from services.intake.domain.errors import NoSuchMatter, NoSuchParty
from services.intake.domain.matter import Matter
from services.intake.domain.party import PartyKind, PartyRecord
from services.intake.usecases.ports import Source, Work

INDEXED_AT_ONCE = 200
MOVES_ITEMS = (facts.MatterRegistered, facts.ItemsJoined, facts.MatterSplit)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What every transaction of intake needs; made once."""

    engine: AsyncEngine
    vault: Vault
    kept: Kept[Matter]
    calendars: Calendars[Calendar]

    @classmethod
    def of(
        cls,
        engine: AsyncEngine,
        vault: Vault,
        rulebooks: Rulebooks,
    ) -> "Keeping":
        kept = Kept(
            kind=Matter,
            table=tables.matters,
            columns=_columns,
            messages_of=messages.messages_of(rulebooks),
            forgets=messages.forgets,
        )
        calendars = Calendars(engine, tables.calendars, rulebooks, Calendar)
        return cls(engine, vault, kept, calendars)


@asynccontextmanager
async def transaction(
    keeping: Keeping, who: Principal | str, delivery: Delivery | None = None
) -> AsyncIterator[Work]:
    """For an actor, or for the machinery of a place; an event is claimed in the same commit."""
    place, reader = (who, MACHINERY) if isinstance(who, str) else (who.jurisdiction, who.organ)
    await keeping.calendars.refresh(place)
    async with database.transaction(keeping.engine, place, reader) as work:
        if delivery:
            await inbox.claim(work, delivery)
        matters = PostgresMatters(work, Store(keeping.kept, work, keeping.vault))
        calendars = PostgresCalendars(work, keeping.calendars)
        lookups = PostgresLookups(work, keeping.vault)
        yield Work(matters, PostgresParties(matters), calendars, lookups)
    if calendars.published:
        keeping.calendars.forget(place)


async def index_registered(keeping: Keeping, told: Sequence[tuple[Delivery, UUID]]) -> None:
    """Make matters of one place findable by their words."""
    deliveries = [delivery for delivery, _ in told]
    place = deliveries[0].jurisdiction
    async with database.transaction(keeping.engine, place, MACHINERY) as work:
        fresh = await inbox.claim_all(work, deliveries)
        if not fresh:
            raise AlreadyHandled
        store = Store(keeping.kept, work, keeping.vault)
        ids = {matter_id for delivery, matter_id in told if delivery.event_id in fresh}
        await indexing.index_registered(work, store, ids)


async def index_older(keeping: Keeping) -> None:
    """Matters registered before their words were kept. Cut off anywhere, it goes on from there."""
    async with database.unbound(keeping.engine) as connection:
        places = (await connection.scalars(select(tables.indexing.c.jurisdiction))).all()
    for place in places:
        while await _index_next(keeping, place):
            pass


async def _index_next(keeping: Keeping, place: str) -> bool:
    """Whether there may be more."""
    m, i = tables.matters.c, tables.indexing.c
    here = i.jurisdiction == place
    async with database.transaction(keeping.engine, place, MACHINERY) as work:
        execute = work.connection.execute
        after = await work.connection.scalar(select(i.after).where(here))
        statement = select(m.id).where(m.jurisdiction == place, m.id > after).order_by(m.id)
        ids = (await work.connection.scalars(statement.limit(INDEXED_AT_ONCE))).all()
        if not ids:
            await execute(delete(tables.indexing).where(here))
            return False
        store = Store(keeping.kept, work, keeping.vault)
        await indexing.index_registered(work, store, ids)
        await execute(update(tables.indexing).where(here).values(after=ids[-1]))
    return True


@dataclass(slots=True)
class PostgresMatters:
    work: Transaction
    store: Store[Matter]
    readers: dict[UUID, str | None] = field(default_factory=dict)
    """Of the matters met in this transaction, as their rows bear them: NULL while open."""

    async def get(self, matter_id: UUID, *, seen_by: Principal) -> Matter:
        return self._met(await self.store.get(matter_id, visible_to(seen_by)))

    async def load(self, matter_id: UUID) -> Matter:
        return self._met(await self.store.get(matter_id))

    async def by_query_code(self, code_hash: str) -> Matter | None:
        m = tables.matters.c
        found = await self._all(m.query_code_hash == code_hash)
        return found[0] if found else None

    async def known(self, sources: Sequence[Source]) -> Mapping[Source, UUID]:
        i, texts = tables.items.c, ARRAY(String)
        named = (
            func.unnest(
                literal([source for source, _ in sources], texts),
                literal([number for _, number in sources], texts),
            )
            .table_valued("source", "number")
            .render_derived("named")
        )
        statement = select(i.source, i.external_id, i.matter_id).where(
            i.jurisdiction == self.work.jurisdiction,
            i.external_id.is_not(None),
            i.source == named.c.source,
            i.external_id == named.c.number,
        )
        rows = await self.work.connection.execute(statement)
        return {(row.source, row.external_id): row.matter_id for row in rows}

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[Matter]:
        m = tables.matters.c
        past = [m.id > after] if after else []
        return await self._all(m.has_open_clocks, *past, limit=limit)

    async def save(self, matter: Matter) -> None:
        recorded = matter.facts
        await self.store.save(matter)
        readers = self.readers[matter.id] = _readers(matter)
        for row in _holdings(matter, readers):
            self.work.buffer.upsert(tables.holdings, row)
        if any(isinstance(fact, MOVES_ITEMS) for fact in recorded):
            for row in _items(matter):
                self.work.buffer.upsert(tables.items, row)
        unsealed = any(isinstance(fact, facts.MatterUnsealed) for fact in recorded)
        if matter.sealed or unsealed:
            await self._follow_the_seal(matter)

    async def _follow_the_seal(self, matter: Matter) -> None:
        """Who seals a matter may be none of its readers: the rest is the machinery's."""
        execute = self.work.connection.execute
        await execute(select(func.set_config(READER, MACHINERY, True)))
        p = tables.parties.c
        await execute(
            update(tables.parties)
            .where(p.jurisdiction == self.work.jurisdiction, p.matter_id == matter.id)
            .values(readers=matter.readers if matter.sealed else None)
        )
        if matter.sealed:
            await indexing.forget(self.work, matter.id)
        else:
            held = {row["organ"] for row in _holdings(matter, None)}
            h = tables.holdings.c
            await execute(
                delete(tables.holdings).where(
                    h.jurisdiction == self.work.jurisdiction,
                    h.matter_id == matter.id,
                    h.organ.not_in(held),
                )
            )
            await indexing.index_texts(self.work, self.store, matter)

    async def _all(self, *where: Any, limit: int = 1) -> list[Matter]:
        m = tables.matters.c
        statement = (
            select(tables.matters)
            .where(m.jurisdiction == self.work.jurisdiction, *where)
            .order_by(m.id)
            .limit(limit)
        )
        rows = await self.work.connection.execute(statement)
        return [self._met(self.store.read(row)) for row in rows.mappings()]

    def _met(self, matter: Matter | None) -> Matter:
        if matter is None:
            raise NoSuchMatter
        self.readers[matter.id] = _readers(matter)
        return matter


@dataclass(frozen=True, slots=True)
class PostgresParties:
    matters: PostgresMatters

    async def save(self, record: PartyRecord) -> None:
        work, store = self.matters.work, self.matters.store
        sealer = await store.sealer(record.matter_id)
        readers = self.matters.readers.get(record.matter_id)
        sealed = {name: text.sealed or sealer.seal(text) for name, text in record.fields.items()}
        row = {
            "jurisdiction": work.jurisdiction,
            "id": record.id,
            "matter_id": record.matter_id,
            "kind": record.kind,
            "fields": json.dumps(sealed),
            "readers": readers,
        }
        work.buffer.upsert(tables.parties, row)
        store.keep_keys(record.matter_id)
        if readers is None:
            indexing.index_party(work, store.vault, record)

    async def get(self, matter_id: UUID, party_id: UUID) -> PartyRecord:
        p = tables.parties.c
        found = await self.matters.work.connection.execute(
            select(p.id, p.matter_id, p.kind, p.fields).where(
                p.jurisdiction == self.matters.work.jurisdiction,
                p.id == party_id,
                p.matter_id == matter_id,
            )
        )
        row = found.first()
        if row is None:
            raise NoSuchParty
        fields = {name: Personal(row.id, sealed=text) for name, text in row.fields.items()}
        return PartyRecord(row.id, row.matter_id, PartyKind(row.kind), fields)

    async def move(self, source: UUID, target: UUID) -> None:
        """The parties change their owner, and so do their keys; the words keep theirs in both."""
        work, keys, p = self.matters.work, tables.machinery.keys, tables.parties.c
        here, execute = work.jurisdiction, work.connection.execute
        theirs = select(p.id).where(p.jurisdiction == here, p.matter_id == source)
        owned = (keys.c.jurisdiction == here, keys.c.owner == source)
        await execute(update(keys).where(*owned, keys.c.subject.in_(theirs)).values(owner=target))
        await execute(
            keys.insert().from_select(
                ["jurisdiction", "owner", "subject", "wrapped", "destroyed_at"],
                select(
                    keys.c.jurisdiction,
                    literal(target, keys.c.owner.type),
                    keys.c.subject,
                    keys.c.wrapped,
                    keys.c.destroyed_at,
                ).where(*owned),
            )
        )
        for table in (tables.parties, tables.party_index):
            moved = (table.c.jurisdiction == here, table.c.matter_id == source)
            await execute(update(table).where(*moved).values(matter_id=target))
        await indexing.join_texts(work, source, target)

    async def reveal(self, record: PartyRecord) -> Mapping[str, str]:
        sealer = await self.matters.store.sealer(record.matter_id)
        opened = {name: sealer.open(text) for name, text in record.fields.items()}
        return {name: text for name, text in opened.items() if text is not None}


def _readers(matter: Matter) -> str | None:
    return text_array(matter.readers) if matter.sealed else None


def _columns(matter: Matter) -> Row:
    return {
        "desk": matter.desk,
        "status": matter.status,
        "channel": matter.items[0].channel,
        "purpose": matter.purpose,
        "content": matter.content,
        "route": matter.route,
        "division": matter.division,
        "received": matter.received,
        "registered_at": matter.registered_at,
        "closed": matter.closed,
        "historical": matter.historical,
        "has_open_clocks": any(clock.is_open for clock in matter.clocks),
        "query_code_hash": matter.query_code_hash,
        "readers": _readers(matter),
    }


def _holdings(matter: Matter, readers: str | None) -> list[Row]:
    """One row for the desk, each organ and each reader of a seal; the latest part counts."""
    parts = {part.organ: part for part in matter.assignments}
    sealed_to = matter.readers if matter.sealed else ()
    return [
        {
            "jurisdiction": matter.jurisdiction,
            "organ": organ,
            "matter_id": matter.id,
            "is_desk": organ == matter.desk,
            "lead": part.lead if part else False,
            "mode": part.mode if part else None,
            "state": part.state if part else None,
            "status": matter.status,
            "received": matter.received,
            "readers": readers,
        }
        for organ in dict.fromkeys((matter.desk, *parts, *sealed_to))
        for part in (parts.get(organ),)
    ]


def _items(matter: Matter) -> list[Row]:
    if matter.linked_into:
        return []
    return [
        {
            "jurisdiction": matter.jurisdiction,
            "id": item.id,
            "matter_id": matter.id,
            "source": item.source,
            "external_id": item.external_id or None,
            "received": item.received,
        }
        for item in matter.items
    ]
