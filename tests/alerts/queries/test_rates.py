"""Rates of a period, from tallies that moved with every event."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY
from chassis.kernel import Forbidden, Principal
from services.alerts.domain.errors import PeriodBackwards
from services.alerts.domain.permissions import READ_RATES
from services.alerts.domain.rates import Exclusion, Figure
from services.alerts.queries import Period, RateQueries, Report
from tests.alerts.builders import a_deadline, a_matter, day
from tests.alerts.fakes import World
from tests.builders import RULES, SHELF, a_principal, an_id, somewhere

pytestmark = pytest.mark.engines

SEPTEMBER = Period(day("2026-09-01"), day("2026-09-30"))
TIMELY = {"due": day("2026-09-15"), "stopped": day("2026-09-15")}
LATE = {"due": day("2026-09-10"), "stopped": day("2026-09-11")}
OVERDUE = {"due": day("2026-09-15")}


def an_analyst(here: str) -> Principal:
    return a_principal("petition-bureau", here, frozenset({READ_RATES}))


async def report(world: World, reader: Principal, organ: str = "", **more: Any) -> Report:
    queries = RateQueries(world.engine, SHELF.current, world.clock)
    return await queries.get_report(reader, more.pop("period", SEPTEMBER), organ, **more)


def figure(figures: tuple[Figure, ...], name: str) -> tuple[int | None, int | None]:
    found = next(each for each in figures if each.name == name)
    return found.numerator, found.denominator


async def several(world: World, here: str, count: int, **changed: Any) -> None:
    for _ in range(count):
        subject = an_id()
        matter = a_matter(
            id=subject, **{n: v for n, v in changed.items() if n in {"content", "historical"}}
        )
        facts = {n: v for n, v in changed.items() if n != "content"}
        await world.keep(here, a_deadline(subject=subject, **facts), matter=matter)


async def test_a_rate_comes_with_its_cut_off_its_formula_and_what_was_left_out(
    world: World,
) -> None:
    here = somewhere()
    await several(world, here, 2, term="notice", **TIMELY)
    await several(world, here, 1, term="notice", **LATE)
    await several(world, here, 1, term="notice", **OVERDUE)
    await several(world, here, 1, term="notice", due=day("2026-09-16"))

    found = await report(world, an_analyst(here))

    organ = next(each for each in found.rates if each.name == "organ_timely_acceptance")
    assert (organ.numerator, organ.denominator, str(organ.percent)) == (2, 4, "50.0")
    assert Exclusion("not_yet_due", 1) in organ.exclusions
    assert organ.formula == RULES.rates["organ_timely_acceptance"].formula
    assert (found.cut_off, found.rulebook) == (world.clock(), RULES.version)


DAYS = st.dates(day("2025-11-20"), day("2026-03-10"))
CELL = "historical, '', term || '.' || outcome, route, sealed, count(*)"
COUNTED_ANEW = f"""
    SELECT {CELL} FROM alerts.deadlines WHERE started BETWEEN :since AND :until
    GROUP BY historical, term, outcome, route, sealed"""


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lives=st.lists(
        st.lists(st.tuples(DAYS, st.integers(-30, 30), st.booleans()), min_size=1, max_size=3),
        min_size=1,
        max_size=6,
    ),
    ends=st.tuples(DAYS, DAYS),
)
async def test_a_period_of_months_and_days_holds_what_a_group_by_counts(
    alerts_engine: AsyncEngine,
    lives: list[list[tuple[date, int, bool]]],
    ends: tuple[date, date],
) -> None:
    """Clocks that begin on any day, stop, begin anew and are sealed; any period."""
    world, here = World(alerts_engine), somewhere()
    for life in lives:
        clock = a_deadline(subject=an_id())
        for version, (started, late, sealed) in enumerate(life, 1):
            due = started + timedelta(30)
            begun = replace(clock, version=version, sealed=sealed, started=started, due=due)
            await world.keep(here, replace(begun, stopped=due + timedelta(late)))
    period = Period(min(ends), max(ends))

    queries = RateQueries(world.engine, SHELF.current, world.clock)
    cells = await queries.cells(an_analyst(here), period)

    asked = {"since": period.since, "until": period.until}
    async with database.transaction(world.engine, here, MACHINERY) as work:
        counted = set(await work.connection.execute(text(COUNTED_ANEW), asked))
    told = {
        (historical, c.organ, c.measure, c.route, c.sealed, c.count)
        for historical, some in cells.items()
        for c in some
        if c.count
    }
    assert told == counted
    assert (await world.digest(here)).disagreeing == 0


@pytest.mark.parametrize(
    ("since", "until", "months", "days"),
    [
        ("2026-01-01", "2026-12-31", ("2026-01-01", "2026-12-01"), []),
        ("2026-02-01", "2026-02-28", ("2026-02-01", "2026-02-01"), []),
        ("2026-02-02", "2026-02-28", None, [("2026-02-02", "2026-02-28")]),
        ("2026-01-31", "2026-02-27", None, [("2026-01-31", "2026-02-27")]),
        (
            "2025-12-31",
            "2026-02-01",
            ("2026-01-01", "2026-01-01"),
            [("2025-12-31", "2025-12-31"), ("2026-02-01", "2026-02-01")],
        ),
        ("2026-05-05", "2026-05-05", None, [("2026-05-05", "2026-05-05")]),
        ("0001-01-01", "9999-12-31", ("0001-01-01", "9999-12-01"), []),
        ("9999-12-30", "9999-12-31", None, [("9999-12-30", "9999-12-31")]),
    ],
)
def test_a_period_is_whole_months_and_the_days_around_them(
    since: str, until: str, months: tuple[str, str] | None, days: list[tuple[str, str]]
) -> None:
    period = Period(day(since), day(until))

    assert period.months == (months and Period(*map(day, months)))
    assert list(period.days) == [Period(*map(day, each)) for each in days]


async def test_history_is_told_apart(world: World) -> None:
    here = somewhere()
    await several(world, here, 1, **TIMELY)
    await several(world, here, 2, historical=True, **LATE)

    found = await report(world, an_analyst(here))

    assert figure(found.rates, "on_time_closure") == (1, 1)
    assert figure(found.historical, "on_time_closure") == (0, 2)
    assert figure(found.historical, "online_share") == (0, 2)


async def test_a_period_holds_what_started_in_it_and_no_other(world: World) -> None:
    here = somewhere()
    await several(world, here, 1, **TIMELY)
    await several(world, here, 1, started=day("2026-08-31"), **TIMELY)

    one_day = Period(day("2026-09-01"), day("2026-09-01"))

    assert figure((await report(world, an_analyst(here))).rates, "on_time_closure") == (1, 1)
    found = await report(world, an_analyst(here), period=one_day)
    assert figure(found.rates, "on_time_closure") == (1, 1)


async def test_an_organ_reads_its_own_rates_and_needs_a_permission_for_others(
    world: World,
) -> None:
    here = somewhere()
    await several(world, here, 1, **TIMELY)
    own = a_principal("housing", here)

    assert figure((await report(world, own, "housing")).rates, "on_time_closure") == (1, 1)
    for organ in ("", "health"):
        with pytest.raises(Forbidden):
            await report(world, own, organ)


async def test_few_matters_of_a_category_are_not_told_and_cannot_be_subtracted(
    world: World,
) -> None:
    here = somewhere()
    await several(world, here, 7, content="城乡建设/物业", **TIMELY)
    await several(world, here, 9, content="交通运输/公交", **TIMELY)
    await several(world, here, 2, content="卫生计生/医疗", **LATE)

    found = await report(world, an_analyst(here), "housing", categories=True)

    told = {
        category: figure(figures, "on_time_closure")[1]
        for category, figures in found.categories.items()
    }
    assert told == {"城乡建设": None, "交通运输": 9, "卫生计生": None}
    assert figure(found.rates, "on_time_closure") == (16, 18)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(PeriodBackwards):
        Period(day("2026-09-02"), day("2026-09-01"))
