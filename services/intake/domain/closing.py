"""Ending a part or the whole: refusal with a remedy, hand-over, closing report, closing."""

from datetime import date, datetime

from chassis.kernel import Actor
from law.calendar import day_of
from law.rulebook import Rulebook
from services.intake.domain import clocks, reading
from services.intake.domain.assignment import Assignment, ClosingReport
from services.intake.domain.errors import (
    DayInTheFuture,
    GroundUnknown,
    NotAnsweredYet,
    NotElsewhere,
    NotServedYet,
    NotYourMatter,
    ObjectInstead,
    ReportNeeded,
    ReportNotAsked,
)
from services.intake.domain.facts import (
    ClosingReportApproved,
    ClosingReportReturned,
    ClosingReportSubmitted,
    MatterClosed,
    MatterHandedOver,
    MatterRefused,
    PartClosed,
)
from services.intake.domain.handover import HandOver
from services.intake.domain.matter import Matter
from services.intake.domain.reading import MAX_FIELD
from services.intake.domain.states import (
    CLOSABLE,
    OPEN,
    REFUSABLE,
    REPORTABLE,
    DeskKind,
    Mode,
    NoticeKind,
    State,
    Status,
)

OUT_OF_SCOPE = "out_of_scope"


def refuse(
    matter: Matter, ground: str, reason: str, *, rules: Rulebook, by: Actor, now: datetime
) -> None:
    """不予受理: only what is registered can be refused, on a ground, naming the remedy."""
    matter.require_open()
    if ground not in rules.grounds:
        raise GroundUnknown(known=", ".join(rules.grounds))
    part, today = _ending_part(matter, by), day_of(now)
    if part:
        part.require(REFUSABLE)
        if ground == OUT_OF_SCOPE and part.objection is not None:
            raise ObjectInstead(organ=part.given_by)
    said = reading.required(reason, "reason")
    notice = matter.issue_notice(NoticeKind.REFUSAL, said, by=by, on=today)
    _end(matter, part, State.REFUSED, today, told=True)
    matter.record(
        MatterRefused(
            organ=by.organ,
            ground=ground,
            notice=notice.number,
            reason=notice.text,
            remedy=rules.grounds[ground].remedy,
            by=by,
            at=now,
        )
    )
    if part is None:
        _finish(matter, Status.REFUSED, today)
    settle(matter, rules=rules, by=by, now=now)


def hand_over(
    matter: Matter,
    procedure: str,
    to: str,
    text: str,
    *,
    on: date,
    rules: Rulebook,
    by: Actor,
    now: datetime,
) -> None:
    """The matter goes into its own procedure, and the petitioner is told of it."""
    matter.require_open()
    route = rules.routes.get(matter.route)
    if route is None or not route.leaves:
        raise NotElsewhere
    reading.one_of(procedure, "procedure", route.targets)
    today = day_of(now)
    if on > today:
        raise DayInTheFuture(field="on")
    part = _ending_part(matter, by)
    if part:
        part.require(REFUSABLE | CLOSABLE)
    said = reading.required(text, "text")
    taker = matter.personal(reading.required(to, "to", limit=MAX_FIELD))
    notice = matter.issue_notice(NoticeKind.HANDED_OVER, said, by=by, on=today)
    handed = HandOver(by.organ, procedure, taker, on, notice.number)
    matter.hand_overs.append(handed)
    _end(matter, part, State.CLOSED, today, told=True)
    matter.record(MatterHandedOver(hand_over=handed, by=by, at=now))
    if part is None:
        _close(matter, rules, by, now)
    settle(matter, rules=rules, by=by, now=now)


def submit_report(matter: Matter, text: str, *, by: Actor, now: datetime) -> None:
    """办结报告, owed for what was assigned."""
    matter.require_open()
    part, today = matter.part_of(by.organ), day_of(now)
    if part.mode is not Mode.ASSIGNED:
        raise ReportNotAsked
    part.require(REPORTABLE)
    _require_answered(matter, part)
    said = matter.personal(reading.required(text, "text"))
    part.reports.append(ClosingReport(submitted=today, text=said))
    part.state = State.REPORTED
    matter.stop(today, part.report)
    matter.record(ClosingReportSubmitted(organ=part.organ, text=said, by=by, at=now))


def approve_report(
    matter: Matter, organ: str, *, rules: Rulebook, by: Actor, now: datetime
) -> None:
    part, today = _reported(matter, organ, by), day_of(now)
    part.reports[-1].decided, part.reports[-1].approved = today, True
    _end(matter, part, State.CLOSED, today)
    matter.record(ClosingReportApproved(organ=organ, by=by, at=now))
    settle(matter, rules=rules, by=by, now=now)


