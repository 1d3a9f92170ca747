"""Everything derived can be forgotten and derived again; what people were told cannot."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.kernel import Forbidden, Unavailable
from services.alerts.domain.delivery import State
from services.alerts.domain.errors import BoardBeingRebuilt
from services.alerts.domain.permissions import REPLAY_JOURNALS
from services.alerts.entrypoints.told import told_of
from services.alerts.usecases import (
    acknowledge_delivery,
    rebuild_projections,
    send_deliveries,
    turn_day,
)
from services.alerts.usecases.ports import Contact, Told
from tests.alerts.builders import a_deadline, a_post, day
from tests.alerts.entrypoints.test_consumers import A_LIFE, SEALED, told
from tests.alerts.fakes import World, nothing
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


async def test_until_it_is_done_everybody_sees_what_was_there_before(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline())
    before, meanwhile = await world.digest(here), []

    async def look() -> None:
        meanwhile.append(await world.digest(here))

    world.owners.states, world.owners.between = [Told((a_deadline(version=2, number=2),))], look
    await rebuild_projections(world.ports(), a_post("centre/admin", here, REPLAY_JOURNALS))

    assert meanwhile == [before]
    assert await world.digest(here) != before


async def an_owner_goes(world: World) -> None:
    raise Unavailable(part="evaluation")


async def its_connection_is_cut(world: World) -> None:
    """As when the process is killed: whatever was not committed is gone."""
    async with world.engine.connect() as connection:
        cut = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND state = 'idle in transaction'"
            " AND pid <> pg_backend_pid()"
        )
        assert (await connection.execute(cut)).all()


@pytest.mark.parametrize("broken_off", [an_owner_goes, its_connection_is_cut])
async def test_what_breaks_it_off_leaves_the_board_as_it_was(
    world: World, broken_off: Callable[[World], Awaitable[None]]
) -> None:
    here, two = somewhere(), [a_deadline(), a_deadline(number=2)]
    admin = a_post("centre/admin", here, REPLAY_JOURNALS)
    await world.keep(here, *two)
    before = await world.digest(here)
    world.owners.states = [Told((each,)) for each in two]

    world.owners.between = partial(broken_off, world)
    with pytest.raises(Unavailable):
        await rebuild_projections(world.ports(), admin)
    assert await world.digest(here) == before

    world.owners.between = nothing
    assert await rebuild_projections(world.ports(), admin) == 2
    assert await world.digest(here) == before


async def test_events_that_arrive_meanwhile_wait_and_lose_nothing(world: World) -> None:
    here, refused = somewhere(), []
    admin = a_post("centre/admin", here, REPLAY_JOURNALS)
    await world.keep(here, a_deadline(version=1))

    async def arrives() -> None:
        for attempt in (
            partial(world.keep, here, a_deadline(version=2, owner="health")),
            partial(turn_day, world.ports(), here),
            partial(rebuild_projections, world.ports(), admin),
        ):
            with pytest.raises(BoardBeingRebuilt):
                await attempt()
            refused.append(attempt)

    world.owners.states, world.owners.between = [Told((a_deadline(version=1),))], arrives
    await rebuild_projections(world.ports(), admin)
    await world.keep(here, a_deadline(version=2, owner="health"))

    assert len(refused) == 3
    assert [(cell.organ, cell.open) for cell in await world.board(here)] == [("health", 1)]
    assert (await world.digest(here)).disagreeing == 0


async def test_people_answer_what_they_were_told_meanwhile(world: World) -> None:
    here, overdue = somewhere(), a_deadline(due=day("2026-09-10"))
    world.contacts.known["housing", "head"] = [Contact("housing/head", "sms", "1")]
    await world.keep(here, overdue)
    await send_deliveries(world.ports(), here)
    (told,) = await world.deliveries(here)

    async def answer() -> None:
        await acknowledge_delivery(world.ports(), a_post("housing/head", here), told.id)

    world.owners.states, world.owners.between = [Told((overdue,))], answer
    await rebuild_projections(world.ports(), a_post("centre/admin", here, REPLAY_JOURNALS))

    assert [each.state for each in await world.deliveries(here)] == [State.ACKNOWLEDGED]


async def test_it_takes_the_permission(world: World) -> None:
    with pytest.raises(Forbidden):
        await rebuild_projections(world.ports(), a_post("centre/admin", somewhere()))
