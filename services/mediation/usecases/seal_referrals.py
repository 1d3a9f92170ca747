"""A matter turned out to be an accusation: whoever is not of the centre no longer sees it here."""

from uuid import UUID

from chassis.kernel import Actor
from services.mediation.domain.committees import CENTRE
from services.mediation.usecases.ports import ConsumerPorts
from services.mediation.usecases.receive_referral import NOBODY


async def seal_referrals(ports: ConsumerPorts, matter: UUID) -> None:
    by = Actor(NOBODY, "mediation-seal-referrals", CENTRE)
    async with ports.transaction() as work:
        await work.matters.meet(matter, sealed=True)
        for referral in await work.referrals.of_matter(matter):
            referral.seal(by=by, now=ports.now())
            if referral.facts:
                await work.referrals.save(referral)
