"""Matters that may be about the same thing, each with what speaks for it. A person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import any_, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT

from chassis.aggregates import Store
from chassis.database import Transaction
from chassis.kernel import Principal
from services.intake.adapters import indexing, tables
from services.intake.adapters.visibility import visible_to
from services.intake.domain.errors import NoSuchMatter
from services.intake.domain.states import Status
from services.intake.queries.matters import (
    LINE,
    MatterLine,
    MatterQueries,
    lines,
    require_reading,
)

OFTEN = 400
"""A word that so many matters use says nothing; looking no further bounds the work."""
CANDIDATES = 60
SHOWN = 10
LEAST_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`shared` of `sampled` word pieces are the same."""

    line: MatterLine
    shared: int
    sampled: int
    same_party: bool
    same_place: bool

    @property
    def share(self) -> float:
        return self.shared / self.sampled if self.sampled else 0.0


class DuplicateQueries(MatterQueries):
    async def list_duplicates(self, actor: Principal, matter_id: UUID) -> Sequence[Duplicate]:
        """The likeliest first. A sealed matter is compared with nothing."""
        require_reading(actor)
        async with self.reading(actor) as work:
            store = Store(self.keeping.kept, work, self.keeping.vault)
            matter = await store.get(matter_id, visible_to(actor))
            if matter is None:
                raise NoSuchMatter
            if matter.sealed:
                return []
            words = await indexing.words_of(store, matter)
            grams = indexing.sampled(store.vault, work.jurisdiction, words)
            shared = await _sharing(work, grams)
            same_party = await _with_its_parties(work, matter_id)
            wanted = set(shared) | same_party
            m = tables.matters.c
            statement = select(*LINE).where(
                visible_to(actor),
                m.id == any_(literal(list(wanted), ARRAY(m.id.type))),
                m.id != matter_id,
                m.status != Status.LINKED,
            )
            found = [
                Duplicate(
                    line,
                    shared.get(line.id, 0),
                    len(grams),
                    line.id in same_party,
                    bool(matter.division) and line.division == matter.division,
                )
                for line in await lines(work, store.vault, statement)
            ]
        likely = [one for one in found if one.same_party or one.share >= LEAST_SHARE]
        likely.sort(key=lambda one: (one.same_party, one.share, one.same_place), reverse=True)
        return likely[:SHOWN]


async def _sharing(work: Transaction, grams: Sequence[int]) -> Mapping[UUID, int]:
    """Which matters share how many of these, by one index look-up for each gram."""
    g = tables.grams.c
    asked = func.unnest(literal(list(grams), ARRAY(BIGINT))).table_valued("gram").render_derived()
    some = (
        select(g.matter_id)
        .where(g.jurisdiction == work.jurisdiction, g.gram == asked.c.gram)
        .limit(OFTEN)
        .lateral()
    )
    uses = func.count().over(partition_by=asked.c.gram).label("uses")
    each = select(some.c.matter_id, uses).select_from(asked.join(some, true())).subquery()
    count = func.count().label("shared")
    rows = await work.connection.execute(
        select(each.c.matter_id, count)
        .where(each.c.uses < OFTEN)
        .group_by(each.c.matter_id)
        .order_by(count.desc())
        .limit(CANDIDATES)
    )
    return {row.matter_id: row.shared for row in rows}


async def _with_its_parties(work: Transaction, matter_id: UUID) -> set[UUID]:
    """Matters with a party of the same number: names alone say too little."""
    mine, other = tables.party_index.alias().c, tables.party_index.alias().c
    rows = await work.connection.execute(
        select(other.matter_id)
        .where(
            mine.jurisdiction == work.jurisdiction,
            mine.matter_id == matter_id,
            mine.kind.in_(indexing.IDENTIFYING),
            other.jurisdiction == mine.jurisdiction,
            other.kind == mine.kind,
            other.index == mine.index,
            other.matter_id != matter_id,
        )
        .limit(CANDIDATES)
    )
    return set(rows.scalars())
