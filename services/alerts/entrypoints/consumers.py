"""What alerts does when others' events arrive."""

from collections.abc import Iterable

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
    | mediation.ReferralChanged
)
OrderEvent = (
    evaluation.OrderIssued
    | evaluation.OrderAnswered
    | evaluation.OrderReturned
    | evaluation.OrderClosed
    | evaluation.OrderChanged
)


async def on_matter_changed(ports: Ports, jurisdiction: str, *events: MatterEvent) -> None:
    """Every event of a matter carries the whole matter: one handler serves them all, and of
    several events of one matter the newest says it all."""
    states = (e if isinstance(e, intake.SealedChanged) else e.matter for e in events)
    newest = {state.matter_id: state for state in sorted(states, key=lambda s: s.version)}
    await _keep(ports, jurisdiction, newest.values())


async def on_referral_changed(ports: Ports, jurisdiction: str, *events: ReferralEvent) -> None:
    await _keep(ports, jurisdiction, [event.referral for event in events])


async def on_order_changed(ports: Ports, jurisdiction: str, *events: OrderEvent) -> None:
    await _keep(ports, jurisdiction, [event.order for event in events])


async def _keep(ports: Ports, jurisdiction: str, states: Iterable[Message]) -> None:
    told = [told_of(state) for state in states]
    deadlines = [deadline for subject in told for deadline in subject.deadlines]
    matters = [subject.matter for subject in told if subject.matter]
    await usecases.keep_deadlines(ports, jurisdiction, deadlines, matters)
