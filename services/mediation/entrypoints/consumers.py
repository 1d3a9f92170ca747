"""What mediation does when intake's events arrive."""

from uuid import UUID

from onedoor.intake.events.v1 import matter_events_pb2 as pb
from services.mediation import usecases
from services.mediation.domain.facts import Offer
from services.mediation.usecases import ConsumerPorts


async def on_matter_referred(ports: ConsumerPorts, event: pb.MatterReferred) -> None:
    offer = Offer(
        referral=UUID(event.referral_id),
        matter=UUID(event.matter.matter_id),
        dispute_kind=event.dispute_kind,
        referred_by=event.referred_by,
    )
    await usecases.receive_referral(ports, offer)


async def on_matter_sealed(ports: ConsumerPorts, event: pb.SealedChanged) -> None:
    await usecases.seal_referrals(ports, UUID(event.matter_id))
