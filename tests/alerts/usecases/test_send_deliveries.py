"""Red is told to the person who must act, over a channel that took it, or the failure shows."""

from datetime import timedelta

import pytest

from services.alerts.domain.delivery import RETRY_AFTER, State
from services.alerts.usecases import send_deliveries
from services.alerts.usecases.ports import Contact
from tests.alerts.builders import SUBJECT, a_deadline, day
from tests.alerts.fakes import World
from tests.builders import somewhere

pytestmark = pytest.mark.engines

HEAD = Contact("housing/head", "sms", "13800000001")
BY_MAIL = Contact("housing/head", "email", "head@housing.test")
SECOND_HEAD = Contact("housing/second", "sms", "13800000002")


async def a_red_case(world: World, *contacts: Contact) -> str:
    here = somewhere()
    world.contacts.known["housing", "head"] = list(contacts)
    await world.keep(here, a_deadline(due=day("2026-09-18")))
    return here


async def test_the_head_gets_number_step_and_days_left_and_nothing_personal(world: World) -> None:
    here = await a_red_case(world, HEAD)

    await send_deliveries(world.ports(), here)

    assert world.messenger.sent == [
        (
            "13800000001",
            f"信访事项 {SUBJECT} 的“办理答复”期限为 2026-09-18,还剩 2 天。"
            "请及时办理,并在系统中确认收到。",
        )
    ]
    (told,) = await world.deliveries(here)
    assert (told.state, told.post, told.address_kind) == (State.SENT, "housing/head", "sms")


async def test_nothing_is_sent_twice(world: World) -> None:
    here = await a_red_case(world, HEAD)

    for _ in range(3):
        await send_deliveries(world.ports(), here)

    assert len(world.messenger.sent) == 1


async def test_the_next_address_is_tried_when_the_first_fails(world: World) -> None:
    here = await a_red_case(world, HEAD, BY_MAIL)
    world.messenger.broken[HEAD.target] = "no_channel"

    await send_deliveries(world.ports(), here)

    (told,) = await world.deliveries(here)
    assert (told.state, told.address_kind) == (State.SENT, "email")


async def test_two_people_who_hold_the_role_are_both_told(world: World) -> None:
    here = await a_red_case(world, HEAD, SECOND_HEAD)

    await send_deliveries(world.ports(), here)
    await send_deliveries(world.ports(), here)

    assert [target for target, _ in world.messenger.sent] == [HEAD.target, SECOND_HEAD.target]
    assert {told.post for told in await world.deliveries(here)} == {
        "housing/head",
        "housing/second",
    }


async def test_a_failure_shows_its_reason_and_is_tried_later_and_later(world: World) -> None:
    here = await a_red_case(world, HEAD)
    world.messenger.broken[HEAD.target] = "no_channel"

    attempts = []
    for wait in (timedelta(0), *RETRY_AFTER, timedelta(days=1)):
        world.clock.now += wait
        await send_deliveries(world.ports(), here)
        (told,) = await world.deliveries(here)
        assert (told.state, told.reason) == (State.FAILED, "sms: no_channel")
        attempts.append(told.attempts)

    assert attempts == [1, 2, 3, 4, 5, 5]


async def test_a_channel_that_comes_back_is_used(world: World) -> None:
    here = await a_red_case(world, HEAD)
    world.contacts.away = True
    await send_deliveries(world.ports(), here)
    assert [told.reason for told in await world.deliveries(here)] == ["unavailable"]

    world.contacts.away = False
    world.clock.now += RETRY_AFTER[0]
    await send_deliveries(world.ports(), here)

    assert [told.state for told in await world.deliveries(here)] == [State.SENT]


async def test_a_role_nobody_holds_is_a_failure_that_everybody_sees(world: World) -> None:
    here = await a_red_case(world)

    await send_deliveries(world.ports(), here)

    (told,) = await world.deliveries(here)
    assert (told.state, told.reason, told.post) == (State.FAILED, "role_not_held", "")


async def test_what_was_done_meanwhile_is_not_sent(world: World) -> None:
    here = await a_red_case(world, HEAD)
    await world.keep(here, a_deadline(version=2, due=day("2026-09-18"), stopped=day("2026-09-16")))

    await send_deliveries(world.ports(), here)

    assert world.messenger.sent == []
    assert [told.state for told in await world.deliveries(here)] == [State.WITHDRAWN]
