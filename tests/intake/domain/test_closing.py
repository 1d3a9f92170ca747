"""Ending: refusal with a remedy, hand-over, closing reports, and the last of several organs."""

from datetime import date

import pytest

from chassis.kernel import Principal
from services.intake.domain import answering, closing, giving
from services.intake.domain.errors import (
    CodeUnknown,
    DayInTheFuture,
    GroundUnknown,
    MatterNotOpen,
    NotAnsweredYet,
    NotElsewhere,
    NotServedYet,
    NotYourAssignment,
    NotYourMatter,
    ObjectInstead,
    PartNotInState,
    ReportNeeded,
    ReportNotAsked,
    TextMissing,
)
from services.intake.domain.facts import MatterRefused
from services.intake.domain.matter import Matter
from services.intake.domain.states import NoticeKind, State, Status
from tests.builders import CALENDAR, NOON, RULES, at
from tests.intake.builders import (
    BUREAU,
    HEALTH,
    HOUSING,
    a_closed_matter,
    a_file,
    a_forwarded_matter,
    a_matter,
    a_served_matter,
    an_accepted_matter,
    an_answer,
    an_answered_matter,
    an_assigned_matter,
    clock_of,
    open_clocks,
    serve,
)

TODAY = date(2026, 9, 16)


def refuse(matter: Matter, ground: str = "concluded", by: Principal = HOUSING) -> None:
    closing.refuse(matter, ground, "已经复核终结", rules=RULES, by=by, now=NOON)


def close(matter: Matter, by: Principal = HOUSING, day: str = "2026-09-16") -> None:
    closing.close(matter, rules=RULES, by=by, now=at(day))


def hand_over(
    matter: Matter, procedure: str = "arbitration", by: Principal = HOUSING, on: date = TODAY
) -> None:
    closing.hand_over(
        matter,
        procedure,
        "市劳动人事争议仲裁委员会",
        "请依法申请仲裁",
        on=on,
        rules=RULES,
        by=by,
        now=NOON,
    )


def report(matter: Matter, by: Principal = HOUSING) -> None:
    closing.submit_report(matter, "已办结", by=by, now=NOON)


def a_reported_matter(days: int | None = None) -> Matter:
    matter = a_served_matter(an_answered_matter(an_accepted_matter(an_assigned_matter(days=days))))
    report(matter)
    return matter


def test_a_refusal_has_a_ground_and_names_the_remedy() -> None:
    matter = a_forwarded_matter()

    refuse(matter)

    fact = matter.take_facts()[-1]
    assert isinstance(fact, MatterRefused)
    assert (fact.ground, fact.remedy) == ("concluded", RULES.grounds["concluded"].remedy)
    assert matter.notices[0].kind is NoticeKind.REFUSAL
    assert not clock_of(matter, "notice", "housing").lapsed
    assert (matter.status, matter.closed) == (Status.REFUSED, date(2026, 9, 16))
    assert open_clocks(matter) == {}


def test_nothing_is_refused_without_a_ground_of_the_rulebook_and_a_reason() -> None:
    with pytest.raises(GroundUnknown):
        refuse(a_forwarded_matter(), "annoying")
    with pytest.raises(TextMissing):
        closing.refuse(a_forwarded_matter(), "concluded", " ", rules=RULES, by=HOUSING, now=NOON)


def test_the_bureau_refuses_what_it_has_not_given_and_has_then_disposed_of_it() -> None:
    matter = a_matter()

    refuse(matter, by=BUREAU)

    assert matter.status is Status.REFUSED
    assert not clock_of(matter, "disposal", "petition-bureau").lapsed


def test_the_bureau_does_not_refuse_what_lies_with_an_organ() -> None:
    with pytest.raises(NotYourAssignment):
        refuse(a_forwarded_matter(), by=BUREAU)


def test_out_of_scope_is_objected_to_where_somebody_sent_it() -> None:
    with pytest.raises(ObjectInstead):
        refuse(a_forwarded_matter(), "out_of_scope")

    matter = a_matter(HOUSING)
    refuse(matter, "out_of_scope")
    assert matter.status is Status.REFUSED


