"""The five rates of a period, from tallies that move with every event."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Select,
    Table,
    case,
    false,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.kernel import Principal
from law.rulebook import Rulebook
from services.alerts.adapters.tables import months, tallies
from services.alerts.domain.errors import PeriodBackwards
from services.alerts.domain.permissions import READ_RATES
from services.alerts.domain.rates import Cell, Figure, by_category, rates

# One organ and one period, by index; sealed and historical ones have no category here.
BY_CATEGORY = text("""
    SELECT split_part(m.content, '/', 1), d.term || '.' || d.outcome, d.route, count(*)
    FROM alerts.deadlines d JOIN alerts.matters m
        ON (m.jurisdiction, m.id) = (d.jurisdiction, d.subject)
    WHERE d.jurisdiction = :jurisdiction AND d.kind = 'matter' AND d.owner = :organ
        AND d.started BETWEEN :since AND :until AND NOT d.sealed AND NOT d.historical
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT split_part(m.content, '/', 1), split_part(entry, ' ', 2), '', count(*)
    FROM alerts.matters m, unnest(string_to_array(m.counted, ',')) AS entry
    WHERE m.jurisdiction = :jurisdiction AND m.registered BETWEEN :since AND :until
        AND NOT m.historical AND split_part(entry, ' ', 1) = :organ
    GROUP BY 1, 2""")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last legal day, both included."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise PeriodBackwards(since=self.since, until=self.until)

    @property
    def months(self) -> "Period | None":
        """The first days of its first and its last whole month, if it holds one."""
        first = _number(self.since) + (self.since.day > 1)
        after = _number(self.until) + (self.until == _last_day(self.until))
        return Period(_first_day(first), _first_day(after - 1)) if first < after else None

    @property
    def days(self) -> "tuple[Period, ...]":
        """What lies outside of its whole months."""
        if not self.months:
            return (self,)
        before = [Period(self.since, _last_day(self.since))] if self.since.day > 1 else []
        is_whole = self.until == _last_day(self.until)
        after = [] if is_whole else [Period(self.until.replace(day=1), self.until)]
        return (*before, *after)


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True)
class Report:
    """All rates of a period as they stood at the cut-off. Old matters brought over stand apart."""

    period: Period
    organ: str
    cut_off: datetime
    rulebook: str
    rates: tuple[Figure, ...]
    historical: tuple[Figure, ...]
    categories: Mapping[str, tuple[Figure, ...]]


@dataclass(frozen=True, slots=True)
class RateQueries:
    engine: AsyncEngine
    rules: Callable[[str], Rulebook]
    now: Callable[[], datetime]

    async def get_report(
        self, actor: Principal, period: Period, organ: str = "", *, categories: bool = False
    ) -> Report:
        """Of one organ, or of all. Who may not read the rates may read those of their organ."""
        if organ != actor.organ:
            actor.require(READ_RATES)
        rules, cut_off = self.rules(actor.jurisdiction), self.now()
        cells = await self.cells(actor, period, organ)
        by: Mapping[str, Iterable[Cell]] = {}
        if categories and organ:
            by = await self._by_category(actor, period, organ)
        return Report(
            period=period,
            organ=organ,
            cut_off=cut_off,
            rulebook=rules.version,
            rates=rates(rules.rates, cells[False], actor.organ),
            historical=rates(rules.rates, cells[True], actor.organ),
            categories=by_category(rules.rates, by, actor.organ),
        )

    async def cells(
        self, actor: Principal, period: Period, organ: str = ""
    ) -> dict[bool, list[Cell]]:
        """What the rates are made of, history apart: whole months and the days around them.

        Of many organs together, only the reader's own is named.
        """
        of_days = _counts(actor, tallies, tallies.c.day, organ, period.days)
        whole = [period.months] if period.months else []
        of_months = _counts(actor, months, months.c.month, organ, whole)
        c = union_all(of_days, of_months).subquery().c
        cell = (c.historical, c.organ, c.measure, c.route, c.sealed)
        statement = select(*cell, func.sum(c.count)).group_by(*cell)
        cells: dict[bool, list[Cell]] = {False: [], True: []}
        async with database.transaction(self.engine, actor.jurisdiction, actor.organ) as work:
            for historical, of, measure, route, sealed, count in await work.connection.execute(
                statement
            ):
                cells[historical].append(Cell(of, measure, route, sealed, int(count)))
        return cells

    async def _by_category(
        self, actor: Principal, period: Period, organ: str
    ) -> dict[str, list[Cell]]:
        asked = {"jurisdiction": actor.jurisdiction, "organ": organ, **asdict(period)}
        cells = defaultdict[str, list[Cell]](list)
        async with database.transaction(self.engine, actor.jurisdiction, actor.organ) as work:
            for category, measure, route, count in await work.connection.execute(
                BY_CATEGORY, asked
            ):
                cells[category].append(Cell(organ, measure, route, sealed=False, count=count))
        return cells


def _counts(
    actor: Principal, table: Table, day: Column[date], organ: str, within: Iterable[Period]
) -> Select[Any]:
    """Whose they are matters only where they are the reader's own."""
    t = table.c
    days = or_(false(), *(day.between(each.since, each.until) for each in within))
    whose = case((t.organ == actor.organ, t.organ), else_=literal(organ)).label("organ")
    cell = (t.historical, whose, t.measure, t.route, t.sealed)
    of = [t.organ == organ] if organ else []
    return (
        select(*cell, func.sum(t.count).label("count"))
        .where(t.jurisdiction == actor.jurisdiction, days, *of)
        .group_by(*cell)
    )
