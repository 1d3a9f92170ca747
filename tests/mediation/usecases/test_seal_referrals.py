"""A matter turns out to be an accusation."""

from services.mediation.usecases import receive_referral, seal_referrals
from tests.mediation.builders import a_referral, an_offer
from tests.mediation.fakes import Memory


async def test_a_seal_covers_all_referrals_of_the_matter_and_no_other() -> None:
    ours, others = a_referral(), a_referral()
    memory = await Memory.of(ours, others)

    await seal_referrals(memory.consumer_ports(), ours.matter)
    await seal_referrals(memory.consumer_ports(), ours.matter)

    assert (ours.sealed, others.sealed) == (True, False)
    assert memory.told == ["ReferralSealed"]


async def test_a_seal_that_overtakes_the_offer_still_covers_it() -> None:
    memory, offer = Memory(), an_offer()

    await seal_referrals(memory.consumer_ports(), offer.matter)
    await receive_referral(memory.consumer_ports(), offer)

    assert memory.referrals.kept[offer.referral].sealed
