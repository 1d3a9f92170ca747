"""Classifying: the route decides the clocks, and an accusation leaves the organs it names."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.kernel import Principal
from services.intake.domain import giving, sorting
from services.intake.domain.classification import Classification
from services.intake.domain.errors import (
    CodeUnknown,
    ContentUnknown,
    NobodySentIt,
    NotYourMatter,
    OnlyDiscipline,
    OrganBarred,
    OrganUnknown,
    RespondentMissing,
    RouteUnfitting,
    SimplifiedNeedsOneOrgan,
    SimplifiedUnfitting,
)
from services.intake.domain.facts import ContactNamed, MatterClassified
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.states import State, Status
from tests.builders import CALENDAR, NOON, RULES, at
from tests.intake.builders import (
    BUREAU,
    DISCIPLINE,
    HEALTH,
    HOUSING,
    IMPORTER,
    LEAF,
    TREE,
    a_classification,
    a_clerk,
    a_forwarded_matter,
    a_matter,
    a_petition,
    a_registration,
    an_accepted_matter,
    an_accusation,
    an_answered_matter,
    classify,
    clock_of,
    open_clocks,
)


def forward(matter: Matter, organ: str, by: Principal = BUREAU) -> None:
    giving.forward(matter, Recipients(organ), tree=TREE, rules=RULES, by=by, now=NOON)


def test_a_matter_gets_purpose_content_route_and_place() -> None:
    matter = classify(a_matter(), division="420881105", urgent="yes")

    assert (matter.purpose, matter.content, matter.route) == ("claim", LEAF, "r6")
    assert (matter.division, matter.urgent) == ("420881105", True)


def test_only_a_leaf_of_the_content_scheme_is_a_content() -> None:
    assert len(RULES.content.paths) == 517
    with pytest.raises(ContentUnknown):
        a_classification(content=LEAF.rpartition("/")[0])


def test_a_route_must_be_open_to_the_purpose() -> None:
    with pytest.raises(RouteUnfitting) as refusal:
        a_classification(purpose="claim", route="accusation")

    assert "r6" in refusal.value.say("en")
    with pytest.raises(RouteUnfitting):
        a_classification(purpose="claim", route="")


def test_the_only_route_of_a_purpose_need_not_be_said() -> None:
    assert a_classification(purpose="thanks", route="").route == "suggestion"


def test_an_unknown_purpose_is_refused() -> None:
    with pytest.raises(CodeUnknown):
        a_classification(purpose="troublemaking")


def test_the_requests_can_be_put_straight_until_they_are_answered() -> None:
    matter = classify(a_forwarded_matter(), "修电梯", "退物业费")
    assert [request.text.clear for request in matter.requests] == ["修电梯", "退物业费"]

    an_answered_matter(an_accepted_matter(matter))
    classify(matter, "别的")

    assert len(matter.requests) == 2


def test_a_stranger_classifies_nothing() -> None:
    with pytest.raises(NotYourMatter):
        classify(a_matter(), by=HEALTH)


def test_the_organ_that_has_it_may_correct_the_route() -> None:
    matter = an_accepted_matter()

    classify(matter, by=HOUSING, route="r5", now=at("2026-09-20"))

    assert clock_of(matter, "handling", "housing").lapsed
    duty = open_clocks(matter)["duty", "housing"]
    assert duty.started == date(2026, 9, 16)


def test_the_sixty_days_go_on_when_the_route_stays() -> None:
    matter = an_accepted_matter()
    before = open_clocks(matter)

    classify(matter, urgent="yes", now=at("2026-09-20"))

    assert open_clocks(matter) == before


def test_litigation_loses_the_notice_of_the_fifteen_days() -> None:
    matter = a_forwarded_matter()

    classify(matter, route="r1")
    assert clock_of(matter, "notice", "housing").lapsed

    classify(matter, route="r6", now=at("2026-09-18"))
    assert open_clocks(matter)["notice", "housing"].started == date(2026, 9, 16)


def test_simplified_handling_has_short_terms_at_every_step() -> None:
    matter = classify(a_matter(), simplified="yes")
    assert open_clocks(matter)["simplified_passing", "petition-bureau"].due(CALENDAR) == date(
        2026, 9, 17
    )

    forward(matter, "housing")
    assert open_clocks(matter)["simplified_acceptance", "housing"].due(CALENDAR) == date(
        2026, 9, 20
    )

    giving.accept(matter, rules=RULES, by=HOUSING, now=NOON)
    assert not clock_of(matter, "simplified_acceptance", "housing").lapsed
    assert open_clocks(matter)["simplified_handling", "housing"].due(CALENDAR) == date(2026, 9, 30)


def test_at_the_own_desk_the_short_term_to_decide_runs_from_the_day_received() -> None:
    matter = classify(a_matter(HOUSING), by=HOUSING, simplified="yes", now=at("2026-09-17"))

    acceptance = open_clocks(matter)["simplified_acceptance", "housing"]
    assert (acceptance.started, acceptance.cause) == (date(2026, 9, 16), "received")
    classify(matter, by=HOUSING, now=at("2026-09-18"))
    assert clock_of(matter, "simplified_acceptance", "housing").lapsed


def test_what_turns_out_unsuitable_goes_on_by_the_ordinary_procedure() -> None:
    matter = classify(a_matter(), simplified="yes")
    forward(matter, "housing")
    giving.accept(matter, rules=RULES, by=HOUSING, now=NOON)

    classify(matter, now=at("2026-09-20"))

    assert clock_of(matter, "simplified_handling", "housing").lapsed
    assert open_clocks(matter)["handling", "housing"].started == date(2026, 9, 16)


@pytest.mark.parametrize("route", ["r1", "r5"])
def test_simplified_handling_is_not_for_statutory_routes(route: str) -> None:
    with pytest.raises(SimplifiedUnfitting):
        a_classification(route=route, simplified="yes")


@pytest.mark.parametrize("fields", [{"channel": "transfer"}, {"people_count": "6"}])
def test_simplified_handling_is_not_for_joint_matters_or_from_above(fields: dict[str, str]) -> None:
    matter = a_registration(a_petition(fields=fields)).matter

    with pytest.raises(SimplifiedUnfitting):
        classify(matter, simplified="yes")


def test_simplified_handling_is_for_one_organ() -> None:
    with pytest.raises(SimplifiedNeedsOneOrgan):
        classify(a_forwarded_matter("health"), simplified="yes")
    with pytest.raises(SimplifiedNeedsOneOrgan):
        giving.forward(
            classify(a_matter(), simplified="yes"),
            Recipients("housing", ("health",)),
            tree=TREE,
            rules=RULES,
            by=BUREAU,
            now=NOON,
        )


def test_an_accusation_is_sealed_in_the_moment_it_is_classified() -> None:
    matter = an_accusation("housing")

    assert matter.sealed
    assert matter.readers == ["discipline", "petition-bureau"]
    assert {"housing", "county"} <= set(matter.barred)
    assert [type(fact).__name__ for fact in matter.take_facts()] == [
        "MatterRegistered",
        "MatterClassified",
        "MatterSealed",
    ]


def test_respondents_among_the_parties_are_barred_too() -> None:
    petition = a_petition(parties=({"role": "respondent", "organ": "health", "name": "李某"},))

    matter = an_accusation(matter=a_registration(petition).matter)

    assert "health" in matter.barred


def test_an_accusation_against_nobody_named_is_still_for_discipline_alone() -> None:
    matter = an_accusation()

    assert matter.barred == []
    assert matter.readers == ["discipline", "petition-bureau"]


@pytest.mark.parametrize(
    ("organ", "refusal"),
    [("housing", OrganBarred), ("county", OrganBarred), ("health", OnlyDiscipline)],
)
def test_an_accusation_is_given_to_discipline_only(organ: str, refusal: type[Exception]) -> None:
    matter = an_accusation("housing")

    with pytest.raises(refusal):
        forward(matter, organ)
    forward(matter, "discipline")

    assert matter.part_of("discipline").state is State.PENDING
    assert set(open_clocks(matter)) == {("objection", "discipline")}


def test_an_accusation_against_discipline_goes_to_the_one_above() -> None:
    matter = an_accusation("discipline")

    assert "discipline" in matter.barred
    assert "jingmen-discipline" in matter.readers
    forward(matter, "jingmen-discipline")


def test_an_organ_that_already_had_it_loses_an_accusation() -> None:
    matter = an_accepted_matter(a_forwarded_matter("health"))

    an_accusation("housing", matter=matter, now=at("2026-09-18"))

    assert {part.organ: part.state for part in matter.assignments} == {
        "housing": State.RETURNED,
        "health": State.RETURNED,
    }
    assert open_clocks(matter) == {}
    assert matter.status is Status.REGISTERED
    assert matter.readers == ["discipline", "petition-bureau"]


def test_a_desk_that_is_complained_of_loses_it_to_discipline_at_once() -> None:
    matter = an_accusation("housing", by=HOUSING)

    assert matter.readers == ["discipline"]
    assert [part.organ for part in matter.live_parts] == ["discipline"]
    assert matter.contact == ""
    assert clock_of(matter, "own_notice", "housing").lapsed
    assert all(clock.owner != "housing" for clock in open_clocks(matter).values())


def test_discipline_does_not_give_back_what_a_barred_desk_lost() -> None:
    matter = an_accusation("housing", by=HOUSING)

    with pytest.raises(NobodySentIt):
        giving.object_to(matter, "他处", rules=RULES, calendar=CALENDAR, by=DISCIPLINE, now=NOON)


def test_who_first_classifies_what_a_machine_brought_is_its_contact() -> None:
    matter = a_matter(IMPORTER)
    matter.take_facts()

    classify(matter)
    classify(matter, by=replace(BUREAU, post="petition-bureau/receiver"))

    assert matter.contact == BUREAU.post
    assert [type(fact) for fact in matter.facts] == [
        MatterClassified,
        ContactNamed,
        MatterClassified,
    ]


def test_a_sealed_matter_has_a_contact_once_it_proves_to_be_no_accusation() -> None:
    matter = an_accusation("housing", matter=a_matter(IMPORTER))
    sealed = matter.contact

    classify(matter, route="r6")

    assert (sealed, matter.contact) == ("", BUREAU.post)


def test_an_organ_nobody_knows_is_no_respondent() -> None:
    matter = a_matter()

    with pytest.raises(OrganUnknown):
        an_accusation("nowhere", matter=matter)
    assert not matter.sealed
    assert matter.route == "r6"


def test_what_proves_to_be_no_accusation_is_opened_again() -> None:
    matter = an_accusation("housing")

    classify(matter, route="r6")

    assert (matter.sealed, matter.readers, matter.barred) == (False, [], [])
    forward(matter, "housing")
    assert ("notice", "housing") in open_clocks(matter)


CONDUCT = replace(
    RULES,
    routes=dict(RULES.routes)
    | {"conduct": replace(RULES.routes["accusation"], zh="作风问题", en="staff conduct")},
    purposes=dict(RULES.purposes)
    | {"other": replace(RULES.purposes["other"], routes=("suggestion", "r6", "conduct"))},
)


def about_conduct(matter: Matter, *respondents: str, by: Principal = BUREAU) -> Matter:
    said = Classification.read(
        {"purpose": "other", "content": LEAF, "route": "conduct"},
        respondents=respondents,
        rules=CONDUCT,
    )
    sorting.classify(matter, said, tree=TREE, rules=CONDUCT, by=by, now=NOON)
    return matter


def test_retaliation_and_conduct_never_pass_through_the_organ_concerned() -> None:
    matter = about_conduct(a_forwarded_matter(), "housing")

    assert matter.part_of("housing").state is State.RETURNED
    assert matter.readers == ["petition-bureau"]
    with pytest.raises(OrganBarred):
        giving.forward(matter, Recipients("housing"), tree=TREE, rules=CONDUCT, by=BUREAU, now=NOON)
    giving.forward(matter, Recipients("health"), tree=TREE, rules=CONDUCT, by=BUREAU, now=NOON)
    assert matter.readers == ["petition-bureau", "health"]


def test_conduct_of_an_unnamed_organ_cannot_be_kept_from_it() -> None:
    with pytest.raises(RespondentMissing):
        about_conduct(a_matter())


def test_conduct_at_the_own_desk_goes_to_discipline() -> None:
    matter = about_conduct(a_matter(HOUSING), "housing", by=HOUSING)

    assert [part.organ for part in matter.live_parts] == ["discipline"]


def test_the_desk_of_discipline_keeps_the_accusation_it_received() -> None:
    matter = an_accusation("housing", by=a_clerk("discipline"))

    assert matter.part_of("discipline").state is State.PENDING
    assert matter.readers == ["discipline"]
