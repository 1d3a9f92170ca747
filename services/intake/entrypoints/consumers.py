"""What intake does when others, or it itself, have said that something happened."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from chassis.events.inbox import Delivery
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from onedoor.mediation.events.v1 import referral_events_pb2 as mediation
from services.intake.usecases import Ports, record_referral_outcome

Told = mediation.ReferralAccepted | mediation.ReferralDeclined | mediation.ReferralConcluded
IndexTexts = Callable[[Sequence[tuple[Delivery, UUID]]], Awaitable[None]]


async def on_referral_told(ports: Ports, delivery: Delivery, event: Told) -> None:
    """Mediation took a referral, or did not, or came to an end. Of a sealed one it does not tell
    which matter it is: how far it was then is what intake goes on to know."""
    referral = event.referral
    if not referral.matter_id:
        return
    await record_referral_outcome(
        ports,
        delivery.jurisdiction,
        UUID(referral.matter_id),
        UUID(referral.referral_id),
        referral.status,
        referral.outcome,
        referral.version,
    )


async def on_matter_registered(
    index_texts: IndexTexts, *told: tuple[Delivery, intake.MatterRegistered]
) -> None:
    """Its words become findable after its registration, so that the door stays quick."""
    await index_texts([(delivery, UUID(event.matter.matter_id)) for delivery, event in told])
