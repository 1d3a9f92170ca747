"""What nobody answers goes to the deputy, then to the supervisor: once each, and visibly."""

from datetime import timedelta

import pytest

from services.alerts.domain.delivery import SUPERVISING_ORGAN, State
from services.alerts.usecases import acknowledge_delivery, pass_on_deliveries, send_deliveries
from services.alerts.usecases.ports import Contact
from tests.alerts.builders import a_deadline, a_post, day
from tests.alerts.fakes import World
from tests.builders import RULES, somewhere

pytestmark = pytest.mark.engines

PATIENCE = timedelta(hours=RULES.alerting.acknowledge.value)
PEOPLE = {
    ("housing", "head"): Contact("housing/head", "sms", "1"),
    ("housing", "deputy"): Contact("housing/deputy", "sms", "2"),
    (SUPERVISING_ORGAN, "supervisor"): Contact("bureau/supervisor", "sms", "3"),
}


async def a_red_case(world: World, **changed: object) -> str:
    here = somewhere()
    world.contacts.known = {who: [contact] for who, contact in PEOPLE.items()}
    await world.keep(here, a_deadline(**{"due": day("2026-09-18")} | changed))
    await round_(world, here)
    return here


async def round_(world: World, here: str) -> None:
    await pass_on_deliveries(world.ports(), here)
    await send_deliveries(world.ports(), here)


async def chain(world: World, here: str) -> list[tuple[str, State]]:
    steps = sorted(await world.deliveries(here), key=lambda told: told.step)
    return [(told.post, told.state) for told in steps]


async def test_the_chain_ends_with_the_supervisor_and_shows_every_step(world: World) -> None:
    here = await a_red_case(world)

    for _ in range(4):
        world.clock.now += PATIENCE
        await round_(world, here)
        await round_(world, here)

    assert [target for target, _ in world.messenger.sent] == ["1", "2", "3"]
    assert await chain(world, here) == [
        ("housing/head", State.PASSED_ON),
        ("housing/deputy", State.PASSED_ON),
        ("bureau/supervisor", State.SENT),
    ]


async def test_nothing_is_passed_on_before_its_time(world: World) -> None:
    here = await a_red_case(world)

    world.clock.now += PATIENCE - timedelta(seconds=1)
    await round_(world, here)

    assert await chain(world, here) == [("housing/head", State.SENT)]


async def test_an_answer_ends_the_chain(world: World) -> None:
    here = await a_red_case(world)
    (told,) = await world.deliveries(here)
    await acknowledge_delivery(world.ports(), a_post(told.post, here), told.id)

    world.clock.now += 3 * PATIENCE
    await round_(world, here)

    assert await chain(world, here) == [("housing/head", State.ACKNOWLEDGED)]


async def test_a_duty_that_was_done_is_passed_on_to_nobody(world: World) -> None:
    here = await a_red_case(world)
    await world.keep(here, a_deadline(version=2, due=day("2026-09-18"), stopped=day("2026-09-16")))

    world.clock.now += PATIENCE
    await round_(world, here)

    assert await chain(world, here) == [("housing/head", State.SENT)]


async def test_a_head_without_an_address_passes_it_on_at_once(world: World) -> None:
    here = somewhere()
    world.contacts.known = {("housing", "deputy"): [PEOPLE["housing", "deputy"]]}
    await world.keep(here, a_deadline(due=day("2026-09-18")))

    await round_(world, here)
    await round_(world, here)

    assert await chain(world, here) == [("", State.FAILED), ("housing/deputy", State.SENT)]


async def test_what_is_sealed_does_not_leave_its_organ(world: World) -> None:
    here = await a_red_case(world, sealed=True)

    for _ in range(4):
        world.clock.now += PATIENCE
        await round_(world, here)

    assert [target for target, _ in world.messenger.sent] == ["1", "2"]
