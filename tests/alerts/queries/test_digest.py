"""The checkers find what is wrong."""

import pytest
from sqlalchemy import text

from chassis import database
from chassis.database import MACHINERY
from chassis.kernel import Forbidden
from services.alerts.queries import DigestQueries
from tests.alerts.builders import a_deadline, a_matter
from tests.alerts.fakes import World
from tests.builders import SHELF, a_principal, somewhere

pytestmark = pytest.mark.engines


@pytest.mark.parametrize(
    ("damage", "cells"),
    [
        ("UPDATE alerts.board SET open = open + 1", 1),
        ("UPDATE alerts.tallies SET count = count - 1 WHERE measure LIKE 'registered.%'", 2),
        ("UPDATE alerts.months SET count = count - 1 WHERE measure LIKE 'registered.%'", 1),
        ("DELETE FROM alerts.deadlines", 3),
        ("UPDATE alerts.deadlines SET owner = 'health'", 6),
    ],
)
async def test_a_counter_that_is_wrong_is_found_and_changes_the_digest(
    world: World, damage: str, cells: int
) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(), matter=a_matter())
    sound = await world.digest(here)
    assert sound.disagreeing == 0

    async with database.transaction(world.engine, here, MACHINERY) as work:
        await work.connection.execute(text(damage))

    damaged = await world.digest(here)
    assert damaged.disagreeing == cells
    assert damaged.digest != sound.digest


async def test_a_digest_is_for_auditors(world: World) -> None:
    with pytest.raises(Forbidden):
        await DigestQueries(world.engine, SHELF.current, world.clock).get_digest(
            a_principal("housing", somewhere())
        )
