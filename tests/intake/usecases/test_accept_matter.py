"""Accepting, over ports in memory."""

from services.intake.domain.states import State
from services.intake.usecases import accept_matter
from tests.intake.builders import HOUSING, a_forwarded_matter
from tests.intake.fakes import World


async def test_an_organ_accepts_what_lies_with_it() -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)

    await accept_matter(world.ports, HOUSING, matter.id)

    assert matter.part_of("housing").state is State.ACCEPTED
    assert world.facts == ["MatterAccepted"]