def return_report(
    matter: Matter, organ: str, reason: str, *, rules: Rulebook, by: Actor, now: datetime
) -> None:
    """Back for rework, with a reason and a new deadline of the same length."""
    part, today = _reported(matter, organ, by), day_of(now)
    said = matter.personal(reading.required(reason, "reason"))
    report = part.reports[-1]
    report.decided, report.approved, report.reason = today, False, said
    first = clocks.of(matter.clocks, part.report) if part.report else None
    part.report = matter.start(rules, "closing_report", organ, "returned", today)
    if first:
        clocks.set_term(matter.clocks, part.report, first.term)
    part.state = State.ACCEPTED
    matter.record(ClosingReportReturned(organ=organ, reason=said, by=by, at=now))


def close(matter: Matter, *, rules: Rulebook, by: Actor, now: datetime) -> None:
    """转送: the organ closes its part once its answer was served. Closed is not resolved."""
    matter.require_open()
    part, today = _ending_part(matter, by), day_of(now)
    if part is None:
        _require_replied(matter, by)
        _close(matter, rules, by, now)
        return
    if part.mode is Mode.ASSIGNED:
        raise ReportNeeded(organ=part.organ)
    part.require(CLOSABLE)
    _require_answered(matter, part)
    matter.stop(today, part.handling)
    _end(matter, part, State.CLOSED, today)
    matter.record(PartClosed(organ=part.organ, by=by, at=now))
    settle(matter, rules=rules, by=by, now=now)


def settle(matter: Matter, *, rules: Rulebook, by: Actor, now: datetime) -> None:
    """With several organs the matter ends with its last part."""
    if matter.status not in OPEN or matter.live_parts or not matter.assignments:
        return
    states = {part.state for part in matter.assignments}
    if State.CLOSED in states:
        _close(matter, rules, by, now)
    elif State.REFUSED in states:
        _finish(matter, Status.REFUSED, day_of(now))


def _close(matter: Matter, rules: Rulebook, by: Actor, now: datetime) -> None:
    today = day_of(now)
    _finish(matter, Status.CLOSED, today)
    if _is_evaluable(matter, rules):
        matter.rating_window = matter.start(rules, "rating", clocks.PETITIONER, "closed", today)
    matter.record(MatterClosed(by=by, at=now))


def _is_evaluable(matter: Matter, rules: Rulebook) -> bool:
    excluded = matter.route in rules.rating.excluded_routes
    return not (excluded or matter.sealed or matter.historical)


def _finish(matter: Matter, status: Status, today: date) -> None:
    """No duty outlives the matter; the petitioner's rights do."""
    duties = (c.number for c in matter.clocks if c.is_open and c.owner != clocks.PETITIONER)
    matter.lapse(today, *duties)
    matter.status, matter.closed = status, today


def _end(
    matter: Matter, part: Assignment | None, state: State, today: date, *, told: bool = False
) -> None:
    """Telling the petitioner of the end does the duty of T2 or T3, for the bureau that of T1."""
    if part is None:
        matter.stop(today, matter.disposal, matter.passing)
        return
    if told:
        matter.stop(today, part.notice, part.acceptance)
    matter.lapse(today, *part.clocks)
    part.finish(state, today)


def _ending_part(matter: Matter, by: Actor) -> Assignment | None:
    """The live part of the organ; none for a desk that keeps the whole matter itself."""
    for part in matter.live_parts:
        if part.organ == by.organ:
            return part
    if matter.live_parts or matter.desk_kind is not DeskKind.BUREAU:
        return matter.part_of(by.organ)
    matter.require_desk(by)
    return None


def _reported(matter: Matter, organ: str, by: Actor) -> Assignment:
    matter.require_open()
    part = matter.part_of(organ)
    part.require(frozenset({State.REPORTED}))
    if by.organ != part.given_by:
        raise NotYourMatter(organ=part.given_by)
    return part


def _require_answered(matter: Matter, part: Assignment) -> None:
    """Each organ answers for itself; a co-handler may also rest on the lead's answer."""
    answers = part.answers
    if not answers and not part.lead:
        answers = [number for other in matter.assignments if other.lead for number in other.answers]
    if not answers:
        raise NotAnsweredYet(organ=part.organ)
    if not matter.document(answers[-1]).is_served:
        raise NotServedYet(organ=part.organ)


def _require_replied(matter: Matter, by: Actor) -> None:
    replies = [notice for notice in matter.notices if notice.kind is NoticeKind.REPLY]
    if not replies:
        raise NotAnsweredYet(organ=by.organ)
    if not replies[-1].is_served:
        raise NotServedYet(organ=by.organ)
