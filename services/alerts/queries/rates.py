"""The five rates of a period, from tallies that move with every event."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.kernel import Principal
from law.rulebook import Rulebook
from services.alerts.adapters.tables import tallies
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
        cells = await self._cells(actor, period, organ)
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

    async def _cells(self, actor: Principal, period: Period, organ: str) -> dict[bool, list[Cell]]:
        t = tallies.c
        statement = (
            select(t.historical, t.organ, t.measure, t.route, t.sealed, func.sum(t.count))
            .where(t.jurisdiction == actor.jurisdiction, t.day.between(period.since, period.until))
            .group_by(t.historical, t.organ, t.measure, t.route, t.sealed)
        )
        if organ:
            statement = statement.where(t.organ == organ)
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
