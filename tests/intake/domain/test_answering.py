"""Notices, opinions, extensions and service: what the petitioner is owed, and proof of it."""

from datetime import date

import pytest

from chassis.kernel import Principal
from services.intake.domain import answering, giving
from services.intake.domain.errors import (
    AlreadyExtended,
    BelongsElsewhere,
    CodeUnknown,
    DayInTheFuture,
    ExtensionAfterDue,
    ExtensionTooLong,
    NoHandlingClock,
    NoSuchAttachment,
    NoSuchDocument,
    NothingRequested,
    NoticeUnfitting,
    NotYourAssignment,
    NotYourMatter,
    OpinionIncomplete,
    OpinionUnfitting,
    PartNotInState,
    ReplyUnfitting,
    RequestUnanswered,
    RequestUnknown,
    RouteMissing,
    ServedBeforeIssued,
    TextMissing,
)
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.opinion import Answer
from services.intake.domain.states import NoticeKind, State, Status
from tests.builders import CALENDAR, NOON, RULES, an_id, at
from tests.intake.builders import (
    BUREAU,
    HEALTH,
    HOUSING,
    TREE,
    a_clerk,
    a_file,
    a_forwarded_matter,
    a_matter,
    an_accepted_matter,
    an_accusation,
    an_answer,
    an_answered_matter,
    classify,
    clock_of,
    open_clocks,
    serve,
    told_answer,
)


def notify(
    matter: Matter,
    kind: NoticeKind = NoticeKind.RECEIPT,
    by: Principal = HOUSING,
    day: str = "2026-09-16",
) -> None:
    answering.give_notice(matter, kind, "现告知如下", rules=RULES, by=by, now=at(day))


def ask(matter: Matter, days: int = 30, day: str = "2026-10-20", by: Principal = HOUSING) -> None:
    answering.request_extension(
        matter, days, "案情复杂", rules=RULES, calendar=CALENDAR, by=by, now=at(day)
    )


def decide(
    matter: Matter, day: str = "2026-10-21", by: Principal = HOUSING, approved: bool = True
) -> None:
    answering.decide_extension(matter, approved=approved, calendar=CALENDAR, by=by, now=at(day))


@pytest.mark.parametrize("day", ["2026-09-16", "2026-10-01"])
def test_a_notice_by_the_fifteenth_day_is_in_time(day: str) -> None:
    matter = a_forwarded_matter()

    notify(matter, day=day)

    clock = clock_of(matter, "notice", "housing")
    assert clock.stopped == date.fromisoformat(day)
    assert not clock.is_late(date(2027, 1, 1), CALENDAR)


def test_a_notice_on_the_sixteenth_day_is_late_for_good() -> None:
    matter = a_forwarded_matter()

    notify(matter, day="2026-10-02")

    assert clock_of(matter, "notice", "housing").is_late(date(2026, 10, 2), CALENDAR)


@pytest.mark.parametrize(("day", "late"), [("2026-10-01", False), ("2026-10-02", True)])
def test_an_own_desk_has_fifteen_days_too(day: str, late: bool) -> None:
    matter = a_matter(HOUSING)

    notify(matter, NoticeKind.ROUTE, day=day)

    assert clock_of(matter, "own_notice", "housing").is_late(date(2027, 1, 1), CALENDAR) is late


def test_a_notice_accepts_nothing_and_acceptance_gives_no_notice() -> None:
    matter = a_forwarded_matter()

    notify(matter)

    assert matter.part_of("housing").state is State.PENDING
    assert ("notice", "housing") in open_clocks(an_accepted_matter())


def test_where_name_or_address_are_unclear_no_notice_is_owed() -> None:
    matter = a_forwarded_matter()

    notify(matter, NoticeKind.ADDRESS_UNCLEAR)

    assert clock_of(matter, "notice", "housing").lapsed


def test_an_own_desk_tells_where_to_go_with_what_is_not_its_own() -> None:
    matter = a_matter(HOUSING)

    notify(matter, NoticeKind.WHERE_TO_GO)

    assert clock_of(matter, "own_notice", "housing").stopped == date(2026, 9, 16)
    assert not clock_of(matter, "own_notice", "housing").lapsed
    assert matter.status is Status.REFUSED


