"""A mediation ends."""

import pytest

from chassis.kernel import Forbidden
from services.mediation.domain.conclusion import Report
from services.mediation.domain.errors import RemediesUntold
from services.mediation.domain.states import State
from services.mediation.usecases import conclude_mediation
from tests.mediation.builders import FAILED, MEDIATOR, a_referrer, an_accepted_referral
from tests.mediation.fakes import Memory


async def test_an_oral_agreement_takes_effect_when_they_agree() -> None:
    referral = an_accepted_referral()
    memory = await Memory.of(referral)
    report = Report(outcome="agreed", agreement="oral", effective="2026-09-16")

    await conclude_mediation(memory.ports(), MEDIATOR, referral.id, report)

    assert (referral.state, memory.told) == (State.CONCLUDED, ["ReferralConcluded"])


async def test_a_failure_without_the_remedies_told_leaves_it_open() -> None:
    referral = an_accepted_referral()
    memory = await Memory.of(referral)

    with pytest.raises(RemediesUntold):
        await conclude_mediation(
            memory.ports(), MEDIATOR, referral.id, Report(outcome="failed", ending="unreachable")
        )

    assert (referral.state, memory.told) == (State.ACCEPTED, [])


async def test_whoever_referred_cannot_end_it() -> None:
    referral = an_accepted_referral()
    memory = await Memory.of(referral)

    with pytest.raises(Forbidden):
        await conclude_mediation(memory.ports(), a_referrer(), referral.id, FAILED)
