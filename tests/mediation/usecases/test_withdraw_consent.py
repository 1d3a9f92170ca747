"""One side wants no more mediation."""

import pytest

from chassis.kernel import Forbidden
from services.mediation.domain.errors import ChoiceUnknown
from services.mediation.domain.states import State
from services.mediation.usecases import Said, withdraw_consent
from tests.mediation.builders import MEDIATOR, a_referrer, an_accepted_referral
from tests.mediation.fakes import Memory

NO_MORE = Said("petitioner", "oral_recorded", "2026-09-16")


async def test_the_mediation_ends_in_the_same_moment() -> None:
    referral = an_accepted_referral()
    memory = await Memory.of(referral)

    await withdraw_consent(memory.ports(), MEDIATOR, referral.id, NO_MORE)

    assert referral.state is State.CONCLUDED
    assert referral.withdrawal is not None
    assert (referral.withdrawal.side, referral.withdrawal.recorded_by) == (
        "petitioner",
        MEDIATOR.post,
    )
    assert memory.told == ["ConsentWithdrawn", "ReferralConcluded"]


async def test_a_remedy_that_is_none_is_refused() -> None:
    referral = an_accepted_referral()
    memory = await Memory.of(referral)

    with pytest.raises(ChoiceUnknown):
        await withdraw_consent(memory.ports(), MEDIATOR, referral.id, NO_MORE, ["prayer"])

    assert memory.told == []


async def test_whoever_may_not_conclude_cannot_record_it() -> None:
    referral = an_accepted_referral()
    memory = await Memory.of(referral)

    with pytest.raises(Forbidden):
        await withdraw_consent(memory.ports(), a_referrer(), referral.id, NO_MORE)
