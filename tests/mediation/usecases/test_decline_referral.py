"""The centre does not take a referral."""

import pytest

from chassis.kernel import Forbidden
from services.mediation.domain.errors import TextUnreadable
from services.mediation.usecases import decline_referral
from tests.mediation.builders import MEDIATOR, a_referral, a_referrer
from tests.mediation.fakes import Memory


async def test_a_declined_referral_says_why() -> None:
    referral = a_referral()
    memory = await Memory.of(referral)

    await decline_referral(memory.ports(), MEDIATOR, referral.id, "consent_refused", "对方不同意")

    assert (memory.told, referral.declined_for) == (["ReferralDeclined"], "consent_refused")


async def test_no_referral_is_declined_without_a_word() -> None:
    referral = a_referral()
    memory = await Memory.of(referral)

    with pytest.raises(TextUnreadable):
        await decline_referral(memory.ports(), MEDIATOR, referral.id, "other", " ")

    assert memory.told == []


async def test_whoever_referred_cannot_decline() -> None:
    referral = a_referral()
    memory = await Memory.of(referral)

    with pytest.raises(Forbidden):
        await decline_referral(memory.ports(), a_referrer(), referral.id, "other", "…")
