"""Who opened a matter is written down, on a real database."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from chassis import database
from chassis.database import MACHINERY
from chassis.kernel import new_id
from services.intake.adapters.reading_log import ReadingLog
from services.intake.adapters.tables import reads
from tests.builders import NOON, an_id
from tests.intake.builders import a_clerk
from tests.intake.conftest import Place

pytestmark = pytest.mark.engines


async def test_each_read_is_kept_with_who_when_and_what(place: Place) -> None:
    engine, reader, matter = place.house.engine, a_clerk("housing", place.code), an_id()
    log = ReadingLog(engine, lambda: NOON, new_id)

    await asyncio.gather(
        log.note(reader, matter, "matter"),
        log.note(replace(reader, organ="health"), matter, "file"),
        log.note(reader, matter, "matter"),
    )

    async with database.transaction(engine, place.code, MACHINERY) as work:
        rows = (await work.connection.execute(select(reads))).all()
    assert sorted((row.organ, row.what) for row in rows) == [
        ("health", "file"),
        ("housing", "matter"),
        ("housing", "matter"),
    ]
    assert {(row.matter_id, row.person, row.post, row.at) for row in rows} == {
        (matter, reader.person, reader.post, NOON)
    }
