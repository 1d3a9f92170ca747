"""Others' messages in alerts' words: the same for events and for a replay."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import singledispatch
from typing import Any, TypeAlias
from uuid import UUID

from google.protobuf.message import Message

from onedoor.evaluation.events.v1 import order_events_pb2 as evaluation
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from onedoor.mediation.events.v1 import referral_events_pb2 as mediation
from services.alerts.domain.deadline import Deadline, Kind
from services.alerts.domain.matter import Matter, Rating
from services.alerts.usecases.ports import Told

Clock: TypeAlias = intake.Clock | mediation.Clock | evaluation.Clock
LEFT_AGAIN = frozenset({"returned", "refused", "objected"})


@singledispatch
def told_of(state: Message) -> Told:
    raise TypeError(f"{state.DESCRIPTOR.full_name} is no state that alerts knows")


@told_of.register
def _(matter: intake.Matter) -> Told:
    subject = UUID(matter.matter_id)
    return Told(
        deadlines=tuple(
            _deadlines(
                matter.clocks,
                kind=Kind.MATTER,
                subject=subject,
                version=matter.version,
                route=matter.route,
                historical=matter.historical,
            )
        ),
        matter=Matter(
            id=subject,
            version=matter.version,
            historical=matter.historical,
            status=matter.status,
            desk=matter.desk,
            lead=_lead(matter),
            channel=matter.channel,
            purpose=matter.purpose,
            content=matter.content,
            route=matter.route,
            division=matter.division,
            received=_day(matter.received),
            registered=_day(matter.registered),
            closed=_day(matter.closed),
            resolution=matter.resolution,
            items=matter.items,
            evaluable=matter.evaluable,
            ratings=tuple(
                Rating(r.of, r.organ, r.value, date.fromisoformat(r.on)) for r in matter.ratings
            ),
        ),
    )


@told_of.register
def _(sealed: intake.SealedChanged) -> Told:
    """Its clocks run on; everything else is forgotten, in the row that replaces it."""
    subject = UUID(sealed.matter_id)
    clocks = _deadlines(
        sealed.clocks,
        kind=Kind.MATTER,
        subject=subject,
        version=sealed.version,
        historical=sealed.historical,
        sealed=True,
    )
    return Told(tuple(clocks), Matter(id=subject, version=sealed.version, sealed=True))


@told_of.register
def _(referral: mediation.Referral) -> Told:
    subject = UUID(referral.referral_id)
    return Told(
        tuple(
            _deadlines(
                referral.clocks, kind=Kind.REFERRAL, subject=subject, version=referral.version
            )
        )
    )


@told_of.register
def _(order: evaluation.Order) -> Told:
    subject = UUID(order.order_id)
    return Told(
        tuple(_deadlines(order.clocks, kind=Kind.ORDER, subject=subject, version=order.version))
    )


def _deadlines(clocks: Iterable[Clock], **of: Any) -> Iterator[Deadline]:
    for clock in clocks:
        pauses = clock.due_without_pauses if isinstance(clock, intake.Clock) else ""
        yield Deadline(
            **of,
            number=clock.number,
            term=clock.term,
            owner=clock.owner,
            started=date.fromisoformat(clock.started),
            due=_day(clock.due),
            due_without_pauses=_day(pauses),
            stopped=_day(clock.stopped),
            lapsed=clock.lapsed,
            provisional=clock.provisional,
        )


def _lead(matter: intake.Matter) -> str:
    """The organ whose handling is rated: the last lead that did not give the matter back."""
    leads = [a.organ for a in matter.assignments if a.lead and a.state not in LEFT_AGAIN]
    return leads[-1] if leads else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
