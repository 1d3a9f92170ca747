"""What alerts does when others' events arrive."""

from google.protobuf.message import Message

from onedoor.evaluation.events.v1 import order_events_pb2 as evaluation
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from onedoor.mediation.events.v1 import referral_events_pb2 as mediation
from services.alerts import usecases
from services.alerts.entrypoints.told import told_of
from services.alerts.usecases import Ports

MatterEvent = (
    intake.MatterRegistered
    | intake.MatterChanged
    | intake.MatterReferred
    | intake.MatterClosed
    | intake.SealedChanged
)
ReferralEvent = (
    mediation.ReferralReceived
    | mediation.ReferralAccepted
    | mediation.ReferralDeclined
    | mediation.ReferralConcluded
)
OrderEvent = (
    evaluation.OrderIssued
    | evaluation.OrderAnswered
    | evaluation.OrderReturned
    | evaluation.OrderClosed
)


async def on_matter_changed(ports: Ports, jurisdiction: str, event: MatterEvent) -> None:
    """Every event of a matter carries the whole matter, so one handler serves them all."""
    await _keep(
        ports, jurisdiction, event if isinstance(event, intake.SealedChanged) else event.matter
    )


async def on_referral_changed(ports: Ports, jurisdiction: str, event: ReferralEvent) -> None:
    await _keep(ports, jurisdiction, event.referral)


async def on_order_changed(ports: Ports, jurisdiction: str, event: OrderEvent) -> None:
    await _keep(ports, jurisdiction, event.order)


async def _keep(ports: Ports, jurisdiction: str, state: Message) -> None:
    told = told_of(state)
    matters = [told.matter] if told.matter else []
    await usecases.keep_deadlines(ports, jurisdiction, told.deadlines, matters)
