"""Classifying, over ports in memory."""

import pytest

from services.intake.domain.errors import NoSuchMatter
from services.intake.usecases import accept_matter, classify_matter
from tests.intake.builders import BUREAU, HOUSING, LEAF, a_forwarded_matter, a_matter
from tests.intake.fakes import World

ACCUSATION = {"purpose": "accusation", "route": "accusation", "content": LEAF}


async def test_a_claim_is_classified_with_its_requests() -> None:
    matter = a_matter(route="")
    world = World().holding(matter)

    await classify_matter(
        world.ports,
        BUREAU,
        matter.id,
        {"purpose": "claim", "content": LEAF, "route": "r6"},
        requests=["修电梯", "退费"],
    )

    assert [request.number for request in matter.requests] == [1, 2]
    assert world.facts == ["MatterClassified"]


async def test_once_it_is_an_accusation_the_organ_that_had_it_finds_nothing() -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)

    await classify_matter(world.ports, BUREAU, matter.id, ACCUSATION, respondents=["housing"])

    with pytest.raises(NoSuchMatter):
        await accept_matter(world.ports, HOUSING, matter.id)
    assert world.facts == ["MatterClassified", "MatterSealed", "MatterWithdrawn"]
