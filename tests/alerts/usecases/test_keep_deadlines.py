"""What a changed clock sets off: an alarm once a due day, a word to the others once for good."""

import pytest

from services.alerts.domain.colours import Colour
from services.alerts.domain.delivery import State
from services.alerts.usecases import turn_day
from tests.alerts.builders import SUBJECT, a_deadline, a_matter, day
from tests.alerts.fakes import World
from tests.builders import at, somewhere

pytestmark = pytest.mark.engines

SOON, LATER, PAST = day("2026-09-18"), day("2026-12-01"), day("2026-09-10")


async def test_what_turns_red_queues_one_alarm_for_the_head_of_the_organ(world: World) -> None:
    here = somewhere()

    for version in (1, 2, 3):
        await world.keep(here, a_deadline(version=version, due=SOON))

    (alarm,) = await world.deliveries(here)
    assert (alarm.organ, alarm.role, alarm.due, alarm.state) == (
        "housing",
        "head",
        SOON,
        State.QUEUED,
    )


async def test_a_new_due_day_is_a_new_alarm(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(due=SOON))
    await world.keep(here, a_deadline(version=2, due=LATER))

    world.clock.now = at("2026-11-30")
    await turn_day(world.ports(), here)

    assert [alarm.due for alarm in await world.deliveries(here)] == [SOON, LATER]


async def test_history_notifies_nobody(world: World) -> None:
    here = somewhere()

    await world.keep(here, a_deadline(due=PAST, historical=True))

    assert [cell.colour for cell in await world.board(here)] == [Colour.RED]
    assert await world.deliveries(here) == []
    assert await world.told_missed(here) == []


async def test_a_missed_deadline_is_told_once(world: World) -> None:
    here = somewhere()

    await world.keep(here, a_deadline(due=PAST))
    await world.keep(here, a_deadline(version=2, due=PAST, stopped=day("2026-09-15")))

    assert await world.told_missed(here) == [
        {
            "subjectKind": "matter",
            "subjectId": str(SUBJECT),
            "number": 1,
            "term": "handling",
            "owner": "housing",
            "due": "2026-09-10",
            "version": "1",
        }
    ]


async def test_what_was_done_late_before_we_heard_of_it_was_missed_all_the_same(
    world: World,
) -> None:
    here = somewhere()

    await world.keep(here, a_deadline(due=PAST, stopped=day("2026-09-11")))

    assert len(await world.told_missed(here)) == 1


async def test_a_right_that_lapses_is_missed_by_nobody(world: World) -> None:
    here = somewhere()

    await world.keep(here, a_deadline(term="objection", due=PAST))

    assert await world.board(here) == []
    assert await world.told_missed(here) == []


async def test_a_sealed_matter_warns_its_organ_and_tells_nobody_else(world: World) -> None:
    here = somewhere()

    await world.keep(here, a_deadline(owner="discipline", due=PAST, sealed=True))

    assert await world.board(here) == []
    assert len(await world.board(here, "discipline")) == 1
    assert await world.deliveries(here) == []  # of those that others may see
    assert await world.told_missed(here) == []


async def test_sealing_later_hides_what_was_delivered_before(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(due=SOON), matter=a_matter())
    assert len(await world.deliveries(here)) == 1

    sealed = a_matter(version=2, sealed=True)
    await world.keep(here, a_deadline(version=2, due=SOON, sealed=True), matter=sealed)

    assert await world.deliveries(here) == []


async def test_sealing_takes_everything_back_from_the_organ_complained_of(world: World) -> None:
    """Its clocks are not told any more: they would name it."""
    here = somewhere()
    await world.keep(here, a_deadline(owner="housing", due=PAST), matter=a_matter())
    assert len(await world.deliveries(here, "housing")) == 1

    sealed = a_matter(version=2, sealed=True)
    await world.keep(
        here, a_deadline(version=2, number=2, owner="discipline", sealed=True), matter=sealed
    )

    assert await world.board(here, "housing") == []
    assert await world.deliveries(here, "housing") == []
    assert (await world.told_missed(here))[-1] == {"subjectId": str(SUBJECT), "version": "2"}
    assert await world.forgetting(here) == [False, True]


async def test_sealing_what_was_never_late_tells_nothing(world: World) -> None:
    here = somewhere()
    await world.keep(here, a_deadline(), matter=a_matter())

    await world.keep(here, matter=a_matter(version=2, sealed=True))

    assert await world.told_missed(here) == []


async def test_an_older_event_brings_no_forgotten_clock_back(world: World) -> None:
    here = somewhere()
    sealed = a_matter(version=9, sealed=True)
    await world.keep(here, a_deadline(version=9, sealed=True), matter=sealed)

    await world.keep(
        here, a_deadline(version=8), a_deadline(version=8, number=2), matter=a_matter(version=8)
    )

    assert await world.board(here) == []
    assert (await world.digest(here)).disagreeing == 0