def test_what_was_accepted_is_no_longer_refused() -> None:
    with pytest.raises(PartNotInState):
        refuse(an_accepted_matter())


def test_one_organs_refusal_leaves_the_others_at_work() -> None:
    matter = a_forwarded_matter("health")

    refuse(matter)

    assert matter.status is Status.IN_PROGRESS
    assert ("notice", "health") in open_clocks(matter)


def test_routes_one_to_four_leave_for_a_procedure_of_their_own() -> None:
    matter = a_forwarded_matter(route="r2")

    hand_over(matter)

    (handed,) = matter.hand_overs
    assert (handed.procedure, handed.on) == ("arbitration", date(2026, 9, 16))
    assert handed.to.clear == "市劳动人事争议仲裁委员会"
    assert matter.document(handed.notice).issued == date(2026, 9, 16)
    assert not clock_of(matter, "notice", "housing").lapsed
    assert matter.status is Status.CLOSED
    assert matter.rating_window is None
    assert open_clocks(matter) == {}


def test_the_bureau_hands_over_what_it_has_not_given() -> None:
    matter = a_matter(route="r2")

    hand_over(matter, by=BUREAU)

    assert matter.status is Status.CLOSED
    assert not clock_of(matter, "disposal", "petition-bureau").lapsed


def test_the_target_is_one_of_the_routes_own() -> None:
    with pytest.raises(CodeUnknown):
        hand_over(a_forwarded_matter(route="r2"), "licence")


@pytest.mark.parametrize("route", ["", "r5", "r6", "suggestion"])
def test_other_routes_do_not_leave(route: str) -> None:
    with pytest.raises(NotElsewhere):
        hand_over(a_matter(route=route), by=BUREAU)


def test_nothing_is_handed_over_tomorrow() -> None:
    matter = a_forwarded_matter(route="r2")

    with pytest.raises(DayInTheFuture):
        hand_over(matter, on=date(2026, 9, 17))
    assert matter.notices == []


def test_a_forwarded_matter_is_closed_by_its_organ_once_the_answer_was_served() -> None:
    matter = an_answered_matter()
    with pytest.raises(NotServedYet):
        close(matter)

    serve(matter, proof=a_file(matter))
    close(matter, day="2026-09-20")

    assert (matter.status, matter.closed) == (Status.CLOSED, date(2026, 9, 20))
    assert matter.verdict is None


@pytest.mark.parametrize(
    ("outcome", "closes"),
    [("received", True), ("refused", True), ("address_unclear", True), ("returned", False)],
)
def test_returned_mail_is_sent_again_before_closing(outcome: str, closes: bool) -> None:
    matter = an_answered_matter()
    serve(matter, outcome=outcome)

    if closes:
        close(matter)
    else:
        with pytest.raises(NotServedYet):
            close(matter)

    assert (matter.status is Status.CLOSED) is closes


def test_an_unanswered_matter_is_not_closed() -> None:
    with pytest.raises(NotAnsweredYet):
        close(an_accepted_matter())
    with pytest.raises(PartNotInState):
        close(a_forwarded_matter())


def test_closing_ends_the_duties_and_leaves_the_petitioners_rights() -> None:
    matter = a_closed_matter()

    assert set(open_clocks(matter)) == {
        ("reexamination_request", "petitioner"),
        ("rating", "petitioner"),
    }
    assert clock_of(matter, "notice", "housing").lapsed


def test_with_several_organs_the_matter_closes_with_its_last_part() -> None:
    matter = an_accepted_matter(a_forwarded_matter("health"))
    giving.accept(matter, rules=RULES, by=HEALTH, now=NOON)
    a_served_matter(an_answered_matter(matter))

    close(matter)
    assert matter.part_of("health").state is State.ACCEPTED
    close(matter, HEALTH)

    assert matter.status is Status.CLOSED
    assert clock_of(matter, "handling", "health").stopped == date(2026, 9, 16)


