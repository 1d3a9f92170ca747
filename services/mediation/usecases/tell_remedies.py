"""Both sides were told which other ways stay open, after a mediation that one side stopped."""

from collections.abc import Sequence
from uuid import UUID

from chassis.kernel import Principal
from services.mediation.domain.permissions import CONCLUDE_MEDIATIONS
from services.mediation.domain.referral import Referral
from services.mediation.usecases.ports import Ports


async def tell_remedies(
    ports: Ports, actor: Principal, referral_id: UUID, remedies: Sequence[str]
) -> Referral:
    actor.require(CONCLUDE_MEDIATIONS)
    async with ports.transaction(actor) as work:
        referral = await work.referrals.get(referral_id, seen_by=actor)
        referral.tell_remedies(remedies, by=actor, now=ports.now())
        await work.referrals.save(referral)
    return referral
