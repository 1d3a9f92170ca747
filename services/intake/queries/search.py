"""Matters found by their words, by place, number and day: newest first, as one may see them.

An index of keyed hashes names what may be meant; what is shown was opened and looked into. A word
that many matters use is met soon on the way back from the newest one; a rare one is asked of the
index, which would name far too many of the others. How common it is, the first steps tell.
"""

from collections.abc import Sequence
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
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    column,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
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
PLACE: BindParameter[str] = bindparam("place", String)
COUNT: BindParameter[int] = bindparam("count", Integer)
HOLDER: BindParameter[str] = bindparam("holder", String)
STATUS: BindParameter[str] = bindparam("status", String)
PAIRS = bindparam("pairs", type_=ARRAY(Integer))
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
            statement, told = newest(actor, page, filters)
            statement = statement.where(*_fitting(wanted))
            return await lines(work, self.keeping.vault, statement, told)


@dataclass(frozen=True, slots=True)
class _Search:
    """One page of what holds the words."""

    work: Transaction
    store: Store[Matter]
    actor: Principal
    wanted: Wanted
    pairs: Sequence[int]

    async def page(self, page: Page) -> list[MatterLine]:
        if self.wanted.number:
            return await self._looked_into(await self._numbered(page.after), page.size)
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
        told = self._told(after, count)
        rows = await self.work.connection.execute(_steps(frozenset(told)), told)
        walked = rows.all()
        may = [(row.received, row.id) for row in walked if row.may]
        ends = [(row.received, row.id) for row in walked if row.number == count]
        return may, ends[0] if ends else ()

    async def _numbered(self, after: tuple[Any, ...]) -> list[Place]:
        """One matter bears a number, or one of each source: no index of words is as narrow."""
        m, told = tables.matters.c, self._told(after, 0)
        its = (m.jurisdiction == PLACE, _bears(self.wanted.number))
        statement = (
            select(m.received, m.id)
            .where(*its, *_from_here(m.received, m.id, frozenset(told)))
            .order_by(m.received.desc(), m.id.desc())
        )
        rows = await self.work.connection.execute(statement, told)
        return [(row.received, row.id) for row in rows]

    async def _ask(self, after: tuple[Any, ...], count: int) -> list[Place]:
        """The newest of all that the index names."""
        told = self._told(after, count)
        statement = _named(frozenset(told))
        if fitting := self._fitting():
            m = tables.matters.c
            its = and_(m.jurisdiction == PLACE, m.id == statement.selected_columns.id)
            statement = statement.join(tables.matters, its)
            statement = statement.where(visible_to(self.actor), *fitting)
        rows = await self.work.connection.execute(statement, told)
        return [(row.received, row.id) for row in rows]

    def _told(self, after: tuple[Any, ...], count: int) -> dict[str, Any]:
        """What the statements below are put together for, and what they are told."""
        told: dict[str, Any] = {
            "place": self.work.jurisdiction,
            "pairs": list(self.pairs),
            "count": count,
        }
        asked = {
            "holder": holder_of(self.actor, self.wanted.organ),
            "status": self.wanted.status,
            "since": self.wanted.since,
            "until": self.wanted.until,
        }
        told |= {name: value for name, value in asked.items() if value}
        if after:
            told |= {"after_day": after[0], "after_id": after[1]}
        return told

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
        told = {"ids": list(ids), "place": self.work.jurisdiction}
        statement = _texts(visible_to(self.actor)).where(*self._fitting())
        rows = (await self.work.connection.execute(statement, told)).all()
        await self.store.fetch_keys(row.id for row in rows)
        words, found = words_in(self.wanted.words), {}
        for *columns, told in rows:
            id_ = columns[0]
            said = indexing.opened_as_kept(told, self.store.sealers[id_])
            text = folded("\n".join(filter(None, said)))
            if all(word in text for word in words):
                columns.append(said[0])
                found[id_] = MatterLine(*columns)
        return found


