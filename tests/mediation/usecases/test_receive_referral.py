"""An offer of intake reaches the centre."""

from services.mediation.usecases import receive_referral
from tests.mediation.builders import an_offer
from tests.mediation.fakes import Memory


async def test_an_offer_told_twice_is_one_referral() -> None:
    memory, offer = Memory(), an_offer()

    await receive_referral(memory.consumer_ports(), offer)
    await receive_referral(memory.consumer_ports(), offer)

    assert memory.told == ["ReferralReceived"]
    assert memory.referrals.kept[offer.referral].matter == offer.matter


async def test_an_offer_of_a_matter_sealed_meanwhile_is_sealed_from_the_first_day() -> None:
    memory, offer = Memory(), an_offer()
    memory.matters.sealed.add(offer.matter)

    await receive_referral(memory.consumer_ports(), offer)

    assert memory.referrals.kept[offer.referral].sealed
