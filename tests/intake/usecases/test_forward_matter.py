"""Forwarding, over ports in memory."""

from services.intake.usecases import forward_matter
from tests.intake.builders import BUREAU, a_matter
from tests.intake.fakes import World


async def test_each_organ_that_gets_it_is_a_fact_of_its_own() -> None:
    matter = a_matter()
    world = World().holding(matter)

    await forward_matter(world.ports, BUREAU, matter.id, " housing ", ["health", "", "health"])

    assert [part.organ for part in matter.live_parts] == ["housing", "health"]
    assert world.facts == ["MatterForwarded", "MatterForwarded"]
