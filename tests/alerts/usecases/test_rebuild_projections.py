"""Everything derived can be forgotten and derived again; what people were told cannot."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.kernel import Forbidden, Unavailable
from services.alerts.domain.permissions import REPLAY_JOURNALS
from services.alerts.entrypoints.told import told_of
from services.alerts.usecases import rebuild_projections, send_deliveries, turn_day
from services.alerts.usecases.ports import Contact, Told
from tests.alerts.builders import a_deadline, a_post, day
from tests.alerts.entrypoints.test_consumers import A_LIFE, SEALED, told
from tests.alerts.fakes import World
from tests.builders import somewhere

pytestmark = pytest.mark.engines

LIFE = [*A_LIFE, SEALED]
STATES = [event if event is SEALED else event.matter for event in LIFE]  # type: ignore[union-attr]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations([0, 1, 2, 3]), last=st.integers(0, 4), days=st.integers(0, 70))
async def test_a_rebuilt_projection_has_the_digest_of_the_live_one(
    alerts_engine: AsyncEngine, order: list[int], last: int, days: int
) -> None:
    """Live: every event up to the last, in any order, colours turning. Rebuilt: one state."""
    world, here = World(alerts_engine), somewhere()
    await told(world, here, *(LIFE[n] for n in order if n < last), LIFE[last])
    world.clock.now += timedelta(days)
    await turn_day(world.ports(), here)
    live = await world.digest(here)

    world.owners.states = [told_of(STATES[last])]
    await rebuild_projections(world.ports(), a_post("centre/admin", here, REPLAY_JOURNALS))

    assert await world.digest(here) == live
    assert live.disagreeing == 0


async def test_a_fact_that_was_told_to_nobody_changes_no_digest(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(version=3))
    live = await world.digest(here)

    world.owners.states = [Told((a_deadline(version=7),))]
    await rebuild_projections(world.ports(), a_post("centre/admin", here, REPLAY_JOURNALS))

    assert await world.digest(here) == live


async def test_nobody_is_told_again(world: World) -> None:
    here = somewhere()
    overdue = a_deadline(due=day("2026-09-10"))
    world.contacts.known["housing", "head"] = [Contact("housing/head", "sms", "1")]
    await world.keep(here, overdue)
    await send_deliveries(world.ports(), here)
    delivered, missed = await world.deliveries(here), await world.told_missed(here)

    world.owners.states = [Told((overdue,))]
    await rebuild_projections(world.ports(), a_post("centre/admin", here, REPLAY_JOURNALS))
    await send_deliveries(world.ports(), here)

    assert await world.deliveries(here) == delivered
    assert await world.told_missed(here) == missed
    assert len(world.messenger.sent) == 1


async def test_nothing_is_forgotten_while_an_owner_is_away(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline())
    world.owners.away = True

    with pytest.raises(Unavailable):
        await rebuild_projections(world.ports(), a_post("centre/admin", here, REPLAY_JOURNALS))

    assert len(await world.board(here)) == 1


async def test_it_takes_the_permission(world: World) -> None:
    with pytest.raises(Forbidden):
        await rebuild_projections(world.ports(), a_post("centre/admin", somewhere()))
