"""What is kept of matters for the statistics, and the tallies that move with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.database import Transaction
from services.alerts.adapters import tables
from services.alerts.adapters.board import arrays
from services.alerts.domain.matter import Matter

NAMES = tuple(column.name for column in tables.matters.c if column.name != "jurisdiction")

KEEP = f"""
    WITH kept AS (
        INSERT INTO alerts.matters AS m (jurisdiction, {", ".join(NAMES)})
        SELECT $1, told.* FROM {arrays(tables.matters, NAMES)}
        ON CONFLICT (jurisdiction, id) DO UPDATE
            SET {", ".join(f"{name} = excluded.{name}" for name in NAMES if name != "id")}
            WHERE m.version < excluded.version
        RETURNING new.id, old.registered AS old_day, old.historical AS old_historical,
            old.counted AS old_counted, new.registered AS day, new.historical, new.counted
    ), moves AS (
        SELECT day, historical, entry, 1 AS change
        FROM kept, unnest(string_to_array(counted, ',')) AS entry
        UNION ALL
        SELECT old_day, old_historical, entry, -1
        FROM kept, unnest(string_to_array(old_counted, ',')) AS entry
    ), counted AS (
        INSERT INTO alerts.tallies AS t
            (jurisdiction, day, organ, measure, route, historical, sealed, count)
        SELECT $1, day, split_part(entry, ' ', 1), split_part(entry, ' ', 2), '', historical,
            false, sum(change)
        FROM moves GROUP BY day, historical, entry HAVING sum(change) <> 0
        ON CONFLICT (jurisdiction, day, organ, measure, route, historical, sealed) DO UPDATE
            SET count = t.count + excluded.count
    )
    SELECT id FROM kept"""  # noqa: S608 - names of our own


@dataclass(frozen=True, slots=True)
class PostgresMatters:
    work: Transaction

    async def keep(self, matters: Sequence[Matter], online: Collection[str]) -> set[UUID]:
        newest = {matter.id: matter for matter in sorted(matters, key=lambda m: m.version)}
        if not newest:
            return set()
        rows = [_row(matter, online) for matter in newest.values()]
        columns = tuple([row[name] for row in rows] for name in NAMES)
        told = (self.work.jurisdiction, *columns)
        return {row.id for row in await self.work.connection.exec_driver_sql(KEEP, told)}


def _row(matter: Matter, online: Collection[str]) -> dict[str, Any]:
    counted = ",".join(f"{organ} {measure}" for organ, measure in matter.counted(online))
    facts = {name: getattr(matter, name) for name in NAMES if name != "counted"}
    return facts | {"counted": counted}
