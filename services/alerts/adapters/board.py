"""Deadlines, the board and the tallies: one statement keeps a batch and moves every count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Table, and_, delete, select, text
from sqlalchemy.dialects import postgresql

from chassis.database import Transaction
from services.alerts.adapters import tables
from services.alerts.domain.deadline import Deadline, Kind
from services.alerts.domain.delivery import Delivery
from services.alerts.domain.errors import BoardBeingRebuilt
from services.alerts.usecases.ports import Seen

LOOKS = ("colour", "outcome", "overdue", "turns", "day")
FACTS = tuple(
    column.name
    for column in tables.deadlines.c
    if column.name not in {"jurisdiction", *LOOKS} and not column.computed
)
KEY = ("kind", "subject", "number")
COUNTED = (
    *("owner", "term", "colour", "sealed", "overdue"),
    *("started", "outcome", "route", "historical"),
)


def _type(table: Table, name: str) -> str:
    return str(table.c[name].type.compile(dialect=postgresql.dialect()))


def arrays(table: Table, names: Sequence[str]) -> str:
    arrays = ", ".join(f"${n}::{_type(table, name)}[]" for n, name in enumerate(names, 2))
    return f"unnest({arrays}) AS told ({', '.join(names)})"


def _columns(side: str) -> str:
    return ", ".join(f"{side}.{name} AS {_name(side, name)}" for name in COUNTED)


def _named(side: str) -> str:
    return ", ".join(_name(side, name) for name in COUNTED)


def _name(side: str, name: str) -> str:
    return f"{side}_{name}"


# Counts move by what was there before and what is there now.
MOVE_THE_COUNTS = """
    shown AS (
        INSERT INTO alerts.board AS b (jurisdiction, owner, term, colour, sealed, open, overdue)
        SELECT $1, owner, term, colour, sealed, sum(change), sum(change * overdue::int)
        FROM looks WHERE colour NOT IN ('done', 'unwatched')
        GROUP BY owner, term, colour, sealed
        HAVING sum(change) <> 0 OR sum(change * overdue::int) <> 0
        ON CONFLICT (jurisdiction, owner, term, colour, sealed) DO UPDATE
            SET open = b.open + excluded.open, overdue = b.overdue + excluded.overdue
    ), counted AS (
        INSERT INTO alerts.tallies AS t
            (jurisdiction, day, organ, measure, route, historical, sealed, count)
        SELECT $1, started, owner, term || '.' || outcome, route, historical, sealed, sum(change)
        FROM looks GROUP BY started, owner, term, outcome, route, historical, sealed
        HAVING sum(change) <> 0
        ON CONFLICT (jurisdiction, day, organ, measure, route, historical, sealed) DO UPDATE
            SET count = t.count + excluded.count
    )"""

# Newer replaces older. A colour is of a day, so the same version seen on a later day is newer too.
KEEP = f"""
    WITH here AS (
        INSERT INTO alerts.places (jurisdiction) VALUES ($1) ON CONFLICT DO NOTHING
    ), kept AS (
        INSERT INTO alerts.deadlines AS d (jurisdiction, {", ".join((*FACTS, *LOOKS))})
        SELECT $1, told.* FROM {arrays(tables.deadlines, (*FACTS, *LOOKS))}
        ON CONFLICT (jurisdiction, {", ".join(KEY)}) DO UPDATE
            SET {", ".join(f"{n} = excluded.{n}" for n in (*FACTS, *LOOKS) if n not in KEY)}
            WHERE (d.version, d.day) < (excluded.version, excluded.day)
        RETURNING {", ".join(f"new.{name}" for name in KEY)}, old.version IS NULL AS is_first,
            {_columns("old")}, {_columns("new")}
    ), looks ({", ".join(COUNTED)}, change) AS (
        SELECT {_named("new")}, 1 FROM kept
        UNION ALL
        SELECT {_named("old")}, -1 FROM kept WHERE NOT is_first
    ), {MOVE_THE_COUNTS}
    SELECT {", ".join(KEY)} FROM kept"""  # noqa: S608 - names of our own

FORGET = f"""
    WITH looks ({", ".join(COUNTED)}, change) AS (
        DELETE FROM alerts.deadlines
        WHERE jurisdiction = $1 AND kind = 'matter' AND subject = $2
            AND number <> ALL ($3::int[])
        RETURNING {", ".join(COUNTED)}, -1
    ), {MOVE_THE_COUNTS}
    SELECT"""  # noqa: S608 - names of our own

# The first that turns, along the index: whether any does may be looked for among all.
STANDS = """
    SELECT coalesce((SELECT bands = $2 FROM alerts.places WHERE jurisdiction = $1), true)
        AND coalesce((
            SELECT turns > $3 FROM alerts.deadlines WHERE jurisdiction = $1 AND turns IS NOT NULL
            ORDER BY jurisdiction, turns LIMIT 1), true)"""
# The same place may have other bands from one rulebook to the next: then everything turns today.
REPAINT = text("""
    WITH changed AS (
        UPDATE alerts.places SET bands = :bands
        WHERE jurisdiction = :jurisdiction AND bands <> :bands RETURNING old.bands AS before)
    UPDATE alerts.deadlines SET turns = :today, day = started - 1
    WHERE jurisdiction = :jurisdiction AND stopped IS NULL
        AND EXISTS (SELECT FROM changed WHERE before <> '')""")


RECOUNT = """
    WITH counted AS (
        SELECT words[1] AS owner, words[2] AS term, words[3] AS colour,
            words[4] = 'sealed' AS sealed, sum(open) AS open,
            coalesce(sum(open) FILTER (WHERE words[5] = 'overdue'), 0) AS overdue
        FROM alerts.open_in_cells() AS told (cell, open), string_to_array(cell, ' ') AS words
        GROUP BY 1, 2, 3, 4
    ), wrong AS (
        SELECT owner, term, colour, sealed, coalesce(c.open, 0) AS open,
            coalesce(c.overdue, 0) AS overdue
        FROM counted AS c
        FULL JOIN (SELECT * FROM alerts.board WHERE jurisdiction = $1) AS b
            USING (owner, term, colour, sealed)
        WHERE (coalesce(c.open, 0), coalesce(c.overdue, 0))
            <> (coalesce(b.open, 0), coalesce(b.overdue, 0))
    ), mended AS (
        INSERT INTO alerts.board (jurisdiction, owner, term, colour, sealed, open, overdue)
        SELECT $1, wrong.* FROM wrong
        ON CONFLICT (jurisdiction, owner, term, colour, sealed) DO UPDATE
            SET open = excluded.open, overdue = excluded.overdue
    )
    SELECT count(*) FROM wrong"""


@dataclass(frozen=True, slots=True)
class PostgresBoard:
    work: Transaction
    is_being_rebuilt: bool = False
    """By somebody else: it must not be moved."""

    async def keep(self, seen: Sequence[Seen]) -> list[Seen]:
        self._require_it()
        newest = {key_of(s.deadline): s for s in sorted(seen, key=lambda s: s.deadline.version)}
        if not newest:
            return []
        rows = [_row(s) for s in newest.values()]
        columns = tuple([row[name] for row in rows] for name in (*FACTS, *LOOKS))
        place = self.work.jurisdiction
        taken = await self.work.connection.exec_driver_sql(KEEP, (place, *columns))
        return [newest[Kind(row.kind), row.subject, row.number] for row in taken]

    async def keep_only(self, matter: UUID, numbers: Sequence[int]) -> None:
        told = (self.work.jurisdiction, matter, list(numbers))
        await self.work.connection.exec_driver_sql(FORGET, told)

    async def stands(self, bands: str, today: date) -> bool:
        told = (self.work.jurisdiction, bands, today)
        stands = await self.work.connection.exec_driver_sql(STANDS, told)
        return bool(stands.scalar_one())

    async def turning(self, today: date, most: int) -> list[Deadline]:
        d = tables.deadlines.c
        statement = (
            select(tables.deadlines)
            .where(d.jurisdiction == self.work.jurisdiction, d.turns <= today)
            .order_by(d.turns)
            .limit(most)
        )
        rows = await self.work.connection.execute(statement)
        return [deadline_of(row) for row in rows.mappings()]

    async def repaint(self, bands: str, today: date) -> None:
        self._require_it()
        said = {"jurisdiction": self.work.jurisdiction, "bands": bands, "today": today}
        await self.work.connection.execute(REPAINT, said)

    async def recount(self) -> int:
        self._require_it()
        counted = await self.work.connection.exec_driver_sql(RECOUNT, (self.work.jurisdiction,))
        return int(counted.scalar_one())

    async def of(self, delivery: Delivery) -> Deadline | None:
        d = tables.deadlines.c
        it = and_(
            d.jurisdiction == self.work.jurisdiction,
            d.kind == delivery.kind,
            d.subject == delivery.subject,
            d.number == delivery.number,
        )
        row = (await self.work.connection.execute(select(tables.deadlines).where(it))).mappings()
        found = row.first()
        return None if found is None else deadline_of(found)

    async def clear(self) -> None:
        kept = (tables.deadlines, tables.board, tables.matters, tables.tallies, tables.months)
        for table in kept:
            here = table.c.jurisdiction == self.work.jurisdiction
            await self.work.connection.execute(delete(table).where(here))

    def _require_it(self) -> None:
        if self.is_being_rebuilt:
            raise BoardBeingRebuilt


def deadline_of(row: RowMapping) -> Deadline:
    return Deadline(**{name: row[name] for name in FACTS} | {"kind": Kind(row["kind"])})


def key_of(deadline: Deadline) -> tuple[Kind, UUID, int]:
    return deadline.kind, deadline.subject, deadline.number


def _row(seen: Seen) -> dict[str, Any]:
    facts = {name: getattr(seen.deadline, name) for name in FACTS}
    look = seen.look
    return facts | {
        "colour": look.colour,
        "outcome": look.outcome,
        "overdue": look.overdue,
        "turns": look.turns,
        "day": seen.day,
    }
