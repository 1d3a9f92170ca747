"""The national law as data, and the shelf."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.calendars import PublishedYear
from law.clock import Unit
from law.rulebook import Rulebook, Rulebooks, UnknownPlace, UnknownVersion
from tests.builders import RULES, SHELF

TERMS = {
    "disposal": (15, Unit.DAYS),
    "own_notice": (15, Unit.DAYS),
    "notice": (15, Unit.DAYS),
    "objection": (5, Unit.WORKING_DAYS),
    "objection_decision": (None, Unit.DAYS),
    "handling": (60, Unit.DAYS),
    "extension": (30, Unit.DAYS),
    "reexamination_request": (30, Unit.DAYS),
    "reexamination": (30, Unit.DAYS),
    "review_request": (30, Unit.DAYS),
    "review": (30, Unit.DAYS),
    "simplified_passing": (1, Unit.WORKING_DAYS),
    "simplified_acceptance": (3, Unit.WORKING_DAYS),
    "simplified_handling": (10, Unit.WORKING_DAYS),
    "mediation": (30, Unit.DAYS),
}
OURS = {"duty", "closing_report", "referral_answer", "supervision_answer", "rating"}


def test_the_terms_of_the_law_are_the_law_s_and_ours_say_so() -> None:
    law = {name: (t.length, t.unit) for name, t in RULES.terms.items() if not t.ours}

    assert law == TERMS
    assert {name for name, term in RULES.terms.items() if term.ours} == OURS
    assert all(RULES.terms[name].basis.startswith("本系统默认") for name in OURS)


def test_every_term_knows_its_name_and_its_basis_in_both_languages() -> None:
    for name, term in RULES.terms.items():
        assert term.name == name
        assert term.basis_in("zh") != term.basis_in("en")


def test_routes_one_to_four_leave_and_five_and_six_stay() -> None:
    assert {code for code, route in RULES.routes.items() if route.leaves} == {
        "r1",
        "r2",
        "r3",
        "r4",
    }
    assert [code for code, route in RULES.routes.items() if route.opinion] == ["r6"]
    assert [code for code, route in RULES.routes.items() if route.sealed] == [
        "accusation",
        "conduct",
    ]
    assert RULES.routes["r6"].term == "handling"
    assert RULES.routes["r5"].term == "duty"


def test_every_purpose_leads_to_its_routes() -> None:
    assert RULES.purposes["claim"].routes == ("r1", "r2", "r3", "r4", "r5", "r6")
    assert RULES.purposes["accusation"].routes == ("accusation", "conduct")


def test_only_a_joint_visit_is_limited_in_its_representatives() -> None:
    limits = {code: c.max_representatives for code, c in RULES.channels.items()}

    assert limits.pop("visit") == 5
    assert set(limits.values()) == {None}


def test_timely_acceptance_is_the_office_s_term_and_the_organ_s_notices() -> None:
    assert RULES.rates["office_timely_acceptance"].terms == ("disposal",)
    assert RULES.rates["organ_timely_acceptance"].terms == ("notice", "own_notice")
    assert RULES.rates["organ_timely_acceptance"].excluded_routes == (
        "accusation",
        "conduct",
        "r1",
    )


def test_a_hearing_in_the_review_is_the_only_pause() -> None:
    assert {key: pause.terms for key, pause in RULES.pauses.items()} == {"hearing": ("review",)}


def test_the_committees_of_zhongxiang_take_every_kind_of_dispute_but_one_each() -> None:
    taken = [kind for committee in RULES.committees.values() for kind in committee.disputes]

    assert len(RULES.committees) == 8
    assert set(RULES.disputes) - {"consumer"} == {kind for kind in taken if taken.count(kind) == 1}


def test_four_centres_four_ones_and_two_goals_are_named() -> None:
    assert [len(RULES.model[key].zh) for key in ("centres", "ones", "goals", "flow")] == [
        4,
        4,
        2,
        5,
    ]
    assert all(len(stated.zh) == len(stated.en) for stated in RULES.model.values())


def test_a_matter_of_an_older_day_has_the_law_of_that_day() -> None:
    before, after = SHELF.on("420881", date(2022, 4, 30)), SHELF.on("420881", date(2022, 5, 1))

    assert before.terms["handling"].basis == "《信访条例》（2005年）"
    assert before.terms["handling"].length == 60
    assert before.simplified is None
    assert before.terms["objection"].ours
    assert after == SHELF.current("420881")


def test_before_the_first_edition_there_is_only_the_first() -> None:
    assert SHELF.on("420881", date(1999, 1, 1)).effective == date(2005, 5, 1)


def test_a_version_is_found_by_its_hash_and_an_unknown_one_is_told() -> None:
    old = SHELF.on("420881", date(2019, 1, 1))

    assert SHELF.version(old.version) is old
    with pytest.raises(UnknownVersion, match="abc"):
        SHELF.version("abc")


def test_the_version_follows_the_content_and_nothing_else() -> None:
    again = Rulebook.restore(RULES.resolved)
    other = Rulebook.restore(RULES.resolved.replace('"length":60', '"length":61', 1))

    assert (again, again.version) == (RULES, RULES.version)
    assert other.version != RULES.version


def test_a_place_without_a_rulebook_is_told() -> None:
    shelf = Rulebooks({"420881": [RULES]})

    with pytest.raises(UnknownPlace, match="429006"):
        shelf.current("429006")


def test_a_shelf_for_everywhere_answers_for_any_place() -> None:
    assert SHELF.current("000001") is SHELF.current("420881")
    assert SHELF.jurisdictions() == ["420881"]


def test_a_published_calendar_reaches_one_place_and_leaves_versions_alone() -> None:
    shelf = Rulebooks({"420881": [RULES]}).everywhere("420881")
    day = date(2027, 5, 3)

    shelf.publish("429006", [PublishedYear(2027, (day,), ())])

    assert not shelf.calendar("429006").is_working(day)
    assert not shelf.calendar("429006").is_provisional(day)
    assert shelf.calendar("420881").is_provisional(day)
    assert shelf.current("429006").version == RULES.version


def test_what_is_published_next_replaces_what_was() -> None:
    shelf, day = Rulebooks({"420881": [RULES]}), date(2027, 5, 3)
    shelf.publish("420881", [PublishedYear(2027, (day,), ())])

    shelf.publish("420881", [PublishedYear(2027, (), ())])

    assert shelf.calendar("420881").is_working(day)


def test_a_shelf_apart_has_the_same_rules_and_calendars_of_its_own() -> None:
    shelf, day = Rulebooks({"420881": [RULES]}), date(2027, 5, 3)
    apart = shelf.apart()

    shelf.publish("420881", [PublishedYear(2027, (day,), ())])

    assert apart.current("420881") is RULES
    assert apart.version(RULES.version) is RULES
    assert (apart.calendar("420881").is_working(day), apart.everywhere("420881").current("9")) == (
        True,
        RULES,
    )


def test_a_clock_rolls_over_as_its_rulebook_says() -> None:
    rolling = replace(RULES, roll_over=replace(RULES.roll_over, value=True))

    assert not RULES.clock(1, "notice", "housing", "assigned", date(2026, 9, 16)).roll_over
    assert rolling.clock(1, "notice", "housing", "assigned", date(2026, 9, 16)).roll_over
