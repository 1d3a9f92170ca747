"""Which verbs somebody may use on a matter now, so that a screen offers no door that is shut.

The rules themselves still decide; this only spares people refusals.
"""

from collections.abc import Iterator

from chassis.kernel import Principal
from services.intake.domain import permissions as p
from services.intake.domain.assignment import Assignment
from services.intake.domain.matter import Matter
from services.intake.domain.states import (
    ACCEPTABLE,
    ANSWERABLE,
    EXTENDABLE,
    OBJECTIONABLE,
    OPEN,
    REFUSABLE,
    REPORTABLE,
    State,
    Status,
)


def allowed_to(actor: Principal, matter: Matter) -> list[str]:
    verbs = [*_always(actor, matter), *_at_the_desk(actor, matter), *_of_the_parts(actor, matter)]
    return sorted({verb for verb, permission in verbs if actor.may(permission)})


def _always(actor: Principal, matter: Matter) -> Iterator[tuple[str, str]]:
    yield "add_attachment", p.ADD_ATTACHMENTS
    had_it = {part.organ for part in matter.assignments if part.state is not State.RETURNED}
    if matter.parties and actor.organ in {matter.desk, *had_it}:
        yield "reveal_party", p.REVEAL_PARTIES
    if any(not document.is_served for document in matter.documents()):
        yield "record_service", p.RECORD_SERVICE


def _at_the_desk(actor: Principal, matter: Matter) -> Iterator[tuple[str, str]]:
    if actor.organ != matter.desk:
        return
    if matter.status in OPEN:
        yield "classify_matter", p.CLASSIFY_MATTERS
        yield "link_matter", p.LINK_MATTERS
        yield "split_matter", p.SPLIT_MATTERS
        yield "name_contact", p.NAME_CONTACTS
        yield "give_notice", p.GIVE_NOTICES
        yield "refer_matter", p.REFER_MATTERS
        if matter.route:
            yield "forward_matter", p.GIVE_MATTERS
            yield "assign_matter", p.GIVE_MATTERS
    if matter.status is Status.CLOSED:
        yield "record_resolution", p.RESOLVE_MATTERS
    yield "renew_query_code", p.REGISTER_PETITIONS


def _of_the_parts(actor: Principal, matter: Matter) -> Iterator[tuple[str, str]]:
    if matter.status not in OPEN:
        return
    for part in matter.live_parts:
        if part.organ == actor.organ:
            yield from _own(part)
        if part.given_by == actor.organ:
            yield from _given(part)


def _own(part: Assignment) -> Iterator[tuple[str, str]]:
    yield "give_notice", p.GIVE_NOTICES
    yield "name_contact", p.NAME_CONTACTS
    if part.state in ACCEPTABLE:
        yield "accept_matter", p.ACCEPT_MATTERS
    if part.state in REFUSABLE:
        yield "refuse_matter", p.REFUSE_MATTERS
    if part.state in OBJECTIONABLE and part.objection is not None:
        yield "object_to_assignment", p.RAISE_OBJECTIONS
    if part.state in EXTENDABLE and part.handling is not None:
        asked = part.extension
        if asked is None:
            yield "request_extension", p.REQUEST_EXTENSIONS
        elif asked.is_pending:
            yield "approve_extension", p.APPROVE_EXTENSIONS
    if part.state in ANSWERABLE:
        yield "issue_opinion", p.ISSUE_OPINIONS
        yield "refer_matter", p.REFER_MATTERS
    if part.state in REPORTABLE and part.report is not None:
        yield "submit_closing_report", p.SUBMIT_REPORTS
    if part.state in REPORTABLE and part.report is None:
        yield "close_matter", p.CLOSE_MATTERS


def _given(part: Assignment) -> Iterator[tuple[str, str]]:
    if part.state is State.OBJECTED:
        yield "decide_objection", p.DECIDE_OBJECTIONS
    if part.state is State.REPORTED:
        yield "decide_closing_report", p.DECIDE_REPORTS
