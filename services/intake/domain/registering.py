"""Registering: every item becomes a matter with its first clock; nothing is refused at the door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.kernel import Principal
from law.rulebook import Rulebook
from services.intake.domain import clocks, reading
from services.intake.domain.assignment import Assignment
from services.intake.domain.errors import NotYourDesk
from services.intake.domain.facts import MatterRegistered
from services.intake.domain.history import History
from services.intake.domain.item import Item
from services.intake.domain.matter import Matter
from services.intake.domain.organs import PETITION_OFFICE, Tree, standing
from services.intake.domain.party import PartyRecord, PartyRef
from services.intake.domain.permissions import IMPORT_PETITIONS
from services.intake.domain.petition import Petition
from services.intake.domain.states import DeskKind, Mode, State, Status


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom an item was received."""

    organ: str
    kind: DeskKind

    @classmethod
    def of(cls, told: str, by: Principal, tree: Tree) -> "Desk":
        """The registrar's own organ; the bureau's guidance desk also registers for the others."""
        code = told or by.organ
        here, mine = standing(tree, code), standing(tree, by.organ)
        if code != by.organ and mine.kind != PETITION_OFFICE:
            raise NotYourDesk
        return cls(here.code, DeskKind.BUREAU if here.kind == PETITION_OFFICE else DeskKind.OWN)


@dataclass(frozen=True, slots=True)
class Registration:
    """A matter on its first day, and the parties that are kept apart from it."""

    matter: Matter
    records: list[PartyRecord]


def register(
    petition: Petition,
    *,
    desk: Desk,
    rules: Rulebook,
    by: Principal,
    now: datetime,
    new_id: Callable[[datetime], UUID],
) -> Registration:
    reading.one_of(petition.channel, "channel", rules.channels)
    matter_id, item_id = new_id(now), new_id(now)
    records = [PartyRecord.of(new_id(now), matter_id, told) for told in petition.parties]
    matter = Matter(
        jurisdiction=by.jurisdiction,
        id=matter_id,
        rulebook=rules.version,
        desk=desk.organ,
        desk_kind=desk.kind,
        contact=petition.contact or ("" if is_machine(by) else by.post),
        items=[],
        parties=[
            PartyRef(record.id, told.kind, told.role, item_id, told.organ)
            for record, told in zip(records, petition.parties, strict=True)
        ],
        division=petition.division,
        urgent=petition.urgent,
        historical=petition.history is not None,
    )
    item = _item(petition, item_id, matter, by, now)
    matter.items.append(item)
    asked = petition.requests or (petition.title or petition.body,)
    matter.requests = matter.numbered(asked)
    start_first_clock(matter, petition.received, rules)
    if petition.history:
        _relive(matter, petition.history, rules)
    matter.record(
        MatterRegistered(
            item=item,
            requests=list(matter.requests),
            parties=list(matter.parties),
            desk=desk.organ,
            desk_kind=desk.kind,
            rulebook=rules.version,
            history=petition.history,
            by=by,
            at=now,
        )
    )
    return Registration(matter, records)


def is_machine(by: Principal) -> bool:
    """Nobody can turn to a machine: whoever classifies what it brought becomes the contact."""
    return by.may(IMPORT_PETITIONS)


def start_first_clock(matter: Matter, received: date, rules: Rulebook) -> None:
    """T1 for the bureau; at an organ's own desk the matter lies with it at once, under T2."""
    if matter.desk_kind is DeskKind.BUREAU:
        matter.disposal = matter.start(rules, "disposal", matter.desk, "received", received)
        return
    part = Assignment(
        organ=matter.desk, lead=True, mode=Mode.OWN_DESK, given_by=matter.desk, given=received
    )
    part.notice = matter.start(rules, "own_notice", matter.desk, "received", received)
    matter.assignments.append(part)


def _item(petition: Petition, item_id: UUID, matter: Matter, by: Principal, now: datetime) -> Item:
    return Item(
        id=item_id,
        channel=petition.channel,
        received=petition.received,
        registered_at=now,
        registrar=by.post,
        title=matter.personal(petition.title),
        body=matter.personal(petition.body),
        source=petition.source,
        external_id=petition.external_id,
        oral=petition.oral,
        read_back=petition.read_back,
        people_count=petition.people_count,
        affected_count=petition.affected_count,
    )


def _relive(matter: Matter, history: History, rules: Rulebook) -> None:
    """Let the clocks run as they ran. No duty is done twice and nobody is told."""
    if history.route:
        matter.route = reading.one_of(history.route, "route", rules.routes)
    if history.given_to and history.given:
        _relive_giving(matter, history, history.given, rules)
    part = matter.assignments[-1] if matter.assignments else None
    if part and history.notified:
        matter.stop(history.notified, part.notice)
    if part and history.accepted:
        _relive_acceptance(matter, part, history.accepted, rules)
    if history.answered:
        matter.stop(history.answered, matter.disposal)
        matter.status = Status.IN_PROGRESS
        if part:
            matter.stop(history.answered, part.handling)
            part.state, part.answered = State.ANSWERED, history.answered
    if history.closed:
        _relive_closing(matter, history.closed)


def _relive_giving(matter: Matter, history: History, given: date, rules: Rulebook) -> None:
    organ = history.given_to
    for part in matter.live_parts:
        part.finish(State.RETURNED, given)
    part = Assignment(organ=organ, lead=True, mode=history.mode, given_by=matter.desk, given=given)
    part.notice = matter.start(rules, "notice", organ, str(history.mode), given)
    part.objection = matter.start(rules, "objection", organ, str(history.mode), given)
    if history.mode is Mode.ASSIGNED:
        part.report = matter.start(rules, "closing_report", organ, "assigned", given)
    matter.stop(given, matter.disposal)
    matter.assignments.append(part)
    matter.status = Status.IN_PROGRESS


def _relive_acceptance(matter: Matter, part: Assignment, on: date, rules: Rulebook) -> None:
    part.state, part.accepted = State.ACCEPTED, on
    matter.lapse(on, part.objection)
    matter.status = Status.IN_PROGRESS
    # The regulation of 2005 knew no routes: whatever was accepted had its 60 days.
    term = rules.routes[matter.route].term if matter.route else "handling"
    if term:
        part.handling = matter.start(rules, term, part.organ, "accepted", on)


def _relive_closing(matter: Matter, on: date) -> None:
    for part in matter.live_parts:
        matter.stop(on, part.report)
        part.finish(State.CLOSED, on)
    clocks.lapse_all(matter.clocks, on)
    matter.status, matter.closed = Status.CLOSED, on
