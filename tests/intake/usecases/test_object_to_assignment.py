"""Objecting and deciding, over ports in memory."""

from services.intake.domain.states import State
from services.intake.usecases import object_to_assignment
from tests.intake.builders import HOUSING, a_forwarded_matter
from tests.intake.fakes import World


async def test_an_organ_objects_to_what_is_out_of_its_scope() -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)

    await object_to_assignment(world.ports, HOUSING, matter.id, "属卫健部门职责")

    assert matter.part_of("housing").state is State.OBJECTED
    assert world.facts == ["AssignmentObjected"]
