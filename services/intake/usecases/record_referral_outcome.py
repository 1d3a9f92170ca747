"""What the mediation centre told of a referral."""

from uuid import UUID

from chassis.kernel import Actor
from services.intake.domain import following_up, reading
from services.intake.domain.states import ReferralStatus
from services.intake.usecases.ports import Ports

MEDIATION = Actor(UUID(int=0), "mediation", "")


async def record_referral_outcome(
    ports: Ports,
    jurisdiction: str,
    matter_id: UUID,
    referral_id: UUID,
    status: str,
    outcome: str,
    version: int,
) -> None:
    told = ReferralStatus(reading.one_of(status, "status", ReferralStatus))
    async with ports.transaction(jurisdiction) as work:
        matter = await work.matters.load(matter_id)
        changed = following_up.record_referral_outcome(
            matter, referral_id, told, outcome, version=version, by=MEDIATION, now=ports.now()
        )
        if changed:
            await work.matters.save(matter)
