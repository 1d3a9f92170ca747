"""Handing over, over ports in memory."""

from datetime import date

import pytest

from services.intake.domain.errors import DateUnreadable
from services.intake.domain.states import Status
from services.intake.usecases import hand_over_matter
from tests.intake.builders import BUREAU, a_matter
from tests.intake.fakes import World


async def test_a_matter_for_the_courts_is_handed_over_and_the_petitioner_told() -> None:
    matter = a_matter(route="r1")
    world = World().holding(matter)

    await hand_over_matter(
        world.ports, BUREAU, matter.id, "litigation", "市人民法院", "请依法起诉", "2026-09-15"
    )

    assert matter.status is Status.CLOSED
    assert matter.hand_overs[0].on == date(2026, 9, 15)
    assert world.facts == ["MatterHandedOver", "MatterClosed"]


async def test_a_day_that_cannot_be_read_is_refused() -> None:
    matter = a_matter(route="r1")

    with pytest.raises(DateUnreadable):
        await hand_over_matter(
            World().holding(matter).ports, BUREAU, matter.id, "litigation", "法院", "移送", "昨天"
        )
