"""Intake offers a matter's dispute: it reaches the mediation centre, whose clock starts."""

from uuid import UUID

from chassis.kernel import Actor
from services.mediation.domain.facts import Offer
from services.mediation.domain.referral import Referral
from services.mediation.usecases.ports import ConsumerPorts

NOBODY = UUID(int=0)


async def receive_referral(ports: ConsumerPorts, offer: Offer) -> None:
    """An offer told twice is one referral."""
    async with ports.transaction() as work:
        sealed = await work.matters.meet(offer.matter)
        if await work.referrals.find(offer.referral) is not None:
            return
        referral = Referral.receive(
            offer,
            jurisdiction=ports.jurisdiction,
            sealed=sealed,
            rules=ports.rulebooks.current(ports.jurisdiction),
            by=Actor(NOBODY, "mediation-receive-referrals", offer.referred_by),
            now=ports.now(),
        )
        await work.referrals.save(referral)
