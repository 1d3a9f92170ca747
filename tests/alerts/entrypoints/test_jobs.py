"""The rounds that come by themselves."""

import pytest
from sqlalchemy import text

from chassis import database
from chassis.database import MACHINERY
from services.alerts.adapters.postgres import Postgres
from services.alerts.domain.delivery import State
from services.alerts.entrypoints.jobs import Rounds
from services.alerts.usecases.ports import Contact
from tests.alerts.builders import a_deadline, day
from tests.alerts.fakes import World
from tests.builders import at, somewhere

pytestmark = pytest.mark.engines


async def test_a_round_turns_the_day_and_tells_people_wherever_something_was_heard_of(
    world: World,
) -> None:
    places = sorted(somewhere() for _ in range(2))
    world.contacts.known["housing", "head"] = [Contact("housing/head", "sms", "1")]
    for here in places:
        await world.keep(here, a_deadline(due=day("2026-10-31")))
    assert set(places) <= set(await Postgres(world.engine).places())
    world.clock.now = at("2026-10-30")

    async def ours() -> list[str]:
        return places

    rounds = Rounds(world.ports(), ours)
    await rounds.turn_days()
    await rounds.deliver()

    for here in places:
        assert [told.state for told in await world.deliveries(here)] == [State.SENT]


async def test_a_board_that_was_wrong_is_mended_and_told_of(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    here = somewhere()
    await world.keep(here, a_deadline())
    async with database.transaction(world.engine, here, MACHINERY) as work:
        await work.connection.execute(text("UPDATE alerts.board SET open = 7"))

    async def ours() -> list[str]:
        return [here]

    rounds = Rounds(world.ports(), ours)
    await rounds.recount()
    told = caplog.text
    await rounds.recount()

    assert [cell.open for cell in await world.board(here)] == [1]
    assert f"the board of {here} was wrong in 1 cells" in told
    assert caplog.text == told


async def test_a_place_that_fails_does_not_keep_the_others_waiting(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(due=day("2026-10-31")))
    world.clock.now = at("2026-10-30")

    async def one_of_them_broken() -> list[str]:
        return ["\0", here]

    await Rounds(world.ports(), one_of_them_broken).turn_days()

    assert [cell.colour.value for cell in await world.board(here)] == ["red"]
    assert "a round failed" in caplog.text
