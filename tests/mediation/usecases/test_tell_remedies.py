"""The remedies, told after one side stopped mediation."""

import pytest

from chassis.kernel import Forbidden
from services.mediation.domain.errors import NothingToTell
from services.mediation.usecases import Said, conclude_mediation, tell_remedies, withdraw_consent
from tests.mediation.builders import FAILED, MEDIATOR, a_referrer, an_accepted_referral
from tests.mediation.fakes import Memory


async def test_what_was_owed_is_told_once() -> None:
    referral = an_accepted_referral()
    memory = await Memory.of(referral)
    said = Said("petitioner", "signed", "2026-09-16")
    await withdraw_consent(memory.ports(), MEDIATOR, referral.id, said)

    await tell_remedies(memory.ports(), MEDIATOR, referral.id, ["litigation"])

    assert memory.told[-1] == "RemediesTold"
    assert referral.conclusion is not None
    assert not referral.conclusion.owes_remedies


async def test_a_failure_owes_nothing_more() -> None:
    referral = an_accepted_referral()
    memory = await Memory.of(referral)
    await conclude_mediation(memory.ports(), MEDIATOR, referral.id, FAILED)

    with pytest.raises(NothingToTell):
        await tell_remedies(memory.ports(), MEDIATOR, referral.id, ["litigation"])


async def test_it_takes_the_permission_to_conclude() -> None:
    with pytest.raises(Forbidden):
        await tell_remedies(
            (await Memory.of()).ports(), a_referrer(), an_accepted_referral().id, ["litigation"]
        )
