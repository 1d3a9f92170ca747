"""One hash over everything derived, and a recount of every counter: the checkers of alerts.

A version and the day a colour was seen on are left out: a fact that tells others nothing moves
the one, a rebuild the other, and neither changes what the row says. Empty cells say nothing.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Table, TextClause, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import database
from chassis.database import MACHINERY
from chassis.kernel import Principal
from law.calendar import day_of
from law.rulebook import Rulebook
from services.alerts.adapters.tables import board, deadlines, matters, months, tallies
from services.alerts.domain.colours import ON_BOARD
from services.alerts.domain.deadline import Deadline, Kind
from services.alerts.domain.permissions import VERIFY_AUDIT

DERIVED = (
    *((deadlines, ""), (board, "open"), (matters, "")),
    *((tallies, "count"), (months, "count")),
)
COUNTED = (
    *("term", "owner", "started", "due", "due_without_pauses", "stopped", "lapsed"),
    *("route", "historical", "sealed"),
)
OF_ANYTHING: dict[str, Any] = {
    "kind": Kind.MATTER,
    "subject": UUID(int=0),
    "number": 0,
    "version": 0,
}
"""Which clock it is, when only its looks are asked for."""
SAYS_NOTHING = {"version", "day", "readers", "cell"}

Cells = Counter[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Digest:
    """`disagreeing` counts the cells of board and tallies that a full recount gives otherwise."""

    digest: str
    rows: int
    disagreeing: int


@dataclass(frozen=True, slots=True)
class DigestQueries:
    engine: AsyncEngine
    rules: Callable[[str], Rulebook]
    now: Callable[[], datetime]

    async def get_digest(self, actor: Principal) -> Digest:
        actor.require(VERIFY_AUDIT)
        where, hashed, rows = actor.jurisdiction, sha256(), 0
        async with database.transaction(self.engine, where, MACHINERY) as work:
            for table, counter in DERIVED:
                found = await work.connection.stream(_rows(table, counter), {"where": where})
                async for (row,) in found:
                    hashed.update(f"{table.name} {row}\n".encode())
                    rows += 1
            disagreeing = await self._recount(work.connection, where)
        return Digest(hashed.hexdigest(), rows, disagreeing)

    async def _recount(self, connection: AsyncConnection, where: str) -> int:
        """How many cells of board and tallies are not what deadlines and matters give."""
        wrong: Cells = Counter()
        await self._count_deadlines(connection, where, wrong)
        await _count_matters(connection, where, wrong)
        await _take_off_what_was_kept(connection, where, wrong)
        return sum(off != 0 for off in wrong.values())

    async def _count_deadlines(self, connection: AsyncConnection, where: str, wrong: Cells) -> None:
        """By the rules, whatever was written of their looks; equal ones are looked at once."""
        rules, today = self.rules(where), day_of(self.now())
        facts = [deadlines.c[name] for name in COUNTED]
        all_here = select(*facts, func.count().label("alike")).where(
            deadlines.c.jurisdiction == where
        )
        async for *told, alike in await connection.stream(all_here.group_by(*facts)):
            it = Deadline(**OF_ANYTHING | dict(zip(COUNTED, told, strict=True)))
            look = it.look(today, rules.alerting)
            if look.colour in ON_BOARD:
                cell = (it.owner, it.term, look.colour.value, it.sealed)
                wrong["board", *cell] += alike
                wrong["overdue", *cell] += alike * look.overdue
            counted = (it.owner, f"{it.term}.{look.outcome}", it.route, it.historical, it.sealed)
            _count(wrong, it.started, counted, alike)


async def _count_matters(connection: AsyncConnection, where: str, wrong: Cells) -> None:
    m = matters.c
    all_here = select(m.registered, m.historical, m.counted).where(m.jurisdiction == where)
    async for day, historical, entries in await connection.stream(all_here):
        for entry in filter(None, entries.split(",")):
            organ, measure = entry.split(" ")
            _count(wrong, day, (organ, measure, "", historical, False), 1)


async def _take_off_what_was_kept(connection: AsyncConnection, where: str, wrong: Cells) -> None:
    b = board.c
    shown = select(b.owner, b.term, b.colour, b.sealed, b.open, b.overdue)
    async for row in await connection.stream(shown.where(b.jurisdiction == where)):
        wrong["board", *row[:4]] -= row.open
        wrong["overdue", *row[:4]] -= row.overdue
    for table, key in ((tallies, "day"), (months, "month")):
        t = table.c
        sums = select(t[key], t.organ, t.measure, t.route, t.historical, t.sealed, t.count)
        async for told in await connection.stream(sums.where(t.jurisdiction == where)):
            wrong[key, *told[:6]] -= told[6]


def _count(wrong: Cells, day: date, cell: tuple[object, ...], alike: int) -> None:
    wrong["day", day, *cell] += alike
    wrong["month", day.replace(day=1), *cell] += alike


def _rows(table: Table, counter: str) -> TextClause:
    said = ", ".join(
        column.name for column in table.c if column.primary_key or column.name not in SAYS_NOTHING
    )
    key = ", ".join(column.name for column in table.primary_key)
    not_empty = f" AND {counter} <> 0" if counter else ""
    return text(
        f"SELECT ROW({said})::text FROM {table} "  # noqa: S608 - names of our own
        f"WHERE jurisdiction = :where{not_empty} ORDER BY {key}"
    )
