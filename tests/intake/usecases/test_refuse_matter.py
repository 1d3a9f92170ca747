"""Refusing, over ports in memory."""

from services.intake.domain.states import Status
from services.intake.usecases import refuse_matter
from tests.intake.builders import BUREAU, a_matter
from tests.intake.fakes import World


async def test_a_refusal_is_a_notice_with_ground_and_remedy() -> None:
    matter = a_matter()
    world = World().holding(matter)

    await refuse_matter(world.ports, BUREAU, matter.id, "in_progress", "正在办理同一事项")

    assert matter.status is Status.REFUSED
    assert [notice.kind for notice in matter.notices] == ["refusal"]
    assert world.facts == ["MatterRefused"]
