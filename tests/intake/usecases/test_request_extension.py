"""Asking for more time, over ports in memory."""

from services.intake.usecases import request_extension
from tests.intake.builders import HOUSING, an_accepted_matter
from tests.intake.fakes import World


async def test_a_request_alone_extends_nothing() -> None:
    matter = an_accepted_matter()
    before = list(matter.clocks)
    world = World().holding(matter)

    await request_extension(world.ports, HOUSING, matter.id, 30, "需要鉴定")

    assert matter.clocks == before
    assert world.facts == ["ExtensionRequested"]
