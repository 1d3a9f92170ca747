"""Deciding an objection, over ports in memory."""

import pytest

from services.intake.domain.states import State
from services.intake.usecases import decide_objection, object_to_assignment
from tests.intake.builders import BUREAU, HOUSING, a_forwarded_matter
from tests.intake.fakes import World


@pytest.mark.parametrize(
    ("upheld", "state", "fact"),
    [(True, State.RETURNED, "ObjectionUpheld"), (False, State.PENDING, "ObjectionRejected")],
)
async def test_the_sender_takes_it_back_or_leaves_it(upheld: bool, state: State, fact: str) -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)
    await object_to_assignment(world.ports, HOUSING, matter.id, "属卫健部门职责")

    await decide_objection(
        world.ports, BUREAU, matter.id, "housing", upheld=upheld, reason="已核实"
    )

    assert matter.part_of("housing").state is state
    assert world.facts[-1] == fact
