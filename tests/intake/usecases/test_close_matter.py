"""Closing, over ports in memory."""

from services.intake.domain.states import Status
from services.intake.usecases import close_matter
from tests.intake.builders import HOUSING, a_served_matter
from tests.intake.fakes import World


async def test_the_last_part_closes_the_matter() -> None:
    matter = a_served_matter()
    world = World().holding(matter)

    await close_matter(world.ports, HOUSING, matter.id)

    assert matter.status is Status.CLOSED
    assert world.facts == ["PartClosed", "MatterClosed"]
