"""Naming the contact, over ports in memory."""

import pytest

from services.intake.domain.errors import PostVacant
from services.intake.usecases import name_contact
from tests.intake.builders import HOUSING, a_forwarded_matter
from tests.intake.fakes import VACANT, World


async def test_the_petitioner_turns_to_one_post() -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)

    await name_contact(world.ports, HOUSING, matter.id, "housing/handler")

    assert matter.contact == "housing/handler"
    assert world.facts == ["ContactNamed"]


async def test_nobody_is_sent_to_an_empty_desk() -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)

    with pytest.raises(PostVacant):
        await name_contact(world.ports, HOUSING, matter.id, VACANT)

    assert world.facts == []