@lru_cache
def _steps(told: frozenset[str]) -> Select[Any]:
    """Put together once for all who look in the same way, as that takes longer than to ask it."""
    way = _way(told)
    received, id_ = way.selected_columns
    newest_first = (received.desc(), id_.desc())
    number = func.row_number().over(order_by=newest_first).label("number")
    may = func.coalesce(tables.words.c.pairs.contains(PAIRS), false()).label("may")
    step = (
        way.where(*_from_here(received, id_, told))
        .add_columns(may, number)
        .order_by(*newest_first)
        .limit(COUNT)
        .subquery("step")
    )
    shown = or_(step.c.may, step.c.number == COUNT)
    return select(step).where(shown).order_by(step.c.number)


def _way(told: frozenset[str]) -> Select[tuple[date, UUID]]:
    """Along the narrowest index that knows these in their order."""
    h, m, w = tables.holdings.c, tables.matters.c, tables.words.c
    if not told & {"holder", "status"}:
        return select(w.received, w.matter_id.label("id")).where(w.jurisdiction == PLACE)
    whose, of, id_ = (
        (tables.holdings, h, h.matter_id) if "holder" in told else (tables.matters, m, m.id)
    )
    theirs = [h.organ == HOLDER] if "holder" in told else []
    if "status" in told:
        theirs.append(of.status == STATUS)
    with_words = and_(w.jurisdiction == PLACE, w.matter_id == id_)
    return (
        select(of.received, id_.label("id"))
        .select_from(whose.outerjoin(tables.words, with_words))
        .where(of.jurisdiction == PLACE, *theirs)
    )


@lru_cache
def _named(told: frozenset[str]) -> Select[tuple[date, UUID]]:
    """The same of what the index names."""
    h = tables.holdings.c
    named = (
        func.intake.matters_with(PAIRS)
        .table_valued(column("matter_id", Uuid), column("received", Date))
        .render_derived("named")
    )
    received, id_ = named.c.received, named.c.matter_id.label("id")
    statement = select(received, id_).where(*_from_here(received, named.c.matter_id, told))
    if "holder" in told:
        held = and_(h.jurisdiction == PLACE, h.organ == HOLDER, h.matter_id == named.c.matter_id)
        statement = statement.join(tables.holdings, held)
    return statement.order_by(received.desc(), named.c.matter_id.desc()).limit(COUNT)


def _from_here(received: Any, id_: Any, told: frozenset[str]) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if "after_day" in told:
        after = tuple_(bindparam("after_day", Date), bindparam("after_id", Uuid))
        where.append(tuple_(received, id_) < after)
    if "since" in told:
        where.append(received >= bindparam("since", Date))
    if "until" in told:
        where.append(received <= bindparam("until", Date))
    return where


@lru_cache(maxsize=256)
def _texts(visible: ColumnElement[bool]) -> Select[Any]:
    """Put together once for the same eyes."""
    m = tables.matters.c
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return select(*SHOWN, cast(m.state["items"], Text)).where(visible, m.id == any_(ids))


def _fitting(wanted: Wanted) -> list[ColumnElement[bool]]:
    m = tables.matters.c
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
        where.append(_bears(wanted.number))
    if wanted.since:
        where.append(m.received >= wanted.since)
    if wanted.until:
        where.append(m.received <= wanted.until)
    return where


def _bears(number: str) -> ColumnElement[bool]:
    """As one list of ids: of two conditions, either of which may hold, no index would be asked."""
    i = tables.items.c
    its = select(i.matter_id).where(i.jurisdiction == PLACE, i.external_id == number)
    return tables.matters.c.id.in_(union_all(its, select(literal(_id_in(number), Uuid))))


def _id_in(told: str) -> UUID:
    """None has the one that stands for none."""
    try:
        return UUID(told)
    except ValueError:
        return UUID(int=0)
