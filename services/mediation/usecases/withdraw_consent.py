"""One side wants no more mediation. It ends at once."""

from collections.abc import Sequence
from uuid import UUID

from chassis.kernel import Principal
from law.calendar import day_of
from services.mediation.domain.consent import Declaration
from services.mediation.domain.permissions import CONCLUDE_MEDIATIONS
from services.mediation.domain.referral import Referral
from services.mediation.usecases.accept_referral import Said
from services.mediation.usecases.ports import Ports


async def withdraw_consent(
    ports: Ports, actor: Principal, referral_id: UUID, said: Said, remedies: Sequence[str] = ()
) -> Referral:
    actor.require(CONCLUDE_MEDIATIONS)
    now = ports.now()
    withdrawal = Declaration.read(
        said.side, said.manner, said.on, recorded_by=actor.post, today=day_of(now)
    )
    async with ports.transaction(actor) as work:
        referral = await work.referrals.get(referral_id, seen_by=actor)
        referral.withdraw_consent(withdrawal, remedies, by=actor, now=now)
        await work.referrals.save(referral)
    return referral