def test_what_was_given_by_a_sender_is_not_sent_elsewhere() -> None:
    with pytest.raises(NoticeUnfitting):
        notify(a_forwarded_matter(), NoticeKind.WHERE_TO_GO)


@pytest.mark.parametrize("kind", [NoticeKind.REFUSAL, NoticeKind.HANDED_OVER])
def test_refusals_and_hand_overs_are_told_by_their_own_verbs(kind: NoticeKind) -> None:
    with pytest.raises(NoticeUnfitting):
        notify(a_forwarded_matter(), kind)


def test_a_stranger_writes_to_no_petitioner() -> None:
    with pytest.raises(NotYourMatter):
        notify(a_forwarded_matter(), by=HEALTH)


def test_the_desk_may_write_while_others_have_the_matter() -> None:
    matter = a_forwarded_matter()

    notify(matter, NoticeKind.TRANSFERRED, by=BUREAU)

    assert matter.notices[0].clock is None
    assert ("notice", "housing") in open_clocks(matter)


def test_a_suggestion_is_answered_by_a_reply() -> None:
    matter = an_accepted_matter(a_forwarded_matter(route="suggestion"))

    notify(matter, NoticeKind.REPLY)

    assert matter.part_of("housing").state is State.ANSWERED
    assert matter.part_of("housing").answers == [1]


def test_a_protective_duty_is_performed_or_answered_within_its_own_term() -> None:
    matter = an_accepted_matter(a_forwarded_matter(route="r5"))

    notify(matter, NoticeKind.REPLY, day="2026-11-02")

    assert clock_of(matter, "duty", "housing").stopped == date(2026, 11, 2)


def test_route_six_needs_an_opinion_not_a_reply() -> None:
    with pytest.raises(ReplyUnfitting):
        notify(an_accepted_matter(), NoticeKind.REPLY)


def test_simplified_handling_may_reply() -> None:
    matter = classify(a_matter(), simplified="yes")
    forward_and_accept(matter)

    notify(matter, NoticeKind.REPLY, day="2026-09-18")

    assert clock_of(matter, "simplified_handling", "housing").stopped == date(2026, 9, 18)


def forward_and_accept(matter: Matter) -> None:
    giving.forward(matter, Recipients("housing"), tree=TREE, rules=RULES, by=BUREAU, now=NOON)
    giving.accept(matter, rules=RULES, by=HOUSING, now=NOON)


def test_nobody_replies_before_accepting() -> None:
    with pytest.raises(PartNotInState):
        notify(a_forwarded_matter(route="suggestion"), NoticeKind.REPLY)


def test_the_bureau_may_answer_a_suggestion_itself() -> None:
    matter = a_matter(route="suggestion")

    notify(matter, NoticeKind.REPLY, by=BUREAU)

    assert clock_of(matter, "disposal", "petition-bureau").stopped == date(2026, 9, 16)


@pytest.mark.parametrize("route", ["r5", "r6"])
def test_the_bureau_does_not_decide_what_an_organ_must(route: str) -> None:
    with pytest.raises(ReplyUnfitting):
        notify(a_matter(route=route), NoticeKind.REPLY, by=BUREAU)


def test_the_bureau_does_not_answer_an_accusation() -> None:
    with pytest.raises(ReplyUnfitting):
        notify(an_accusation("housing"), NoticeKind.REPLY, by=BUREAU)


def test_a_reply_needs_a_route_inside_the_procedure() -> None:
    with pytest.raises(RouteMissing):
        notify(a_matter(route=""), NoticeKind.REPLY, by=BUREAU)
    with pytest.raises(BelongsElsewhere):
        notify(a_matter(route="r4"), NoticeKind.REPLY, by=BUREAU)


def test_an_opinion_within_sixty_days_stops_the_clock_in_time() -> None:
    matter = an_answered_matter(now=at("2026-11-15", 23))

    clock = clock_of(matter, "handling", "housing")
    assert clock.due(CALENDAR) == clock.stopped == date(2026, 11, 15)
    assert not clock.is_late(date(2027, 1, 1), CALENDAR)
    assert matter.part_of("housing").state is State.ANSWERED