def test_a_co_handler_waits_for_the_leads_answer_or_gives_its_own() -> None:
    matter = an_accepted_matter(a_forwarded_matter("health"))
    giving.accept(matter, rules=RULES, by=HEALTH, now=NOON)
    with pytest.raises(NotAnsweredYet):
        close(matter, HEALTH)

    answers = [an_answer(matter)]
    answering.issue_opinion(matter, answers, "county", rules=RULES, by=HEALTH, now=NOON)
    serve(matter, by=HEALTH)
    close(matter, HEALTH)

    assert matter.part_of("health").state is State.CLOSED
    with pytest.raises(NotAnsweredYet):
        close(matter)


def test_the_bureau_closes_what_it_answered_itself() -> None:
    matter = a_matter(route="suggestion")
    with pytest.raises(NotAnsweredYet):
        close(matter, BUREAU)
    answering.give_notice(matter, NoticeKind.REPLY, "感谢建议", rules=RULES, by=BUREAU, now=NOON)
    with pytest.raises(NotServedYet):
        close(matter, BUREAU)

    serve(matter, by=BUREAU)
    close(matter, BUREAU)

    assert matter.status is Status.CLOSED


def test_an_assigned_matter_closes_by_its_report_only() -> None:
    matter = a_served_matter(an_answered_matter(an_accepted_matter(an_assigned_matter())))

    with pytest.raises(ReportNeeded):
        close(matter)


def test_a_report_comes_after_the_answer_was_served() -> None:
    matter = an_accepted_matter(an_assigned_matter())
    with pytest.raises(NotAnsweredYet):
        report(matter)
    an_answered_matter(matter)
    with pytest.raises(NotServedYet):
        report(matter)


def test_the_approved_report_closes_an_assigned_matter() -> None:
    matter = a_reported_matter()
    assert matter.closed is None
    assert clock_of(matter, "closing_report", "housing").stopped == date(2026, 9, 16)

    closing.approve_report(matter, "housing", rules=RULES, by=BUREAU, now=at("2026-09-18"))

    assert matter.status is Status.CLOSED
    assert matter.part_of("housing").reports[0].approved


def test_a_returned_report_means_rework_by_a_new_deadline() -> None:
    matter = a_reported_matter(days=20)

    closing.return_report(
        matter, "housing", "第一项未落实", rules=RULES, by=BUREAU, now=at("2026-09-18")
    )

    part = matter.part_of("housing")
    assert part.state is State.ACCEPTED
    again = open_clocks(matter)["closing_report", "housing"]
    assert (again.cause, again.due(CALENDAR)) == ("returned", date(2026, 10, 8))
    assert "as the assigner set it" in again.explain(CALENDAR, "en")
    report(matter)
    closing.approve_report(matter, "housing", rules=RULES, by=BUREAU, now=at("2026-09-30"))
    assert [kept.approved for kept in part.reports] == [False, True]


def test_rework_may_bring_a_second_opinion() -> None:
    matter = a_reported_matter()
    closing.return_report(matter, "housing", "依据有误", rules=RULES, by=BUREAU, now=NOON)

    an_answered_matter(matter)
    with pytest.raises(NotServedYet):
        report(matter)
    serve(matter, 2)
    report(matter)

    assert matter.part_of("housing").answers == [1, 2]


def test_a_return_needs_a_reason() -> None:
    with pytest.raises(TextMissing):
        closing.return_report(a_reported_matter(), "housing", "", rules=RULES, by=BUREAU, now=NOON)


def test_only_the_assigner_decides_a_report() -> None:
    with pytest.raises(NotYourMatter):
        closing.approve_report(a_reported_matter(), "housing", rules=RULES, by=HEALTH, now=NOON)
    with pytest.raises(PartNotInState):
        closing.approve_report(an_assigned_matter(), "housing", rules=RULES, by=BUREAU, now=NOON)


def test_forwarding_asks_for_no_report() -> None:
    with pytest.raises(ReportNotAsked):
        report(a_served_matter())


def test_what_is_closed_is_not_closed_again() -> None:
    with pytest.raises(MatterNotOpen):
        close(a_closed_matter())
