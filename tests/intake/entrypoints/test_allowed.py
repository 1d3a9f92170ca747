"""Which doors a screen offers."""

from chassis.kernel import Principal
from services.intake.domain import answering, giving
from services.intake.domain.matter import Matter
from services.intake.entrypoints.allowed import allowed_to
from tests.builders import CALENDAR, NOON, RULES, a_principal
from tests.intake.builders import (
    BUREAU,
    HEALTH,
    HOUSING,
    a_forwarded_matter,
    a_matter,
    an_accepted_matter,
    an_assigned_matter,
)


def may(actor: Principal, matter: Matter, *verbs: str) -> list[bool]:
    allowed = allowed_to(actor, matter)
    return [verb in allowed for verb in verbs]


def test_the_desk_sorts_and_gives_what_it_received() -> None:
    matter = a_matter()

    assert may(BUREAU, matter, "classify_matter", "forward_matter", "assign_matter") == [True] * 3
    assert may(HOUSING, matter, "classify_matter", "forward_matter") == [False] * 2


def test_nothing_is_given_before_its_route_is_known() -> None:
    matter = a_matter()
    matter.route = ""

    assert may(BUREAU, matter, "classify_matter", "forward_matter") == [True, False]


def test_an_organ_accepts_refuses_or_objects_to_what_it_was_given() -> None:
    verbs = ("accept_matter", "refuse_matter", "object_to_assignment")

    assert may(HOUSING, a_forwarded_matter(), *verbs) == [True] * 3
    assert may(HEALTH, a_forwarded_matter(), *verbs) == [False] * 3
    assert may(HOUSING, an_accepted_matter(), *verbs) == [False] * 3


def test_an_extension_is_asked_for_once_and_then_decided() -> None:
    matter = an_accepted_matter()
    before = may(HOUSING, matter, "request_extension", "approve_extension")
    answering.request_extension(
        matter, 20, "需要检测", rules=RULES, calendar=CALENDAR, by=HOUSING, now=NOON
    )

    after = may(HOUSING, matter, "request_extension", "approve_extension")

    assert (before, after) == ([True, False], [False, True])


def test_an_objection_is_decided_by_whoever_sent_it() -> None:
    matter = a_forwarded_matter()
    giving.object_to(matter, "不属于", rules=RULES, calendar=CALENDAR, by=HOUSING, now=NOON)

    assert may(BUREAU, matter, "decide_objection") == [True]
    assert may(HOUSING, matter, "decide_objection") == [False]


def test_a_part_that_was_assigned_ends_with_its_report() -> None:
    matter = an_accepted_matter(an_assigned_matter())

    assert may(HOUSING, matter, "issue_opinion", "close_matter") == [True, False]


def test_nobody_is_offered_what_their_post_may_not_do() -> None:
    clerk = a_principal("housing", may=frozenset({"matter:read"}))

    assert allowed_to(clerk, a_forwarded_matter()) == []