def test_an_opinion_on_the_sixty_first_day_is_late() -> None:
    matter = an_answered_matter(now=at("2026-11-16"))

    assert clock_of(matter, "handling", "housing").is_late(date(2026, 11, 16), CALENDAR)


def test_an_opinion_names_the_remedy_and_its_period() -> None:
    (opinion,) = an_answered_matter().opinions

    assert (opinion.remedy.organ, opinion.remedy.days) == ("county", 30)


def issue(matter: Matter, *requests: int, by: Principal = HOUSING) -> None:
    answers = [an_answer(matter, number) for number in requests]
    answering.issue_opinion(matter, answers, "county", rules=RULES, by=by, now=NOON)


def test_each_request_is_answered_for_itself() -> None:
    matter = an_accepted_matter(classify(a_forwarded_matter(), "修电梯", "退物业费"))

    with pytest.raises(RequestUnanswered) as refusal:
        issue(matter, 1)
    assert refusal.value.params == {"number": 2}
    with pytest.raises(RequestUnknown):
        issue(matter, 1, 2, 3)
    with pytest.raises(RequestUnknown):
        issue(matter, 1, 1, 2)
    issue(matter, 2, 1)

    assert [answer.request for answer in matter.opinions[0].answers] == [2, 1]


@pytest.mark.parametrize(
    "missing", ["facts", "evidence", "opinion", "instrument", "article", "version"]
)
def test_an_opinion_lacks_nothing_that_article_32_asks_for(missing: str) -> None:
    with pytest.raises(OpinionIncomplete) as refusal:
        Answer.read(told_answer() | {missing: " "}, an_id(), RULES)

    assert refusal.value.params == {"missing": missing, "number": 1}


def test_an_answer_is_one_of_the_three_outcomes() -> None:
    assert set(RULES.outcomes) == {"support", "explain", "not_support"}
    with pytest.raises(CodeUnknown):
        an_answer(a_matter(), outcome="maybe")


def test_only_an_organ_that_accepted_issues_an_opinion() -> None:
    with pytest.raises(PartNotInState):
        issue(a_forwarded_matter(), 1)
    with pytest.raises(NotYourAssignment):
        issue(an_accepted_matter(), 1, by=HEALTH)


def test_an_opinion_belongs_to_route_six() -> None:
    with pytest.raises(OpinionUnfitting):
        issue(an_accepted_matter(a_forwarded_matter(route="suggestion")), 1)


def test_proved_receipt_of_the_opinion_starts_the_time_for_re_examination() -> None:
    matter = an_answered_matter()

    serve(matter, proof=a_file(matter), on="2026-09-20", now=at("2026-09-22"))

    window = open_clocks(matter)["reexamination_request", "petitioner"]
    assert (window.started, window.due(CALENDAR)) == (date(2026, 9, 20), date(2026, 10, 20))


@pytest.mark.parametrize("outcome", ["refused", "returned", "address_unclear"])
def test_without_receipt_no_window_runs(outcome: str) -> None:
    matter = an_answered_matter()

    serve(matter, outcome=outcome, proof=a_file(matter))

    assert ("reexamination_request", "petitioner") not in open_clocks(matter)


def test_without_proof_no_window_runs() -> None:
    matter = an_answered_matter()

    serve(matter)

    assert ("reexamination_request", "petitioner") not in open_clocks(matter)


def test_a_second_attempt_may_prove_what_the_first_did_not() -> None:
    matter = an_answered_matter()
    serve(matter, outcome="returned")

    serve(matter, proof=a_file(matter), on="2026-09-25", now=at("2026-09-25"))
    serve(matter, proof=a_file(matter), on="2026-09-28", now=at("2026-09-28"))

    assert [service.outcome for service in matter.opinions[0].services] == [
        "returned",
        "received",
        "received",
    ]
    windows = [clock for clock in matter.clocks if clock.name == "reexamination_request"]
    assert [window.started for window in windows] == [date(2026, 9, 25)]


