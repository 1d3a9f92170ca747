"""Many clocks in a moment: what years of matters leave behind in alerts, made by PostgreSQL itself.

How a clock looks is said by the rules that serve, once for every kind of it; PostgreSQL draws
kinds, organs and days. The counts that alerts keeps are taken from them by GROUP BY, so whoever
compares both must let the service move them first.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import asyncpg

from bench.filling import without_indexes
from bench.house import PLACE
from chassis.database import JURISDICTION, MACHINERY, READER
from law.alerting import Alerting
from services.alerts.domain.deadline import Deadline, Kind

OF_A_MATTER = 10
A_DAY = 600 * OF_A_MATTER
ONE_OPEN_IN = 10
TERMS = {"disposal": 15, "notice": 15, "handling": 60, "closing_report": 45}
ROUTES = ("r5", "r6")
DUE = range(-20, 60)
"""Days from today until an open clock is due."""
STOPPED = (-9, -7, -5, -4, -3, -2, -1, 2)
"""Days from its due day until a clock stopped: one of eight is late."""
ORGANS = [f"organ-{number:02}" for number in range(50)]
CATEGORIES = [f"门类{number:02}" for number in range(20)]
KINDS = """
    CREATE TEMPORARY TABLE kinds (
        open bool, number int, term text, route text, started int, due int, stopped int,
        colour text, outcome text, overdue bool, turns int, PRIMARY KEY (open, number))"""
DRAWN = f"""
    drawn AS (
        SELECT n, n * 2654435761 % 4294967296 / 256 AS luck,
            uuid(lpad(to_hex(n / {OF_A_MATTER}), 12, '0') || '70008000000000000000') AS matter,
            n / {OF_A_MATTER} % 50 = 0 AS sealed
        FROM generate_series($1::bigint, $2::bigint - 1) AS n
    ), placed AS (
        SELECT *, ($3::text[])[power(array_length($3, 1), luck % 10007 / 10007.0)::int] AS owner
        FROM drawn
    )"""  # noqa: S608 - numbers of our own
CLOCKS = f"""
    WITH {DRAWN}
    INSERT INTO alerts.deadlines (
        jurisdiction, kind, subject, number, version, term, owner, started, due,
        due_without_pauses, stopped, lapsed, provisional, route, historical, sealed, colour,
        outcome, overdue, turns, day)
    SELECT '{PLACE}', 'matter', matter, n % {OF_A_MATTER} + 1, 1, term, owner, day + k.started,
        day + k.due, day + k.due, day + k.stopped, false, false, route, $4, sealed, colour,
        outcome, overdue, $5::date + turns, $5
    FROM placed
    CROSS JOIN LATERAL (SELECT CASE WHEN $4 THEN $5 ELSE $6::date + (n / {A_DAY})::int END AS day)
    JOIN kinds AS k ON k.open = $4
        AND k.number = luck % (SELECT count(*) FROM kinds WHERE open = $4)"""  # noqa: S608 - the same
MATTERS = f"""
    WITH {DRAWN}
    INSERT INTO alerts.matters (
        jurisdiction, id, version, sealed, historical, status, desk, lead, channel, purpose,
        content, route, division, received, registered, resolution, items, evaluable, counted)
    SELECT '{PLACE}', matter, 1, sealed, false, 'closed', $3[1], owner, 'letter', 'claim',
        ($4::text[])[luck % array_length($4, 1) + 1], 'r6', '{PLACE}', day, day, '', 1, true,
        CASE WHEN sealed THEN '' ELSE
            $3[1] || ' registered.' || (array['online', 'other'])[luck % 2 + 1] || ',' ||
            owner || ' organ.' || (array['satisfied', 'unsatisfied', 'unrated'])[luck % 3 + 1] END
    FROM placed
    CROSS JOIN LATERAL (SELECT $5::date + (n / {A_DAY})::int AS day)
    WHERE n % {OF_A_MATTER} = 0"""  # noqa: S608 - the same
TALLIES = f"""
    INSERT INTO alerts.tallies
        (jurisdiction, day, organ, measure, route, historical, sealed, count)
    SELECT '{PLACE}', started, owner, term || '.' || outcome, route, historical, sealed, count(*)
    FROM alerts.deadlines WHERE jurisdiction = '{PLACE}'
    GROUP BY started, owner, term, outcome, route, historical, sealed
    UNION ALL
    SELECT '{PLACE}', registered, split_part(entry, ' ', 1), split_part(entry, ' ', 2), '',
        historical, false, count(*)
    FROM alerts.matters, unnest(string_to_array(counted, ',')) AS entry
    WHERE jurisdiction = '{PLACE}' GROUP BY registered, entry, historical
    ORDER BY 2
    ON CONFLICT (jurisdiction, day, organ, measure, route, historical, sealed)
        DO UPDATE SET count = excluded.count"""  # noqa: S608 - the same
BOARD = f"""
    INSERT INTO alerts.board (jurisdiction, owner, term, colour, sealed, open, overdue)
    SELECT '{PLACE}', owner, term, colour, sealed, count(*), sum(overdue::int)
    FROM alerts.deadlines WHERE jurisdiction = '{PLACE}' AND colour NOT IN ('done', 'unwatched')
    GROUP BY owner, term, colour, sealed
    ON CONFLICT (jurisdiction, owner, term, colour, sealed)
        DO UPDATE SET open = excluded.open, overdue = excluded.overdue"""  # noqa: S608 - the same


def kinds(alerting: Alerting, today: date) -> Iterator[tuple[Any, ...]]:
    """Every way a clock may stand, with its days told from `today` on."""
    for number, (term, route, due) in enumerate(product(TERMS, ROUTES, DUE)):
        yield True, number, term, route, *_days(alerting, today, term, due, None)
    for number, (term, route, late) in enumerate(product(TERMS, ROUTES, STOPPED)):
        length = TERMS[term]
        yield False, number, term, route, *_days(alerting, today, term, length, length + late)


def _days(
    alerting: Alerting, today: date, term: str, due: int, stopped: int | None
) -> tuple[Any, ...]:
    started = due - TERMS[term]
    clock = Deadline(
        kind=Kind.MATTER,
        subject=UUID(int=0),
        number=1,
        version=1,
        term=term,
        owner="",
        started=today + timedelta(started),
        due=today + timedelta(due),
        stopped=None if stopped is None else today + timedelta(stopped),
    )
    look = clock.look(today, alerting)
    turns = (look.turns - today).days if look.turns else None
    return started, due, stopped, look.colour, look.outcome, look.overdue, turns


async def fill(database: str, events: int, alerting: Alerting, today: date) -> None:
    """So many clocks, the newest of them open; then what PostgreSQL does by itself in time."""
    first, closed = today - timedelta(events // A_DAY), events - events // ONE_OPEN_IN
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(
            f"SET {READER} = '{MACHINERY}'; SET {JURISDICTION} = '{PLACE}'; SET work_mem = '256MB'"
        )
        await connection.execute(KINDS)
        await connection.copy_records_to_table("kinds", records=kinds(alerting, today))
        async with without_indexes(connection, "alerts", ("deadlines", "matters")):
            await connection.execute(CLOCKS, 0, closed, ORGANS, False, today, first)
            await connection.execute(CLOCKS, closed, events, ORGANS, True, today, first)
            await connection.execute(MATTERS, 0, events, ORGANS, CATEGORIES, first)
        for statement in (TALLIES, BOARD):
            await connection.execute(statement)
        for table in ("deadlines", "matters", "tallies", "months", "board"):
            await connection.execute(f"VACUUM (ANALYZE) alerts.{table}")
    finally:
        await connection.close()
