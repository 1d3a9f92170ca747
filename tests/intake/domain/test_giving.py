"""Giving a matter, and an organ's way to take it or give it back."""

from datetime import date

import pytest

from services.intake.domain import giving
from services.intake.domain.errors import (
    AlreadyGiven,
    BelongsElsewhere,
    LeadExists,
    LeadMissing,
    NobodySentIt,
    NotYourAssignment,
    NotYourMatter,
    NotYourSubordinate,
    ObjectionDecided,
    ObjectionWindowClosed,
    OrganUnknown,
    PartNotInState,
    RouteMissing,
)
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.states import ACCEPTABLE, State, Status
from tests.builders import CALENDAR, NOON, RULES, at
from tests.intake.builders import (
    BUREAU,
    HEALTH,
    HOUSING,
    TREE,
    a_clerk,
    a_forwarded_matter,
    a_matter,
    an_accepted_matter,
    an_assigned_matter,
    clock_of,
    open_clocks,
)


def dues(matter: Matter) -> dict[tuple[str, str], date | None]:
    return {key: clock.due(CALENDAR) for key, clock in open_clocks(matter).items()}


def object_to(matter: Matter, day: str, hour: int = 12) -> None:
    giving.object_to(
        matter, "不属于本单位职责", rules=RULES, calendar=CALENDAR, by=HOUSING, now=at(day, hour)
    )


def decide(matter: Matter, *, upheld: bool, day: str = "2026-09-18") -> None:
    giving.decide_objection(
        matter, "housing", upheld=upheld, reason="已核实", by=BUREAU, now=at(day)
    )


def test_forwarding_stops_the_disposal_and_gives_each_organ_its_own_clocks() -> None:
    matter = a_forwarded_matter("health")

    assert clock_of(matter, "disposal", "petition-bureau").stopped == date(2026, 9, 16)
    assert dues(matter) == {
        ("notice", "housing"): date(2026, 10, 1),
        ("objection", "housing"): date(2026, 9, 22),
        ("notice", "health"): date(2026, 10, 1),
        ("objection", "health"): date(2026, 9, 22),
    }
    assert [(part.organ, part.lead) for part in matter.assignments] == [
        ("housing", True),
        ("health", False),
    ]
    assert matter.status is Status.IN_PROGRESS


def test_assigning_adds_a_closing_report_by_the_day_the_assigner_sets() -> None:
    matter = an_assigned_matter(days=20)

    assert dues(matter)["closing_report", "housing"] == date(2026, 10, 6)
    assert dues(an_assigned_matter())["closing_report", "housing"] == date(2026, 11, 15)


def test_a_day_that_the_assigner_set_is_not_said_to_be_our_default() -> None:
    set_by_it = clock_of(an_assigned_matter(days=20), "closing_report", "housing")
    left_open = clock_of(an_assigned_matter(), "closing_report", "housing")

    assert "第二十二条，由交办机关指定" in set_by_it.explain(CALENDAR, "zh")
    assert "Art. 22 of the Regulations on Petition Work, as the assigner set it" in (
        set_by_it.explain(CALENDAR, "en")
    )
    assert "default" in left_open.explain(CALENDAR, "en")


def test_a_matter_is_classified_before_it_is_given() -> None:
    with pytest.raises(RouteMissing):
        a_forwarded_matter(route="")


@pytest.mark.parametrize("route", ["r1", "accusation"])
def test_litigation_and_accusations_have_notice_rules_of_their_own(route: str) -> None:
    matter = a_forwarded_matter(lead="discipline", route=route)

    assert ("notice", "discipline") not in open_clocks(matter)


def test_a_matter_has_one_lead() -> None:
    matter = a_forwarded_matter()

    with pytest.raises(LeadExists):
        giving.forward(matter, Recipients("health"), tree=TREE, rules=RULES, by=BUREAU, now=NOON)
    giving.forward(matter, Recipients("", ("health",)), tree=TREE, rules=RULES, by=BUREAU, now=NOON)

    assert [part.organ for part in matter.live_parts if part.lead] == ["housing"]


def test_co_handlers_need_a_lead() -> None:
    with pytest.raises(LeadMissing):
        a_forwarded_matter("health", lead="")


def test_a_matter_is_not_given_to_an_organ_twice() -> None:
    matter = a_forwarded_matter()

    with pytest.raises(AlreadyGiven):
        giving.forward(
            matter, Recipients("", ("housing",)), tree=TREE, rules=RULES, by=BUREAU, now=NOON
        )


def test_nobody_gives_to_an_organ_that_does_not_exist() -> None:
    with pytest.raises(OrganUnknown):
        a_forwarded_matter(lead="ministry-of-truth")


def test_only_the_desk_that_received_a_matter_gives_it() -> None:
    with pytest.raises(NotYourMatter):
        giving.forward(
            a_matter(), Recipients("health"), tree=TREE, rules=RULES, by=HOUSING, now=NOON
        )


def test_an_organs_own_desk_hands_on_to_its_subordinates_only() -> None:
    with pytest.raises(NotYourSubordinate):
        giving.forward(
            a_matter(HOUSING), Recipients("health"), tree=TREE, rules=RULES, by=HOUSING, now=NOON
        )


def test_after_handing_on_the_own_desk_still_owes_the_notice_that_tells_where() -> None:
    county = a_clerk("county")
    matter = a_matter(county)
    giving.forward(
        matter, Recipients("housing"), tree=TREE, rules=RULES, by=county, now=at("2026-09-17")
    )

    assert dues(matter)["own_notice", "county"] == date(2026, 10, 1)
    assert matter.part_of("county").state is State.RETURNED


