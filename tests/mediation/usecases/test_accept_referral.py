"""A committee takes a referral."""

import pytest

from chassis.kernel import Forbidden
from services.mediation.domain.errors import ConsentMissing, DayNotReached, NoSuchReferral
from services.mediation.usecases import Said, accept_referral
from tests.builders import a_principal, an_id
from tests.mediation.builders import MEDIATING, MEDIATOR, a_referral, a_referrer
from tests.mediation.fakes import Memory

BOTH = [Said("petitioner", "signed", "2026-09-15"), Said("respondent", "online", "2026-09-16")]


async def test_who_wrote_the_consents_down_is_kept_as_a_post() -> None:
    referral = a_referral()
    memory = await Memory.of(referral)

    await accept_referral(memory.ports(), MEDIATOR, referral.id, "labour", BOTH)

    assert {consent.recorded_by for consent in referral.consents} == {MEDIATOR.post}
    assert memory.told == ["ReferralAccepted"]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        (BOTH[:1], ConsentMissing),
        ([BOTH[0], Said("respondent", "signed", "2026-09-17")], DayNotReached),
    ],
)
async def test_a_refused_acceptance_keeps_nothing(
    said: list[Said], refused: type[Exception]
) -> None:
    referral = a_referral()
    memory = await Memory.of(referral)

    with pytest.raises(refused):
        await accept_referral(memory.ports(), MEDIATOR, referral.id, "labour", said)

    assert memory.told == []


async def test_whoever_may_not_accept_is_told_which_permission_is_missing() -> None:
    referral = a_referral()
    memory = await Memory.of(referral)

    with pytest.raises(Forbidden, match="referral:accept"):
        await accept_referral(memory.ports(), a_referrer(), referral.id, "labour", BOTH)


async def test_a_stranger_finds_nothing() -> None:
    referral = a_referral()
    memory = await Memory.of(referral)
    stranger = a_principal("housing", may=MEDIATING)

    with pytest.raises(NoSuchReferral):
        await accept_referral(memory.ports(), stranger, referral.id, "labour", BOTH)
    with pytest.raises(NoSuchReferral):
        await accept_referral(memory.ports(), MEDIATOR, an_id(), "labour", BOTH)
