"""Assigning, over ports in memory."""

import pytest

from services.intake.domain.errors import DeadlineImpossible
from services.intake.usecases import assign_matter
from tests.intake.builders import BUREAU, a_matter, clock_of
from tests.intake.fakes import World


async def test_the_assigner_sets_the_day_of_the_closing_report() -> None:
    matter = a_matter()
    world = World().holding(matter)

    await assign_matter(world.ports, BUREAU, matter.id, "housing", days=10)

    assert clock_of(matter, "closing_report", "housing").term.length == 10
    assert world.facts == ["MatterAssigned"]


@pytest.mark.parametrize("days", [0, -5, 366])
async def test_an_impossible_deadline_is_refused(days: int) -> None:
    matter = a_matter()
    world = World().holding(matter)

    with pytest.raises(DeadlineImpossible):
        await assign_matter(world.ports, BUREAU, matter.id, "housing", days=days)
    assert matter.assignments == []
