"""Approving more time, over ports in memory."""

from services.intake.usecases import approve_extension, request_extension
from tests.intake.builders import HOUSING, an_accepted_matter, clock_of
from tests.intake.fakes import World


async def test_the_head_extends_and_the_clock_keeps_who_did() -> None:
    matter = an_accepted_matter()
    world = World().holding(matter)
    await request_extension(world.ports, HOUSING, matter.id, 30, "需要鉴定")

    await approve_extension(world.ports, HOUSING, matter.id)

    (extension,) = clock_of(matter, "handling", "housing").extensions
    assert (extension.days, extension.by) == (30, "housing/clerk")
    assert world.facts[-1] == "ExtensionApproved"
