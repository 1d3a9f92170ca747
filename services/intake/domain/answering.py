"""Answering the petitioner: notices, extensions, the handling opinion, and proof of service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.kernel import Actor
from law.calendar import Calendar, day_of
from law.clock import Clock, Extension
from law.rulebook import Rulebook
from services.intake.domain import clocks, reading
from services.intake.domain.assignment import Assignment, ExtensionRequest
from services.intake.domain.closing import settle
from services.intake.domain.document import Notice, Service
from services.intake.domain.errors import (
    AlreadyExtended,
    BelongsElsewhere,
    DayInTheFuture,
    ExtensionAfterDue,
    ExtensionTooLong,
    NoHandlingClock,
    NothingRequested,
    NoticeUnfitting,
    NotYourAssignment,
    NotYourMatter,
    OpinionUnfitting,
    ReplyUnfitting,
    RouteMissing,
)
from services.intake.domain.facts import (
    ExtensionApproved,
    ExtensionDeclined,
    ExtensionRequested,
    NoticeGiven,
    OpinionIssued,
    ServiceRecorded,
)
from services.intake.domain.matter import Matter
from services.intake.domain.opinion import Answer, Opinion, Remedy, require_complete
from services.intake.domain.states import (
    ANSWERABLE,
    EXTENDABLE,
    Delivery,
    DeskKind,
    Method,
    NoticeKind,
    State,
)

DOES_THE_DUTY = frozenset(
    {NoticeKind.RECEIPT, NoticeKind.ROUTE, NoticeKind.TRANSFERRED, NoticeKind.WHERE_TO_GO}
)
"""What T2 and T3 ask for: that it came, how it goes on, where it went or where to go."""
BY_THEIR_OWN_VERB = frozenset({NoticeKind.REFUSAL, NoticeKind.HANDED_OVER})


def give_notice(
    matter: Matter, kind: NoticeKind, text: str, *, rules: Rulebook, by: Actor, now: datetime
) -> Notice:
    """A written notice to the petitioner. Its day of issue does the duty; service is apart."""
    if kind in BY_THEIR_OWN_VERB:
        raise NoticeUnfitting(kind=kind)
    matter.require_open()
    today, said = day_of(now), reading.required(text, "text")
    part = _own_part(matter, by)
    clock = part.notice if part and kind in DOES_THE_DUTY else None
    match kind:
        case NoticeKind.REPLY:
            clock = _reply(matter, part, rules)
        case NoticeKind.WHERE_TO_GO:
            _send_elsewhere(part, kind, today)
        case NoticeKind.EXTENSION:
            _require_untold(part, by)
        case NoticeKind.ADDRESS_UNCLEAR if part:
            # Art. 23: no notice is owed where name or address are unclear.
            matter.lapse(today, part.notice)
    matter.stop(today, clock)
    notice = matter.issue_notice(kind, said, by=by, on=today, clock=clock)
    if part and part.extension and kind is NoticeKind.EXTENSION:
        part.extension.told = notice.number
    if part and kind is NoticeKind.REPLY:
        _answered(matter, part, notice.number, today)
    matter.record(
        NoticeGiven(
            organ=by.organ, number=notice.number, kind=kind, text=notice.text, by=by, at=now
        )
    )
    settle(matter, rules=rules, by=by, now=now)
    return notice


def issue_opinion(
    matter: Matter,
    answers: Sequence[Answer],
    remedy: str,
    *,
    rules: Rulebook,
    by: Actor,
    now: datetime,
) -> Opinion:
    """处理意见书 of Art. 32, by an organ that accepted. It stops the sixty days."""
    matter.require_open()
    part, today = matter.part_of(by.organ), day_of(now)
    part.require(ANSWERABLE)
    if not rules.routes[matter.route].opinion:
        raise OpinionUnfitting
    require_complete(answers, (request.number for request in matter.requests))
    opinion = Opinion(
        number=matter.next_document(),
        organ=by.organ,
        issued=today,
        answers=list(answers),
        remedy=Remedy(remedy, rules.terms["reexamination_request"].length or 0),
    )
    matter.opinions.append(opinion)
    _answered(matter, part, opinion.number, today)
    matter.record(OpinionIssued(opinion=opinion, by=by, at=now))
    return opinion


@dataclass(frozen=True, slots=True)
class Serving:
    """What the one who served it says."""

    method: Method
    on: date
    outcome: Delivery
    proof: UUID | None

    @classmethod
    def read(
        cls, method: str, on: str, outcome: str, proof: UUID | None, *, today: date
    ) -> "Serving":
        served = reading.a_day(on, "on") if on else today
        if served > today:
            raise DayInTheFuture(field="on")
        return cls(
            Method(reading.one_of(method, "method", Method)),
            served,
            Delivery(reading.one_of(outcome, "outcome", Delivery)),
            proof,
        )


def record_service(
    matter: Matter, number: int, serving: Serving, *, rules: Rulebook, by: Actor, now: datetime
) -> None:
    """送达. Only proved receipt of an opinion starts the petitioner's time for re-examination."""
    document = matter.document(number)
    if by.organ not in {document.organ, matter.desk}:
        raise NotYourMatter(organ=document.organ)
    if serving.proof:
        matter.require_attachment(serving.proof)
    service = Service(serving.method, serving.on, serving.outcome, by.post, serving.proof)
    document.serve(service)
    if isinstance(document, Opinion) and document.window is None and service.proves_receipt:
        document.window = matter.start(
            rules, "reexamination_request", clocks.PETITIONER, "served", service.on
        )
    matter.record(ServiceRecorded(document=number, service=service, by=by, at=now))


