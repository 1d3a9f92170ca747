"""Declining more time, over ports in memory."""

from services.intake.usecases import decline_extension, request_extension
from tests.intake.builders import HOUSING, an_accepted_matter, clock_of
from tests.intake.fakes import World


async def test_a_declined_request_leaves_the_sixty_days() -> None:
    matter = an_accepted_matter()
    world = World().holding(matter)
    await request_extension(world.ports, HOUSING, matter.id, 30, "需要鉴定")

    await decline_extension(world.ports, HOUSING, matter.id)

    assert clock_of(matter, "handling", "housing").extensions == ()
    assert world.facts[-1] == "ExtensionDeclined"
