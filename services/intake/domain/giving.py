"""Giving a matter to organs (转送、交办), and their way to take it or give it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from chassis.kernel import Actor
from law.calendar import Calendar, day_of
from law.rulebook import Rulebook
from services.intake.domain import clocks, reading
from services.intake.domain.assignment import Assignment, Objection
from services.intake.domain.errors import (
    AlreadyGiven,
    BelongsElsewhere,
    DeadlineImpossible,
    LeadExists,
    LeadMissing,
    NobodySentIt,
    NotYourMatter,
    NotYourSubordinate,
    ObjectionDecided,
    ObjectionWindowClosed,
    OrganExternal,
    RouteMissing,
    SimplifiedNeedsOneOrgan,
)
from services.intake.domain.facts import (
    AssignmentObjected,
    MatterAccepted,
    MatterAssigned,
    MatterForwarded,
    ObjectionRejected,
    ObjectionUpheld,
)
from services.intake.domain.matter import Matter
from services.intake.domain.organs import Tree, standing
from services.intake.domain.sealing import own_notice_rules, require_open_to
from services.intake.domain.states import (
    ACCEPTABLE,
    OBJECTIONABLE,
    DeskKind,
    Mode,
    State,
    Status,
)

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Recipients:
    """One lead and those who help it; no lead where the matter has one already."""

    lead: str
    co_handlers: tuple[str, ...] = ()

    @classmethod
    def read(cls, lead: str, co_handlers: Sequence[str]) -> Self:
        lead = lead.strip()
        others = dict.fromkeys(code.strip() for code in co_handlers)
        return cls(lead, tuple(code for code in others if code not in {"", lead}))

    @property
    def organs(self) -> tuple[str, ...]:
        return (self.lead, *self.co_handlers) if self.lead else self.co_handlers


def forward(
    matter: Matter, to: Recipients, *, tree: Tree, rules: Rulebook, by: Actor, now: datetime
) -> None:
    """转送: the organ answers the petitioner and closes its part itself."""
    matter.require_open()
    matter.require_desk(by)
    for part in give(matter, Mode.FORWARDED, to, tree, rules, by, day_of(now)):
        matter.record(MatterForwarded(organ=part.organ, lead=part.lead, by=by, at=now))


def assign(
    matter: Matter,
    to: Recipients,
    *,
    days: int | None,
    tree: Tree,
    rules: Rulebook,
    by: Actor,
    now: datetime,
) -> None:
    """交办: besides, each organ owes a closing report by a day the assigner sets."""
    matter.require_open()
    matter.require_desk(by)
    default = rules.terms["closing_report"].length or 0
    length = default if days is None else days
    if not 0 < length <= MOST_DAYS:
        raise DeadlineImpossible(least=1, most=MOST_DAYS)
    today = day_of(now)
    for part in give(matter, Mode.ASSIGNED, to, tree, rules, by, today):
        part.report = matter.start(rules, "closing_report", part.organ, "assigned", today)
        if days is not None:
            term = clocks.set_by_the_assigner(days, rules)
            clocks.set_term(matter.clocks, part.report, term)
        matter.record(MatterAssigned(organ=part.organ, lead=part.lead, days=length, by=by, at=now))


def accept(matter: Matter, *, rules: Rulebook, by: Actor, now: datetime) -> None:
    """Only this starts the 60 days, and it ends the right to object. The notice stays due."""
    matter.require_open()
    part = matter.part_of(by.organ)
    part.require(ACCEPTABLE)
    if not matter.route:
        raise RouteMissing
    if rules.routes[matter.route].leaves:
        raise BelongsElsewhere(route=matter.route)
    today = day_of(now)
    part.state, part.accepted = State.ACCEPTED, today
    matter.lapse(today, part.objection, part.decision)
    matter.stop(today, part.acceptance)
    start_handling(matter, part, today, rules)
    matter.status = Status.IN_PROGRESS
    matter.record(MatterAccepted(organ=part.organ, by=by, at=now))


def object_to(
    matter: Matter,
    ground: str,
    *,
    rules: Rulebook,
    calendar: Calendar,
    by: Actor,
    now: datetime,
) -> None:
    """The organ says: out of our scope. The matter stays with it until the sender agrees."""
    matter.require_open()
    part = matter.part_of(by.organ)
    part.require(OBJECTIONABLE)
    if part.objection is None:
        raise NobodySentIt
    if part.was_told_to_keep_it:
        raise ObjectionDecided(organ=part.organ)
    today, window = day_of(now), clocks.of(matter.clocks, part.objection)
    if window.is_late(today, calendar):
        raise ObjectionWindowClosed(due=window.due(calendar))
    said = matter.personal(reading.required(ground, "ground"))
    part.objections.append(Objection(raised=today, ground=said, owner=part.given_by))
    part.state = State.OBJECTED
    matter.stop(today, part.objection)
    part.decision = matter.start(rules, "objection_decision", part.given_by, "objected", today)
    matter.record(AssignmentObjected(organ=part.organ, ground=said, by=by, at=now))


def decide_objection(
    matter: Matter, organ: str, *, upheld: bool, reason: str, by: Actor, now: datetime
) -> None:
    """Upheld, the matter is back with the sender, for whom the law sets no further term."""
    matter.require_open()
    part = matter.part_of(organ)
    part.require(frozenset({State.OBJECTED}))
    if by.organ != part.given_by:
        raise NotYourMatter(organ=part.given_by)
    today, said = day_of(now), matter.personal(reading.required(reason, "reason"))
    objection = part.objections[-1]
    objection.decided, objection.upheld, objection.reason = today, upheld, said
    matter.stop(today, part.decision)
    if upheld:
        take_back(matter, part, today)
        if not matter.live_parts:
            _back_with_its_sender(matter, part.given_by, today)
        matter.record(ObjectionUpheld(organ=organ, reason=said, by=by, at=now))
    else:
        part.state = State.PENDING
        matter.record(ObjectionRejected(organ=organ, reason=said, by=by, at=now))


def take_back(matter: Matter, part: Assignment, on: date) -> None:
    """The organ owes nothing any more; what it did in time stays done."""
    matter.lapse(on, *part.clocks)
    part.finish(State.RETURNED, on)
    if not matter.live_parts:
        matter.status = Status.REGISTERED


def _back_with_its_sender(matter: Matter, sender: str, on: date) -> None:
    """The bureau disposes of it again; an organ's own desk has it as on the first day."""
    if matter.desk_kind is DeskKind.BUREAU:
        matter.disposal = clocks.start_without_term(
            matter.clocks, "redisposal", sender, "objection_upheld", on
        )
        return
    first = matter.part_of(matter.desk)
    again = Assignment(organ=sender, lead=True, mode=Mode.OWN_DESK, given_by=sender, given=on)
    again.notice, again.bounces = first.notice, matter.bounces
    matter.assignments.append(again)