def test_a_notice_is_served_too_but_opens_no_window() -> None:
    matter = a_forwarded_matter()
    notify(matter)

    serve(matter, proof=a_file(matter))

    assert matter.notices[0].is_served
    assert ("reexamination_request", "petitioner") not in open_clocks(matter)


def test_nothing_is_served_before_it_was_issued_or_tomorrow() -> None:
    matter = an_answered_matter()

    with pytest.raises(ServedBeforeIssued):
        serve(matter, on="2026-09-15")
    with pytest.raises(DayInTheFuture):
        serve(matter, on="2026-09-17")


def test_proof_is_an_attachment_of_the_same_matter() -> None:
    matter = an_answered_matter()

    with pytest.raises(NoSuchAttachment):
        serve(matter, proof=a_file(a_matter(HOUSING), by=HOUSING))
    with pytest.raises(NoSuchAttachment):
        serve(matter, proof=an_id())


def test_whoever_issued_it_or_the_desk_records_service() -> None:
    matter = an_answered_matter()

    serve(matter, by=BUREAU)
    with pytest.raises(NotYourMatter):
        serve(matter, by=HEALTH)
    with pytest.raises(NoSuchDocument):
        serve(matter, 7)


def test_an_approved_extension_moves_the_due_day_and_a_notice_is_due() -> None:
    matter = an_accepted_matter()

    ask(matter)
    decide(matter, by=a_clerk("housing"))

    part = matter.part_of("housing")
    assert open_clocks(matter)["handling", "housing"].due(CALENDAR) == date(2026, 12, 15)
    assert part.extension is not None
    assert part.extension.notice_due
    notify(matter, NoticeKind.EXTENSION, day="2026-10-22")
    assert not part.extension.notice_due
    with pytest.raises(NothingRequested):
        notify(matter, NoticeKind.EXTENSION, day="2026-10-22")


def test_an_extension_is_thirty_days_at_most() -> None:
    matter = an_accepted_matter()

    for days in (0, -1, 31):
        with pytest.raises(ExtensionTooLong):
            ask(matter, days)


def test_the_sixty_days_are_extended_once() -> None:
    matter = an_accepted_matter()
    ask(matter, 10)
    decide(matter)

    with pytest.raises(AlreadyExtended):
        ask(matter, 10)


def test_another_organs_head_decides_nothing() -> None:
    matter = an_accepted_matter(a_forwarded_matter("health"))
    ask(matter)

    with pytest.raises(NothingRequested):
        decide(matter, by=HEALTH)


def test_a_declined_extension_may_be_asked_for_again() -> None:
    matter = an_accepted_matter()
    ask(matter)
    decide(matter, approved=False)
    assert open_clocks(matter)["handling", "housing"].due(CALENDAR) == date(2026, 11, 15)

    ask(matter, 20)
    decide(matter)

    assert open_clocks(matter)["handling", "housing"].due(CALENDAR) == date(2026, 12, 5)


def test_what_is_late_is_not_extended() -> None:
    matter = an_accepted_matter()
    ask(matter, day="2026-11-15")

    with pytest.raises(ExtensionAfterDue):
        decide(matter, day="2026-11-16")
    with pytest.raises(ExtensionAfterDue):
        ask(matter, day="2026-11-16")


def test_only_route_six_knows_an_extension() -> None:
    with pytest.raises(NoHandlingClock):
        ask(an_accepted_matter(a_forwarded_matter(route="suggestion")))
    with pytest.raises(NoHandlingClock):
        ask(an_accepted_matter(a_forwarded_matter(route="r5")))


def test_an_extension_needs_a_reason() -> None:
    with pytest.raises(TextMissing):
        answering.request_extension(
            an_accepted_matter(), 10, " ", rules=RULES, calendar=CALENDAR, by=HOUSING, now=NOON
        )


def test_documents_are_numbered_whatever_they_are() -> None:
    matter = an_accepted_matter()
    notify(matter)
    an_answered_matter(matter)

    assert [document.number for document in matter.documents()] == [1, 2]
    assert matter.document(2) is matter.opinions[0]
