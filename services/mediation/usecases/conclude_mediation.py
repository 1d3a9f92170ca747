"""Mediation ends: agreed, failed with the other remedies told, or withdrawn."""

from uuid import UUID

from chassis.kernel import Principal
from services.mediation.domain.conclusion import Report
from services.mediation.domain.permissions import CONCLUDE_MEDIATIONS
from services.mediation.domain.referral import Referral
from services.mediation.usecases.ports import Ports


async def conclude_mediation(
    ports: Ports, actor: Principal, referral_id: UUID, report: Report
) -> Referral:
    actor.require(CONCLUDE_MEDIATIONS)
    async with ports.transaction(actor) as work:
        referral = await work.referrals.get(referral_id, seen_by=actor)
        referral.conclude(report, by=actor, now=ports.now())
        await work.referrals.save(referral)
    return referral
