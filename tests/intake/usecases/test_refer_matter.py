"""Referring to mediation, over ports in memory."""

import pytest

from services.intake.domain.errors import ConsentMissing
from services.intake.usecases import refer_matter
from tests.intake.builders import HOUSING, an_accepted_matter
from tests.intake.fakes import World


async def test_with_both_consents_the_matter_is_offered() -> None:
    matter = an_accepted_matter()
    world = World().holding(matter)

    await refer_matter(
        world.ports,
        HOUSING,
        matter.id,
        "property_service",
        {"petitioner": "2026-09-15", "respondent": "2026-09-16", "respondent_method": "written"},
    )

    assert [c.method for c in matter.referrals[0].consents] == ["oral", "written"]
    assert world.facts == ["MatterReferred"]


async def test_with_one_consent_it_is_not() -> None:
    matter = an_accepted_matter()

    with pytest.raises(ConsentMissing):
        await refer_matter(
            World().holding(matter).ports,
            HOUSING,
            matter.id,
            "property_service",
            {"petitioner": "2026-09-15"},
        )
