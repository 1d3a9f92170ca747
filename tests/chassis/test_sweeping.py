"""What has served its time leaves; what may still be asked for stays."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY
from chassis.kernel import Once
from chassis.sweeping import ANSWERS_KEPT, CLAIMS_KEPT, EVENTS_KEPT, Sweeper
from chassis.vault import Vault
from tests.builders import NOON, a_principal, an_id, somewhere
from tests.chassis.test_aggregates import written
from tests.chassis.toy.note import machinery

pytestmark = pytest.mark.engines


async def counted(engine: AsyncEngine, where: str, table: Table) -> int:
    async with database.transaction(engine, where, MACHINERY) as work:
        counting = select(func.count()).select_from(table).where(table.c.jurisdiction == where)
        return await work.connection.scalar(counting) or 0


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        (machinery.inbox, CLAIMS_KEPT),
        (machinery.answers, ANSWERS_KEPT),
        (machinery.outbox, EVENTS_KEPT),
    ],
    ids=["claims", "answers", "events"],
)
async def test_rows_stay_to_the_end_of_their_time_and_no_longer(
    toy_engine: AsyncEngine, vault: Vault, table: Table, kept: timedelta
) -> None:
    actor = replace(a_principal("housing", somewhere()), once=Once("k", b"r"))
    here = actor.jurisdiction
    await written(toy_engine, vault, actor)
    async with database.transaction(toy_engine, here, MACHINERY) as work:
        claim = {"jurisdiction": here, "consumer": "toy-x", "event_id": an_id(), "at": NOON}
        await work.connection.execute(insert(machinery.inbox).values(claim))
        mine = machinery.outbox.c.jurisdiction == here
        await work.connection.execute(
            update(machinery.outbox).where(mine).values(stream_sequence=1)
        )

    async def left_at(now: datetime) -> int:
        await Sweeper(toy_engine, machinery, lambda: now, lambda: [here]).sweep()
        return await counted(toy_engine, here, table)

    assert await left_at(NOON + kept - timedelta(seconds=1)) == 1
    assert await left_at(NOON + kept + timedelta(seconds=1)) == 0


async def test_an_event_that_never_went_out_stays_however_old(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    actor = a_principal("housing", somewhere())
    await written(toy_engine, vault, actor)

    here, late = actor.jurisdiction, NOON + 10 * EVENTS_KEPT
    await Sweeper(toy_engine, machinery, lambda: late, lambda: [here]).sweep()

    assert await counted(toy_engine, here, machinery.outbox) == 1


async def test_the_last_event_stays_where_others_wait_to_hear_it(
    toy_engine: AsyncEngine, vault: Vault
) -> None:
    """A stream that lost its disk after a quiet month would otherwise have nothing to tell."""
    actor = a_principal("housing", somewhere())
    here, late = actor.jurisdiction, NOON + 10 * EVENTS_KEPT
    for _ in range(3):
        await written(toy_engine, vault, actor)
    mine = machinery.outbox.c.jurisdiction == here
    async with database.transaction(toy_engine, here, MACHINERY) as work:
        await work.connection.execute(
            update(machinery.outbox).where(mine).values(stream_sequence=1)
        )
        last = await work.connection.scalar(select(func.max(machinery.outbox.c.position)))

    await Sweeper(toy_engine, machinery, lambda: late, lambda: [here], True).sweep()

    async with database.transaction(toy_engine, here, MACHINERY) as work:
        left = await work.connection.scalars(select(machinery.outbox.c.position).where(mine))
        assert list(left) == [last]