def test_acceptance_starts_the_sixty_days_and_leaves_the_notice_due() -> None:
    matter = an_accepted_matter(now=at("2026-09-30"))

    assert dues(matter) == {
        ("notice", "housing"): date(2026, 10, 1),
        ("handling", "housing"): date(2026, 11, 29),
    }


@pytest.mark.parametrize(
    ("route", "terms"),
    [("r6", {"notice", "handling"}), ("r5", {"notice", "duty"}), ("suggestion", {"notice"})],
)
def test_the_route_decides_what_acceptance_starts(route: str, terms: set[str]) -> None:
    matter = an_accepted_matter(a_forwarded_matter(route=route))

    assert {name for name, _ in open_clocks(matter)} == terms


@pytest.mark.parametrize("route", ["r1", "r2", "r3", "r4"])
def test_routes_one_to_four_are_handed_over_not_accepted(route: str) -> None:
    with pytest.raises(BelongsElsewhere):
        an_accepted_matter(a_forwarded_matter(route=route))


@pytest.mark.parametrize("state", sorted(set(State) - ACCEPTABLE))
def test_what_was_accepted_or_ended_is_not_accepted_again(state: State) -> None:
    matter = a_forwarded_matter()
    matter.part_of("housing").state = state

    with pytest.raises(PartNotInState):
        an_accepted_matter(matter)


def test_nobody_accepts_what_does_not_lie_with_them() -> None:
    with pytest.raises(NotYourAssignment):
        giving.accept(a_forwarded_matter(), rules=RULES, by=HEALTH, now=NOON)


def test_the_fifth_working_day_still_counts_for_an_objection() -> None:
    matter = a_forwarded_matter()

    object_to(matter, "2026-09-22", 23)

    assert matter.part_of("housing").state is State.OBJECTED


def test_silence_forfeits_the_objection_and_accepts_nothing() -> None:
    matter = a_forwarded_matter()

    with pytest.raises(ObjectionWindowClosed) as refusal:
        object_to(matter, "2026-09-23")

    assert refusal.value.code == "objection_window_closed"
    assert matter.part_of("housing").state is State.PENDING
    assert set(dues(matter)) == {("notice", "housing"), ("objection", "housing")}


def test_acceptance_ends_the_right_to_object() -> None:
    matter = an_accepted_matter()

    with pytest.raises(PartNotInState):
        object_to(matter, "2026-09-17")
    assert clock_of(matter, "objection", "housing").lapsed


def test_an_objection_waits_for_its_sender_without_a_statutory_term() -> None:
    matter = a_forwarded_matter()

    object_to(matter, "2026-09-17")

    waiting = open_clocks(matter)["objection_decision", "petition-bureau"]
    assert waiting.due(CALENDAR) is None
    assert waiting.started == date(2026, 9, 17)
    assert matter.part_of("housing").objections[0].owner == "petition-bureau"


def test_an_upheld_objection_brings_the_matter_back_and_ends_the_organs_clocks() -> None:
    matter = a_forwarded_matter()
    object_to(matter, "2026-09-17")

    decide(matter, upheld=True)

    assert matter.part_of("housing").state is State.RETURNED
    assert matter.status is Status.REGISTERED
    assert clock_of(matter, "notice", "housing").lapsed
    again = open_clocks(matter)["redisposal", "petition-bureau"]
    assert set(open_clocks(matter)) == {("redisposal", "petition-bureau")}
    assert (again.started, again.due(CALENDAR)) == (date(2026, 9, 18), None)
    assert "no statutory term" in again.explain(CALENDAR, "en")


def test_the_next_organ_sees_how_often_a_matter_bounced() -> None:
    matter = a_forwarded_matter()
    object_to(matter, "2026-09-17")
    decide(matter, upheld=True)

    giving.forward(matter, Recipients("health"), tree=TREE, rules=RULES, by=BUREAU, now=NOON)

    assert matter.part_of("health").bounces == 1
    assert not clock_of(matter, "redisposal", "petition-bureau").is_open


def test_what_a_subordinate_gives_back_lies_at_the_own_desk_as_on_the_first_day() -> None:
    county = a_clerk("county")
    matter = a_matter(county)
    giving.forward(matter, Recipients("housing"), tree=TREE, rules=RULES, by=county, now=NOON)
    object_to(matter, "2026-09-17")

    giving.decide_objection(
        matter, "housing", upheld=True, reason="已核实", by=county, now=at("2026-09-18")
    )

    assert matter.part_of("county").state is State.PENDING
    assert dues(matter) == {("own_notice", "county"): date(2026, 10, 1)}
    giving.accept(matter, rules=RULES, by=county, now=at("2026-09-18"))
    assert ("handling", "county") in open_clocks(matter)


def test_a_rejected_objection_leaves_the_matter_with_the_organ_for_good() -> None:
    matter = a_forwarded_matter()
    object_to(matter, "2026-09-17")

    decide(matter, upheld=False)

    with pytest.raises(ObjectionDecided):
        object_to(matter, "2026-09-18")
    an_accepted_matter(matter, at("2026-09-18"))
    assert matter.part_of("housing").state is State.ACCEPTED


def test_only_the_sender_decides_an_objection() -> None:
    matter = a_forwarded_matter()
    object_to(matter, "2026-09-17")

    with pytest.raises(NotYourMatter):
        giving.decide_objection(matter, "housing", upheld=True, reason="ours", by=HEALTH, now=NOON)


def test_what_came_to_the_own_desk_has_nobody_to_object_to() -> None:
    with pytest.raises(NobodySentIt):
        object_to(a_matter(HOUSING), "2026-09-17")


def test_clocks_keep_their_numbers() -> None:
    matter = an_accepted_matter()

    assert [clock.number for clock in matter.clocks] == [1, 2, 3, 4]