def request_extension(
    matter: Matter,
    days: int,
    reason: str,
    *,
    rules: Rulebook,
    calendar: Calendar,
    by: Actor,
    now: datetime,
) -> None:
    matter.require_open()
    part = matter.part_of(by.organ)
    _require_extendable(matter, part, calendar, day_of(now))
    most = rules.terms["extension"].length or 0
    if not 0 < days <= most:
        raise ExtensionTooLong(most=most)
    said = matter.personal(reading.required(reason, "reason"))
    part.extension = ExtensionRequest(
        days=days, reason=said, requested=day_of(now), requested_by=by.post
    )
    matter.record(ExtensionRequested(organ=part.organ, days=days, reason=said, by=by, at=now))


def decide_extension(
    matter: Matter, *, approved: bool, calendar: Calendar, by: Actor, now: datetime
) -> None:
    """By the head of the organ itself (Art. 34). Approved, the petitioner must be told why."""
    matter.require_open()
    part, today = matter.part_of(by.organ), day_of(now)
    request = part.extension
    if request is None or not request.is_pending:
        raise NothingRequested(organ=part.organ)
    if approved:
        clock = _require_extendable(matter, part, calendar, today)
        extension = Extension(request.days, by.post, today)
        clocks.extend(matter.clocks, clock.number, extension)
        matter.record(ExtensionApproved(organ=part.organ, extension=extension, by=by, at=now))
    else:
        matter.record(ExtensionDeclined(organ=part.organ, by=by, at=now))
    request.decided, request.approved = today, approved


def _require_extendable(matter: Matter, part: Assignment, calendar: Calendar, today: date) -> Clock:
    part.require(EXTENDABLE)
    if part.handling is None:
        raise NoHandlingClock(organ=part.organ)
    clock = clocks.of(matter.clocks, part.handling)
    if clock.name != "handling" or not clock.is_open:
        raise NoHandlingClock(organ=part.organ)
    if clock.extensions:
        raise AlreadyExtended
    if clock.is_late(today, calendar):
        raise ExtensionAfterDue(due=clock.due(calendar))
    return clock


def _own_part(matter: Matter, by: Actor) -> Assignment | None:
    """The part the notice is about; the desk may write without one, and after passing it on."""
    if all(part.organ != by.organ for part in matter.assignments):
        matter.require_desk(by)
        return None
    part = matter.part_of(by.organ)
    if part.state is State.RETURNED and by.organ != matter.desk:
        raise NotYourAssignment(organ=by.organ)
    return part


def _send_elsewhere(part: Assignment | None, kind: NoticeKind, today: date) -> None:
    """At an organ's own desk, out of its scope: telling where to go ends its part (Art. 23)."""
    if part is None or part.objection is not None:
        raise NoticeUnfitting(kind=kind)
    part.require(frozenset({State.PENDING}))
    part.finish(State.REFUSED, today)


def _require_untold(part: Assignment | None, by: Actor) -> None:
    if part is None or part.extension is None or not part.extension.notice_due:
        raise NothingRequested(organ=by.organ)


def _reply(matter: Matter, part: Assignment | None, rules: Rulebook) -> int | None:
    """What needs no opinion of Art. 32 is answered by a reply; the bureau may do so at once."""
    if not matter.route:
        raise RouteMissing
    route = rules.routes[matter.route]
    if route.leaves:
        raise BelongsElsewhere(route=matter.route)
    if route.opinion and not matter.simplified:
        raise ReplyUnfitting
    if part:
        part.require(ANSWERABLE)
        return part.handling
    if matter.desk_kind is not DeskKind.BUREAU or matter.live_parts:
        raise ReplyUnfitting
    if route.sealed or route.term or route.opinion:
        raise ReplyUnfitting
    return matter.disposal


def _answered(matter: Matter, part: Assignment, number: int, today: date) -> None:
    part.answers.append(number)
    part.state, part.answered = State.ANSWERED, part.answered or today
    matter.stop(today, part.handling)
