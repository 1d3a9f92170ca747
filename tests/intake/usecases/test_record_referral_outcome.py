"""Hearing from mediation, over ports in memory."""

from itertools import permutations

import pytest

from services.intake.domain.states import ReferralStatus
from services.intake.usecases import record_referral_outcome, refer_matter
from tests.intake.builders import HOUSING, an_accepted_matter
from tests.intake.fakes import World

CONSENTS = {"petitioner": "2026-09-15", "respondent": "2026-09-16"}
NEWS = [(1, "offered", ""), (2, "accepted", ""), (3, "concluded", "agreed")]


@pytest.mark.parametrize("order", list(permutations(NEWS)))
async def test_whatever_the_order_of_the_news_the_latest_stays(
    order: tuple[tuple[int, str, str], ...],
) -> None:
    matter = an_accepted_matter()
    world = World().holding(matter)
    await refer_matter(world.ports, HOUSING, matter.id, "property_service", CONSENTS)
    (referral,) = matter.referrals

    for version, status, outcome in (*order, *order):
        await record_referral_outcome(
            world.ports, "420881", matter.id, referral.id, status, outcome, version
        )

    assert (referral.status, referral.outcome) == (ReferralStatus.CONCLUDED, "agreed")
