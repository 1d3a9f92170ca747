"""The centre does not take a referral, and says why: the matter goes on in intake."""

from uuid import UUID

from chassis.kernel import Principal
from services.mediation.domain.permissions import ACCEPT_REFERRALS
from services.mediation.domain.referral import Referral
from services.mediation.usecases.ports import Ports


async def decline_referral(
    ports: Ports, actor: Principal, referral_id: UUID, ground: str, remark: str
) -> Referral:
    actor.require(ACCEPT_REFERRALS)
    async with ports.transaction(actor) as work:
        referral = await work.referrals.get(referral_id, seen_by=actor)
        referral.decline(ground, remark, by=actor, now=ports.now())
        await work.referrals.save(referral)
    return referral
