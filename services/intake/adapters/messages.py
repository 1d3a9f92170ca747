"""What of a matter the others may know, as the messages they know it by. Nothing personal."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from google.protobuf.message import Message

from chassis.kernel import Fact, snake
from law.calendar import Calendar, PublishedYear, day_of
from law.clock import Clock
from law.rulebook import Rulebooks
from onedoor.intake.events.v1 import calendar_events_pb2 as calendar_pb
from onedoor.intake.events.v1 import matter_events_pb2 as pb
from services.intake.domain import facts
from services.intake.domain.matter import Matter

MessagesOf = Callable[[Matter, Sequence[Fact]], Sequence[Message]]


def messages_of(rulebooks: Rulebooks) -> MessagesOf:
    def told(matter: Matter, recorded: Sequence[Fact]) -> Sequence[Message]:
        """The state as saved, once for each fact others wait for, and at least once."""
        calendar = rulebooks.calendar(matter.jurisdiction)
        if matter.sealed:
            return [sealed_message(matter, calendar)]
        now = matter_message(matter, calendar)
        awaited = [message for fact in recorded for message in _awaited(fact, now)]
        return awaited or [pb.MatterChanged(matter=now, fact=snake(type(recorded[-1]).__name__))]

    return told


def forgets(recorded: Sequence[Fact]) -> bool:
    """Sealing a matter takes back what was said of it before."""
    return any(isinstance(fact, facts.MatterSealed) for fact in recorded)


def _awaited(fact: Fact, now: pb.Matter) -> Iterator[Message]:
    match fact:
        case facts.MatterRegistered():
            yield pb.MatterRegistered(matter=now)
        case facts.MatterReferred():
            yield pb.MatterReferred(
                matter=now,
                referral_id=str(fact.referral_id),
                dispute_kind=fact.dispute_kind,
                referred_by=fact.by.organ,
            )
        case facts.MatterClosed():
            yield pb.MatterClosed(matter=now)


def sealed_message(matter: Matter, calendar: Calendar) -> pb.SealedChanged:
    """The clocks of the organs complained of have ended, and would name them."""
    told = (clock for clock in matter.clocks if clock.owner not in matter.barred)
    return pb.SealedChanged(
        matter_id=str(matter.id),
        version=matter.version,
        clocks=[_clock(clock, calendar) for clock in told],
        historical=matter.historical,
    )


def matter_message(matter: Matter, calendar: Calendar) -> pb.Matter:
    return pb.Matter(
        matter_id=str(matter.id),
        version=matter.version,
        clocks=[_clock(clock, calendar) for clock in matter.clocks],
        status=matter.status,
        desk=matter.desk,
        channel=matter.items[0].channel,
        purpose=matter.purpose,
        content=matter.content,
        route=matter.route,
        division=matter.division,
        received=matter.received.isoformat(),
        registered=day_of(matter.registered_at).isoformat(),
        closed=_iso(matter.closed),
        resolution=matter.verdict.resolution if matter.verdict else "",
        historical=matter.historical,
        items=len(matter.items),
        assignments=[
            pb.Assignment(
                organ=part.organ,
                lead=part.lead,
                mode=part.mode,
                state=part.state,
                given=part.given.isoformat(),
                accepted=_iso(part.accepted),
                bounces=part.bounces,
            )
            for part in matter.assignments
        ],
        ratings=[
            pb.Rating(of=r.of, organ=r.organ, value=r.mark, on=r.on.isoformat())
            for r in matter.ratings
            if not r.doubtful
        ],
        referrals=[
            pb.Referral(referral_id=str(r.id), status=r.status, outcome=r.outcome)
            for r in matter.referrals
        ],
        evaluable=matter.rating_window is not None,
        consents=",".join(c.side for r in matter.referrals[-1:] for c in r.consents),
        urgent=matter.urgent,
    )


def calendar_message(told: PublishedYear, version: int) -> calendar_pb.CalendarPublished:
    return calendar_pb.CalendarPublished(
        year=told.year,
        version=version,
        holidays=[day.isoformat() for day in told.holidays],
        makeup_days=[day.isoformat() for day in told.makeup_days],
    )


def _clock(clock: Clock, calendar: Calendar) -> pb.Clock:
    due = clock.due(calendar)
    without_pauses = clock.due_without_pauses(calendar) if clock.pauses else None
    return pb.Clock(
        number=clock.number,
        term=clock.name,
        owner=clock.owner,
        started=clock.started.isoformat(),
        due=_iso(due),
        due_without_pauses=_iso(without_pauses),
        stopped=_iso(clock.stopped),
        lapsed=clock.lapsed,
        provisional=clock.is_provisional(calendar),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
