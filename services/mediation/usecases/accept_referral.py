"""A committee takes a referral, with the consent of both sides. The mediation clock starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.kernel import Principal
from law.calendar import day_of
from services.mediation.domain.consent import Declaration
from services.mediation.domain.permissions import ACCEPT_REFERRALS
from services.mediation.domain.referral import Referral
from services.mediation.usecases.ports import Ports


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said of its consent, as it was handed in."""

    side: str
    manner: str
    on: str


async def accept_referral(
    ports: Ports, actor: Principal, referral_id: UUID, committee: str, consents: Sequence[Said]
) -> Referral:
    actor.require(ACCEPT_REFERRALS)
    now = ports.now()
    declared = [
        Declaration.read(c.side, c.manner, c.on, recorded_by=actor.post, today=day_of(now))
        for c in consents
    ]
    async with ports.transaction(actor) as work:
        referral = await work.referrals.get(referral_id, seen_by=actor)
        rules = ports.rulebooks.current(actor.jurisdiction)
        referral.accept(committee, declared, rules=rules, by=actor, now=now)
        await work.referrals.save(referral)
    return referral
