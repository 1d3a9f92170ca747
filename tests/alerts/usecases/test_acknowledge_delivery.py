"""Only the post that was told can say that it knows."""

from dataclasses import replace

import pytest

from chassis.kernel import Forbidden, NotFound
from services.alerts.domain.delivery import State
from services.alerts.usecases import acknowledge_delivery, send_deliveries
from services.alerts.usecases.ports import Contact
from tests.alerts.builders import a_deadline, a_post, day
from tests.alerts.fakes import World
from tests.builders import somewhere

pytestmark = pytest.mark.engines

HEAD = Contact("housing/head", "sms", "13800000001")


async def a_told_case(world: World) -> str:
    here = somewhere()
    world.contacts.known["housing", "head"] = [HEAD]
    await world.keep(here, a_deadline(due=day("2026-09-18")))
    await send_deliveries(world.ports(), here)
    return here


async def test_an_acknowledgement_is_kept_with_its_time_and_repeating_it_changes_nothing(
    world: World,
) -> None:
    here = await a_told_case(world)
    (told,) = await world.deliveries(here)

    first = await acknowledge_delivery(world.ports(), a_post("housing/head", here), told.id)
    world.clock.now = world.clock.now.replace(hour=18)
    again = await acknowledge_delivery(world.ports(), a_post("housing/head", here), told.id)

    assert first.state is State.ACKNOWLEDGED
    assert again == first


async def test_another_post_of_the_same_organ_finds_nothing(world: World) -> None:
    here = await a_told_case(world)
    (told,) = await world.deliveries(here)

    with pytest.raises(NotFound):
        await acknowledge_delivery(world.ports(), a_post("housing/clerk", here), told.id)


async def test_it_takes_the_permission(world: World) -> None:
    here = await a_told_case(world)
    (told,) = await world.deliveries(here)
    without = replace(a_post("housing/head", here), permissions=frozenset())

    with pytest.raises(Forbidden):
        await acknowledge_delivery(world.ports(), without, told.id)
