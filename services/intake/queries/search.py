"""Matters found by their words, by place, number and day: newest first, as one may see them.

An index of keyed hashes names what may be meant; what is shown was opened and looked into. A word
that many matters use is met soon on the way back from the newest one; a rare one is asked of the
index, which would name far too many of the others. How common it is, the first steps tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    column,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.aggregates import Store
from chassis.database import Transaction
from chassis.kernel import Principal
from chassis.pages import Page
from chassis.vault import folded, words_in
from services.intake.adapters import indexing, tables
from services.intake.adapters.visibility import visible_to
from services.intake.domain.errors import WordsTooShort
from services.intake.domain.item import Item
from services.intake.domain.matter import Matter
from services.intake.domain.searching import Wanted
from services.intake.queries.matters import (
    SHOWN,
    Filters,
    MatterLine,
    MatterQueries,
    held_by,
    holder_of,
    lines,
    newest,
    require_reading,
)

FIRST_STEPS = 500
FURTHER_STEPS = 1_500
MOST_STEPS = 5_000
"""Of a word in one of a hundred, as many lead to a page of fifty; the index would name ten
thousand among a million."""
AT_ONCE = 50
PLANNED_ANEW = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)"
"""What is rare and what is common wants different plans; a kept one would serve neither."""
ITEMS = TypeAdapter(list[Item])
Place = tuple[date, UUID]
"""Where a matter stands among the newest."""


class SearchQueries(MatterQueries):
    async def search_matters(
        self, actor: Principal, page: Page, wanted: Wanted
    ) -> Sequence[MatterLine]:
        require_reading(actor)
        pairs = self.keeping.vault.pairs(actor.jurisdiction, wanted.words)
        if wanted.words and not pairs:
            raise WordsTooShort
        async with self.reading(actor) as work:
            await work.connection.exec_driver_sql(PLANNED_ANEW)
            if pairs:
                store = Store(self.keeping.kept, work, self.keeping.vault)
                return await _Search(work, store, actor, wanted, sorted(pairs)).page(page)
            filters = Filters(wanted.status, wanted.organ, wanted.desk)
            statement = newest(actor, page, filters).where(*_fitting(wanted))
            return await lines(work, self.keeping.vault, statement)


@dataclass(frozen=True, slots=True)
class _Search:
    """One page of what holds the words."""

    work: Transaction
    store: Store[Matter]
    actor: Principal
    wanted: Wanted
    pairs: Sequence[int]

    async def page(self, page: Page) -> list[MatterLine]:
        found: list[MatterLine] = []
        after, steps, met = page.after, 0, 0
        while self._is_met_soon(page.size - met, met, steps):
            count = FURTHER_STEPS if steps else FIRST_STEPS
            places, after = await self._walk(after, count)
            found += await self._looked_into(places, page.size - met)
            steps, met = steps + count, len(found)
            if met == page.size or not after:
                return found
        while len(found) < page.size:
            places = await self._ask(after, count := 2 * (page.size - len(found)))
            found += await self._looked_into(places, page.size - len(found))
            if len(places) < count:
                break
            after = places[-1]
        return found

    @staticmethod
    def _is_met_soon(missing: int, met: int, steps: int) -> bool:
        """Whether the page is likely full before too many steps are gone."""
        return not steps or missing * steps <= met * (MOST_STEPS - steps)

    async def _walk(
        self, after: tuple[Any, ...], count: int
    ) -> tuple[list[Place], tuple[Any, ...]]:
        """Those of the next so many that may be meant, and where it ends; nowhere at the end."""
        way = self._way()
        received, id_ = way.selected_columns
        number = func.row_number().over(order_by=(received.desc(), id_.desc())).label("number")
        step = (
            self._from_here(way, received, id_, after)
            .add_columns(func.coalesce(self._holds_pairs(), false()).label("may"), number)
            .order_by(received.desc(), id_.desc())
            .limit(count)
            .subquery("step")
        )
        rows = await self.work.connection.execute(
            select(step).where(or_(step.c.may, step.c.number == count)).order_by(step.c.number)
        )
        walked = rows.all()
        may = [(row.received, row.id) for row in walked if row.may]
        ends = [(row.received, row.id) for row in walked if row.number == count]
        return may, ends[0] if ends else ()

    def _way(self) -> Select[tuple[date, UUID]]:
        """Along the narrowest index that knows these in their order."""
        h, m, w = tables.holdings.c, tables.matters.c, tables.words.c
        here, holder = self.work.jurisdiction, holder_of(self.actor, self.wanted.organ)
        if not holder and not self.wanted.status:
            return select(w.received, w.matter_id.label("id")).where(w.jurisdiction == here)
        of = h if holder else m
        id_ = h.matter_id if holder else m.id
        theirs = [h.organ == holder] if holder else []
        if self.wanted.status:
            theirs.append(of.status == self.wanted.status)
        with_words = and_(w.jurisdiction == here, w.matter_id == id_)
        whose = tables.holdings if holder else tables.matters
        return (
            select(of.received, id_.label("id"))
            .select_from(whose.outerjoin(tables.words, with_words))
            .where(of.jurisdiction == here, *theirs)
        )

    async def _ask(self, after: tuple[Any, ...], count: int) -> list[Place]:
        """The newest of all that the index names."""
        h, m = tables.holdings.c, tables.matters.c
        named = (
            func.intake.matters_with(literal(list(self.pairs), ARRAY(Integer)))
            .table_valued(column("matter_id", Uuid), column("received", Date))
            .render_derived("named")
        )
        received, id_ = named.c.received, named.c.matter_id
        statement = self._from_here(select(received, id_.label("id")), received, id_, after)
        if holder := holder_of(self.actor, self.wanted.organ):
            held = and_(
                h.jurisdiction == self.work.jurisdiction, h.organ == holder, h.matter_id == id_
            )
            statement = statement.join(tables.holdings, held)
        if fitting := self._fitting():
            statement = statement.join(
                tables.matters, and_(m.jurisdiction == self.work.jurisdiction, m.id == id_)
            ).where(visible_to(self.actor), *fitting)
        statement = statement.order_by(received.desc(), id_.desc()).limit(count)
        rows = await self.work.connection.execute(statement)
        return [(row.received, row.id) for row in rows]

    def _from_here(
        self, statement: Select[Any], received: Any, id_: Any, after: Any
    ) -> Select[Any]:
        where: list[ColumnElement[bool]] = []
        if after:
            where.append(tuple_(received, id_) < after)
        if self.wanted.since:
            where.append(received >= self.wanted.since)
        if self.wanted.until:
            where.append(received <= self.wanted.until)
        return statement.where(*where)

    def _holds_pairs(self) -> ColumnElement[bool]:
        return tables.words.c.pairs.contains(literal(list(self.pairs), ARRAY(Integer)))

    def _fitting(self) -> list[ColumnElement[bool]]:
        """With what a list along one organ's index need not ask of the matter itself."""
        m, wanted, where = tables.matters.c, self.wanted, _fitting(self.wanted)
        if wanted.status:
            where.append(m.status == wanted.status)
        if wanted.desk:
            where.append(m.desk == wanted.desk)
        if wanted.organ and wanted.organ != holder_of(self.actor, wanted.organ):
            where.append(held_by(wanted.organ))
        return where

    async def _looked_into(self, places: Sequence[Place], most: int) -> list[MatterLine]:
        """Of these, in their order, the first ones that one may see and that hold the words."""
        found: list[MatterLine] = []
        for start in range(0, len(places), AT_ONCE):
            ids = [id_ for _, id_ in places[start : start + AT_ONCE]]
            seen = await self._opened(ids)
            found += [seen[id_] for id_ in ids if id_ in seen]
            if len(found) >= most:
                break
        return found[:most]

    async def _opened(self, ids: Sequence[UUID]) -> dict[UUID, MatterLine]:
        m = tables.matters.c
        statement = select(*SHOWN, cast(m.state["items"], Text)).where(
            visible_to(self.actor),
            m.id == any_(literal(list(ids), ARRAY(m.id.type))),
            *self._fitting(),
        )
        rows = (await self.work.connection.execute(statement)).all()
        await self.store.fetch_keys(row.id for row in rows)
        words, found = words_in(self.wanted.words), {}
        for *columns, told in rows:
            id_, items = columns[0], ITEMS.validate_json(told)
            sealer = self.store.sealers[id_]
            text = folded(indexing.opened(items, sealer))
            if all(word in text for word in words):
                columns.append(sealer.open(items[0].title))
                found[id_] = MatterLine(*columns)
        return found


def _fitting(wanted: Wanted) -> list[ColumnElement[bool]]:
    m, i = tables.matters.c, tables.items.c
    where: list[ColumnElement[bool]] = []
    if wanted.division:
        # Codes of 6, 9 and 12 digits: whatever begins with one lies within it.
        within = str(int(wanted.division) + 1)
        where += [m.division >= wanted.division, m.division < within]
    if wanted.content:
        branch = f"{wanted.content}/"
        where.append(
            or_(m.content == wanted.content, m.content.startswith(branch, autoescape=True))
        )
    if wanted.number:
        bearing = select(i.matter_id).where(
            i.jurisdiction == m.jurisdiction, i.external_id == wanted.number
        )
        where.append(or_(m.id.in_(bearing), m.id == _id_in(wanted.number)))
    if wanted.since:
        where.append(m.received >= wanted.since)
    if wanted.until:
        where.append(m.received <= wanted.until)
    return where


def _id_in(told: str) -> UUID:
    """None has the one that stands for none."""
    try:
        return UUID(told)
    except ValueError:
        return UUID(int=0)
