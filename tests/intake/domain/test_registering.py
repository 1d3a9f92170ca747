"""Registering: for whom an item came decides its first clock."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.kernel import new_id
from services.intake.domain.errors import CodeUnknown, NotYourDesk, OrganUnknown, SuccessorExists
from services.intake.domain.facts import MatterRegistered
from services.intake.domain.matter import Matter
from services.intake.domain.organs import Tree
from services.intake.domain.registering import Desk, register
from services.intake.domain.states import DeskKind, Mode, State, Status
from tests.builders import CALENDAR, NOON, SHELF, at
from tests.intake.builders import (
    BUREAU,
    HOUSING,
    IMPORTER,
    TREE,
    a_clerk,
    a_matter,
    a_petition,
    a_registration,
    clock_of,
    open_clocks,
)


def test_at_the_bureau_fifteen_days_to_dispose_of_it_run_from_the_day_received() -> None:
    matter = a_registration(a_petition(received="2026-09-14")).matter

    clock = clock_of(matter, "disposal", "petition-bureau")
    assert clock.started == date(2026, 9, 14)
    assert clock.due(CALENDAR) == date(2026, 9, 29)
    assert not clock.is_late(date(2026, 9, 29), CALENDAR)
    assert clock.is_late(date(2026, 9, 30), CALENDAR)
    assert matter.assignments == []


def test_at_an_organs_own_desk_it_lies_with_the_organ_and_a_notice_is_due() -> None:
    matter = a_matter(HOUSING)

    part = matter.part_of("housing")
    assert (part.mode, part.state, part.lead) == (Mode.OWN_DESK, State.PENDING, True)
    assert open_clocks(matter)["own_notice", "housing"].due(CALENDAR) == date(2026, 10, 1)
    assert set(open_clocks(matter)) == {("own_notice", "housing")}


def test_the_guidance_desk_of_the_bureau_registers_for_the_other_desks() -> None:
    matter = a_registration(a_petition(desk="housing"), BUREAU).matter

    assert (matter.desk, matter.desk_kind) == ("housing", DeskKind.OWN)


def test_nobody_else_registers_for_another_desk() -> None:
    with pytest.raises(NotYourDesk):
        a_registration(a_petition(desk="health"), HOUSING)


def test_a_desk_is_an_organ_of_the_tree() -> None:
    with pytest.raises(OrganUnknown):
        a_registration(a_petition(desk="nowhere"))


def test_a_merged_organ_names_its_successor() -> None:
    merged: Tree = type(TREE)(
        {**TREE.organs, "health": replace(TREE.organs["health"], successor="medical-insurance")}
    )

    with pytest.raises(SuccessorExists) as refusal:
        Desk.of("health", BUREAU, merged)
    assert refusal.value.params["successor"] == "medical-insurance"


def test_the_channel_is_one_of_the_rulebook() -> None:
    with pytest.raises(CodeUnknown):
        a_registration(a_petition(channel="pigeon"))


def test_the_registering_post_is_the_contact_until_another_is_named() -> None:
    assert a_matter().contact == "petition-bureau/clerk"
    assert a_registration(a_petition(contact="housing/handler")).matter.contact == "housing/handler"


def test_nobody_is_sent_to_a_machine() -> None:
    brought = a_registration(a_petition(), by=IMPORTER).matter
    named = a_registration(a_petition(contact="housing/handler"), by=IMPORTER).matter

    assert (brought.contact, named.contact) == ("", "housing/handler")


def test_each_request_is_numbered_and_the_title_stands_in_for_none() -> None:
    several = a_registration(a_petition("修电梯", "退物业费")).matter

    assert [(r.number, r.text.clear) for r in several.requests] == [(1, "修电梯"), (2, "退物业费")]
    assert [r.text.clear for r in a_matter().requests] == ["电梯"]


def test_the_words_are_sealed_under_the_matter_and_the_parties_apart_from_it() -> None:
    registration = a_registration(a_petition(parties=({"name": "王小明"},)))

    matter, (record,) = registration.matter, registration.records
    assert matter.items[0].title.key == matter.items[0].body.key == matter.id
    assert matter.parties[0].id == record.id
    assert record.matter_id == matter.id
    assert "王小明" not in repr(matter)


def test_one_fact_tells_of_the_registration() -> None:
    matter = a_matter()

    (fact,) = matter.take_facts()
    assert isinstance(fact, MatterRegistered)
    assert fact.item is matter.items[0]
    assert matter.version == 1


def relived(**fields: str) -> Matter:
    petition = a_petition(history=True, fields=fields)
    rules = SHELF.on("420881", petition.received)
    return register(
        petition,
        desk=Desk.of(petition.desk, BUREAU, TREE),
        rules=rules,
        by=BUREAU,
        now=NOON,
        new_id=new_id,
    ).matter


PAST = {
    "received": "2020-03-02",
    "given_to": "housing",
    "given": "2020-03-20",
    "notified": "2020-03-30",
    "accepted": "2020-03-25",
    "answered": "2020-06-30",
    "closed": "2020-07-10",
}


def test_an_old_matter_runs_under_the_law_of_its_day_as_it_ran() -> None:
    matter = relived(**PAST)

    disposal = clock_of(matter, "disposal", "petition-bureau")
    handling = clock_of(matter, "handling", "housing")
    assert "2005" in disposal.term.basis
    assert (disposal.stopped, disposal.due(CALENDAR)) == (date(2020, 3, 20), date(2020, 3, 17))
    assert (handling.started, handling.stopped) == (date(2020, 3, 25), date(2020, 6, 30))
    assert handling.is_late(date(2026, 9, 16), CALENDAR)
    assert clock_of(matter, "notice", "housing").stopped == date(2020, 3, 30)
    assert (matter.status, matter.closed) == (Status.CLOSED, date(2020, 7, 10))
    assert open_clocks(matter) == {}


def test_nobody_is_asked_for_a_rating_of_an_old_matter() -> None:
    matter = relived(**PAST)

    assert matter.historical
    assert matter.rating_window is None


def test_an_old_matter_still_under_way_goes_on_from_where_it_stands() -> None:
    matter = relived(
        received="2026-08-03", given_to="housing", given="2026-08-10", accepted="2026-08-12"
    )

    assert matter.part_of("housing").state is State.ACCEPTED
    assert open_clocks(matter)["handling", "housing"].due(CALENDAR) == date(2026, 10, 11)
    assert ("notice", "housing") in open_clocks(matter)


def test_the_route_of_an_old_matter_decides_its_term() -> None:
    fields = PAST | {"received": "2023-03-02", "route": "suggestion"}
    days = {key: value.replace("2020", "2023") for key, value in fields.items()}

    matter = relived(**days)

    assert all(clock.name != "handling" for clock in matter.clocks)


def test_an_old_matter_the_desk_answered_itself_was_disposed_of_by_that() -> None:
    matter = relived(received="2020-03-02", answered="2020-03-10", closed="2020-03-10")

    assert clock_of(matter, "disposal", "petition-bureau").stopped == date(2020, 3, 10)


def test_an_old_matter_assigned_by_a_deadline_reported_by_its_closing() -> None:
    matter = relived(**PAST, mode="assigned")

    report = clock_of(matter, "closing_report", "housing")
    assert (report.stopped, report.lapsed) == (date(2020, 7, 10), False)


def test_an_own_desk_answers_what_it_received() -> None:
    matter = relived(received="2020-03-02", desk="housing", answered="2020-03-12")

    assert matter.part_of("housing").state is State.ANSWERED


def test_whoever_registers_stands_in_the_tree() -> None:
    with pytest.raises(OrganUnknown):
        a_registration(a_petition(), a_clerk("unheard-of"), at("2026-09-16"))