def handling_term(matter: Matter, rules: Rulebook) -> str | None:
    """What acceptance starts is the route's to say; 60 days belong to route 6 alone."""
    if matter.simplified and rules.simplified:
        return rules.simplified.handling
    return rules.routes[matter.route].term


def start_handling(matter: Matter, part: Assignment, on: date, rules: Rulebook) -> None:
    if term := handling_term(matter, rules):
        part.handling = matter.start(rules, term, part.organ, "accepted", on)


def give(
    matter: Matter,
    mode: Mode,
    to: Recipients,
    tree: Tree,
    rules: Rulebook,
    by: Actor,
    today: date,
) -> list[Assignment]:
    if not matter.route:
        raise RouteMissing
    for organ in to.organs:
        if standing(tree, organ).external and not matter.sealed:
            raise OrganExternal(organ=organ)
        require_open_to(matter, organ, rules)
        if any(part.organ == organ for part in matter.live_parts):
            raise AlreadyGiven(organ=organ)
    leaving = _leaving_own_desk(matter, to, tree)
    _require_one_lead(matter, to, [part for part in matter.live_parts if part not in leaving])
    for part in leaving:
        part.finish(State.RETURNED, today)
    parts = [_part(matter, organ, mode, to, rules, by, today) for organ in to.organs]
    matter.assignments.extend(parts)
    matter.stop(today, matter.disposal, matter.passing)
    matter.status = Status.IN_PROGRESS
    return parts


def _part(
    matter: Matter,
    organ: str,
    mode: Mode,
    to: Recipients,
    rules: Rulebook,
    by: Actor,
    today: date,
) -> Assignment:
    part = Assignment(
        organ=organ,
        lead=organ == to.lead,
        mode=mode,
        given_by=by.organ,
        given=today,
        bounces=matter.bounces,
    )
    if not own_notice_rules(matter.route, rules):
        part.notice = matter.start(rules, "notice", organ, str(mode), today)
    part.objection = matter.start(rules, "objection", organ, str(mode), today)
    if matter.simplified and rules.simplified:
        acceptance = rules.simplified.acceptance
        part.acceptance = matter.start(rules, acceptance, organ, str(mode), today)
    if matter.sealed and organ not in matter.readers:
        matter.readers.append(organ)
    return part


def _leaving_own_desk(matter: Matter, to: Recipients, tree: Tree) -> list[Assignment]:
    """Art. 23: an organ hands on to its subordinates; the notice telling where stays due."""
    if matter.desk_kind is not DeskKind.OWN:
        return []
    below = tree.subordinates(matter.desk)
    if not matter.sealed and any(organ not in below for organ in to.organs):
        raise NotYourSubordinate
    own = (part for part in matter.live_parts if part.mode is Mode.OWN_DESK)
    return [part for part in own if part.state is State.PENDING]


def _require_one_lead(matter: Matter, to: Recipients, staying: list[Assignment]) -> None:
    lead = next((part for part in staying if part.lead), None)
    if to.lead and lead:
        raise LeadExists(organ=lead.organ)
    if not to.organs or not (to.lead or lead):
        raise LeadMissing
    if matter.simplified and len(staying) + len(to.organs) > 1:
        raise SimplifiedNeedsOneOrgan
